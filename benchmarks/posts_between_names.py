"""Ranks and posts told between names: `python benchmarks/posts_between_names.py seeds/gold/postings seeds/gold/test`.

Corpora of officers and their posts mark names, ranks and roles, and relations between those of one sentence; gold here
also marks what "he", "the officer" or "his unit" tell. This counts what such a corpus would count: has_rank, has_role,
commands and member_of from a named person to a rank, a role or a named unit or organisation of the same sentence, end
to end (names, ranks, roles and referents are the pipeline's own). Each fact of a sentence counts once. Totals only.
"""

import argparse
import warnings
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pipeline.annotate import AnnotateSettings, load_annotator
from pipeline.config import pipeline_section, project_root
from pipeline.learn.evaluate import Reading, read_part
from pipeline.learn.gold_articles import referent_name, refs_of_mentions, scored_found, scored_gold, sentence_of
from pipeline.learn.score_claims import ScoredClaim, score_claims, show_scores
from pipeline.relate import RelateSettings, load_rules
from pipeline.stages.evaluate import read_articles
from pipeline.vocabulary import vocabulary

POSTS = ("has_rank", "has_role", "commands", "member_of")
POSTED = {"commands": "member_of"}


def fact(claim: ScoredClaim) -> tuple[str, str | None, str | None]:
    """What a claim says, wherever it stands."""
    return claim.predicate, claim.subject, claim.object


def gold_facts(reading: Reading) -> list[ScoredClaim]:
    """The gold claims between names of their sentence, each once."""
    named = {
        (sentence_of(reading.gold, m.start)[0], referent_name(m))
        for m in reading.gold.mentions
        if m.kind == "name" or m.label in ("RANK", "ROLE")
    }
    claims = [
        claim
        for claim in scored_gold(reading.gold)
        if claim.predicate in POSTS
        and (claim.sentence_start, claim.subject) in named
        and (claim.sentence_start, claim.object) in named
    ]
    return list({(claim.sentence_start, *fact(claim)): claim for claim in claims}.values())


def found_facts(reading: Reading) -> list[ScoredClaim]:
    """The claims found between names."""
    by_id = {m.mention_id: m for m in reading.mentions}
    claims = [
        claim
        for claim in reading.claims or ()
        if claim.predicate in POSTS
        and (subject := by_id.get(claim.subject_mention_id or "")) is not None
        and (found := by_id.get(claim.object_mention_id or "")) is not None
        and subject.kind == "name"
        and (found.kind == "name" or found.label in ("RANK", "ROLE"))
    ]
    return scored_found(reading.gold, claims, reading.mentions, refs_of_mentions(reading.gold, reading.mentions))


def between_names(readings: Iterable[Reading], one_relation: bool) -> tuple[list[ScoredClaim], list[ScoredClaim]]:
    """Gold and found; what gold states, but not between names, is left out of both."""
    gold: list[ScoredClaim] = []
    found: list[ScoredClaim] = []
    for reading in (r for r in readings if r.claims is not None):
        said, read, anywhere = gold_facts(reading), found_facts(reading), scored_gold(reading.gold)
        if one_relation:
            said, read, anywhere = (
                [replace(c, predicate=POSTED.get(c.predicate, c.predicate)) for c in claims]
                for claims in (said, read, anywhere)
            )
        counted, other = {fact(c) for c in said}, {fact(c) for c in anywhere}
        gold += {(c.sentence_start, *fact(c)): c for c in said}.values()
        found += [c for c in read if fact(c) in counted or fact(c) not in other]
    return gold, found


def main() -> None:
    """Print the scores of each folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--one-relation", action="store_true", help="count commands and member_of as one relation")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    root = project_root()
    annotator = load_annotator(pipeline_section("annotate", AnnotateSettings), root)
    rules = load_rules(pipeline_section("relate", RelateSettings), root)
    for folder in options.folders:
        readings, _ = read_articles(read_part(folder), annotator, rules)
        gold, found = between_names(readings, options.one_relation)
        print(f"{folder}\n{show_scores(score_claims(gold, found, vocabulary()))}\n")


if __name__ == "__main__":
    main()
