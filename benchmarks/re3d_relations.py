"""Score claims as relations on re3d: `python benchmarks/re3d_relations.py FOLDER`, FOLDER with re3d_dev.jsonl and
score.py.

By default with gold entities as mentions (and our own roles, ranks and nationalities, which re3d marks only as parts of a
person); `--end-to-end` with our own. Our predicates are mapped to re3d's relations
(RELATIONS below); relations match where both ends overlap, articles and possessives left aside. Beside the scores
stands how often two gold entities of one sentence without any gold relation are joined by a claim of ours.

`--errors` lists what is false and missed, by relation.
"""

import argparse
import importlib.util
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from spacy.tokens import Doc

from pipeline.annotate import AnnotateSettings, load_annotator
from pipeline.config import pipeline_section, project_root
from pipeline.ids import content_id
from pipeline.records import Article, Claim, Mention
from pipeline.relate import RelateSettings, find_claims, load_rules

RELATIONS = {
    "member_of": "BelongsTo", "subordinate_to": "BelongsTo", "commands": "InChargeOf", "controls": "InChargeOf",
    "located_in": "CoLocated", "present_in": "CoLocated", "based_in": "CoLocated", "moved_to": "CoLocated",
    "fights_against": "FightingAgainst", "attacked": "FightingAgainst", "killed": "FightingAgainst",
    "captured": "FightingAgainst", "wounded": "FightingAgainst", "destroyed": "FightingAgainst",
    "allied_with": "AlliesOf", "supplied": "AlliesOf", "trained_with": "AlliesOf", "met_with": "CommWith",
    "alias_of": "IsSynonymOf", "has_role": "IsSynonymOf",
}  # fmt: skip
BOTH_THERE = frozenset({"met_with", "trained_with", "fights_against"})  # a claim's place is where both of them are
THINGS = frozenset({"PLACE", "PLATFORM", "WEAPON"})  # who captures one of these is then in charge of it
LABELS = {
    "Location": "PLACE", "Person": "PERSON", "Temporal": "DATE", "Nationality": "NATIONALITY", "Weapon": "WEAPON",
    "MilitaryPlatform": "PLATFORM", "Vehicle": "PLATFORM", "Quantity": "QUANTITY", "DocumentReference": "DOCUMENT",
}  # fmt: skip
PRONOUNS = {"he", "she", "it", "they", "him", "her", "them", "his", "their", "its", "who", "which", "i", "we", "our"}
PEOPLE = (
    "forces", "troops", "fighters", "soldiers", "militants", "rebels", "civilians", "people", "members", "groups",
    "militia",
)  # fmt: skip
TITLES = frozenset({"ROLE", "RANK", "NATIONALITY"})
UNITS = ("brigade", "army", "battalion", "division", "regiment", "air force", "navy", "corps", "armed forces")

Document = dict[str, Any]
Span = tuple[int, int]
Relation = tuple[str, Span, Span]


@dataclass(frozen=True)
class Read:
    """A document as we read it: its mentions and claims."""

    document: Document
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]


def label_of(entity: dict[str, Any], states: frozenset[str]) -> str | None:
    """Our label for an re3d entity: a state is a PLACE in every role, people without a name are a GROUP."""
    text = entity["text"].removeprefix("the ").removeprefix("The ")
    if entity["label"] != "Organisation":
        return LABELS.get(entity["label"])
    if text.lower() in states:
        return "PLACE"
    last = text.split()[-1]
    if any(word in text.lower() for word in UNITS) or last == "Forces":
        return "UNIT"
    return "GROUP" if last.lower() in PEOPLE else "ORG"


def without_title(text: str, start: int, titles: list[Mention]) -> tuple[str, int]:
    """A person's name without the role, rank and nationality before it; a bare role stays ("the minister")."""
    at = start
    while (title := next((t for t in titles if t.start == at and t.end < start + len(text)), None)) is not None:
        at = title.end + len(text[title.end - start :]) - len(text[title.end - start :].lstrip(" ,\u200e"))
    rest = text[at - start :]
    return (rest, at) if rest[:1].isupper() else (text, start)


