"""The retraining loop end to end: a unit that was missed is found after a person annotated others of its kind."""

import csv
import json
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
import spacy
from confection import Config
from learn.conftest import gold_text
from spacy.util import load_config
from typer.testing import CliRunner

from pipeline.annotate import AnnotateSettings, load_annotator
from pipeline.annotate.recogniser import add_recogniser
from pipeline.cli.main import app, main
from pipeline.config import load_yaml, pipeline_section, project_root
from pipeline.errors import ConfigError
from pipeline.learn import train as training
from pipeline.learn.annotation_queue import draft_id, draft_of
from pipeline.learn.evaluate import GateError
from pipeline.learn.gold import GoldMention, read_gold
from pipeline.learn.gold_write import write_gold
from pipeline.records import Article
from pipeline.stages import annotate, clean, evaluate, publish, reconcile, relate, resolve, train
from pipeline.workspace import Workspace, clean_articles, project_workspace

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
    for part in ("dev", "test", "blind", "postings"):
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


def sitrep(*arguments: str | Path) -> str:
    """What a command prints; an error that a user can act on fails the test with its message."""
    done = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


EXTRACTION = (annotate, relate, resolve, reconcile, publish)


def repro(workspace: Workspace, articles: Path, stages: Sequence[ModuleType]) -> None:
    """What `dvc repro` runs, in its order."""
    clean.run([articles], workspace)
    for stage in stages:
        stage.run(workspace)


def correct(draft: Path, gold: Path) -> None:
    """What a person does with a draft: marks the Kolonnen as units, nothing else in their place, and signs it."""
    read = read_gold(draft)
    right = [
        GoldMention(m.start(), m.end(), "UNIT", "name", None, m[0]) for m in re.finditer(r"[A-Z]\w+ Kolonne", read.text)
    ]
    kept = [m for m in read.mentions if not any(m.start < r.end and r.start < m.end for r in right)]
    mentions = tuple(sorted([*kept, *right], key=lambda m: (m.start, -m.end)))
    gold.write_text(write_gold(replace(read, mentions=mentions, annotator="ana")))


def test_the_loop_as_the_readme_tells_it(project: Path, workspace: Workspace, set_key: SetKey) -> None:
    prepare(project, workspace, set_key)
    for key, value in (("annotate.recogniser", "null"), ("evaluate.parts", "[dev]"), ("train.max_silver_articles", "0"),
                       ("evaluate.gates", "{dev.names_exact.UNIT.recall: 0.9}")):  # fmt: skip
        set_key(key, value)
    articles, learnt = project / "seeds" / "articles", project / "seeds" / "gold" / "train"
    (articles / "obsidian.txt").write_text(UNSEEN)
    repro(workspace, articles, EXTRACTION)
    before = project / "before"
    shutil.copytree(workspace.tables, before)
    assert "Obsidian Kolonne" not in units_in(UNSEEN, project)

    # 1. new articles
    for n, name in enumerate(("Noor", "Fajr", "Noor")):
        (articles / f"katiba-{n}.txt").write_text(
            f"Day {n} of the siege began with rain and shelling that went on until the evening. "
            f"The Katiba {name} holds Kupiansk. Fighters of the Ember Kolonne captured four soldiers."
        )
    # 2. suggest
    told = sitrep("suggest", articles)
    assert "5 articles read, 0 dropped" in told
    rows = {row["text"]: row for row in read_rows(project / "outputs" / "suggest" / "candidates.csv")}
    assert "Katiba *" in rows, sorted(rows)
    assert rows["Katiba *"]["count"] == "3"
    assert f"{rows['Katiba *']['id']}  Katiba *" in told
    drafts = sorted((project / "outputs" / "suggest" / "drafts").glob("katiba-*.txt"))
    # 3. accept, and correct a draft
    told = sitrep("accept", f"{rows['Katiba *']['id']}=unit")
    assert re.match(r"seeds/patterns/UNIT.jsonl:\d+: Katiba \* is UNIT from now on\n", told)
    shutil.copy(drafts[0], learnt / drafts[0].name)
    with pytest.raises(ConfigError, match=r"is a draft still"):
        repro(workspace, articles, [train])
    correct(drafts[0], learnt / drafts[0].name)
    # 4. retrain and extract again; the gate holds
    set_key("annotate.recogniser", "models/recogniser")
    repro(workspace, articles, [train, *EXTRACTION, evaluate])
    assert {"Katiba Noor", "Obsidian Kolonne"} <= {
        *units_in("The Katiba Noor fled.", project),
        *units_in(UNSEEN, project),
    }
    told = sitrep("diff", before, workspace.tables)
    assert re.search(r"^\+ UNIT Obsidian Kolonne$", told, re.M)
    assert re.search(r"^\+ UNIT Katiba Noor$", told, re.M)
    assert re.search(r"^entities: \d+ new \(\d+ only in new articles\)(, \d+ changed)?$", told, re.M), told  # none gone
    # 5. a recogniser that knows nothing falls below the gate
    shutil.rmtree(project / "models" / "recogniser")
    _blank_recogniser(project / "models" / "recogniser")
    with pytest.raises(GateError, match=r"dev.names_exact.UNIT.recall is 0.\d+, below its floor 0.900"):
        repro(workspace, articles, [evaluate])


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_training_twice_gives_the_same_bytes(project: Path, workspace: Workspace, set_key: SetKey) -> None:
    prepare(project, workspace, set_key)
    set_key("train.max_steps", "20")
    runs = []
    for _ in range(2):
        assert train.run(workspace)["gold_articles"] == 9
        files = (project / "models").rglob("*")
        runs.append({path.relative_to(project): path.read_bytes() for path in files if path.is_file()})
    assert runs[0] == runs[1]
    assert len(runs[0]) > 3
    assert not any(str(project).encode() in content for content in runs[0].values())


