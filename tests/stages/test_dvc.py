"""dvc.yaml: exact dependencies, one key of the configuration a stage, a sentence for each."""

import re
from typing import Any

import pytest
import yaml

from pipeline.cli.dvc_deps import module_deps
from pipeline.config import load_yaml, project_root

STAGES: dict[str, dict[str, Any]] = yaml.safe_load((project_root() / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
# These measure or use the work of other stages, so they read their settings too.
OTHERS_KEYS = {"train": {"annotate"}, "evaluate": {"annotate", "relate"}, "suggest": {"annotate"}}
CORE = ["clean", "annotate", "relate", "resolve", "reconcile", "publish"]


def test_the_core_stages_are_there_in_order() -> None:
    assert [name for name in STAGES if name in CORE] == CORE


@pytest.mark.parametrize("stage", STAGES)
def test_deps_are_the_import_closure(stage: str) -> None:
    listed = [dep for dep in STAGES[stage]["deps"] if dep.endswith(".py")]
    assert listed == module_deps(stage), "run `make deps`"
    assert f"pipeline/stages/{stage}.py" in listed


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_describes_itself_and_counts(stage: str) -> None:
    assert len(STAGES[stage]["desc"]) > 20
    assert STAGES[stage]["cmd"] == f".venv/bin/python -m pipeline.stages.{stage}"
    assert STAGES[stage]["metrics"] == [{f"outputs/metrics/{stage}.json": {"cache": False}}]


@pytest.mark.parametrize("stage", STAGES)
def test_inputs_exist_or_are_made_by_a_stage(stage: str) -> None:
    made = {out for other in STAGES.values() for out in other.get("outs", [])}
    for dep in STAGES[stage]["deps"]:
        assert dep in made or (project_root() / dep).exists(), dep


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_reads_only_its_own_key(stage: str) -> None:
    source = (project_root() / "pipeline" / "stages" / f"{stage}.py").read_text(encoding="utf-8")
    read = set(re.findall(r'pipeline_section\("(\w+)"', source))
    listed = {key for entry in STAGES[stage].get("params", []) for key in entry["configs/pipeline.yaml"]}
    assert read == listed
    assert read <= {stage} | OTHERS_KEYS.get(stage, set())


def test_every_setting_is_commented() -> None:
    path = project_root() / "configs" / "pipeline.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    tree, line_of = load_yaml(path)
    bare = []
    for section, settings in tree.items():
        for setting in settings:
            line = line_of(section, setting)
            assert line is not None
            if "#" not in lines[line - 1] and not lines[line - 2].lstrip().startswith("#"):
                bare.append(f"{section}.{setting}")
    assert bare == []


def test_every_stage_key_belongs_to_a_stage() -> None:
    tree, _ = load_yaml(project_root() / "configs" / "pipeline.yaml")
    assert set(tree) - {"engine"} <= set(STAGES)
