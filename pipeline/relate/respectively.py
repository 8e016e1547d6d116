""" "X and Y head the 1st and the 2nd Brigade respectively": people and their bodies or posts, pair by pair.

Grammar joins everybody with every body; the word says that the first belongs to the first, the second to the second.
"""

from dataclasses import replace

from pipeline.records import Mention
from pipeline.relate.facts import Fact
from pipeline.relate.phrases import BODIES, phrase_fact
from pipeline.relate.reading import Reading

_PAIRED = frozenset({"commands", "member_of", "has_role"})


def paired(reading: Reading, sentence: tuple[int, int], facts: list[Fact]) -> list[Fact]:
    """The facts of a sentence; where it says "respectively", with each of the people joined to his own body or post."""
    tree = reading.tree
    for at in range(*sentence):
        if tree.lower[at] == "respectively":
            for labels in (BODIES, frozenset({"ROLE"})):
                facts = _pair(reading, (sentence[0], at, sentence[1]), facts, labels)
    return facts


def _pair(reading: Reading, bounds: tuple[int, int, int], facts: list[Fact], labels: frozenset[str]) -> list[Fact]:
    people, theirs = _runs(reading, bounds, labels)
    if len(theirs) < 2 or len(people) != len(theirs):
        return facts
    order = {m.mention_id: n for n, m in enumerate(people)}
    places = {m.mention_id: n for n, m in enumerate(theirs)}
    kept, said = [], None
    for fact in facts:
        who = order.get(fact.subject.mention_id) if fact.subject is not None else None
        which = places.get(fact.object.mention_id) if fact.object is not None else None
        if fact.predicate in _PAIRED and who is not None and which is not None:
            said = fact if said is None or said.predicate == "member_of" else said
        else:
            kept.append(fact)
    said = said or _of_leaders(reading, people[0], theirs[0])
    if said is None:
        return facts
    return kept + [replace(said, subject=p, object=t) for p, t in zip(people, theirs, strict=True)]


def _runs(
    reading: Reading, bounds: tuple[int, int, int], labels: frozenset[str]
) -> tuple[list[Mention], list[Mention]]:
    """The people and the bodies that the word at the middle of `bounds` pairs, either first, in order of the text.

    "X and Y head A and B respectively", "the commanders of A and B, X and Y, respectively", "A and B are led
    respectively by X and Y".
    """
    tree, index = reading.tree, reading.index
    start, at, end = bounds
    if tree.lower[at + 1 : at + 2] == ["by"]:
        people = _named(reading, at, end)
        return people, _last_of(reading, labels, start, at)[-len(people) :] if people else []
    named = _named(reading, start, at)
    if not named:
        return [], []
    theirs = _last_of(reading, labels, index.tokens[named[-1].mention_id][1], at)
    if theirs:
        return named[-len(theirs) :], theirs
    people = _together(reading, named)
    theirs = _last_of(reading, labels, start, index.tokens[people[0].mention_id][0])
    return people, theirs[-len(people) :]


def _together(reading: Reading, named: list[Mention]) -> list[Mention]:
    """The last of these people with all that commas, "and" and titles join to them."""
    tree, index = reading.tree, reading.index
    for n in range(len(named) - 1, 0, -1):
        between = range(index.tokens[named[n - 1].mention_id][1], index.tokens[named[n].mention_id][0])
        if not all(
            tree.lower[t] in (",", "and", "&") or any(m.label == "RANK" for m in _around(reading, t)) for t in between
        ):
            return named[n:]
    return named


def _around(reading: Reading, at: int) -> list[Mention]:
    return [*reading.index.headed.get(at, ()), *reading.index.covering.get(at, ())]


def _named(reading: Reading, start: int, end: int) -> list[Mention]:
    return [m for m in _between(reading, start, end) if m.label == "PERSON" and m.kind == "name"]


def _last_of(reading: Reading, labels: frozenset[str], start: int, end: int) -> list[Mention]:
    return [m for m in _between(reading, start, end) if m.label in labels and m.kind != "pronoun"]


def _of_leaders(reading: Reading, person: Mention, body: Mention) -> Fact | None:
    """ "were appointed commanders of A and B", "A and B, led respectively by": whose parts no rule joined."""
    tree, index, sets = reading.tree, reading.index, reading.rules.structure.sets
    if body.label == "ROLE":
        return None
    at = index.tokens[body.mention_id][0] - 1
    at -= at > 0 and tree.lower[at] == "the"
    leader = tree.lemma[at - 1] if at > 0 and tree.lower[at] in ("of", "for") else ""
    is_led = bool({leader, leader.removesuffix("s")} & sets["commands_roles"]) or leader == "officer"
    between = range(index.tokens[body.mention_id][1], index.tokens[person.mention_id][0])
    if not is_led and not any(tree.lemma[t] in sets["leading"] for t in between):
        return None
    return phrase_fact(tree, index, "commands", person, body, "leaders_respectively")


def _between(reading: Reading, start: int, end: int) -> list[Mention]:
    """The mentions that lie within [start, end), in order of the text; none inside another of its label."""
    index = reading.index
    found = [
        m for m in index.mentions if start <= index.tokens[m.mention_id][0] and index.tokens[m.mention_id][1] <= end
    ]
    inner = {
        m.mention_id
        for m in found
        for other in found
        if other is not m and other.label == m.label and other.start <= m.start and m.end <= other.end
    }
    aside = {m.mention_id for m in found if index.tokens[m.mention_id][0] > start and _opens(reading, m)}
    return sorted((m for m in found if m.mention_id not in inner | aside), key=lambda m: m.start)


def _opens(reading: Reading, mention: Mention) -> bool:
    """Whether a mention is another name in brackets: "30 Battery (Rogers's Company)"."""
    return reading.tree.lower[reading.index.tokens[mention.mention_id][0] - 1] == "("
