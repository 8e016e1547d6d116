"""Web pages: main text, headline, captions, what the page says of itself; pages that are strange or hostile."""

from datetime import date

import pytest

from pipeline.clean import CleanSettings, RawArticle, clean_article
from pipeline.config import project_root
from pipeline.records import Article

NEWS = [
    "The brigade said on Monday that it had held the northern edge of the town, and that two of its men were wounded.",
    "A spokesman for the other side denied this; neither of the two reports could be verified on the day by anybody.",
    "By evening the line of contact ran along the railway, officers said, and the bridge was in nobody's hands.",
]
BODY = "".join(f"<p>{line}</p>" for line in NEWS)


def page(head: str = "", body: str = BODY, before: str = "", after: str = "") -> bytes:
    return (
        f"<!DOCTYPE html><html><head>{head}</head><body>{before}<article>{body}</article>{after}</body></html>".encode()
    )


def cleaned(raw: bytes, settings: CleanSettings) -> Article:
    article = clean_article(RawArticle("x.html", "html", raw), settings)
    assert isinstance(article, Article), article
    assert article.offsets is None
    return article


def test_the_main_text_without_the_furniture(settings: CleanSettings) -> None:
    before = "<nav><a href='/'>Home</a><a href='/war'>War</a></nav><div class='cookie'><p>We use cookies.</p></div>"
    after = "<aside><h3>Most read</h3><ul><li>Star's hair disaster</li></ul></aside><footer>© Courier 2025</footer>"
    article = cleaned(page(before=before, after=after + "<script>var town='lost';</script>"), settings)
    assert article.text.split("\n\n") == NEWS
    assert (article.title, article.published, article.publisher, article.url) == (None, None, None, None)


def test_headline_first_captions_and_posts_kept(settings: CleanSettings) -> None:
    body = (
        f"<p>{NEWS[0]}</p><figure><img src='a.jpg'><figcaption>A bridge near the town, seen in autumn. "
        f"<span>Photograph: Courier archive</span></figcaption></figure><p>{NEWS[1]}</p>"
        "<blockquote class='tweet'><p>We hold the bridge and shall hold it tomorrow as well. pic.twitter.com/Ab12</p>"
        f"&mdash; Bridge Guard (@bridge_guard) January 11, 2025</blockquote><h2>What comes next</h2><p>{NEWS[2]}</p>"
    )
    article = cleaned(page(body=f"<h1>Town held</h1><span class='byline'>By Ann Lee</span>{body}"), settings)
    assert article.title == "Town held"
    assert article.text.split("\n\n") == [
        "Town held", NEWS[0], "A bridge near the town, seen in autumn.", NEWS[1],
        "We hold the bridge and shall hold it tomorrow as well.", "What comes next", NEWS[2],
    ]  # fmt: skip


JSON_LD = '<script type="application/ld+json">%s</script>'


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (JSON_LD % '{"@type": "NewsArticle", "datePublished": "2025-01-11T23:40:00-05:00"}', date(2025, 1, 11)),
        (
            JSON_LD
            % '{"@graph": [{"@type": "Person"}, {"@type": ["Report", "Thing"], "datePublished": "2025-01-11"}]}',
            date(2025, 1, 11),
        ),
        (JSON_LD % '{"@type": "Organization", "datePublished": "2025-01-11"}', None),
        (JSON_LD % '{"@type": "NewsArticle", "datePublished": "0026-01-11"}', None),
        (JSON_LD % '{"@type": "NewsArticle", "datePublished": {"a": 1}}', None),
        (JSON_LD % '{"@type": "NewsArticle", broken', None),
        ("<meta property='article:published_time' content='2025-01-11T08:05:11+00:00'>", date(2025, 1, 11)),
        ("<meta property='article:modified_time' content='2025-01-12T08:05:11+00:00'>", None),
        ("<meta itemprop='datePublished' content='11.01.2025'>", date(2025, 1, 11)),
        ("<META name='DC.date.issued' content='2025-01-11'>", date(2025, 1, 11)),
        ("<meta name='date' content='01/02/2025'>", None),
        ("<link rel='canonical' href='https://c.example/2025/01/11/town'>", date(2025, 1, 11)),
        ("<link rel='canonical' href='https://c.example/article/20250111'>", None),
        ("<meta name='copyright' content='2003-2025'>", None),
        ("", None),
    ],
)
def test_the_date_is_what_the_page_declares(head: str, published: date | None, settings: CleanSettings) -> None:
    assert cleaned(page(head), settings).published == published


