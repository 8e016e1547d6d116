from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import UsageError
from pipeline.judgements import Judgement, Judgements
from pipeline.report.diff import article_lines, diff_lines, diff_tables, weight_of
from pipeline.report.explain import conflict_lines, explain_entity, relation_lines
from pipeline.report.review import list_merges_to_review
from pipeline.resolve import Knowledge
from pipeline.schemas import PUBLISHED

_A = "@a 2025-01-10\n[Volodymyr Zelenskyy|PERSON#x] met [Petro Bilyk|PERSON#y] in [Ukraine|PLACE].\n> met_with x -> y"
_B = "@b 2025-01-11\n[Volodymyr Zelensky|PERSON#x] met [P. Bilyk|PERSON#y] in [Ukraine|PLACE].\n> met_with x -> y"


def _publish(folder: Path, made: Any, known: Knowledge) -> tuple[Path, dict[str, str]]:
    found = made.reconcile(known)
    groups = made.articles.append_column("syndication_group", made.articles["doc_id"])
    tables = {
        "articles": groups,
        "mentions": made.mentions.join(found.links, "mention_id"),
        "claims": made.claims.drop_columns("matched").join(found.claim_links, "claim_id"),
        **{name: getattr(found, name) for name in ("entities", "relations", "conflicts", "merges")},
    }
    folder.mkdir()
    for table in PUBLISHED:
        rows = tables.get(table.name, table.schema.empty_table())
        rows = pa.table(
            {
                c.name: rows[c.name] if c.name in rows.column_names else pa.nulls(rows.num_rows, c.type)
                for c in table.columns
            }
        )
        pq.write_table(
            rows.cast(pa.schema([pa.field(c.name, c.type) for c in table.columns])), folder / f"{table.name}.parquet"
        )
    links = {row["mention_id"]: row["entity_id"] for row in found.links.to_pylist()}
    return folder, {ref: links[mention] for (_, ref), mention in made.refs.items() if mention in links}


def test_an_entity_is_explained_down_to_its_sentences(
    tmp_path: Path, known: Knowledge, corpus: Callable[..., Any]
) -> None:
    folder, ids = _publish(tmp_path / "t", corpus(_A, _B), known)
    found = explain_entity(folder, ids["x"])
    assert [m["rule"] for m in found.merges] == ["transliteration"]
    assert {text for text, _, _ in found.wordings} == {"Volodymyr Zelenskyy", "Volodymyr Zelensky"}
    assert len(found.examples) == 2
    lines = found.lines()
    assert any("met_with" in line and line.endswith(": agreed by 2 independent articles") for line in lines)
    assert max(map(len, lines)) <= 110


def test_an_unknown_entity_is_a_usage_error(tmp_path: Path, known: Knowledge, corpus: Callable[..., Any]) -> None:
    folder, _ = _publish(tmp_path / "t", corpus(_A), known)
    with pytest.raises(UsageError, match="e_none"):
        explain_entity(folder, "e_none")


def test_the_least_certain_merge_comes_first_and_judged_ones_not(
    tmp_path: Path, known: Knowledge, corpus: Callable[..., Any]
) -> None:
    folder, _ = _publish(tmp_path / "t", corpus(_A, _B), known)
    merges = list_merges_to_review(folder, Judgements())
    assert [m.rule for m in merges] == ["initial", "transliteration"]
    assert merges[0].judgement("different") == "different,P. Bilyk,Petro Bilyk,,"
    judged = Judgements((Judgement(2, "same", "P. Bilyk", "Petro Bilyk", None, ""),))
    assert [m.rule for m in list_merges_to_review(folder, judged)] == ["transliteration"]


def test_what_changed_between_two_runs(tmp_path: Path, known: Knowledge, corpus: Callable[..., Any]) -> None:
    old, _ = _publish(tmp_path / "old", corpus(_A), known)
    new, ids = _publish(tmp_path / "new", corpus(_A, _B), known)
    changes = diff_tables(old, new)
    changed = {(c.table, c.change) for c in changes}
    assert ("entities", "changed") in changed
    zelensky = next(c for c in changes if c.id == ids["x"])
    assert zelensky.as_json()["fields"]["n_articles"] == {"old": 1, "new": 2}
    lines = diff_lines(changes, 0)
    assert lines[0] == "entities: 3 changed"
    assert lines[lines.index("~ PERSON Volodymyr Zelenskyy") + 1] == "    aliases: none → Volodymyr Zelensky"
    assert [line.strip() for line in lines if line.strip() in {c.id for c in changes}] == [c.id for c in changes]
    assert max(map(len, lines)) <= 110
    assert article_lines(old, new)[0] == "articles: 1 new, 1 in both"
    assert diff_tables(new, new) == []
    assert article_lines(new, new) == []
    short = diff_lines(changes, 1)
    assert short[0] == lines[0]
    assert "~ and 2 more changed: --limit 0 shows all" in short
    assert len(short) < len(lines)


