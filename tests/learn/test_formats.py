"""Annotation formats: every gold article survives the way there and back; what was broken on the way is told."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.cli.convert import KNOWN
from pipeline.errors import ConfigError, UsageError
from pipeline.learn.formats import FORMATS, convert
from pipeline.learn.gold import GoldArticle, GoldClaim, GoldMention, read_gold
from pipeline.learn.gold_write import write_gold

OTHERS = [name for name in FORMATS if name != "gold"]
TEXT = """---
id: t-1
event: t
style: wire
published: 2024-03-14
publisher: Sahel Courier
title: An "ambush"
annotator: a
claims: yes
---
# [Army|UNIT#army] \\[update\\] 🚀 near [Lake Orun|PLACE#orun]

Soldiers of the [3rd Division|UNIT#u3] captured [[two|QUANTITY#q] insurgents|GROUP.nominal#g1], [Bala Tamuno|PERSON#bala] said on [Tuesday|DATE#d1].
> captured u3 -> g1; place orun; time d1 2024-03-12; claimer bala
> attacked - -> g1
[He|PERSON.pronoun#bala] denied that [a soldier|PERSON.nominal] had died.
> killed - -> g1; denied; claimer bala; possible
"""


@pytest.fixture
def gold(tmp_path: Path) -> GoldArticle:
    path = tmp_path / "t-1.txt"
    path.write_text(TEXT, encoding="utf-8")
    return read_gold(path)


def there_and_back(article: GoldArticle, name: str, folder: Path) -> GoldArticle:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"out{FORMATS[name].suffix or ''}"
    FORMATS[name].write([article], target)
    (back,) = FORMATS[name].read(target)
    return back


@pytest.mark.parametrize("name", OTHERS)
def test_a_round_trip_loses_nothing(name: str, gold: GoldArticle, tmp_path: Path) -> None:
    back = there_and_back(gold, name, tmp_path / "x")
    assert write_gold(back) == write_gold(gold)
    assert back.mentions == gold.mentions
    assert [replace(c, line=0) for c in back.claims] == [replace(c, line=0) for c in gold.claims]
    assert len(gold.claims) == 3


LETTERS = st.text(alphabet=st.sampled_from("abcXYZ é🚀ж'|[]\\#>.,-9"), min_size=1, max_size=12)
WORDS = LETTERS.map(str.strip).filter(lambda s: bool(s) and s[0] not in "#>-" and "\n" not in s)


@st.composite
def articles(draw: st.DrawFn) -> GoldArticle:
    """Articles with nested mentions, shared referents, and claims with and without arguments."""
    text, sentences, mentions = "", [], []
    for n in range(draw(st.integers(1, 4))):
        words = draw(st.lists(WORDS, min_size=2, max_size=6))
        text += "" if not n else draw(st.sampled_from([" ", "\n\n"]))
        base = len(text)
        starts = []
        for i, word in enumerate(words):
            text += " " if i else ""
            starts.append((len(text), len(text) + len(word)))
            text += word
        sentences.append((base, len(text)))
        first, last = sorted((draw(st.integers(0, len(words) - 1)), draw(st.integers(0, len(words) - 1))))
        inner = draw(st.integers(first, last))
        a, b = starts[first][0], starts[last][1]
        mentions.append(GoldMention(a, b, "GROUP", "nominal", draw(st.sampled_from(["g1", "g-2", None])), text[a:b]))
        c, d = starts[inner]
        kind = draw(st.sampled_from(["name", "nominal", "pronoun"]))
        mentions.append(GoldMention(c, d, "UNIT", kind, draw(st.sampled_from(["u1", "u_2", None])), text[c:d]))
    refs: dict[str, list[str | None]] = {
        label: [m.ref for m in mentions if m.label == label and m.ref] for label in ("GROUP", "UNIT")
    }
    claims = []
    for start, end in sentences:
        for _ in range(draw(st.integers(0, 2))):
            subject = draw(st.sampled_from([None, *refs["UNIT"], *refs["GROUP"]]))
            target = draw(st.sampled_from([None, *refs["GROUP"]]))
            attributes = draw(
                st.sampled_from(
                    [
                        {},
                        {"value_low": 3.0, "value_high": None},
                        {"time_start": date(2024, 1, 2), "time_end": date(2024, 1, 5)},
                    ]
                )
            )
            if subject is None and target is None:
                continue  # the vocabulary wants one of them
            polarity = draw(st.sampled_from(["asserted", "denied"]))
            claim = GoldClaim("attacked", subject, target, polarity, "certain", "actual", attributes, start, end, 0)
            if claim not in claims:  # said twice of one sentence, it is one: doccano keeps it once
                claims.append(claim)
    ordered = tuple(sorted(mentions, key=lambda m: (m.start, -m.end)))
    return GoldArticle(
        Path("x"), "x-1", "x", "wire", None, "P: a", "T # b", "a", True, text, tuple(sentences), ordered, tuple(claims)
    )


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(article=articles())
def test_any_article_survives(name: str, article: GoldArticle, tmp_path: Path) -> None:
    back = there_and_back(article, name, tmp_path / name)
    for path in (tmp_path / name).rglob("*.*"):
        path.unlink()
    assert (back.text, back.sentences) == (article.text, article.sentences)
    assert set(back.mentions) == set(article.mentions)
    assert [replace(c, line=0) for c in back.claims] == list(article.claims)
    assert (back.id, back.title, back.publisher, back.published) == ("x-1", "T # b", "P: a", None)


def test_a_relation_drawn_in_another_tool_becomes_a_claim(gold: GoldArticle, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    FORMATS["doccano"].write([gold], path)
    row = json.loads(path.read_text())
    numbers = {gold.mentions[e["id"]].text: e["id"] for e in row["entities"]}
    row["relations"].append(
        {"id": 99, "from_id": numbers["a soldier"], "to_id": numbers["3rd Division"], "type": "member_of"}
    )
    path.write_text(json.dumps(row))
    (back,) = FORMATS["doccano"].read(path)
    assert [(c.predicate, c.subject, c.object) for c in back.claims][-1] == ("member_of", "new1", "u3")
    assert next(m.ref for m in back.mentions if m.text == "a soldier") == "new1"


Break = Callable[[dict[str, object]], object]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda row: row.update(text="Another text."), "the text was changed"),
        (lambda row: row["entities"][0].update(label="TANK"), "unknown label"),
        (lambda row: row["entities"][0].update(end_offset=5), "expected 'Army'"),
        (lambda row: row["sitrep"]["mentions"].update({"0": ["name", "army", "Army ["]}), "expected 'Army \\['"),
        (lambda row: row["sitrep"]["mentions"].update({"0": ["proper", "army", "Army"]}), "unknown kind"),
        (lambda row: row["relations"][0].update(type="loves"), "unknown predicate"),
        (lambda row: row.pop("text"), "no article of doccano"),
    ],
)
def test_what_was_broken_is_told_with_its_line(change: Break, told: str, gold: GoldArticle, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    FORMATS["doccano"].write([gold], path)
    row = json.loads(path.read_text())
    change(row)
    path.write_text("\n" + json.dumps(row) + "\n")
    with pytest.raises(ConfigError, match=told) as caught:
        list(FORMATS["doccano"].read(path))
    assert caught.value.line == 2


def test_a_broken_line_of_brat_is_told(gold: GoldArticle, tmp_path: Path) -> None:
    FORMATS["brat"].write([gold], tmp_path / "b")
    ann = tmp_path / "b" / "t-1.ann"
    ann.write_text(ann.read_text().replace("T2\t", "T2 ", 1))
    with pytest.raises(ConfigError, match=r"t-1.ann:3: is no line of brat"):
        list(FORMATS["brat"].read(tmp_path / "b"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("T9\tUNIT 0 4;8 12\tArmy date", "a mention is one piece of text, this one is in pieces"),
        ("E1\tattacked:T1 Agent:T2", "events are not read"),
        ("N1\tReference T1 Wikipedia:1\tArmy", "normalisations are not read"),
        ("A99\tNegated T1", "only the attribute Kind"),
        ("*\tEquiv T1 T2", "equivalences are not read"),
        ("R99\tmember_of Arg1:T98 Arg2:T1", "relation R99 joins a span that is not there"),
    ],
)
def test_lines_of_brat_that_have_no_place_here(line: str, told: str, gold: GoldArticle, tmp_path: Path) -> None:
    FORMATS["brat"].write([gold], tmp_path / "b")
    ann = tmp_path / "b" / "t-1.ann"
    ann.write_text(f"{line}\n" + ann.read_text())
    with pytest.raises(ConfigError, match=told) as caught:
        list(FORMATS["brat"].read(tmp_path / "b"))
    assert caught.value.line == (1 if "R99" not in line else None)


def test_windows_line_ends_of_an_ann_file_are_read(gold: GoldArticle, tmp_path: Path) -> None:
    FORMATS["brat"].write([gold], tmp_path / "b")
    ann = tmp_path / "b" / "t-1.ann"
    ann.write_bytes(ann.read_bytes().replace(b"\n", b"\r\n"))
    (back,) = FORMATS["brat"].read(tmp_path / "b")
    assert back.mentions == gold.mentions


def test_doccano_without_relations_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        '{"id": 7, "text": "🚀 The Army left.\\r\\nIt\\tslept.", "label": [[6, 10, "UNIT"]], "Comments": []}\n'
    )
    (back,) = FORMATS["doccano"].read(path)
    assert [(m.text, m.label, m.kind) for m in back.mentions] == [("Army", "UNIT", "name")]
    assert [back.text[a:b] for a, b in back.sentences] == ["🚀 The Army left.", "It\tslept."]


Tasks = Callable[[list[dict[str, Any]]], object]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda a: a.append({"result": [], "completed_by": 2}),
            r"task 1 expected one annotation, found 2 \(by unknown, 2\)",
        ),
        (lambda a: a[0].update(was_cancelled=True), "task 1 expected one annotation, found 0 "),
        (lambda a: a[0]["result"][0]["value"].update(labels=["UNIT", "ORG"]), "labels of a region: expected one"),
        (lambda a: a[0]["result"][1]["value"].update(choices=[]), "kinds of a region: expected one"),
        (lambda a: a[0]["result"][-1].pop("labels"), r"labels of a relation: expected one, found \[\]"),
        (lambda a: a[0]["result"][0]["value"].update(labels=["TANK"]), "task 1: .* unknown label"),
    ],
)
def test_what_label_studio_leaves_open_is_told(change: Tasks, told: str, gold: GoldArticle, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    FORMATS["label-studio"].write([gold], path)
    tasks = json.loads(path.read_text())
    change(tasks[0]["annotations"])
    path.write_text(json.dumps(tasks))
    with pytest.raises(ConfigError, match=told):
        list(FORMATS["label-studio"].read(path))


def test_ground_truth_settles_several_annotators(gold: GoldArticle, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    FORMATS["label-studio"].write([gold], path)
    tasks = json.loads(path.read_text())
    tasks[0]["annotations"][0]["ground_truth"] = True
    tasks[0]["annotations"].insert(0, {"result": [], "completed_by": 2})
    path.write_text(json.dumps(tasks))
    (back,) = FORMATS["label-studio"].read(path)
    assert back.mentions == gold.mentions
    assert '<Label value="UNIT"/>' in path.with_suffix(".xml").read_text()


def test_an_arrow_drawn_backwards_keeps_its_sense(gold: GoldArticle, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    FORMATS["label-studio"].write([gold], path)
    tasks = json.loads(path.read_text())
    relation = tasks[0]["annotations"][0]["result"][-1]
    relation.update(direction="left", from_id=relation["to_id"], to_id=relation["from_id"])
    path.write_text(json.dumps(tasks))
    (back,) = FORMATS["label-studio"].read(path)
    assert [(c.subject, c.object) for c in back.claims] == [(c.subject, c.object) for c in gold.claims]


def test_the_help_of_convert_names_the_formats() -> None:
    assert KNOWN.split(", ") == list(FORMATS)


def test_convert_says_what_it_cannot(gold: GoldArticle, tmp_path: Path) -> None:
    assert convert(gold.path, "gold", tmp_path / "a.spacy", "docbin") == 1
    assert convert(tmp_path / "a.spacy", "docbin", tmp_path / "back", "gold") == 1
    assert (tmp_path / "back" / "t-1.txt").read_text() == write_gold(gold)
    with pytest.raises(UsageError, match="unknown format 'conll'"):
        convert(gold.path, "conll", tmp_path / "b", "gold")
    (tmp_path / "junk.spacy").write_bytes(b"junk")
    with pytest.raises(ConfigError, match="no spaCy DocBin"):
        convert(tmp_path / "junk.spacy", "docbin", tmp_path / "c", "gold")
