"""Suggestions: what becomes a candidate and what does not, the edited CSV, and the patterns that come of it."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.annotate.patterns import read_patterns
from pipeline.config import project_root
from pipeline.errors import ConfigError, UsageError
from pipeline.learn.accept import accept, candidates_csv, choose, read_choices
from pipeline.learn.annotation_queue import draft_of, queue_csv, rank_articles
from pipeline.learn.gold import GoldArticle, GoldMention, read_gold
from pipeline.learn.gold_articles import without_gold
from pipeline.learn.settings import SuggestSettings
from pipeline.learn.suggest import Candidate, Words, find_candidates
from pipeline.records import Article, Mention

WORDS = Words(frozenset({"al", "de"}), frozenset({"ember", "new"}))
NAMES = [
    f"{first}{last}"
    for first in ("Kes", "Har", "Lan", "Bas", "Tam", "Sal")
    for last in ("trel", "mat", "tern", "alt", "rind", "pan")
]
SETTINGS = SuggestSettings("train", 2, 0.4, 100, 10, 2)


def mention(doc_id: str, text: str, found: str, label: str, detector: str = "model", kind: str = "name") -> Mention:
    start = text.index(found)
    return Mention(f"m{start}{label}", doc_id, start, start + len(found), found, label, kind, detector, 0, len(text))


def article(doc_id: str, text: str, *found: tuple[str, str, str]) -> Article:
    mentions = tuple(mention(doc_id, text, name, label, detector) for name, label, detector in found)
    return Article(doc_id, f"{doc_id}.txt", text, "en", "", len(text.split()), mentions=mentions)


def gold_of(text: str, *marked: tuple[str, str]) -> GoldArticle:
    mentions = tuple(GoldMention(text.index(m), text.index(m) + len(m), label, "name", None, m) for m, label in marked)
    return GoldArticle(Path("g"), "g", "g", "wire", None, "p", "t", "a", False, text, ((0, len(text)),), mentions)


def candidates(
    articles: list[Article], *golds: GoldArticle, known: frozenset[str] = frozenset()
) -> dict[str, Candidate]:
    return {c.text: c for c in find_candidates(articles, [(g, ()) for g in golds], known, WORDS, SETTINGS)}


ONE = article("d1", "The Ember Kolonne left. Ember Kolonne men were seen.", ("Ember Kolonne", "UNIT", "model"))
AGAIN = article("d4", ONE.text, ("Ember Kolonne", "UNIT", "model"))
TWO = article("d2", "Men of Ember Kolonne sang.", ("Ember Kolonne", "ORG", "model"))


def test_a_name_that_is_found_now_so_now_so_is_a_candidate() -> None:
    found = candidates([ONE, TWO, AGAIN])["Ember Kolonne"]
    assert (found.label, found.count, found.n_articles) == ("UNIT", 5, 3)
    assert (found.right, found.would_add, found.would_relabel, found.other_labels) == (2, 2, 1, "ORG:1")
    assert "[Ember Kolonne] men were seen" in found.contexts[0]


@pytest.mark.parametrize(
    "texts",
    [
        [article("d", "Ember fell. Ember rose.", ("Ember", "UNIT", "pattern:x"))],  # a pattern finds it
        [article("d", "Ember fell.", ("Ember", "UNIT", "model"))],  # once is too seldom
        [article("d", "Ember and Embers.", ("Ember", "UNIT", "model"))],  # no whole word
    ],
)
def test_what_is_no_candidate(texts: list[Article]) -> None:
    assert candidates(texts) == {}


def test_a_phrase_that_no_layer_saw_is_judged_by_contexts_of_gold() -> None:
    units = [gold_of(f"Fighters of the {n} Kolonne left. In Terek{n} it rained.", (f"{n} Kolonne", "UNIT"), (f"Terek{n}", "PLACE"))
             for n in NAMES]  # fmt: skip
    told = [article(f"a{n}", f"There men and fighters of the Katiba {n} left.") for n in ("Noor", "Fajr", "Noor")]
    there = article("t", "In Sarmin it rained. In Sarmin it rained again.")
    found = candidates([*told, there], *units)
    assert {(c.text, c.label, c.would_add) for c in found.values()} == {("Katiba *", "UNIT", 3), ("Sarmin", "PLACE", 2)}
    assert found["Katiba *"].contexts[0] == "...There men and fighters of the [Katiba Noor] left...."


def test_before_names_of_people_a_first_word_is_a_rank() -> None:
    golds = [gold_of(f"Bala {n}, who is 30, said so.", (f"Bala {n}", "PERSON")) for n in NAMES]
    golds += [gold_of(f"In Terek{n} it rained.", (f"Terek{n}", "PLACE")) for n in NAMES]
    told = [article(f"a{n}", f"Muqaddam {n}, who is 40, said so.") for n in ("Saif Durrani", "Aziz Halab", "Ivo Danek")]
    assert {(c.text, c.label) for c in candidates(told, *golds).values()} == {("Muqaddam", "RANK")}


def test_a_rank_that_was_taken_into_the_name_behind_it_is_a_candidate() -> None:
    golds = [gold_of(f"Bala {n}, who is 30, said so.", (f"Bala {n}", "PERSON")) for n in NAMES]
    golds += [gold_of(f"In Terek{n} it rained.", (f"Terek{n}", "PLACE")) for n in NAMES]
    told = [
        article(n, f"Muqaddam {n}, who is 40, said so.", (f"Muqaddam {n}", "PERSON", "model"))
        for n in ("Saif Durrani", "Aziz Halab")
    ]
    found = candidates(told, *golds)["Muqaddam"]
    assert (found.label, found.count, found.would_add) == ("RANK", 2, 2)


@pytest.mark.parametrize(
    ("first", "names", "is_family"),
    [
        ("Laskar", ("Merbau", "Bakau", "Jati"), True),
        ("Laskar", ("Merbau", "Bakau", "Bakau"), False),  # two names: their contexts must say it
        ("New", ("Merbau", "Bakau", "Jati"), False),  # an English word: likewise
    ],
)
def test_a_foreign_first_word_of_three_names_is_offered_in_doubt(
    first: str, names: tuple[str, ...], is_family: bool
) -> None:
    golds = [gold_of(f"Men of {n} sang.", (n, "UNIT" if i % 2 else "PLACE")) for i, n in enumerate(NAMES)]
    told = [article(f"a{n}", f"Here some men of {first} {name} sang.") for n, name in enumerate(names)]
    assert (f"{first} *" in candidates(told, *golds)) == is_family


def test_a_doubt_between_two_labels_costs_a_candidate_little() -> None:
    sure = Candidate("p", "UNIT", "name", "A", 0.9, "NONE", 4, 1, 0, 4, 0, "", 0, 0, "", ())
    either = replace(sure, certainty=0.5, other="ORG", other_certainty=0.45)
    neither = replace(sure, certainty=0.5, other="NONE")
    assert sure.gain > neither.gain < 0 < either.gain
    assert replace(either, other_right=4).gain < either.gain  # what has the other label already is no change


def test_gold_speaks_for_and_against() -> None:
    for_it = gold_of("The Ember Kolonne fell.", ("Ember Kolonne", "UNIT"))
    against = gold_of("Ember Kolonne is a song. Ember Kolonne, Ember Kolonne!")
    assert candidates([ONE], for_it)["Ember Kolonne"].gold_right == 1
    assert "Ember Kolonne" not in candidates([ONE], against)
    assert candidates([ONE], for_it, known=frozenset({"Ember Kolonne"})) == {}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with the configuration of the checkout and no pattern."""
    shutil.copytree(project_root() / "configs", tmp_path / "configs")
    (tmp_path / "seeds" / "patterns").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    path = tmp_path / "candidates.csv"
    path.write_text(
        candidates_csv(find_candidates([ONE, AGAIN, TWO], [], frozenset(), WORDS, SETTINGS)), encoding="utf-8"
    )
    return path


