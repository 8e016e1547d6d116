"""Which modules of the project a module imports, directly or not: for DVC's `deps` and the store's fingerprints."""

import ast
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def import_closure(module: str) -> tuple[Path, ...]:
    """Files of all project modules that importing `module` (`pipeline.stages.clean`) executes, itself included, sorted.

    Read from the source, so nothing is imported; imports inside functions count, those under TYPE_CHECKING too.
    """
    found: set[Path] = set()
    waiting = [module]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        path = _file_of(name)
        if path is None:
            continue
        found.add(path)
        parts = name.split(".")
        waiting += [".".join(parts[:n]) for n in range(1, len(parts))]
        waiting += _imports(path, name)
    return tuple(sorted(found))


def _file_of(module: str) -> Path | None:
    parts = module.split(".")
    if parts[0] != _PACKAGE.name:
        return None
    base = _PACKAGE.joinpath(*parts[1:])
    for path in (base / "__init__.py", base.with_suffix(".py")):
        if path.is_file():
            return path
    return None


def _imports(path: Path, module: str) -> list[str]:
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                anchor = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*anchor, base]) if base else ".".join(anchor)
            names += [base, *(f"{base}.{alias.name}" for alias in node.names)]
    return names
