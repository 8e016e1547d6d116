"""What noun phrases say by themselves: each function reads one construction and yields facts.

A nested mention and a demonym are read here; titles, bodies and names in their modules. `find_properties` lists them
all.
"""

from collections.abc import Iterator

from pipeline.records import Mention
from pipeline.relate.ages import age_of_deed, ages
from pipeline.relate.arguments import MentionIndex, is_state
from pipeline.relate.bodies import body_before_name, membership, shared_body, subordination, unit_behind_name
from pipeline.relate.capacities import capacity
from pipeline.relate.casualties import counted_casualties
from pipeline.relate.companions import allied_parties
from pipeline.relate.descriptions import descriptions, of_the_described
from pipeline.relate.facts import Fact
from pipeline.relate.leaders import commanders
from pipeline.relate.names import aliases, allies, containment, loyalties, seat, strongholds
from pipeline.relate.phrases import (
    NAMES,
    PEOPLE,
    TITLES,
    children_of_span,
    is_age,
    mentions_inside,
    phrase_fact,
)
from pipeline.relate.posts import posts
from pipeline.relate.presence import active_places, inhabitants
from pipeline.relate.reading import Reading
from pipeline.relate.signatures import signature
from pipeline.relate.stations import stations
from pipeline.relate.titles import copulas, inverse_copulas, titles
from pipeline.relate.tree import Tree, objects_of


