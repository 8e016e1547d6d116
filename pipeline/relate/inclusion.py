"""Members that are named behind a group ("12 people, including two children"; "nine men, among them X"): what befell
the group befell them."""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex
from pipeline.relate.facts import Fact
from pipeline.relate.reading import Reading
from pipeline.relate.tree import Tree, conjuncts

_BEFALLS = frozenset({"killed", "wounded", "captured", "destroyed"})
_PEOPLE, _THINGS, _PLACES = frozenset({"PERSON", "GROUP"}), frozenset({"PLATFORM", "WEAPON"}), frozenset({"PLACE"})
_KINDS = (_PEOPLE, _THINGS, _PLACES)
_PLURALS = frozenset({"them", "whom", "which"})
_MAX_GAP = 3  # tokens between "including" and the member ("a certain", "the group's")


def find_members(reading: Reading, sentence: tuple[int, int], facts: list[Fact]) -> Iterator[Fact]:
    """For each fact that befell a group, the same of the members named behind it in the sentence."""
    facts = [f for f in facts if f.predicate in _BEFALLS and f.object is not None]
    openings = list(_openings(reading.tree, sentence)) if facts else []
    for opening, first in openings:
        members = _members(reading, first, sentence[1])
        group = _nearest_group(reading.index, sentence, opening, members)
        for fact in facts:
            if group is None or fact.object is None or fact.object.mention_id != group.mention_id:
                continue
            if _other_verb_between(reading, group, opening, fact):
                continue
            for member in members:
                token = reading.index.head_of[member.mention_id]
                matched = tuple(sorted({*fact.matched, opening, token}))
                yield replace(fact, object=member, rule_id=f"{fact.rule_id}.member", matched=matched)


def _other_verb_between(reading: Reading, group: Mention, opening: int, fact: Fact) -> bool:
    """Whether another verb stands between the group and its members: then they may be its own."""
    tree = reading.tree
    between = range(reading.index.tokens[group.mention_id][1], opening)
    verbs = [t for t in between if tree.is_verb(t) and tree.dep[t] not in ("aux", "auxpass", "amod")]
    return any(t != fact.anchor and t not in fact.matched for t in verbs)


def _openings(tree: Tree, sentence: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """(token, token behind it) of "including", "among them" and "three of them" behind a comma."""
    for token in range(sentence[0] + 1, sentence[1] - 2):
        word = tree.lower[token]
        if word == "including":
            yield token, token + 1
        elif word == "among" and tree.lower[token + 1] in _PLURALS:
            yield token, token + 2
        elif word == "of" and tree.lower[token + 1] in _PLURALS and tree.lower[token - 2] in (",", "-", "–", "—", "("):
            yield token - 1, token + 2


def _members(reading: Reading, first: int, end: int) -> list[Mention]:
    """The mention that begins behind the opening, and what is coordinated with it."""
    tree, index = reading.tree, reading.index
    for token in range(first, min(first + _MAX_GAP, end)):
        for kind in _KINDS:
            mention = index.starting_at(token, kind)
            if mention is None:
                continue
            first, *others = conjuncts(tree, index.head_of[mention.mention_id])
            heads = [first, *(t for t in others if not tree.is_verb(t) and not _has_participle(tree, t))]
            found = [m for t in heads if (m := index.headed_by(t, kind)) is not None]
            return found or [mention]
        if tree.is_verb(token):
            return []
    return []


def _has_participle(tree: Tree, token: int) -> bool:
    """ "and 16 suspects arrested": what was done to these is said of them alone."""
    return any(tree.tag[c] == "VBN" for c in tree.under(token, "acl"))


def _nearest_group(
    index: MentionIndex, sentence: tuple[int, int], opening: int, members: list[Mention]
) -> Mention | None:
    """The last mention of the members' kind before them: whom they belong to."""
    kind = next((k for k in _KINDS if members and members[0].label in k), frozenset())
    for token in range(opening - 1, sentence[0] - 1, -1):
        mention = index.headed_by(token, kind)
        if mention is not None and mention.kind != "pronoun":
            return mention if mention.label != "PERSON" else None
    return None
