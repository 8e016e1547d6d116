"""Properties of cleaning: its own result does not change, every offset is true, no article text is lost."""

import re
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.clean import CleanSettings, RawArticle, clean_article
from pipeline.clean.characters import normalise
from pipeline.clean.mapped import MappedText
from pipeline.clean.markdown import plain_markdown
from pipeline.clean.markup import without_tags
from pipeline.clean.paragraphs import clean_text
from pipeline.clean.rules import load_rules
from pipeline.config import project_root
from pipeline.records import Article

RULES = load_rules(project_root() / "configs" / "clean" / "boilerplate.yaml")
CASES = yaml.safe_load((Path(__file__).parent / "boilerplate_cases.yaml").read_text(encoding="utf-8"))
BOILERPLATE = [line.replace("⟦", "").replace("⟧", "") for case in CASES.values() for line in case["gone"]]
DROPPED_LINES = [
    line
    for rule in RULES.drops
    if rule.do in ("drop", "drop_parts") and rule.where == "anywhere"
    for line in CASES[rule.rule_id]["gone"]
]
SAMPLES = sorted((project_root() / "seeds" / "articles").glob("*.txt"))

# Pieces that rules, entities, markup, mojibake and composition are made of, so that random texts hit them.
PIECES = st.sampled_from([
    "\n", "\n\n", " ", "  ", "\t", "\r\n", "\r", "a", "The town", "fell.", "Kyiv", "@", "(@x)", "— ", "…", "“",
    "”", "&amp;", "&", "amp;", "&#39;", "&lt;b&gt;", "<p>", "</p>", "<b>", "<!--", "-->", "<script>",
    "</script>", "e\u0301", "\u0301", "\u00ad", "\u200b", "\ufeff", "\u00a0", "â€™", "Ã©", "Ã", "\u1100",
    "\u1161", "\u11a8", "ﬁ", "\x93", "\x00", "pic.twitter.com/a1", "https://a.b/c", "Related:", "By Ann Lee",
    "Photo: Ann Lee", "author avatar", "* ", "- ", "**", "_", "[a](b)", "![a b c](d)", "# ", "> ", "|", " · ",
    "January 11, 2025", "3 min read", "Share", "Win $100-Register", "[sitrep sample: x]", "Advertisement",
    "date 2025-01-01 ",
])  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=40).map("".join)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
@example("&amp;amp;lt;b&amp;gt;")
@example("Ã\u00a0 la carte")
def test_cleaning_its_own_result_changes_nothing(text: str) -> None:
    once = clean_text(MappedText.of(text), RULES).text
    assert clean_text(MappedText.of(once), RULES).text == once


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_the_text_is_canonical(text: str) -> None:
    cleaned = clean_text(MappedText.of(text), RULES).text
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c != "\n" for c in cleaned)
    assert all(paragraph and paragraph == paragraph.strip() for paragraph in cleaned.split("\n\n") if cleaned)
    assert "  " not in cleaned
    assert "\n\n\n" not in cleaned


def stands_for(new: str, old: str) -> bool:
    """Whether `new` is what cleaning makes of `old`; of mojibake, which needs its context, that no ASCII came of it."""
    alone = normalise(without_tags(plain_markdown(MappedText.of(old)))).text
    is_repair = not re.search("[ -~]", new) and re.search("[\x80-\U0010ffff]", old) is not None
    return new in alone or is_repair or new in ("\n", "• ", "•")


def assert_true_offsets(cleaned: MappedText, raw: str) -> None:
    """Every character of the text is the one of the input that its run names, or stands for the block it names."""
    covered: set[int] = set()
    last = (0, 0)
    for start, length, raw_start, raw_length in cleaned.runs:
        assert 0 <= raw_start < raw_start + raw_length <= len(raw)
        assert last <= (start, raw_start)
        last = (start + length, raw_start)
        covered.update(range(start, start + length))
        new, old = cleaned.text[start : start + length], raw[raw_start : raw_start + raw_length]
        if length != raw_length:
            assert stands_for(new, old), (new, old)
        else:
            assert all(a == b or stands_for(a, b) or stands_for(new, old) for a, b in zip(new, old, strict=True))
    put_in = {cleaned.text[i] for i in range(len(cleaned.text)) if i not in covered}
    assert put_in <= {"\n"}


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_every_offset_is_true(text: str) -> None:
    assert_true_offsets(clean_text(MappedText.of(text), RULES), text)


@example("— ﬁâ€™")  # a repair beside a ligature names its own characters only
@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_every_offset_of_markdown_is_true(text: str) -> None:
    assert_true_offsets(clean_text(plain_markdown(MappedText.of(text)), RULES), text)


@given(st.text(alphabet="ab \ne\u0301Ã©â€™&;amp<>p/\u00a0\u00ad", max_size=60))
@settings(max_examples=300, deadline=None)
def test_letters_map_to_themselves(text: str) -> None:
    """Plain letters are never blocks: their offset names the very letter."""
    cleaned = normalise(without_tags(MappedText.of(text)))
    for at, letter in enumerate(cleaned.text):
        place = cleaned.offsets.to_raw(at, at + 1)
        if place is not None and place[1] - place[0] == 1 and letter in "abp":
            assert text[place[0]] == letter


WORDS = st.sampled_from(
    [
        "the",
        "brigade",
        "held",
        "town",
        "river",
        "north",
        "soldiers",
        "captured",
        "three",
        "of",
        "its",
        "men",
        "near",
        "a",
        "village",
        "and",
        "lost",
        "two",
        "tanks",
        "while",
    ]
)
PARAGRAPHS = st.lists(WORDS, min_size=9, max_size=30).map(lambda words: " ".join(words).capitalize() + ".")
ARTICLES = st.lists(PARAGRAPHS, min_size=3, max_size=8, unique_by=str.casefold)


@given(
    ARTICLES,
    st.lists(st.tuples(st.integers(0, 8), st.sampled_from(DROPPED_LINES)), max_size=6),
    st.sampled_from(["\n", "\n\n"]),
)
@settings(max_examples=200, deadline=None)
def test_no_article_text_is_lost_between_boilerplate(
    article: list[str], furniture: list[tuple[int, str]], separator: str
) -> None:
    lines = [(n, line) for n, line in enumerate(article)] + [(n - 0.5, line) for n, line in furniture]
    page = separator.join(line for _, line in sorted(lines, key=lambda entry: entry[0]))
    assert clean_text(MappedText.of(page), RULES).text.split("\n\n") == article


@given(ARTICLES, st.integers(0, 2), st.sampled_from(BOILERPLATE))
@settings(max_examples=200, deadline=None)
def test_boilerplate_takes_no_neighbour_with_it(article: list[str], at: int, line: str) -> None:
    page = "\n\n".join([*article[:at], line, *article[at:]])
    assert set(article) <= set(clean_text(MappedText.of(page), RULES).text.split("\n\n"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_samples_clean_to_themselves_with_true_offsets(path: Path, settings: CleanSettings) -> None:
    raw = path.read_bytes()
    article = clean_article(RawArticle("x.txt", "text", raw), settings)
    if not isinstance(article, Article):
        assert article.reason == "not_english"
        return
    assert article.offsets is not None
    assert_true_offsets(MappedText(article.text, article.offsets.runs), raw.decode("utf-8"))
    again = clean_article(RawArticle("y.txt", "text", article.text.encode("utf-8")), settings)
    assert isinstance(again, Article)
    assert again.text == article.text
