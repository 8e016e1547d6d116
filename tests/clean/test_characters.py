"""Characters: what is repaired, what stays, and the edits beneath."""

import pytest

from pipeline.clean.characters import normalise, normalise_line
from pipeline.clean.language import detect_language, load_function_words
from pipeline.clean.mapped import MappedText
from pipeline.clean.markup import without_tags
from pipeline.config import project_root

WORDS = load_function_words(project_root() / "configs" / "clean" / "language.yaml")


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Russiaâ€™s â€œStorm Shadowâ€\x9d â€“ cafÃ©", "Russia’s “Storm Shadow” – café"),
        ("Ð¡Ð»Ð°Ð²Ð° Ð£ÐºÑ€Ð°Ñ—Ð½Ñ–", "Слава Україні"),
        ("“Curly” ‘quotes’ – and — dashes…", "“Curly” ‘quotes’ – and — dashes…"),
        ("Gdańsk, Škoda, Володимир, 김용복, naïve", "Gdańsk, Škoda, Володимир, 김용복, naïve"),
        ("a\u00a0b\u2009c\td  e", "a b c d e"),
        ("recon\u00adnaissance zero\u200bwidth \ufeffmark", "reconnaissance zerowidth mark"),
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("AT&amp;T &quot;x&quot; &#8217; &amp;lt;", 'AT&T "x" ’ <'),
        ("R&D; A&B", "R&D; A&B"),
        ("\x93quoted\x94 \x96 \x81", "“quoted” – "),
        ("e\u0301 \u1100\u1161\u11a8 A\u030a \u212b", "é 각 Å Å"),
        ("ﬁre ﬂoat", "fire float"),
        ("bad \ud800 half", "bad \ufffd half"),
        ("⚡️ 🇺🇦 🙏", "⚡️ 🇺🇦 🙏"),
    ],
)
def test_characters(raw: str, plain: str) -> None:
    assert normalise(MappedText.of(raw)).text == plain


def test_lines() -> None:
    assert normalise_line("  A\n title\u00a0 ") == "A title"
    assert normalise_line(" \u200b ") is None
    assert normalise_line(None) is None


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("<p>One</p><P class='x'>Two<br/>three</p>", "\nOne\n\nTwo\nthree\n"),
        ("a <b>bold</b> <a href='x'>link</a>", "a bold link"),
        ("speed <90 km and >40 km", "speed <90 km and >40 km"),
        ("<Kyiv> and <brigade>", "<Kyiv> and <brigade>"),
        ("a<!-- hidden <p> -->b<script>var x = '<p>';</script>c", "abc"),
        ("a <!-- open", "a <!-- open"),
        ("a <script>open", "a open"),
    ],
)
def test_tags(raw: str, plain: str) -> None:
    assert without_tags(MappedText.of(raw)).text == plain


def test_edits_keep_the_map() -> None:
    source = MappedText.of("one two three")
    edited = source.edited([(0, 4, ""), (4, 7, "2"), (8, 8, "and ")])
    assert edited.text == "2 and three"
    assert [edited.offsets.to_raw(n, n + 1) for n in range(7)] == [(4, 7), (7, 8), None, None, None, None, (8, 9)]
    again = edited.edited([(0, 1, "")])
    assert again.offsets.to_raw(5, 10) == (8, 13)
    with pytest.raises(ValueError, match="overlaps"):
        source.edited([(0, 5, ""), (3, 6, "")])


def test_kept_spans_are_parted_by_what_maps_to_nothing() -> None:
    kept = MappedText.of("one two three").kept([(0, 3), (8, 13)], "\n\n")
    assert kept.text == "one\n\nthree"
    assert kept.offsets.to_raw(0, 10) == (0, 13)
    assert kept.offsets.to_raw(3, 5) is None


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The brigade said that it was in the north of the town and that was that.", "en"),
        (
            "Zhytomyr, Kurakhove and Sudzha were in the hands of the Ukrayinski Zbroyni Syly, Hnativ said.",
            "en",
        ),
        ("Gidan Kwari, Zamfara, Maiduguri and Sokoto were hit by the gunmen of Dogo Gide, Turji said.", "en"),
        (
            "Pál Nagy and László Szabó said that Székesfehérvár and Hódmezővásárhely were in the hands of the enemy.",
            "en",
        ),
        ("Бригада заявила, що утримує північну околицю міста.", "uk"),
        ("La brigade a déclaré tenir le nord de la ville et que deux de ses hommes étaient blessés.", "fr"),
        ("De brigade zei dat zij de noordelijke rand van de stad in handen had.", "nl"),
    ],
)
def test_languages(text: str, lang: str) -> None:
    assert detect_language(text, 2000, WORDS) == lang
