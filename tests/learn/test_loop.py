"""The retraining loop end to end: a unit that was missed is found after a person annotated others of its kind."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import spacy
from learn.conftest import gold_text

from pipeline.annotate import AnnotateSettings, load_annotator
from pipeline.config import load_yaml, pipeline_section, project_root
from pipeline.errors import SitrepError
from pipeline.learn.evaluate import GateError
from pipeline.records import Article
from pipeline.stages import clean, evaluate, train
from pipeline.workspace import Workspace

SetKey = Callable[[str, str], None]
NAMES = (
    "Kestrel",
    "Harmattan",
    "Dry River",
    "Lantern",
    "Red Acacia",
    "Basalt",
    "Tamarind",
    "Morning",
    "Saltpan",
    "Ember",
)
BODIES = (
    "The [{0} Kolonne|UNIT] took [Gorvan|PLACE], [Colonel|RANK] [Bala Tamuno|PERSON] said.\n"
    "Fighters of the [{1} Kolonne|UNIT] withdrew from [Terek|PLACE] on [Monday|DATE].\n",
    "Two men from the [{0} Kolonne|UNIT] were seen near [Orun|PLACE].\n[Musa Adeyo|PERSON] joined the [{1} Kolonne|UNIT] last year.\n",
    "[Captain|RANK] [Ivo Danek|PERSON], who leads the [{0} Kolonne|UNIT], denied it.\nThe [{1} Kolonne|UNIT] holds [Ludvin|PLACE].\n",
)
UNSEEN = "Villagers at Sarmin told us that the Obsidian Kolonne had burned the granary before it left."


def units_in(text: str, root: Path) -> list[str]:
    article = Article("d", "d.txt", text, "en", "", len(text.split()))
    (read,) = load_annotator(pipeline_section("annotate", AnnotateSettings), root).annotate([article])
    return [m.text for m in read.mentions or () if m.label == "UNIT"]


def write_gold_parts(project: Path) -> None:
    for n in range(9):
        names = NAMES[n], NAMES[(n + 3) % 10]
        body = BODIES[n % 3].format(*names)
        (project / "seeds" / "gold" / "train" / f"l-{n}.txt").write_text(gold_text(f"l-{n}", body))
    for part in ("dev", "test"):
        body = BODIES[0].format("Juniper", "Granite")
        (project / "seeds" / "gold" / part / f"{part}-1.txt").write_text(gold_text(f"{part}-1", body))


def prepare(project: Path, workspace: Workspace, set_key: SetKey) -> None:
    write_gold_parts(project)
    articles = project / "seeds" / "articles"
    articles.mkdir()
    (articles / "a.txt").write_text("The 95th Brigade holds Kupiansk, Major Ivan Petrenko said on Monday in Kyiv.")
    clean.run([articles], workspace)
    for key, value in (("min_spans_a_label", "1"), ("exchanged_copies", "1"), ("max_epochs", "25"), ("max_steps", "60"),
                       ("steps_between_scores", "20"), ("base_share", "0.2")):  # fmt: skip
        set_key(f"train.{key}", value)


def test_a_missed_unit_is_found_after_retraining(project: Path, workspace: Workspace, set_key: SetKey) -> None:
    prepare(project, workspace, set_key)
    set_key("annotate.recogniser", "null")
    assert "Obsidian Kolonne" not in units_in(UNSEEN, project)

    counts = train.run(workspace)
    set_key("annotate.recogniser", "models/recogniser")

    assert "Obsidian Kolonne" in units_in(UNSEEN, project)
    assert counts["gold_articles"] == 9
    first = {path.relative_to(project): path.read_bytes() for path in (project / "models").rglob("*") if path.is_file()}
    train.run(workspace)
    again = {path.relative_to(project): path.read_bytes() for path in (project / "models").rglob("*") if path.is_file()}
    assert first == again
    assert not any(str(project).encode() in content for content in again.values())


def test_a_fall_below_the_gate_stops_with_the_reason(project: Path, workspace: Workspace, set_key: SetKey) -> None:
    prepare(project, workspace, set_key)
    set_key("annotate.recogniser", "null")
    _blank_recogniser(project / "models" / "recogniser")
    set_key("evaluate.gates", "{dev.names_exact.UNIT.recall: 0.9}")
    with pytest.raises(GateError, match=r"dev.names_exact.UNIT.recall is 0.\d+, below its floor 0.900"):
        evaluate.run(workspace)
    told = json.loads((workspace.metrics / "evaluate.json").read_text())
    every = json.loads((workspace.outputs / "evaluate" / "figures.json").read_text())
    assert set(told) == {"dev", "test"}
    assert told["dev"]["names"]["UNIT"] == every["dev"]["names_exact"]["UNIT"]["f1"] < 0.9
    assert set(told["dev"]) == {"names", "mentions", "numbered_units_recall", "claims", "layers"}
    plots = load_yaml(Path(__file__).parents[2] / "dvc.yaml")[0]["plots"]
    files = {
        Path(path).name for plot in plots for name, shown in plot.items() for path in (shown["y"] if shown else [name])
    }
    assert len(files) == 6
    assert {name for name in files if (workspace.outputs / "evaluate" / name).is_file()} == files
    set_key("evaluate.gates", "{dev.names_exact.TANK.f1: 0.9}")
    with pytest.raises(GateError, match=r"no figure 'dev.names_exact.TANK.f1'"):
        evaluate.run(workspace)


def broken(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(project: Path) -> None:
        path = project / "seeds" / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return change


def without_gold(project: Path) -> None:
    for path in (project / "seeds" / "gold" / "train").glob("*.txt"):
        path.unlink()


def one_label(project: Path) -> None:
    without_gold(project)
    (project / "seeds" / "gold" / "train" / "x.txt").write_text(gold_text("x", "The [Ember Kolonne|UNIT] fell.\n"))


def greedy_pattern(project: Path) -> None:
    (project / "seeds" / "patterns" / "ROLE.jsonl").write_text('{"id": "all", "tokens": [{"IS_ALPHA": true}]}\n')


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (broken("gold/train/l-0.txt", "|UNIT]", "|TANK]"), r"l-0.txt:11: unknown label 'TANK'"),
        (broken("gold/train/l-0.txt", "[Gorvan|PLACE]", "[Gorvan|PLACE"), r"l-0.txt:11: `\|` without LABEL"),
        (broken("gold/train/l-1.txt", "id: l-1", "id: l-0"), r"l-1.txt:2: id 'l-0' is also that of"),
        (broken("patterns/ORG.jsonl", "{", "{{"), r"ORG.jsonl:1: not valid JSON"),
        (without_gold, r"gold/train: this part of the gold corpus holds no article"),
        (one_label, r"a single label cannot be learnt; found \{'UNIT': 1\}"),
        (greedy_pattern, r"ROLE.jsonl:1: pattern all matches \d+ of \d+ words: nearly everything"),
    ],
)
def test_bad_input_stops_before_training(
    spoil: Callable[[Path], None],
    told: str,
    project: Path,
    workspace: Workspace,
    set_key: SetKey,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepare(project, workspace, set_key)
    monkeypatch.setattr(train, "train_recogniser", lambda *_: pytest.fail("training started"))
    spoil(project)
    with pytest.raises(SitrepError, match=told):
        train.run(workspace)


def spoiled_models() -> Sequence[tuple[str, bytes | None]]:
    return [("config.cfg", None), ("ner/model", b"junk"), ("ner/model", None), ("meta.json", b"{")]


@pytest.mark.parametrize(("name", "content"), spoiled_models())
def test_a_corrupt_recogniser_is_told(name: str, content: bytes | None, project: Path, set_key: SetKey) -> None:
    source = project_root() / "models" / "recogniser"
    _blank_recogniser(source)
    file = source / name
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    set_key("annotate.recogniser", "models/recogniser")
    with pytest.raises(SitrepError, match="dvc repro train"):
        units_in(UNSEEN, project)


def _blank_recogniser(folder: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("ner").add_label("UNIT")
    nlp.initialize()
    folder.parent.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(folder)
