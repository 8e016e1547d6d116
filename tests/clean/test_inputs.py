"""Inputs of every kind, good and bad: each is cleaned or dropped with a reason, and nothing else is lost."""

import json
import os
import pickle
from datetime import date
from pathlib import Path

import pytest

from pipeline.clean import CleanSettings, RawArticle, clean_article, find_articles
from pipeline.errors import UsageError
from pipeline.records import Article, Dropped

NEWS = "The brigade said that it had held the northern edge of the town, and that two of its men were wounded."
MORE = "A spokesman for the other side denied this; neither of the reports could be verified on the day."
TEXT = f"{NEWS}\n\n{MORE}"


def found(folder: Path, settings: CleanSettings) -> dict[str, RawArticle | Dropped]:
    listed = list(find_articles([folder], settings))
    assert len({one.path for one in listed}) == len(listed)
    return {one.path: one for one in listed}


def cleaned(raw: bytes, settings: CleanSettings, kind: str = "text") -> Article:
    article = clean_article(RawArticle("x", kind, raw), settings)
    assert isinstance(article, Article), article
    return article


def reason(raw: bytes, settings: CleanSettings, kind: str = "text") -> str:
    dropped = clean_article(RawArticle("x", kind, raw), settings)
    assert isinstance(dropped, Dropped), dropped
    assert dropped.path == "x"
    assert dropped.detail
    return dropped.reason


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode("utf-8"),
        b"\xef\xbb\xbf" + TEXT.encode("utf-8"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.replace("\n", "\r\n").encode("utf-8"),
        TEXT.replace("\n", "\r").encode("utf-8"),
        TEXT.replace(" ", "\u00a0", 5).encode("utf-8"),
        TEXT.replace("held", "he\u00adld").replace(" ", "  ", 3).encode("utf-8"),
        TEXT.replace("town", "to\x00wn").encode("utf-8"),
        TEXT.replace("\n\n", "\n").encode("utf-8"),
        f"<p>{NEWS}</p><p>{MORE}</p>".encode(),
        f"{NEWS}\u2029{MORE}\n[sitrep sample: x]".encode(),
    ],
)
def test_one_text_in_many_guises(raw: bytes, settings: CleanSettings) -> None:
    assert cleaned(raw, settings).text == TEXT


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (f"{TEXT} Café – “Gdańsk”".encode(), "Café – “Gdańsk”"),
        (f"{TEXT} Café – “so”".encode("cp1252"), "Café – “so”"),
        (f"{TEXT} Café".encode("latin-1"), "Café"),
        (f"{TEXT} Café – “so” ".encode() + b"\xff here", "Café – “so” \ufffd here"),
        (f"{TEXT} Café – “so”".encode().decode("cp1252", "ignore").encode(), "Café – “so"),
        (f"{TEXT} Cafe\u0301 &amp; bar".encode(), "Café & bar"),
    ],
)
def test_encodings(raw: bytes, word: str, settings: CleanSettings) -> None:
    assert word in cleaned(raw, settings).text


@pytest.mark.parametrize(
    ("raw", "kind", "expected"),
    [
        (b"", "text", "empty"),
        (b" \n\t", "text", "empty"),
        (b"\xef\xbb\xbf", "text", "empty"),
        (b"Advertisement\n\nShare on Facebook", "text", "empty"),
        (b"---\ntitle: x\n---\n", "markdown", "empty"),
        (b"<html></html>", "html", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "text", "binary"),
        (b"%PDF-1.7 " + NEWS.encode(), "text", "binary"),
        (bytes(range(256)) * 40, "text", "binary"),
        (b"PK\x03\x04", "html", "binary"),
        ("Бійці бригади взяли в полон шістьох військових поблизу села.".encode(), "text", "not_english"),
        (
            "Die Brigade teilte mit, dass sie den nördlichen Rand der Stadt gehalten habe.".encode(),
            "text",
            "not_english",
        ),
        (b'{"text": "The bri', "json", "broken_json"),
        (b"[1, 2]", "json", "broken_json"),
        (b"[" * 100_000, "json", "broken_json"),
        (b'{"text": "x", "id": ' + b"9" * 10_000 + b"}", "json", "broken_json"),
        (b'{"title": "The brigade"}', "json", "no_text"),
        (b'{"text": 5}', "json", "no_text"),
        (b'{"text": ""}', "json", "empty"),
    ],
)
def test_what_is_dropped(raw: bytes, kind: str, expected: str, settings: CleanSettings) -> None:
    assert reason(raw, settings, kind) == expected