def find_properties(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """All facts that the noun phrase of this mention says, and what describing nouns say of it."""
    yield from of_the_described(reading, mention, _phrase_facts(reading, mention))
    if mention.kind != "pronoun":
        yield from descriptions(reading, mention)


def _phrase_facts(reading: Reading, mention: Mention) -> Iterator[Fact]:
    label = mention.label
    if label in ("PERSON", "GROUP", "UNIT"):
        yield from nested_values(reading, mention)
        yield from nationality(reading, mention)
    if label == "PERSON":
        yield from titles(reading, mention)
        yield from posts(reading, mention)
        yield from signature(reading, mention)
        yield from stations(reading, mention)
        yield from ages(reading, mention)
        yield from unit_behind_name(reading, mention)
        yield from body_before_name(reading, mention)
    if label == "GROUP":
        yield from counted_casualties(reading, mention)
    if label in PEOPLE:
        yield from membership(reading, mention)
        yield from shared_body(reading, mention)
    if label in ("GROUP", "UNIT"):
        yield from loyalties(reading, mention)
        yield from allied_parties(reading, mention)
    if label == "GROUP":
        yield from inhabitants(reading, mention)
    if label in ("GROUP", "UNIT", "ORG"):
        yield from active_places(reading, mention)
    if label == "UNIT":
        yield from subordination(reading, mention)
    if label in ("UNIT", "GROUP", "ORG"):
        yield from commanders(reading, mention)
    if label == "PLACE":
        yield from containment(reading, mention)
    if label in ("GROUP", "PLACE", "ORG") and mention.kind == "nominal":
        yield from allies(reading, mention)
    if label == "PLACE" and mention.kind == "nominal":
        yield from strongholds(reading, mention)
    if label in ("UNIT", "ORG") and mention.kind == "name":
        yield from seat(reading, mention)
    if label in NAMES and mention.kind == "name":
        yield from aliases(reading, mention)
    if label in ("ROLE", "RANK", "QUANTITY"):
        yield from copulas(reading, mention)
    if label == "QUANTITY":
        yield from age_of_deed(reading, mention)
    if label in TITLES:
        yield from inverse_copulas(reading, mention)
    if label == "ROLE":
        yield from capacity(reading, mention)


def nested_values(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """What stands inside the span: "19-year-old rifleman" (age, role), "Mali boys" (nationality), "major" (rank)."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    head = index.head_of[mention.mention_id]
    for inner in mentions_inside(index, mention):
        at = index.head_of[inner.mention_id]
        if inner.label in TITLES and mention.label == "PERSON" and (at == head or tree.head[at] == head):
            if mention.kind == "nominal":
                predicate = "has_role" if inner.label == "ROLE" else "has_rank"
                yield phrase_fact(tree, index, predicate, mention, inner, f"nested_{inner.label.lower()}")
        elif (
            (
                inner.label == "NATIONALITY"
                or (inner.label == "PLACE" and tree.dep[at] != "poss" and is_state(rules.structure, inner))
            )
            and (mention.kind == "nominal" and tree.dep[at] != "pobj")
            and _modifies(tree, at, head, inner, index)
        ):
            yield phrase_fact(tree, index, "has_nationality", mention, inner, "nested_nationality")
        elif inner.label == "QUANTITY" and is_age(inner) and mention.label in PEOPLE:
            yield phrase_fact(tree, index, "has_age", mention, inner, "nested_age")


def _modifies(tree: Tree, at: int, head: int, inner: Mention, index: MentionIndex) -> bool:
    """Whether an adjective inside a span belongs to its head ("North Korean soldiers"), not to another noun of it."""
    for _ in range(4):
        if tree.head[at] == head or at == head:
            after = index.tokens[inner.mention_id][1]
            return tree.lower[after : after + 1] != ["-"]
        if tree.dep[at] not in ("conj", "amod", "compound", "nmod", "advmod", "npadvmod"):
            return False
        at = tree.head[at]
    return False


def nationality(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """Before or behind the span: "Ukrainian 35th Brigade", "Polish expert Jan Nowak", "soldiers from Mali"."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    first, last = index.tokens[mention.mention_id]
    head = index.head_of[mention.mention_id]
    at = first - 1
    while at >= 0 and (
        tree.lemma[at] in rules.structure.sets["citizens"]
        or any(m.label in TITLES for m in (*index.headed.get(at, ()), *index.covering.get(at, ())))
    ):
        at -= 1
    if at >= 0 and tree.sentence[at] == tree.sentence[head] and mention.kind != "pronoun":
        for found in (*index.headed.get(at, ()), *index.covering.get(at, ())):
            adjective = index.head_of[found.mention_id]
            if found.label != "NATIONALITY" or found.end > mention.start:
                continue
            if mention.label == "UNIT" and tree.lemma[head] in rules.structure.sets["whole_forces"]:
                continue
            belongs = tree.head[adjective] == head or (mention.kind == "name" and _same_phrase(tree, adjective, head))
            if belongs and _is_subject_of_demonym(reading, mention, first, at):
                yield phrase_fact(tree, index, "has_nationality", mention, found, "nationality_before")
    links = [
        c
        for c in children_of_span(tree, first, last, head)
        if tree.dep[c] == "prep" and tree.lower[c] in ("from", "of")
    ]
    if last < len(tree.words) and tree.lower[last] == "from" and last not in links:
        links.append(last)
    pairs = [(link, noun) for link in links for noun in objects_of(tree, [link])]
    for link, noun in pairs if mention.label in PEOPLE and mention.kind != "pronoun" else ():
        state = index.headed_by(noun, frozenset({"PLACE"}))
        if state is None or state.text.lower() not in rules.structure.states or state.start < mention.start:
            continue
        by_name = mention.kind == "name" and mention.label == "PERSON" and link == last and noun == last + 1
        is_from = tree.lower[link] == "from" and not _is_left(reading, head)
        if is_from or by_name or tree.lemma[head] in rules.structure.sets["nationals"]:
            yield phrase_fact(tree, index, "has_nationality", mention, state, "from_state")


def _is_left(reading: Reading, head: int) -> bool:
    """ "The withdrawal of troops from X": what the troops leave, not where they are from."""
    tree = reading.tree
    link = tree.head[head]
    noun = tree.head[link]
    if tree.dep[head] != "pobj" or tree.lower[link] != "of":
        return False
    return any(t.frame_class.predicate == "moved_to" for t in reading.rules.nouns.get(tree.lemma[noun], ()))


def _is_subject_of_demonym(reading: Reading, mention: Mention, first: int, at: int) -> bool:
    """A demonym before an office names the state served ("Ukrainian President X"), before a trade the person's own."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    if mention.label == "UNIT" or at == first - 1:
        return True
    roles = [m for t in range(at + 1, first) for m in index.headed.get(t, ()) if m.label == "ROLE"]
    return not any(tree.lemma[index.head_of[r.mention_id]] in rules.structure.sets["offices"] for r in roles)


def _same_phrase(tree: Tree, adjective: int, head: int) -> bool:
    at = adjective
    for _ in range(3):
        at = tree.head[at]
        if at == head or tree.head[at] == head:
            return True
    return False
