"""Word lists: read, and refused with file and line."""

import re
import shutil
from pathlib import Path

import pytest

from pipeline.annotate.coref_names import FILE, fold, read_coref_words
from pipeline.annotate.gazetteer import read_place_names
from pipeline.annotate.lexicon import read_ambiguous, read_heads, read_lexicon
from pipeline.config import project_root
from pipeline.errors import ConfigError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the word lists."""
    shutil.copytree(project_root() / "configs" / "annotate", tmp_path / "configs" / "annotate")
    return tmp_path


def test_the_projects_lists_are_read() -> None:
    lexicon = read_lexicon(project_root())
    assert "South Korea" in lexicon.states
    assert "South Korean" in lexicon.nationalities
    assert {"Ukrainians", "Poles"} <= set(lexicon.peoples)
    (prisoner,) = [h for h in lexicon.heads["war"] if h.words == ("prisoner", "of")]
    assert (prisoner.label, prisoner.is_plural) == ("PERSON", False)


BROKEN = {
    "unknown label": (
        "heads.yaml",
        "civilians:\n  label: PERSON",
        "civilians:\n  label: PEOPLE",
        "unknown label 'PEOPLE'",
    ),
    "unknown key": ("heads.yaml", "civilians:\n", "civilians:\n  colour: red\n", "expected the keys label and words"),
    "a word that YAML reads as no": (
        "names.yaml",
        "place_before: [",
        "place_before: [no, ",
        "expected a list of words",
    ),
    "a row too short": ("states.csv", "AF,Afghanistan,", "AF,", "expected 4 fields, found 3"),
    "another header": ("peoples.csv", "adjectives,people", "adjective,people", "must name the columns"),
    "a rule without label": ("contexts.yaml", "{label: PLACE, after:", "{after:", "a rule needs a label"),
    "an unknown condition": ("contexts.yaml", "{label: PLACE, after:", "{label: PLACE, behind:", "unknown condition"),
}


@pytest.mark.parametrize(("file", "old", "new", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_list_is_refused_with_its_place(project: Path, file: str, old: str, new: str, message: str) -> None:
    path = project / "configs" / "annotate" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_lexicon(project)
    assert caught.value.path == path
    assert caught.value.line is not None
    assert message in caught.value.message


def test_every_list_of_words_is_read() -> None:
    lexicon = read_lexicon(project_root())
    coref = read_coref_words(project_root() / FILE, {})
    code = [path.read_text(encoding="utf-8") for path in sorted((project_root() / "pipeline").rglob("*.py"))]
    read = set(re.findall(r"[\"']([a-z_]+)[\"']", "\n".join(t for t in code if "_LISTS = (" not in t)))
    own = next(t for t in code if "_LISTS = (" in t)
    read |= set(re.findall(r"[\"']([a-z_]+)[\"']", own[own.index("_MAPPINGS") :]))
    kept = {*lexicon.titles, *lexicon.names, *coref.lists}
    assert len(kept) > 200
    assert sorted(kept - read) == []


def test_an_unknown_list_of_coreference_is_refused(project: Path) -> None:
    path = project / FILE
    path.write_text(path.read_text(encoding="utf-8") + "\nmen: [x]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="unknown key 'men'"):
        read_coref_words(path, {})


def test_a_missing_weight_of_who_is_meant_is_refused(project: Path) -> None:
    path = project / FILE
    text = path.read_text(encoding="utf-8")
    assert "nobody: -" in text
    path.write_text(text.replace("nobody: -", "no_one: -", 1), encoding="utf-8")
    with pytest.raises(ConfigError, match="salience: expected a number for each of"):
        read_coref_words(path, {})


@pytest.mark.parametrize(("read", "file"), [(read_heads, "heads.yaml"), (read_ambiguous, "contexts.yaml")])
def test_a_missing_file_is_refused(tmp_path: Path, read: object, file: str) -> None:
    assert callable(read)
    with pytest.raises(ConfigError, match="cannot be read"):
        read(tmp_path / file)


def test_own_places_are_added_to_the_gazetteer(tmp_path: Path) -> None:
    folder = tmp_path / "seeds" / "gazetteers"
    folder.mkdir(parents=True)
    (folder / "own.csv").write_text(
        "# mine\nname,aliases\nNova Hrabivka,New Hrabivka|Hrabivka Nova\n", encoding="utf-8"
    )
    names = read_place_names(tmp_path, 500)
    assert {"Nova Hrabivka", "New Hrabivka", "Sudzha"} <= names.all
    assert "Brigade" not in names.all
    assert {"Khan Younis", "Kigali"} <= names.all
    assert "Kigali" in names.large
    assert "Sudzha" not in names.large


def test_an_own_gazetteer_without_names_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "seeds" / "gazetteers"
    folder.mkdir(parents=True)
    (folder / "own.csv").write_text("town\nX\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"own\.csv:1: expected a CSV table with a column `name`"):
        read_place_names(tmp_path, 500)


@pytest.mark.parametrize(("a", "b"), [("Zelenskyy", "Zelensky"), ("Émile", "Emile"), ("Wolde-Tensae", "Wolde Tensae")])
def test_spellings_fold_together(a: str, b: str) -> None:
    assert fold(a) == fold(b)


@pytest.mark.parametrize(("a", "b"), [("Marushchak", "Marchuk"), ("Brandt", "Grandt")])
def test_other_names_stay_apart(a: str, b: str) -> None:
    assert fold(a) != fold(b)