def test_two_million_characters_are_cleaned_and_more_are_dropped(settings: CleanSettings) -> None:
    sentences = (f"Day {n}: the brigade said that it had held the town. " for n in range(100_000))
    text = "".join(sentences)[: settings.max_chars]
    assert len(text) == settings.max_chars == 2_000_000
    assert cleaned(text.encode(), settings).n_words > 300_000
    assert reason(f"{text}!".encode(), settings) == "too_long"


def test_a_line_of_five_megabytes_is_recorded(tmp_path: Path, settings: CleanSettings) -> None:
    (tmp_path / "a.txt").write_text("the town " * 600_000, encoding="utf-8")
    (raw,) = find_articles([tmp_path], settings)
    assert isinstance(raw, RawArticle)
    assert reason(raw.raw, settings) == "too_long"


HOSTILE = [
    "@", "— ", "— a ", "(", "[", "*", "*a ", "_a_ ", "&", "&amp;", "amp;&", "/", "a.", ".com/", "www.",
    "http://", "â€™", "Ã©", "e\u0301", "\u0301", "\u1100\u1161\u11a8", "a\n", "By A\n", "“", "#", "|", "| a ",
    "> ", "• ", "cookies ", "Photo: ", "-", "![a", "[a](b", "[a](", "`", "<https:", "<b>", "<script>", "<!--",
    "<a ", "A. B ", "Win $1-Register", "date 2024-01-01 ", "\u00ad", "\t", " \n", "Related:\n", "· ",
    "1 min · ", "subscribe to ", "reporting by a;", "\x00", "Read also: ", "Jan 1, 2025 ", "a@b.c ",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["text", "markdown"])
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_texts_take_linear_time(piece: str, kind: str, settings: CleanSettings) -> None:
    """Ten times the text may take some twenty times as long: a quadratic pattern would take a hundred times."""
    seconds = []
    for size in (10_000, 100_000):
        raw = RawArticle("x", kind, (piece * (size // len(piece))).encode("utf-8"))
        clean_article(raw, settings)
        before = os.times().user
        clean_article(raw, settings)
        seconds.append(os.times().user - before)
    assert seconds[1] <= max(25 * seconds[0], 2.5)


@pytest.mark.parametrize(
    ("header", "published"),
    [
        (" date 2025-01-10 ", date(2025, 1, 10)),
        ("date 2025-01-10\n", date(2025, 1, 10)),
        (" date 0026-01-10 ", None),
        (" date 2025-02-30 ", None),
        (" date 2025-13-01 ", None),
        ("", None),
    ],
)
def test_the_date_header(header: str, published: date | None, settings: CleanSettings) -> None:
    article = cleaned(f"{header}{TEXT}".encode(), settings)
    assert article.published == published
    assert article.text == TEXT
    assert article.offsets is not None
    assert article.offsets.to_raw(0, 3) == (len(header), len(header) + 3)


def test_a_json_line(settings: CleanSettings) -> None:
    line = {
        "id": 7,
        "title": " A  town ",
        "text": TEXT,
        "published": "30 December 2024",
        "publisher": "Courier",
        "url": "https://c.example",
    }
    article = cleaned(json.dumps(line | {"note": "x"}).encode(), settings, "json")
    assert (article.source_id, article.title, article.published) == ("7", "A town", date(2024, 12, 30))
    assert (article.publisher, article.url, article.text) == ("Courier", "https://c.example", TEXT)
    assert article.offsets is not None
    assert article.offsets.to_raw(0, len(TEXT)) == (0, len(TEXT))
    bare = cleaned(
        json.dumps({"text": TEXT, "title": None, "published": True, "publisher": 5, "id": None}).encode(),
        settings,
        "json",
    )
    assert (bare.title, bare.published, bare.publisher, bare.source_id) == (None, None, None, None)
    assert bare.doc_id != article.doc_id


def test_the_path_is_no_part_of_an_article(settings: CleanSettings) -> None:
    a, b = (clean_article(RawArticle(path, "text", TEXT.encode()), settings) for path in ("a.txt", "b/c.txt"))
    assert isinstance(a, Article)
    assert isinstance(b, Article)
    assert (a.path, b.path) == ("a.txt", "b/c.txt")
    assert a.doc_id == b.doc_id


def test_headlines_become_titles_and_leads_do_not(settings: CleanSettings) -> None:
    assert cleaned(f"Town held, brigade says\n{NEWS}\n{MORE}".encode(), settings).title == "Town held, brigade says"
    assert cleaned(f"Is the town lost?\n\n{NEWS}".encode(), settings).title == "Is the town lost?"
    assert cleaned(TEXT.encode(), settings).title is None
    assert cleaned(f"“We hold it.”\n\n{NEWS}".encode(), settings).title is None
    assert cleaned(NEWS.rstrip(".").encode(), settings).title is None


def test_hard_wrapped_text_is_joined_and_paragraphs_are_not(settings: CleanSettings) -> None:
    wrapped = (
        "The brigade said that it had held the northern edge of the town and\n"
        "that two of its men were wounded. A spokesman for the other side\n"
        "denied this; neither of the reports could be verified on the day.\n"
        "\n"
        "By evening the line of contact ran along the railway, officers of a well-\n"
        "known battalion said, and the bridge over the river was no longer under\n"
        "the control of either army.\n"
    )
    assert cleaned(wrapped.encode(), settings).text.count("\n\n") == 1
    assert "town and that two" in cleaned(wrapped.encode(), settings).text
    assert "a well-known battalion" in cleaned(wrapped.encode(), settings).text
    lines = "\n".join(f"On day {n} the brigade said that it had held the edge of the town." for n in range(9))
    assert cleaned(lines.encode(), settings).text.count("\n\n") == 8


def test_a_paragraph_right_after_itself_goes_and_further_down_stays(settings: CleanSettings) -> None:
    section = f"{MORE}\n\nWhat they say\n\n{NEWS}"
    assert cleaned(f"{NEWS}\n\n{NEWS.upper()}\n\n{section}".encode(), settings).text == f"{NEWS}\n\n{section}"


def test_found_in_order_with_a_reason_for_each_that_is_not(tmp_path: Path, settings: CleanSettings) -> None:
    folder, outside = tmp_path / "in", tmp_path / "out"
    (folder / "b" / ".hidden").mkdir(parents=True)
    outside.mkdir()
    for path in ("a.txt", "b/c.MD", "b/d.htm", "b/.hidden/e.txt", ".f.txt", "README.md", "g.docx", "noext"):
        (folder / path).write_text(TEXT, encoding="utf-8")
    (outside / "secret.txt").write_text(TEXT, encoding="utf-8")
    (folder / "h.txt").symlink_to(outside / "secret.txt")
    (folder / "i").symlink_to(outside)
    (folder / "j.txt").symlink_to(folder / "a.txt")
    (folder / "k.txt").symlink_to(folder / "nowhere")
    (folder / "l").symlink_to(folder / "b")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "m.txt")
    listed = found(folder, settings)
    assert list(listed) == sorted(listed)
    assert {path: one.reason for path, one in listed.items() if isinstance(one, Dropped)} == {
        "README.md": "ignored", "g.docx": "unknown_format", "noext": "unknown_format", "h.txt": "outside",
        "i": "outside", "k.txt": "unreadable", "m.txt": "not_a_file",
    }  # fmt: skip
    assert {path: one.format for path, one in listed.items() if isinstance(one, RawArticle)} == {
        "a.txt": "text", "b/c.MD": "markdown", "b/d.htm": "html", "j.txt": "text",
    }  # fmt: skip


def test_the_order_is_that_of_whole_paths(tmp_path: Path, settings: CleanSettings) -> None:
    paths = ["a b/x.txt", "a.txt", "a/b/z.txt", "a/b.txt", "a/y.txt", "a0.txt", "b/x.txt"]
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path, encoding="utf-8")
    assert [one.path for one in find_articles([tmp_path], settings)] == sorted(paths)


def test_an_unreadable_folder_is_recorded(
    tmp_path: Path, settings: CleanSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    usual = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied")
        return usual(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert found(tmp_path, settings)["a"] == Dropped("a", "unreadable", "Permission denied")


def test_an_empty_folder_holds_nothing_and_a_missing_one_is_an_error(tmp_path: Path, settings: CleanSettings) -> None:
    assert list(find_articles([tmp_path], settings)) == []
    with pytest.raises(UsageError, match="nowhere"):
        list(find_articles([tmp_path / "nowhere"], settings))


def test_unreadable_files_and_folders(tmp_path: Path, settings: CleanSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    usual = Path.open

    def refusing(self: Path, *args: object, **kwargs: object) -> object:
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return usual(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", refusing)
    listed = found(tmp_path, settings)
    assert listed["a.txt"] == Dropped("a.txt", "unreadable", "Permission denied")
    assert isinstance(listed["b.txt"], RawArticle)


def test_single_files_and_several_roots(tmp_path: Path, settings: CleanSettings) -> None:
    for path in ("a/x.txt", "b/x.txt", "b/y.txt"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(path, encoding="utf-8")
    listed = list(find_articles([tmp_path / "a", tmp_path / "b", tmp_path / "b" / "y.txt"], settings))
    assert [one.path for one in listed] == ["b/x.txt", "x.txt", "y.txt"]
    assert [one.path for one in find_articles([tmp_path / "b" / "y.txt"], settings)] == ["y.txt"]


def test_json_lines_are_read_one_by_one(tmp_path: Path, settings: CleanSettings) -> None:
    good = json.dumps({"text": TEXT})
    (tmp_path / "a.jsonl").write_text(f"{good}\n\n{good[:40]}\r\n{good}\u2028\n   \n{good}", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text("\n \n", encoding="utf-8")
    (tmp_path / "c.jsonl").write_text(f"{good}\n{good}\n", encoding="utf-16")
    (tmp_path / "d.jsonl").write_bytes(b"\xef\xbb\xbf" + good.encode())
    listed = list(find_articles([tmp_path], settings))
    results = {one.path: clean_article(one, settings) if isinstance(one, RawArticle) else one for one in listed}
    assert {path: one.reason for path, one in results.items() if isinstance(one, Dropped)} == {
        "a.jsonl:3": "broken_json", "a.jsonl:4": "broken_json", "b.jsonl": "empty",
    }  # fmt: skip
    kept = {path: one.text for path, one in results.items() if isinstance(one, Article)}
    assert kept == dict.fromkeys(["a.jsonl:1", "a.jsonl:6", "c.jsonl:1", "c.jsonl:2", "d.jsonl:1"], TEXT)


def test_a_json_line_too_long_is_passed_over(tmp_path: Path, settings: CleanSettings) -> None:
    good = json.dumps({"text": TEXT}).encode()
    (tmp_path / "a.jsonl").write_bytes(b"x" * (2 * settings.max_bytes + 5) + b"\n" + good + b"\n")
    first, second = find_articles([tmp_path], settings)
    assert isinstance(first, Dropped)
    assert (first.path, first.reason) == ("a.jsonl:1", "too_long")
    assert second == RawArticle("a.jsonl:2", "json", good)


def test_names_that_are_no_unicode_are_escaped(tmp_path: Path, settings: CleanSettings) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text(TEXT, encoding="utf-8")
    (raw,) = find_articles([tmp_path], settings)
    assert raw.path == "caf\\xe9.txt"


def test_raw_articles_go_to_worker_processes() -> None:
    raw = RawArticle("a.txt", "text", b"x")
    assert pickle.loads(pickle.dumps(raw)) == raw  # noqa: S301
