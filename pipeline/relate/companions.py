"""Who acted together with the one who is named: "X, together with Y, attacked", "alongside Y", "in conjunction with Y"."""

from collections.abc import Iterator

from pipeline.records import Mention
from pipeline.relate.arguments import lift
from pipeline.relate.facts import Fact
from pipeline.relate.fillers import Found, fillers
from pipeline.relate.phrases import phrase_fact
from pipeline.relate.reading import Reading
from pipeline.relate.rules import FrameClass
from pipeline.relate.slots import Slots
from pipeline.relate.tree import Tree, is_passive, objects_of

_JOINT_ACTS = frozenset({"attacked", "killed", "wounded", "captured", "destroyed", "moved_to"})
_ALLIES = frozenset({"UNIT", "GROUP", "ORG"})
_BESIDE = frozenset({"alongside"})
_CALLED = frozenset({"allied"})


def companions(reading: Reading, frame: FrameClass, slots: Slots, subjects: list[Found]) -> list[Found]:
    """The mentions that are said to act with the subject; none of a state, nor where nobody is said to act."""
    if frame.predicate not in _JOINT_ACTS or not subjects:
        return []
    tree, verb = reading.tree, slots.token
    hosts = {t for found in subjects for t in found[1]} | set(slots.get("agent"))
    if tree.is_verb(verb) and not is_passive(tree, verb):
        hosts |= {verb, *slots.get("patient")}
    words = [n for host in sorted(hosts) for n in _companions_of(reading, host)]
    if frame.predicate == "moved_to":
        guests = [
            v for host in sorted(hosts) for v in tree.under(host, "acl", "advcl") if tree.lower[v] == "accompanied"
        ]
        words += objects_of(tree, [a for v in guests for a in tree.under(v, "agent")])
    known = {found[0].mention_id for found in subjects}
    labels = _ALLIES | {"PERSON"} if frame.predicate == "moved_to" else _ALLIES
    found = [f for f in fillers(reading, words, labels, set()) if f[0].mention_id not in known]
    units = [lift(tree, reading.index, reading.rules, f[0], frame.lift) for f in found]
    return [f if unit is None else (unit, f[1]) for f, unit in zip(found, units, strict=True)]


def _companions_of(reading: Reading, host: int) -> Iterator[int]:
    """The nouns of phrases of company that hang from a word."""
    tree, sets = reading.tree, reading.rules.structure.sets
    for prep in tree.under(host, "prep"):
        word = tree.lower[prep]
        if word in _BESIDE or (word == "with" and prep and tree.lower[prep - 1] in sets["together_with"]):
            yield from objects_of(tree, [prep])
        elif word in sets["together_with"]:
            yield from objects_of(tree, [c for c in tree.under(prep, "prep") if tree.lower[c] == "with"])
        elif word == "in" and any(tree.lemma[n] == "company" for n in tree.under(prep, "pobj")):
            links = [
                c for n in tree.under(prep, "pobj") for c in tree.under(n, "prep") if tree.lower[c] in ("of", "with")
            ]
            yield from objects_of(tree, links)
        elif word == "in":
            yield from _in_conjunction(tree, prep, sets["jointly"])


def _in_conjunction(tree: Tree, prep: int, nouns: frozenset[str]) -> Iterator[int]:
    for noun in tree.under(prep, "pobj"):
        if tree.lemma[noun] in nouns:
            yield from objects_of(tree, [c for c in tree.under(noun, "prep") if tree.lower[c] == "with"])


def allied_parties(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "X and allied militias": who is coordinated with those that are called allied."""
    tree, index = reading.tree, reading.index
    first, last = index.tokens[mention.mention_id]
    head = index.head_of[mention.mention_id]
    if mention.label not in _ALLIES or tree.dep[head] != "conj":
        return
    words = [t for t in (*tree.under(head, "amod"), *range(max(first - 1, 0), last)) if tree.lower[t] in _CALLED]
    if not words or any(tree.lower[p] in ("with", "to") for w in words for p in tree.under(w, "prep")):
        return
    for found in fillers(reading, [tree.head[head]], _ALLIES, set()):
        party = lift(tree, index, reading.rules, found[0], ("of", "from")) or found[0]
        if party.mention_id != mention.mention_id:
            yield phrase_fact(tree, index, "allied_with", party, mention, "allied_party")


def alliances(
    reading: Reading, frame: FrameClass, slots: Slots, subjects: list[Found], others: list[Found]
) -> Iterator[Fact]:
    """Who fights together is allied."""
    if frame.predicate not in _JOINT_ACTS - {"moved_to"}:
        return
    pairs = [(a, b) for a in subjects for b in others]
    tree = reading.tree
    if any(
        tree.lower[c] in tree.sets["together"]
        for h in (slots.token, slots.support or slots.token, *slots.get("patient"))
        for c in tree.under(h, "advmod")
    ):
        pairs += [(a, b) for i, a in enumerate(subjects) for b in subjects[i + 1 :]]
    for (subject, path), (other, way) in pairs:
        if subject.label in _ALLIES and other.label in _ALLIES and other.mention_id != subject.mention_id:
            matched = tuple(sorted({slots.token, *path, *way}))
            yield Fact("allied_with", subject, other, slots.token, "companions.act_together", matched)
