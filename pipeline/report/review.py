"""Which merges are most worth a look: the most uncertain and most consequential first."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

from pipeline.identity import described_id
from pipeline.judgements import Judgements, handle_of
from pipeline.report.tables import Row, read_rows
from pipeline.report.wording import article_text, counted, wrapped
from pipeline.schemas import ARTICLES, CONFLICTS, ENTITIES, MENTIONS, MERGES, RELATIONS


@dataclass(frozen=True, slots=True)
class MergeToReview:
    """A merge with its weight: doubt (1 - score) times what hangs on it.

    `examples` are sentences, with their articles, in which the one and the other occur.
    """

    entity_id: str
    entity_name: str
    name_a: str
    name_b: str
    rule: str
    score: float
    reason: str
    n_articles: int
    n_relations: int
    n_conflicts: int
    weight: float
    examples: tuple[str, ...] = ()

    def judgement(self, verdict: str) -> str:
        """The line for seeds/judgements.csv that settles it. Descriptions are named by their ids."""
        a, b = _handle(self.name_a), _handle(self.name_b)
        return ",".join((verdict, *(f'"{text}"' if "," in text else text for text in (a, b)), "", ""))

    def lines(self) -> list[str]:
        """What a person needs to judge it."""
        out = [f"{_shown(self.name_a)} = {_shown(self.name_b)}   (score {self.score:.2f}, {self.rule})"]
        out += wrapped("because", self.reason)
        for example in self.examples:
            out += wrapped("", example, indent=15)
        hangs = (
            counted(self.n_articles, "article"),
            counted(self.n_relations, "relation"),
            counted(self.n_conflicts, "conflict"),
        )
        out += wrapped("at stake", f"{', '.join(hangs)}: sitrep explain {self.entity_id}")
        return [*out, f"  {'to part them':<12} {self.judgement('different')}"]


def _handle(name: str) -> str:
    """The id in "19-year-old rifleman [e_...]", else the name."""
    if name.endswith("]") and "[e_" in name:
        return name[name.rindex("[e_") + 1 : -1]
    return name


def _shown(name: str) -> str:
    return name[: name.rindex(" [e_")] if _handle(name) != name else name


def list_merges_to_review(folder: Path, judgements: Judgements, most: int | None = None) -> list[MergeToReview]:
    """Merges by weight, those already judged left out. `most` bounds the list (None: all).

    What hangs on a merge are the articles, relations and conflicts of its entity: a merge that makes two ages conflict
    matters more than one of two spellings. Of merges that tie the same names together more than once, the surest stand.
    """
    entities = {row["entity_id"]: row for row in read_rows(folder, ENTITIES)}
    relations: Counter[str] = Counter()
    for row in read_rows(folder, RELATIONS):
        relations.update({row["subject_id"], row["object_id"]} - {None})
    conflicts = Counter(row["subject_id"] for row in read_rows(folder, CONFLICTS) if row["verdict"] == "conflicts")
    judged = {frozenset((handle_of(row.a), handle_of(row.b))) for row in judgements.rows}
    found = []
    for row in _needed(read_rows(folder, MERGES)):
        pair = frozenset((handle_of(_handle(row["name_a"])), handle_of(_handle(row["name_b"]))))
        if row["rule"] == "judgement" or pair in judged:
            continue
        entity = entities[row["entity_id"]]
        ident = row["entity_id"]
        stakes = entity["n_articles"] + relations[ident] + 5 * conflicts[ident]
        weight = round((1.0 - row["score"]) * log2(2 + stakes), 4)
        fields = (row["name_a"], row["name_b"], row["rule"], row["score"], row["reason"], entity["n_articles"])
        found.append(MergeToReview(ident, entity["name"], *fields, relations[ident], conflicts[ident], weight))
    ordered = sorted(found, key=lambda m: (-m.weight, m.entity_id, m.name_a, m.name_b, m.rule))[:most]
    return _with_examples(ordered, folder)


def _needed(merges: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The merges that hold each entity together, the surest first: the rest say again what these say."""
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(name: tuple[str, str]) -> tuple[str, str]:
        while parent.get(name, name) != name:
            name = parent[name]
        return name

    kept = []
    for row in sorted(merges, key=lambda r: (r["entity_id"], -r["score"], r["name_a"], r["name_b"], r["rule"])):
        a, b = (root((row["entity_id"], row[column])) for column in ("name_a", "name_b"))
        if a != b:
            parent[b] = a
            kept.append(row)
    return kept


def _with_examples(merges: Sequence[MergeToReview], folder: Path) -> list[MergeToReview]:
    """The merges with a sentence for each of their two names."""
    articles = {row["doc_id"]: row for row in read_rows(folder, ARTICLES)}
    wanted = {merge.entity_id for merge in merges}
    first: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read_rows(folder, MENTIONS):
        if row["entity_id"] in wanted:
            own = described_id(row["doc_id"], row["start"], row["end"], row["label"])
            sentence = _sentence(row, articles)
            first[row["entity_id"]].setdefault(own, sentence)
            first[row["entity_id"]].setdefault(row["text"], sentence)
    made = []
    for merge in merges:
        told = [first[merge.entity_id].get(_handle(name)) for name in (merge.name_a, merge.name_b)]
        values = {name: getattr(merge, name) for name in MergeToReview.__slots__}
        made.append(MergeToReview(**values | {"examples": tuple(text for text in told if text)}))
    return made


def _sentence(mention: Row, articles: Mapping[str, Row]) -> str:
    article = articles[mention["doc_id"]]
    text = article["text"][mention["sentence_start"] : mention["sentence_end"]]
    return f"{article_text(article)}: “{' '.join(text.split())}”"