def test_a_fall_below_the_gate_stops_with_the_reason(project: Path, workspace: Workspace, set_key: SetKey) -> None:
    prepare(project, workspace, set_key)
    set_key("annotate.recogniser", "null")
    _blank_recogniser(project / "models" / "recogniser")
    set_key("evaluate.gates", "{dev.names_exact.UNIT.recall: 0.9}")
    with pytest.raises(GateError, match=r"dev.names_exact.UNIT.recall is 0.\d+, below its floor 0.900"):
        evaluate.run(workspace)
    told = json.loads((workspace.metrics / "evaluate.json").read_text())
    every = json.loads((workspace.outputs / "evaluate" / "figures.json").read_text())
    assert set(told) == {"dev", "test", "blind", "postings"}
    assert told["dev"]["names"]["UNIT"] == every["dev"]["names_exact"]["UNIT"]["f1"] < 0.9
    assert set(told["dev"]) == {"names", "mentions", "numbered_units_recall", "claims", "layers"}
    plots = load_yaml(Path(__file__).parents[2] / "dvc.yaml")[0]["plots"]
    files = {
        Path(path).name for plot in plots for name, shown in plot.items() for path in (shown["y"] if shown else [name])
    }
    assert len(files) == 10
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


def changed_draft(project: Path) -> None:
    (article,) = clean_articles(project_workspace())
    draft = project / "seeds" / "gold" / "train" / f"{draft_id(article.path, article.doc_id)}.txt"
    text = draft_of(article).replace("annotator: draft", "annotator: ana")
    assert "The 95th Brigade holds" in text
    draft.write_text(text.replace("The 95th Brigade holds", "The [95th Brigade|UNIT] fled"))


def greedy_pattern(project: Path) -> None:
    (project / "seeds" / "patterns" / "ROLE.jsonl").write_text('{"id": "all", "tokens": [{"IS_ALPHA": true}]}\n')


def silent_pattern(project: Path) -> None:
    for path in (project / "seeds" / "patterns").glob("*.jsonl"):
        path.unlink()
    (project / "seeds" / "patterns" / "ROLE.jsonl").write_text('{"id": "none", "phrases": ["grand vizier"]}\n')
    config = project / "configs" / "pipeline.yaml"
    config.write_text(config.read_text().replace("silent_patterns: true", "silent_patterns: false"))


def odd_phrase(project: Path) -> None:
    (project / "seeds" / "patterns" / "ROLE.jsonl").write_text('{"id": "odd", "phrases": ["grand  vizier "]}\n')


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (broken("gold/train/l-0.txt", "|UNIT]", "|TANK]"), r"l-0.txt:11: unknown label 'TANK'"),
        (broken("gold/train/l-0.txt", "[Gorvan|PLACE]", "[Gorvan|PLACE"), r"l-0.txt:11: `\|` without LABEL"),
        (
            broken("gold/train/l-0.txt", "[Gorvan|PLACE]", "[Gor|PLACE]van"),
            r"l-0.txt:11: 'Gor' \(PLACE\) cuts a word of the recogniser: mark 'Gorvan'",
        ),
        (
            broken("gold/train/l-0.txt", "[Gorvan|PLACE]", "[[Gorvan|PLACE]|PLACE]"),
            r"l-0.txt:11: 'Gorvan' is marked PLACE twice at one place",
        ),
        (broken("gold/train/l-0.txt", "annotator: a", "annotator: draft"), r"l-0.txt:8: is a draft still"),
        (broken("gold/train/l-1.txt", "id: l-1", "id: l-0"), r"l-1.txt:2: id 'l-0' is also that of"),
        (broken("patterns/ORG.jsonl", "{", "{{"), r"ORG.jsonl:1: not valid JSON"),
        (without_gold, r"gold/train: this part of the gold corpus holds no article"),
        (
            changed_draft,
            r"a-[0-9a-f]{6}.txt:11: reads 'fled' where seeds/articles/a.txt has 'holds'; only the brackets",
        ),
        (one_label, r"a single label cannot be learnt; found \{'UNIT': 1\}"),
        (silent_pattern, r"match nothing in gold and articles: seeds/patterns/ROLE.jsonl:1 none; mend them"),
        (odd_phrase, r"ROLE.jsonl:1: pattern odd does not match its own phrase 'grand  vizier '"),
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
    with pytest.raises(SystemExit, match=told) as ended:
        train.main()
    assert isinstance(ended.value.code, str)  # a message and exit code 1, no traceback
    assert not (project / "models").exists()


