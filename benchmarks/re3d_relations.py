"""Score claims as relations on re3d (gold entities): `python benchmarks/re3d_relations.py FOLDER`, FOLDER with
re3d_dev.jsonl.

Our predicates are mapped to re3d's relations; entity labels to ours by word lists (re3d calls every organisation,
unit and group
Organisation). Scores with FOLDER/score.py: `--ignore-direction` is not used, its own symmetric list is.
"""

import argparse
import importlib.util
import json
from pathlib import Path
from typing import Any

from claims_on_gold import load_base

from pipeline.config import pipeline_section
from pipeline.ids import content_id
from pipeline.records import Article, Claim, Mention
from pipeline.relate import RelateSettings, find_claims, load_rules

RELATIONS = {
    "member_of": "BelongsTo", "subordinate_to": "BelongsTo", "commands": "InChargeOf", "controls": "InChargeOf",
    "located_in": "CoLocated", "present_in": "CoLocated", "based_in": "CoLocated", "moved_to": "CoLocated",
    "fights_against": "FightingAgainst", "attacked": "FightingAgainst", "killed": "FightingAgainst",
    "captured": "FightingAgainst",
    "wounded": "FightingAgainst", "destroyed": "FightingAgainst", "allied_with": "AlliesOf", "supplied": "AlliesOf",
    "trained_with": "AlliesOf", "met_with": "CommWith", "alias_of": "IsSynonymOf", "has_role": "IsSynonymOf",
    "has_nationality": "BelongsTo",
}  # fmt: skip
LABELS = {
    "Location": "PLACE", "Person": "PERSON", "Temporal": "DATE", "Nationality": "NATIONALITY", "Weapon": "WEAPON",
    "MilitaryPlatform": "PLATFORM", "Vehicle": "PLATFORM", "Quantity": "QUANTITY", "DocumentReference": "DOCUMENT",
}  # fmt: skip
PRONOUNS = {"he", "she", "it", "they", "him", "her", "them", "his", "their", "its", "who", "which", "i", "we", "our"}
PEOPLE = (
    "forces",
    "troops",
    "fighters",
    "soldiers",
    "militants",
    "rebels",
    "civilians",
    "people",
    "members",
    "groups",
    "militia",
)
UNITS = ("brigade", "army", "battalion", "division", "regiment", "air force", "navy", "corps", "armed forces")


def label_of(entity: dict[str, Any]) -> str | None:
    """Our label for an re3d entity."""
    text = entity["text"].lower()
    if entity["label"] != "Organisation":
        return LABELS.get(entity["label"])
    if any(word in text for word in UNITS):
        return "UNIT"
    return "GROUP" if text.split()[-1] in PEOPLE else "ORG"


def to_article(document: dict[str, Any]) -> tuple[Article, dict[str, str]]:
    """A record with the gold entities as mentions, and the entity id of each mention."""
    mentions, ids = [], {}
    for entity in document["entities"]:
        label = label_of(entity)
        if label is None:
            continue
        text = entity["text"]
        start = entity["start"]
        for article in ("the ", "a ", "an "):
            if text.lower().startswith(article):
                start, text = start + len(article), text[len(article) :]
        kind = "pronoun" if text.lower() in PRONOUNS else "name" if text[:1].isupper() else "nominal"
        mention_id = content_id("m", document["doc_id"], start, entity["end"], label, entity["id"])
        ids[mention_id] = entity["id"]
        mentions.append(
            Mention(
                mention_id,
                document["doc_id"],
                start,
                entity["end"],
                text,
                label,
                kind,
                "gold",
                0,
                0,
                referent=mention_id,
            )
        )
    mentions.sort(key=lambda m: (m.start, -m.end))
    text = document["text"]
    return Article(document["doc_id"], "", text, "en", "", len(text.split()), mentions=tuple(mentions)), ids


def relations(claims: tuple[Claim, ...], ids: dict[str, str], labels: dict[str, str]) -> list[dict[str, str]]:
    """The claims as re3d relations between entity ids; a claim's place is co-location."""
    found = set()
    for claim in claims:
        subject, obj = claim.subject_mention_id, claim.object_mention_id
        label = RELATIONS.get(claim.predicate)
        if claim.polarity != "asserted":
            continue
        if subject and obj and label:
            thing = labels[obj] in ("PLACE", "PLATFORM", "WEAPON") and claim.predicate == "captured"
            found.add((ids[subject], ids[obj], "InChargeOf" if thing else label))
        if claim.place_mention_id and (patient := obj or subject):
            found.add((ids[patient], ids[claim.place_mention_id], "CoLocated"))
    return [{"id": f"R{i}", "head": h, "tail": t, "label": label} for i, (h, t, label) in enumerate(sorted(found))]


def main() -> None:
    """Score, and with --errors list what is false and missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    spec = importlib.util.spec_from_file_location("score", options.folder / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{options.folder}: score.py is missing")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    gold = scorer.load(options.folder / "re3d_dev.jsonl")
    nlp, rules = (
        load_base(),
        load_rules(pipeline_section("relate", RelateSettings), Path(__file__).resolve().parent.parent),
    )
    predicted = {}
    for doc_id, document in gold.items():
        article, ids = to_article(document)
        claims = find_claims(nlp(document["text"]), article, rules)
        found = relations(claims, ids, {m.mention_id: m.label for m in article.mentions or ()})
        predicted[doc_id] = {
            "doc_id": doc_id,
            "text": document["text"],
            "entities": document["entities"],
            "relations": found,
        }
        if options.errors:
            _print_errors(document, found, claims, ids)
    mapping = json.loads((options.folder / "re3d_map.json").read_text(encoding="utf-8"))
    scorer.show(scorer.score(gold, predicted, mapping, normalise=True))


def _print_errors(
    document: dict[str, Any], found: list[dict[str, str]], claims: tuple[Claim, ...], ids: dict[str, str]
) -> None:
    names = {e["id"]: e["text"] for e in document["entities"]}
    gold = {(r["head"], r["tail"], r["label"]) for r in document["relations"]}
    mine = {(r["head"], r["tail"], r["label"]) for r in found}
    rule = {
        (ids.get(c.subject_mention_id or ""), ids.get(c.object_mention_id or "")): f"{c.rule_id}: {c.quote}"
        for c in claims
    }
    for head, tail, label in sorted(mine - gold):
        other = [g[2] for g in gold if {g[0], g[1]} == {head, tail}]
        print(f"FALSE  {label} {names[head]!r} -> {names[tail]!r} gold {other} {rule.get((head, tail))}")
    for relation in document["relations"]:
        if (relation["head"], relation["tail"], relation["label"]) not in mine:
            trigger = relation.get("trigger_text")
            print(f"MISSED {relation['label']} {names[relation['head']]!r} -> {names[relation['tail']]!r} [{trigger}]")


if __name__ == "__main__":
    main()