def test_the_csv_marks_nothing_by_itself(csv_file: Path) -> None:
    with pytest.raises(UsageError, match="nothing to accept"):
        choose(read_choices(csv_file), [])


def test_an_edited_csv_becomes_a_pattern(csv_file: Path, root: Path) -> None:
    edited = csv_file.read_text().replace("\n,", "\nYES,", 1).replace("UNIT", "ORG", 1)
    csv_file.write_text("\ufeff" + edited.replace(",", ";") if ";" not in edited else edited, encoding="utf-8")
    folder = root / "seeds" / "patterns"
    (folder / "ORG.jsonl").write_text('{"id": "a", "phrases": ["Alpha"]}')
    accept(choose(read_choices(csv_file), []), root)
    patterns = {p.id: p for p in read_patterns(folder)}
    assert patterns["accepted-org-ember-kolonne"].phrases == ("Ember Kolonne",)
    assert len(patterns) == 2
    with pytest.raises(UsageError, match=r"is a pattern already: accepted-org-ember-kolonne"):
        accept(choose(read_choices(csv_file), []), root)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("\n,", "\nmaybe,", r"csv:2: accept: expected yes, no or nothing, found 'maybe'"),
        ("UNIT", "TANK", r"csv:2: unknown label 'TANK'"),
        (",name,", ",proper,", r"csv:2: kind: expected name or nominal"),
        ("accept,", "take,", r"csv:1: column 'accept' is missing"),
    ],
)
def test_a_slip_in_the_csv_is_told_with_its_line(old: str, new: str, told: str, csv_file: Path) -> None:
    text = csv_file.read_text()
    assert old in text
    csv_file.write_text(text.replace(old, new, 1))
    with pytest.raises(ConfigError, match=told):
        read_choices(csv_file)


