"""`make deps`: write each stage's import closure into dvc.yaml, so that a change of code re-runs what it touches."""

from pathlib import Path

from ruamel.yaml import YAML

from pipeline.closure import import_closure
from pipeline.config import project_root


def module_deps(stage: str) -> list[str]:
    """The project's files that a stage executes, relative to the project, sorted."""
    root = Path(__file__).resolve().parent.parent.parent
    return [path.relative_to(root).as_posix() for path in import_closure(f"pipeline.stages.{stage}")]


def main() -> None:
    """Rewrite the .py entries under `deps` of every stage; all else in dvc.yaml stays."""
    path = project_root() / "dvc.yaml"
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 120
    tree = yaml.load(path.read_text(encoding="utf-8"))
    for name, stage in tree["stages"].items():
        others = [dep for dep in stage["deps"] if not dep.endswith(".py")]
        stage["deps"] = sorted([*others, *module_deps(name)])
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(tree, file)


if __name__ == "__main__":
    main()
