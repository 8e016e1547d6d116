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
                facts = _pair(reading, sentence[0], at, facts, labels)
    return facts


def _pair(reading: Reading, start: int, end: int, facts: list[Fact], labels: frozenset[str]) -> list[Fact]:
    index = reading.index
    named = [m for m in _between(reading, start, end) if m.label == "PERSON" and m.kind == "name"]
    if not named:
        return facts
    behind = index.tokens[named[-1].mention_id][1]
    theirs = [m for m in _between(reading, behind, end) if m.label in labels and m.kind != "pronoun"]
    people = named[-len(theirs) :]
    if len(theirs) < 2 or len(people) != len(theirs):
        return facts
    order = {m.mention_id: n for n, m in enumerate(people)}
    places = {m.mention_id: n for n, m in enumerate(theirs)}
    kept, said = [], None
    for fact in facts:
        who = order.get(fact.subject.mention_id) if fact.subject is not None else None
        which = places.get(fact.object.mention_id) if fact.object is not None else None
        if fact.predicate in _PAIRED and who is not None and which is not None:
            said = said or fact
        else:
            kept.append(fact)
    said = said or _of_leaders(reading, people[0], theirs[0])
    if said is None:
        return facts
    return kept + [replace(said, subject=p, object=t) for p, t in zip(people, theirs, strict=True)]


def _of_leaders(reading: Reading, person: Mention, body: Mention) -> Fact | None:
    """ "were appointed commanders of A and B": the plural is no post that was marked."""
    tree, index = reading.tree, reading.index
    at = index.tokens[body.mention_id][0] - 1
    at -= tree.lower[at] == "the"
    is_led = tree.lower[at] in ("of", "for") and tree.lemma[at - 1] in reading.rules.structure.sets["commands_roles"]
    if body.label == "ROLE" or not is_led or not tree.lower[at - 1].endswith("s"):
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
    return sorted((m for m in found if m.mention_id not in inner), key=lambda m: m.start)
