"""Markdown: marks go, words stay, offsets are true; front matter says what it says."""

import pytest

from pipeline.clean import CleanSettings, RawArticle, clean_article
from pipeline.clean.mapped import MappedText
from pipeline.clean.markdown import plain_markdown, split_front_matter
from pipeline.records import Article


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("# Town held", "Town held"),
        ("## Town held ##", "Town held"),
        ("#47 brigade", "#47 brigade"),
        ("The **47th** and the *82nd* brigades", "The 47th and the 82nd brigades"),
        ("***both*** and __one__ and _other_", "both and one and other"),
        ("5 * 3 * 2 is 30; file_name_here", "5 * 3 * 2 is 30; file_name_here"),
        ("a *lone star", "a *lone star"),
        ("He *left\n\nand* came", "He *left\n\nand* came"),
        ("*“came back with holes”*, he said", "“came back with holes”, he said"),
        ("See [the map](https://m.example/a_(b)) now", "See the map now"),
        ("See [the map][1] now\n\n[1]: https://m.example", "See the map now\n\n"),
        ("[The 47th] left (again)", "[The 47th] left (again)"),
        ("![Smoke over the Volga](smoke.jpg)", "Smoke over the Volga"),
        ("![logo](logo.png)", ""),
        ("![img of smoke.jpg](smoke.jpg)", ""),
        ("[![Smoke over the Volga](s.jpg)](https://m.example)", "Smoke over the Volga"),
        ("> “We hold it.”\n> — the brigade", "“We hold it.”\n— the brigade"),
        ("- one\n* two\n+ three", "• one\n• two\n• three"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("Town held\n=====\n\ntext\n\n---\n\nmore", "Town held\n\n\ntext\n\n\n\nmore"),
        ("a `BTR-82` and \\*no star\\*", "a BTR-82 and *no star*"),
        ("note[^1] here\n\n[^1]: The note.", "note here\n\n The note."),
        ("<https://m.example> says", " says"),
        ("~~lost~~ held", "lost held"),
    ],
)
def test_marks_go_and_words_stay(source: str, plain: str) -> None:
    assert plain_markdown(MappedText.of(source)).text == plain


@pytest.mark.parametrize(
    ("front", "values"),
    [
        ("title: Town held\ndate: 2025-01-10", {"title": "Town held", "date": "2025-01-10"}),
        ('Title: "It\'s: held"\ndate: "2025-01-10"', {"title": "It's: held", "date": "2025-01-10"}),
        ("title: Kyiv: the town is held\ndate: 2025-01-10", {"title": "Kyiv: the town is held", "date": "2025-01-10"}),
        ("title: null\ntags: [a, b]\nurl: x", {"url": "x"}),
        ("title: !!python/object:os.system x", {"title": "x"}),
        ("a: &a [x]\nb: [*a, *a]\ntitle: ok", {"title": "ok"}),
        ("", {}),
    ],
)
def test_front_matter(front: str, values: dict[str, str]) -> None:
    text = f"---\n{front}\n---\nThe text"
    found, start = split_front_matter(text)
    assert found == values
    assert text[start:] == "The text"


@pytest.mark.parametrize("text", ["The text", "---\nno end", "--- x\na: b\n---\n", "---\n- a\n- b\n---\nThe text", ""])
def test_no_front_matter(text: str) -> None:
    assert split_front_matter(text) == ({}, 0)


def test_an_article_in_markdown(settings: CleanSettings) -> None:
    raw = (
        "---\ntitle: 'Held: a report'\ndate: 2025-01-10T22:00:00+02:00\npublisher: Courier\nurl: https://c.example/a\n---\n\n"
        "# Town *held*\n\nThe **47th Brigade** said that it had [held](https://x.example) the town on the river.\n"
    )
    article = clean_article(RawArticle("x.md", "markdown", raw.encode()), settings)
    assert isinstance(article, Article)
    assert (article.title, str(article.published), article.publisher) == ("Held: a report", "2025-01-10", "Courier")
    assert article.url == "https://c.example/a"
    assert article.text == "Town held\n\nThe 47th Brigade said that it had held the town on the river."
    assert article.offsets is not None
    for word in ("47th Brigade", "held the town", "Town held"):
        start = article.text.index(word)
        place = article.offsets.to_raw(start, start + len(word))
        assert place is not None
        assert raw[slice(*place)].replace("*", "").replace("](https://x.example)", "") == word
