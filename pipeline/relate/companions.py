"""Who acted together with the one who is named: "X, together with Y, attacked", "alongside Y", "in conjunction with Y"."""

from collections.abc import Iterator

from pipeline.relate.facts import Fact
from pipeline.relate.fillers import Found, fillers
from pipeline.relate.reading import Reading
from pipeline.relate.rules import FrameClass
from pipeline.relate.slots import Slots
from pipeline.relate.tree import Tree, is_passive, objects_of

_JOINT_ACTS = frozenset({"attacked", "killed", "wounded", "captured", "destroyed", "moved_to"})
_ALLIES = frozenset({"UNIT", "GROUP", "ORG"})
_BESIDE = frozenset({"alongside"})
_TOGETHER = frozenset({"together", "along", "jointly"})


def companions(reading: Reading, frame: FrameClass, slots: Slots, subjects: list[Found]) -> list[Found]:
    """The mentions that are said to act with the subject; none of a state, nor where nobody is said to act."""
    if frame.predicate not in _JOINT_ACTS or not subjects:
        return []
    tree, verb = reading.tree, slots.token
    hosts = {t for found in subjects for t in found[1]} | set(slots.get("agent"))
    if tree.is_verb(verb) and not is_passive(tree, verb):
        hosts |= {verb, *slots.get("patient")}
    words = [n for host in sorted(hosts) for n in _companions_of(reading, host)]
    known = {found[0].mention_id for found in subjects}
    labels = _ALLIES | {"PERSON"} if frame.predicate == "moved_to" else _ALLIES
    return [f for f in fillers(reading, words, labels, set()) if f[0].mention_id not in known]


def _companions_of(reading: Reading, host: int) -> Iterator[int]:
    """The nouns of phrases of company that hang from a word."""
    tree = reading.tree
    for prep in tree.under(host, "prep"):
        word = tree.lower[prep]
        if word in _BESIDE or (word == "with" and prep and tree.lower[prep - 1] in _TOGETHER):
            yield from objects_of(tree, [prep])
        elif word in _TOGETHER:
            yield from objects_of(tree, [c for c in tree.under(prep, "prep") if tree.lower[c] == "with"])
        elif word == "in":
            yield from _in_conjunction(tree, prep, reading.rules.structure.sets["jointly"])


def _in_conjunction(tree: Tree, prep: int, nouns: frozenset[str]) -> Iterator[int]:
    for noun in tree.under(prep, "pobj"):
        if tree.lemma[noun] in nouns:
            yield from objects_of(tree, [c for c in tree.under(noun, "prep") if tree.lower[c] == "with"])


def alliances(frame: FrameClass, slots: Slots, subjects: list[Found], others: list[Found]) -> Iterator[Fact]:
    """Who fights together is allied."""
    if frame.predicate == "moved_to":
        return
    for subject, path in subjects:
        for other, way in others:
            if subject.label in _ALLIES and other.mention_id != subject.mention_id:
                matched = tuple(sorted({slots.token, *path, *way}))
                yield Fact("allied_with", subject, other, slots.token, "companions.act_together", matched)