def test_nothing_is_written_when_a_pattern_file_is_broken(csv_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "seeds" / "patterns"
    folder.mkdir(parents=True)
    (folder / "UNIT.jsonl").write_text('{"id": "a", "phrases": ["Alpha"]}\n{"id": \n')
    chosen = choose(read_choices(csv_file), [read_choices(csv_file)[0].id])
    with pytest.raises(ConfigError, match=r"UNIT.jsonl:2: not valid JSON"):
        accept(chosen, tmp_path)
    assert len((folder / "UNIT.jsonl").read_text().splitlines()) == 2


def test_an_unknown_id_is_told(csv_file: Path) -> None:
    with pytest.raises(UsageError, match="no candidate has the id 'p_x'"):
        choose(read_choices(csv_file), ["p_x"])


def test_the_most_doubtful_article_comes_first() -> None:
    sure = article("d3", "Kyiv and Lviv and Ember.", ("Kyiv", "PLACE", "pattern:p"), ("Lviv", "PLACE", "pattern:p"))
    stock = [mention("x", sure.text, "Ember", "ORG")]
    queue = rank_articles([(sure, []), (TWO, []), (ONE, [mention("x", ONE.text, "Ember Kolonne", "UNIT")])], 2)
    assert [(q.doc_id, q.n_disagreements) for q in queue] == [("d2", 1), ("d1", 0)]
    assert rank_articles([(sure, stock)], 1)[0].n_disagreements == 1
    assert queue_csv(queue).splitlines()[1].startswith("d2.txt,Men of Ember Kolonne sang.,0.2,")


def test_an_article_about_what_is_in_the_queue_already_waits() -> None:
    def doubtful(doc_id: str, *names: str) -> tuple[Article, list[Mention]]:
        text = " and ".join(names) + " met."
        return article(doc_id, text), [mention(doc_id, text, name, "ORG") for name in names]

    one, two = ("Mesa", "Ronda", "Tercio", "Lanza", "Grupo"), ("Laskar", "Skuad", "Kompi")
    given = [doubtful("d1", *one), doubtful("d2", *one[1:]), doubtful("d3", *two)]
    assert [q.doc_id for q in rank_articles(given, 3)] == ["d1", "d3", "d2"]
    assert [q.uncertainty for q in rank_articles(given, 3)] == [1.0, 0.6, 0.8]


def test_a_draft_is_a_gold_file(tmp_path: Path) -> None:
    text = "Headline [sic]\n\n> Men of Ember Kolonne sang.\nThe end."
    draft = tmp_path / "draft.txt"
    draft.write_text(draft_of(article("d_123456789", text, ("Ember Kolonne", "UNIT", "model"))))
    gold = read_gold(draft)
    assert gold.text == "Headline [sic] Men of Ember Kolonne sang. The end."
    assert [(m.text, m.label) for m in gold.mentions] == [("Ember Kolonne", "UNIT")]
    assert json.dumps(gold.id) == '"d_123456789-456789"'


def test_what_stands_in_gold_is_not_offered_again() -> None:
    corrected = gold_of("Headline \n Men of Ember Kolonne sang.")
    waiting = [article("d1", "Headline\n\nMen of Ember Kolonne sang."), article("d2", "Headline\n\nMen sang.")]
    assert [left.doc_id for left in without_gold(waiting, [corrected])] == ["d2"]