def test_a_missing_graphics_card_is_told(
    project: Path, workspace: Workspace, set_key: SetKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_card(number: int) -> None:
        raise ValueError(f"no card {number} here")

    prepare(project, workspace, set_key)
    monkeypatch.setattr(training, "require_gpu", no_card)
    set_key("train.gpu", "3")
    with pytest.raises(SystemExit, match=r"pipeline.yaml: train.gpu is 3, but no card 3 here; -1 trains on the proc"):
        train.main()
    assert not (project / "models").exists()


def test_how_long_is_told_by_the_spacy_config_unless_a_setting_does(
    project: Path, workspace: Workspace, set_key: SetKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, int]] = []

    def stop(config: Config, use_gpu: int) -> None:
        told.append(config["training"])
        raise ValueError("enough")

    prepare(project, workspace, set_key)
    monkeypatch.setattr(training, "init_nlp", stop)
    for key, value in (("max_epochs", "null"), ("max_steps", "7"), ("steps_between_scores", "null")):
        set_key(f"train.{key}", value)
    with pytest.raises(SystemExit, match="enough"):
        train.main()
    written = load_config(project / "configs/spacy/default.cfg")["training"]
    assert [told[0][key] for key in ("max_epochs", "max_steps", "eval_frequency")] == [
        written["max_epochs"], 7, written["eval_frequency"],
    ]  # fmt: skip


def spoiled_models() -> Sequence[tuple[str, bytes | None]]:
    return [
        ("config.cfg", None), ("ner/model", b"junk"), ("ner/model", None), ("meta.json", b"{"), ("meta.json", b"[]"),
        ("meta.json", b'{"lang": "en",\n"spacy_version": ">=2.3.0,<2.4.0"}'),
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), spoiled_models())
def test_a_corrupt_recogniser_is_told(
    name: str,
    content: bytes | None,
    project: Path,
    set_key: SetKey,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = project_root() / "models" / "recogniser"
    _blank_recogniser(source)
    file = source / name
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    set_key("annotate.recogniser", "models/recogniser")
    (project / "a.txt").write_text(UNSEEN)
    told = told_by_sitrep(monkeypatch, capsys, "extract", project / "a.txt", "--out", project / "tables")
    assert re.match(r"sitrep: \S+models/recogniser\S*: .*dvc repro train", told), told
    assert told.count("\n") == 1
    assert not (project / "tables").exists()


def test_a_recogniser_of_another_spacy_is_told_with_its_line(project: Path) -> None:
    source = project_root() / "models" / "recogniser"
    _blank_recogniser(source)
    (source / "meta.json").write_text('{"lang": "en",\n"spacy_version": ">=2.3.0,<2.4.0"}')
    with pytest.raises(
        ConfigError, match=r"meta.json:2: this recogniser was trained with spaCy >=2.3.0,<2.4.0, here is"
    ):
        add_recogniser(spacy.blank("en"), source)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (broken("gold/train/l-0.txt", "|UNIT]", "|TANK]"), r"l-0.txt:11: unknown label 'TANK'"),
        (broken("patterns/ORG.jsonl", "{", "{{"), r"ORG.jsonl:1: not valid JSON"),
    ],
)
def test_suggest_tells_a_slip_before_it_reads_articles(
    spoil: Callable[[Path], None],
    told: str,
    project: Path,
    workspace: Workspace,
    set_key: SetKey,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    prepare(project, workspace, set_key)
    spoil(project)
    monkeypatch.setattr(clean, "run", lambda *_: pytest.fail("articles were read"))
    assert re.search(told, told_by_sitrep(monkeypatch, capsys, "suggest"))


def told_by_sitrep(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """What a command that fails says on standard error; it ends with code 2."""
    monkeypatch.setattr(sys, "argv", ["sitrep", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    return capsys.readouterr().err


def _blank_recogniser(folder: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("ner").add_label("UNIT")
    nlp.initialize()
    folder.parent.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(folder)