def gold_mentions(document: Document, titles: list[Mention], states: frozenset[str]) -> tuple[Mention, ...]:
    """The gold entities as mentions, without leading articles and titles; the titles beside them."""
    mentions = [*titles]
    for entity in document["entities"]:
        label = label_of(entity, states)
        if label is None:
            continue
        text, start, end = entity["text"], entity["start"], entity["end"]
        for article in ("the ", "a ", "an "):
            if text.lower().startswith(article):
                start, text = start + len(article), text[len(article) :]
        if label == "PERSON":
            text, start = without_title(text, start, titles)
        kind = "pronoun" if text.lower() in PRONOUNS else "name" if text[:1].isupper() else "nominal"
        mention_id = content_id("m", document["doc_id"], start, end, label, entity["id"])
        mentions.append(
            Mention(
                mention_id, document["doc_id"], start, end, text, label, kind, "gold", 0, 0, referent=mention_id
            )
        )  # fmt: skip
    return tuple(sorted(mentions, key=lambda m: (m.start, -m.end)))


def read_with_gold(documents: list[Document]) -> Iterator[tuple[Doc, Article]]:
    """Parse and gold mentions of each document."""
    states = state_names()
    for document, (doc, article) in zip(documents, read_end_to_end(documents), strict=True):
        titles = [m for m in article.mentions or () if m.label in TITLES]
        yield doc, replace(article, mentions=gold_mentions(document, titles, states))


def state_names() -> frozenset[str]:
    """States and their capitals, lower-case."""
    structure = load_rules(pipeline_section("relate", RelateSettings), project_root()).structure
    return structure.states | structure.capitals


def read_end_to_end(documents: list[Document]) -> Iterator[tuple[Doc, Article]]:
    """Parse and our own mentions of each document."""
    annotator = load_annotator(pipeline_section("annotate", AnnotateSettings), project_root())
    articles = [Article(d["doc_id"], d["doc_id"], d["text"], "en", "", 0) for d in documents]
    for article, doc in zip(articles, annotator.parse(articles), strict=True):
        yield doc, annotator.annotate_doc(doc, article)


def is_comparable(claim: Claim, subject: Mention, obj: Mention) -> bool:
    """Whether re3d could say it: its entities hold the title before a name ("Minister Ellwood"), so that a role is a
    synonym only in apposition or behind a copula, and the region behind a town ("Palmyra, Syria")."""
    if overlaps((subject.start, subject.end), (obj.start, obj.end)):
        return False
    first, second = sorted((subject, obj), key=lambda m: m.start)
    between = claim.quote[first.end - claim.sentence_start : second.start - claim.sentence_start]
    if claim.predicate == "located_in" and between.strip() == ",":
        return False  # "Palmyra, Syria" is one place there
    return claim.predicate != "has_role" or bool(between.strip())


def relations(read: Read) -> dict[Relation, Claim]:
    """The claims as re3d relations between spans; a claim's place is co-location."""
    by_id = {m.mention_id: m for m in read.mentions}
    found: dict[Relation, Claim] = {}

    def add(label: str, head: str, tail: str, claim: Claim) -> None:
        spans = [(by_id[one].start, by_id[one].end) for one in (head, tail)]
        found.setdefault((label, spans[0], spans[1]), claim)

    for claim in read.claims:
        if claim.polarity != "asserted":
            continue
        is_actual = claim.realis == "actual"  # who will travel to a place is not yet there
        subject, obj, place = claim.subject_mention_id, claim.object_mention_id, claim.place_mention_id
        label = RELATIONS.get(claim.predicate)
        if (
            subject
            and obj
            and label
            and (is_actual or label != "CoLocated")
            and is_comparable(claim, by_id[subject], by_id[obj])
        ):
            is_thing = claim.predicate == "captured" and by_id[obj].label in THINGS
            add("InChargeOf" if is_thing else label, subject, obj, claim)
        if place and is_actual:
            there = {subject, obj} if claim.predicate in BOTH_THERE else {obj or subject}
            for one in sorted(one for one in there if one is not None):
                add("CoLocated", one, place, claim)
    return found


def to_prediction(read: Read) -> Document:
    """The document as score.py expects predictions."""
    spans = {(m.start, m.end) for m in read.mentions}
    ids = {span: f"e{number}" for number, span in enumerate(sorted(spans))}
    entities = [{"id": ids[span], "start": span[0], "end": span[1], "label": "X"} for span in sorted(spans)]
    found = [
        {"id": f"R{n}", "head": ids[head], "tail": ids[tail], "label": label}
        for n, (label, head, tail) in enumerate(sorted(relations(read)))
    ]
    return {"doc_id": read.document["doc_id"], "entities": entities, "relations": found}


def overlaps(a: Span, b: Span) -> bool:
    """Whether two spans share a character."""
    return a[0] < b[1] and b[0] < a[1]