@pytest.mark.parametrize(
    ("times", "published"),
    [
        ("<time datetime='2025-01-11T08:00:00Z'>11 Jan</time>", date(2025, 1, 11)),
        (
            "<time datetime='2025-01-12'>12</time><time class='published' datetime='2025-01-11'>11</time>",
            date(2025, 1, 11),
        ),
        ("<time datetime='2025-01-12'>12</time><time datetime='2025-01-11'>11</time>", None),
        ("<time>3 hours ago</time><p>On 5 January 2025 it rained.</p>", None),
    ],
)
def test_times_count_when_they_agree(times: str, published: date | None, settings: CleanSettings) -> None:
    assert cleaned(page(body=times + BODY), settings).published == published


def test_publisher_and_title(settings: CleanSettings) -> None:
    head = (
        "<title>Town held: a report | The Daily Courier</title><meta property='og:site_name' content='Daily Courier'>"
    )
    article = cleaned(page(head), settings)
    assert (article.title, article.publisher) == ("Town held: a report", "Daily Courier")
    assert article.text.startswith("Town held: a report\n\n")
    head = "<title>Courier :: Kupyansk: the last bus</title><meta name='publisher' content='Courier'>"
    assert cleaned(page(head), settings).title == "Kupyansk: the last bus"
    article = cleaned(page("<meta property='og:title' content='SEO title'>", f"<h1>Town held</h1>{BODY}"), settings)
    assert article.title == "SEO title"
    assert article.text.startswith("Town held\n\n")
    assert cleaned(page("<link rel='canonical' href='javascript:alert(1)'>"), settings).url is None


def test_pages_without_paragraphs(settings: CleanSettings) -> None:
    assert cleaned(page(body=f"<div>{'<br><br>'.join(NEWS)}</div>"), settings).text.split("\n\n") == NEWS
    table = f"<table><tr><td>Menu</td><td>{'<br><br>'.join(NEWS * 2)}<br><br>End of it all.</td></tr></table>"
    assert NEWS[1] in cleaned(table.encode(), settings).text.split("\n\n")
    divs = "".join(f"<div class='sc-{n}'>{line}</div>" for n, line in enumerate(NEWS))
    assert cleaned(page(body=divs), settings).text.split("\n\n") == NEWS


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "iso-8859-1", "utf-16"])
def test_declared_encodings(encoding: str, settings: CleanSettings) -> None:
    body = f"<p>{NEWS[0]} Café</p>{BODY[10:]}" if encoding != "windows-1251" else f"<p>{NEWS[0]} “Слава”</p>{BODY}"
    raw = f"<html><head><meta charset='{encoding}'></head><body>{body}</body></html>".encode(encoding)
    text = cleaned(raw, settings).text
    assert "Café" in text or "“Слава”" in text


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 50_000 + BODY,
        "<blockquote>" * 900 + BODY + "</blockquote>" * 900,
        "<table><tr><td>" * 2_000 + BODY,
        "<b><i>" * 20_000 + BODY,
        "<p " + "a='b' " * 50_000 + ">" + BODY,
        BODY + "<" * 300_000,
        BODY + "<!--" * 50_000,
        BODY + "<script>" * 50_000,
        "<script type='application/ld+json'>" + "[" * 100_000 + "</script>" + BODY,
        BODY + "\x00\x01\x02",
    ],
    ids=["deep", "quotes", "tables", "inline", "attributes", "unclosed", "comments", "scripts", "json", "null"],
)
def test_hostile_pages_keep_their_text(body: str, settings: CleanSettings) -> None:
    text = cleaned(f"<html><body>{body}</body></html>".encode(), settings).text
    assert all(line in text for line in NEWS)


def test_entities_of_a_page_do_not_expand(settings: CleanSettings) -> None:
    bomb = "<!DOCTYPE html [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;'><!ENTITY c SYSTEM 'file:///etc/passwd'>]>"
    text = cleaned(
        f"{bomb}<html><body>{BODY}<p>&b; and &c; are no words of this report.</p></body></html>".encode(), settings
    ).text
    assert "lollol" not in text
    assert "root:" not in text


def test_a_huge_page_is_recorded(settings: CleanSettings) -> None:
    dropped = clean_article(RawArticle("x", "html", b"<p>" + b"a " * settings.max_page_bytes), settings)
    assert not isinstance(dropped, Article)
    assert dropped.reason == "too_long"


def test_the_sample_pages(settings: CleanSettings) -> None:
    folder = project_root() / "seeds" / "articles"
    articles = {path.stem: cleaned(path.read_bytes(), settings) for path in sorted(folder.glob("*.html"))}
    assert len(articles) >= 4
    for article in articles.values():
        assert article.published is not None
        assert article.publisher is not None
        assert article.title is not None
        first = article.text.partition("\n\n")[0]
        assert first.replace("’", "'") == article.title.replace("’", "'")
        for word in ("sitrep sample", "cookie", "Share", "newsletter", "Related", "Advertisement", "twitter", "@", "©"):
            assert word not in article.text
