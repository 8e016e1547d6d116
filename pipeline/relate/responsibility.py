"""Whose attack it was: "X claimed the attack", "blamed Y for the raid" speak of an attack told before, and so of its
target."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.records import Claim, Mention
from pipeline.relate.arguments import MentionIndex
from pipeline.relate.facts import Fact
from pipeline.relate.reading import Reading

_DEFINITE = frozenset({"the", "this", "that", "these", "both"})
_SOMEBODY = frozenset({"GROUP", "PERSON", "PLATFORM", "WEAPON"})  # may turn out to be who claims it


def with_targets(reading: Reading, facts: list[Fact], told: Sequence[Claim]) -> list[Fact]:
    """The facts, each attack without a target that its noun phrase takes up with the target of the last one told.

    `told` are the claims of the sentences before, in order of the text. What is denied or planned is no attack that
    somebody can claim; nor is one whose attacker is known to be another.
    """
    lone = [f for f in facts if _takes_up(reading, f)]
    if not lone:
        return facts
    facts = [f for f in facts if f not in lone or not _is_nobody(reading, f.subject)]
    index = reading.index
    here = [(f.subject, f.object) for f in facts if f.predicate == "attacked" and f.object is not None]
    before = [
        (index.by_id.get(c.subject_mention_id or ""), index.by_id.get(c.object_mention_id or ""))
        for c in reversed(told)
        if c.predicate == "attacked" and c.polarity == "asserted" and c.realis == "actual"
    ]
    return [replace(f, object=_target(index, f, here + before)) if f in lone else f for f in facts]


def _takes_up(reading: Reading, fact: Fact) -> bool:
    tree = reading.tree
    if fact.predicate != "attacked" or fact.subject is None or fact.object is not None:
        return False
    if not fact.rule_id.startswith("noun.") or tree.tag[fact.anchor] in ("NNS", "NNPS"):
        return False
    articles = [c for c in tree.under(fact.anchor, "det", "poss") if tree.lower[c] in _DEFINITE]
    return bool(articles)


def _is_nobody(reading: Reading, mention: Mention | None) -> bool:
    """ "No group has claimed the attack"."""
    tree, index = reading.tree, reading.index
    if mention is None:
        return False
    first, last = index.tokens[mention.mention_id]
    return "no" in tree.lower[max(first - 1, 0) : last]


def _target(index: MentionIndex, fact: Fact, told: Sequence[tuple[Mention | None, Mention | None]]) -> Mention | None:
    """What was attacked last by nobody in particular, or by the same."""
    for attacker, target in told:
        if target is None or target.kind == "pronoun" or _same(target, fact.subject):
            continue
        may_be_it = attacker is None or _same(attacker, fact.subject)
        if may_be_it or (attacker is not None and attacker.kind == "nominal" and attacker.label in _SOMEBODY):
            return target
    return None


def _same(one: Mention, other: Mention | None) -> bool:
    return other is not None and (one.referent or one.mention_id) == (other.referent or other.mention_id)