def test_what_only_new_articles_tell_is_said_apart(
    tmp_path: Path, known: Knowledge, corpus: Callable[..., Any]
) -> None:
    third = "@c 2025-01-12\n[Ada Obi|PERSON#o] met [Ivo Danek|PERSON#d].\n> met_with o -> d"
    old, _ = _publish(tmp_path / "old", corpus(_A), known)
    new, ids = _publish(tmp_path / "new", corpus(_A, third), known)
    changes = {c.id: c for c in diff_tables(old, new)}
    assert changes[ids["o"]].in_new
    lines = diff_lines(list(changes.values()), 0)
    assert lines[:2] == ["entities: 2 new (2 only in new articles)", "  new          PERSON 2"]
    assert "relations: 1 new (1 only in new articles)" in lines
    fewer, _ = _publish(tmp_path / "fewer", corpus(_A.split("> ")[0]), known)
    (found,) = (c for c in diff_tables(fewer, old) if c.table == "relations")
    assert (found.change, found.in_new) == ("new", False)  # in an article that both have


def test_another_label_is_one_change_and_its_relations_none(
    tmp_path: Path, known: Knowledge, corpus: Callable[..., Any]
) -> None:
    text = "@a 2025-01-10\n[Ada Obi|PERSON#o] leads the [Harrow Company|{}#h].\n> commands o -> h"
    old, _ = _publish(tmp_path / "old", corpus(text.format("ORG")), known)
    new, ids = _publish(tmp_path / "new", corpus(text.format("UNIT")), known)
    (change,) = diff_tables(old, new)
    assert (change.id, change.change, change.fields) == (ids["h"], "changed", {"label": ("ORG", "UNIT")})
    assert diff_lines([change], 0)[:2] == ["entities: 1 changed", "  other label  ORG → UNIT 1"]
    gone = diff_tables(old, _publish(tmp_path / "none", corpus(text.replace(" Obi", " Haro").format("UNIT")), known)[0])
    assert {(c.change, c.kind) for c in gone} >= {("gone", "PERSON"), ("new", "PERSON"), ("gone", "commands")}


def test_names_come_before_descriptions_and_the_most_told_first() -> None:
    rows = [("Tercio Candela", 3), ("Haro", 1), ("six soldiers", 9), ("boat", 2)]
    weights = [weight_of("entities", {"name": name, "n_mentions": n}) for name, n in rows]
    assert weights == sorted(weights, reverse=True)
    assert weight_of("conflicts", {"verdict": "conflicts"}) > weight_of("conflicts", {"verdict": "refines"})


def test_a_merge_to_review_shows_a_sentence_of_each_name(
    tmp_path: Path, known: Knowledge, corpus: Callable[..., Any]
) -> None:
    folder, _ = _publish(tmp_path / "t", corpus(_A, _B), known)
    merge = list_merges_to_review(folder, Judgements())[0]
    assert len(merge.examples) == 2
    assert merge.lines()[0].startswith("P. Bilyk = Petro Bilyk")
    assert merge.lines()[-1].endswith("different,P. Bilyk,Petro Bilyk,,")


def test_a_relation_and_a_verdict_are_explained_by_their_sentences(
    tmp_path: Path, known: Knowledge, corpus: Callable[..., Any]
) -> None:
    aged = "[Ivan Bilyk|PERSON#x], [{0}|QUANTITY#q], of [Ukraine|PLACE].\n> has_age x -> q; value {0}; unit years"
    texts = (f"@{name} 2025-01-1{at} Paper {name}\n" + aged.format(19 + 3 * at) for at, name in enumerate("cd"))
    folder, ids = _publish(tmp_path / "t", corpus(*texts), known)
    (conflict,) = explain_entity(folder, ids["x"]).conflicts
    lines = conflict_lines(folder, conflict["conflict_id"])
    assert lines[0].startswith("conflicts: has_age")
    assert {"Ivan Bilyk has_age 19: one source", "Ivan Bilyk has_age 22: one source"} <= set(lines)
    assert lines[-1].startswith(f"Next: sitrep explain {ids['x']}")
    told = relation_lines(folder, conflict["relation_a"])
    assert any("Ivan Bilyk, 19" in line or "Ivan Bilyk, 22" in line for line in told)
    assert any(conflict["conflict_id"] in line for line in told)