def unrelated_pairs(read: Read, doc: Doc) -> tuple[int, int]:
    """Pairs of gold entities in one sentence without a gold relation: (how many a claim of ours joins, how many)."""
    spans = {e["id"]: (e["start"], e["end"]) for e in read.document["entities"] if label_of(e, frozenset()) is not None}
    related = {frozenset((r["head"], r["tail"])) for r in read.document["relations"]}
    ours = [(head, tail) for _, head, tail in relations(read)]
    joined = pairs = 0
    for sentence in doc.sents:
        inside = [i for i, s in spans.items() if sentence.start_char <= s[0] < sentence.end_char]
        for n, first in enumerate(inside):
            for second in inside[n + 1 :]:
                a, b = spans[first], spans[second]
                if overlaps(a, b) or frozenset((first, second)) in related:
                    continue
                pairs += 1
                joined += any(
                    (overlaps(h, a) and overlaps(t, b)) or (overlaps(h, b) and overlaps(t, a)) for h, t in ours
                )
    return joined, pairs


def print_errors(read: Read) -> None:
    """What is false and missed, with the rule and the sentence."""
    text = read.document["text"]
    spans = {e["id"]: (e["start"], e["end"]) for e in read.document["entities"]}
    gold = [(r["label"], spans[r["head"]], spans[r["tail"]]) for r in read.document["relations"]]
    ours = relations(read)

    def same(one: Relation, other: Relation) -> bool:
        straight = overlaps(one[1], other[1]) and overlaps(one[2], other[2])
        return one[0] == other[0] and (straight or (overlaps(one[1], other[2]) and overlaps(one[2], other[1])))

    for one in sorted(set(gold)):
        if one[0] != "HasAttrOf" and not any(same(one, other) for other in ours):
            line = text[max(text.rfind("\n", 0, one[1][0]), min(one[1][0], one[2][0]) - 90) : one[2][1] + 90]
            print(f"MISSED {one[0]} {text[slice(*one[1])]!r} -> {text[slice(*one[2])]!r} | {' '.join(line.split())}")
    for one, claim in sorted(ours.items(), key=lambda o: o[0]):
        if not any(same(one, other) for other in gold):
            print(
                f"FALSE  {one[0]} {text[slice(*one[1])]!r} -> {text[slice(*one[2])]!r} {claim.predicate} "
                f"{claim.rule_id} | {' '.join(claim.quote.split())}"
            )


def load_scorer(folder: Path) -> ModuleType:
    """FOLDER/score.py as a module."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder}: score.py is missing")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def show(result: dict[str, Any]) -> None:
    """True, false and missed relations by type, both ends overlapping."""
    print(f"{'relation':<18} {'P':>6} {'R':>6} {'F1':>6} {'right':>6} {'false':>6} {'missed':>6}")
    scores = result["relations"]["overlap"]
    for label, s in [*scores["labels"].items(), ("ALL", scores["micro"])]:
        right, false, missed = s["tp"], s["predicted"] - s["tp"], s["gold"] - s["tp"]
        values = f"{s['precision']:6.3f} {s['recall']:6.3f} {s['f1']:6.3f}"
        print(f"{label:<18} {values} {right:6d} {false:6d} {missed:6d}")


def main() -> None:
    """Score, and with --errors list what is false and missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--end-to-end", action="store_true", help="our own mentions instead of the gold entities")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    scorer = load_scorer(options.folder)
    gold = scorer.load(options.folder / "re3d_dev.jsonl")
    rules = load_rules(pipeline_section("relate", RelateSettings), project_root())
    documents = list(gold.values())
    reader = read_end_to_end if options.end_to_end else read_with_gold
    predicted, joined, pairs = {}, 0, 0
    for document, (doc, article) in zip(documents, reader(documents), strict=True):
        read = Read(document, article.mentions or (), find_claims(doc, article, rules))
        predicted[document["doc_id"]] = to_prediction(read)
        here = unrelated_pairs(read, doc)
        joined, pairs = joined + here[0], pairs + here[1]
        if options.errors:
            print_errors(read)
    mapping = json.loads((options.folder / "re3d_map.json").read_text(encoding="utf-8"))
    show(scorer.score(gold, predicted, mapping, normalise=True))
    print(f"unrelated pairs with a claim: {joined} of {pairs} ({joined / max(1, pairs):.1%})")


if __name__ == "__main__":
    main()
