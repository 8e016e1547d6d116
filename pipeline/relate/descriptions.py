"""What is said of somebody or something by a describing noun: "X, part of Y", "X is a citizen of Y".

A describing noun stands in apposition or behind a copula. Where it is itself a mention of people ("a Malian sniper"),
what that phrase says is said of the one described, in the voice of the copula.
"""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.records import Mention
from pipeline.relate.arguments import find_argument, is_state
from pipeline.relate.facts import Fact
from pipeline.relate.phrases import PEOPLE, around, is_unresolved, phrase_fact
from pipeline.relate.posts import name_at
from pipeline.relate.reading import Reading
from pipeline.relate.rules import Structure
from pipeline.relate.tree import conjuncts, is_passive, objects_of, surface_subject

COPULAS = frozenset({"be", "become", "remain"})
_MEMBERS_OF = frozenset({"UNIT", "ORG", "GROUP"})
_SUPERIORS = frozenset({"UNIT", "ORG"})
_ALLIES = frozenset({"UNIT", "ORG", "GROUP", "PLACE", "PERSON"})
_PLACES = frozenset({"PLACE"})
_WITHIN_PHRASE = frozenset({"of", "from", "in", "with", "at", "the", "'s", "’s"})
_DESCRIBING = frozenset({"UNIT", "ORG", "PLACE", "NATIONALITY"})
_ENDING = frozenset({",", ".", ";", ")", "\n"})
_MAX_TO_NAME = 14  # tokens from who is described to the comma before the name


def descriptions(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """The facts that describing nouns say of a mention; a describing noun that is people of its own is left out."""
    for noun, anchor in _describing(reading, mention):
        yield from _described_people(reading, mention, noun, anchor)
        yield from _described_bodies(reading, mention, noun, anchor)


def _describing(reading: Reading, mention: Mention) -> list[tuple[int, int | None]]:
    """Nouns in apposition to a mention, or behind its copula with the copula's token."""
    tree, index = reading.tree, reading.index
    head = index.head_of[mention.mention_id]
    first, last = index.tokens[mention.mention_id]
    found: list[tuple[int, int | None]] = [
        (noun, None) for child in tree.under(head, "appos") for noun in conjuncts(tree, child)
    ]
    if tree.dep[head] == "appos" and not first <= tree.head[head] < last:
        found.append((tree.head[head], None))
    verb = tree.head[head]
    if tree.dep[head] == "nsubj" and tree.lemma[verb] in COPULAS:
        found += [(noun, verb) for child in tree.under(verb, "attr") for noun in conjuncts(tree, child)]
    if mention.kind == "name" and mention.label in _SUPERIORS and tree.sentence[first - 1] == tree.sentence[first]:
        is_part = first > 1 and tree.lemma[first - 1] in reading.rules.structure.sets["parts"]
        found += [(first - 1, None)] if is_part and tree.dep[first - 1] != "ROOT" else []  # "the X affiliate Y"
    return [(noun, anchor) for noun, anchor in found if _is_description(reading, noun)]


def _is_description(reading: Reading, noun: int) -> bool:
    """Whether a word is a common noun; the parser hangs names of a list on each other, too."""
    here = [*reading.index.headed.get(noun, ()), *reading.index.covering.get(noun, ())]
    return reading.tree.pos[noun] in ("NOUN", "PROPN", "ADJ") and not any(m.kind == "name" for m in here)


def _links(reading: Reading, noun: int, *words: str) -> list[int]:
    tree = reading.tree
    return objects_of(tree, [c for c in tree.under(noun, "prep") if tree.lower[c] in words])


def _described_people(reading: Reading, mention: Mention, noun: int, anchor: int | None) -> Iterator[Fact]:
    """ "X, a citizen of Mali", "X is a member of the Front": people by nationality and membership."""
    tree, index, structure = reading.tree, reading.index, reading.rules.structure
    if mention.label not in PEOPLE:
        return
    lemma = tree.lemma[noun]
    if lemma in structure.sets["citizens"]:
        for owner in _links(reading, noun, "of", "from"):
            state = index.headed_by(owner, _PLACES)
            if state is not None and state.text.lower() in structure.states:
                yield phrase_fact(tree, index, "has_nationality", mention, state, "citizen_of", anchor=anchor)
    if lemma in structure.sets["members"]:
        for owner in [*_links(reading, noun, "of", "in", "with"), *tree.under(noun, "poss", "compound")]:
            body = find_argument(tree, index, structure, owner, _MEMBERS_OF)
            if body is not None and body[0].mention_id != mention.mention_id:
                yield phrase_fact(tree, index, "member_of", mention, body[0], "described_member", anchor=anchor)


def _described_bodies(reading: Reading, mention: Mention, noun: int, anchor: int | None) -> Iterator[Fact]:
    """ "X, part of the 44th Brigade", "the Front's armed wing, X": units by what they are a part of; "X, a town in
    Y"."""
    tree, index, structure = reading.tree, reading.index, reading.rules.structure
    lemma = tree.lemma[noun]
    if mention.label in _SUPERIORS and lemma in _parts(structure, mention):
        owners = tree.under(noun, "poss")
        owners += [c for c in tree.under(noun, "compound", "nmod") if index.headed_by(c, _SUPERIORS)]
        owners += [noun - 1] if noun + 1 == index.tokens[mention.mention_id][0] else []
        for owner in [*_links(reading, noun, "of", "in", "within"), *owners]:
            found = find_argument(tree, index, structure, owner, _SUPERIORS)
            if found is not None and (found[0].referent or found[0].mention_id) != (
                mention.referent or mention.mention_id
            ):
                yield phrase_fact(tree, index, "subordinate_to", mention, found[0], "part_of", anchor=anchor)
    if mention.label in _ALLIES and mention.kind == "name" and lemma == "ally":
        for owner in [*_links(reading, noun, "of"), *tree.under(noun, "poss")]:
            friend = find_argument(tree, index, structure, owner, _ALLIES)
            if friend is not None and friend[0].mention_id != mention.mention_id and not is_unresolved(friend[0]):
                yield phrase_fact(tree, index, "allied_with", mention, friend[0], "ally_of", anchor=anchor)
    if mention.label == "PLACE" and mention.kind == "name" and lemma in structure.sets["place_nouns"]:
        for owner in _links(reading, noun, "in", "of"):
            larger = index.headed_by(owner, _PLACES)
            is_other = larger is not None and larger.mention_id != mention.mention_id
            if larger is not None and is_other and not is_state(structure, mention):
                yield phrase_fact(tree, index, "located_in", mention, larger, "described_place", anchor=anchor)


def _parts(structure: Structure, mention: Mention) -> frozenset[str]:
    """Words for a part of a larger body; an organisation may be a member of one without being below it."""
    words = structure.sets["parts"]
    return words if mention.label == "UNIT" else words - structure.sets["members"]


def of_the_described(reading: Reading, mention: Mention, facts: Iterator[Fact]) -> Iterator[Fact]:
    """The facts of a noun phrase; of one that only describes somebody, moved to the one described or dropped.

    "X is a Malian sniper": what "Malian sniper" says is said of X. "disguised as a sniper" says nothing of anybody.
    """
    holder = _holder(reading, mention)
    if holder is None:
        yield from facts
        return
    person, anchor = holder
    predicates = reading.rules.vocabulary.predicates
    for fact in facts:
        if fact.subject is None or fact.subject.mention_id != mention.mention_id:
            yield fact
            continue
        label = None if fact.object is None else fact.object.label
        if person is not None and predicates[fact.predicate].allows(person.label, label):
            is_verb = reading.tree.is_verb(anchor)
            yield (
                replace(fact, subject=person, anchor=anchor, is_event=True)
                if is_verb
                else replace(fact, subject=person)
            )


def _holder(reading: Reading, mention: Mention) -> tuple[Mention | None, int] | None:
    """Whom a predicate noun describes, and the verb or name it does so by; (None, token) when it describes nobody we
    know; None when it stands for somebody itself."""
    tree, index = reading.tree, reading.index
    if mention.kind != "nominal" or mention.label not in PEOPLE:
        return None
    head = index.head_of[mention.mention_id]
    if _is_guise(reading, head):
        return None, tree.head[head]
    if tree.dep[head] in ("conj", "appos") and (named := named_behind(reading, mention)) is not None:
        return named, head  # "a sniper, X, and a cook, Y": the cook is Y
    found = _described_by_grammar(reading, head)
    if found is None:
        return None
    tokens, anchor, kinds = found
    for token in tokens:
        person = find_argument(tree, index, reading.rules.structure, token, PEOPLE)
        if person is not None and (kinds is None or person[0].kind == kinds):
            return (person[0], anchor) if person[0].mention_id != mention.mention_id else None
    return (None, anchor) if tokens and kinds is None else None


def named_behind(reading: Reading, mention: Mention) -> Mention | None:
    """ "A member of the Front, Sergeant X, was held", "a fighter of the Front named X": the name of who is described."""
    tree, index = reading.tree, reading.index
    if mention.kind != "nominal" or mention.label != "PERSON":
        return None
    last = index.tokens[mention.mention_id][1]
    for at in range(last, min(last + _MAX_TO_NAME, len(tree.words) - 1)):
        if tree.sentence[at] != tree.sentence[last - 1]:
            return None
        if tree.lower[at] == "," or tree.lower[at] in tree.sets["called"]:
            return _titled_name(reading, at + 1, closes=tree.lower[at] == ",")
        here = around(index, at)
        if tree.lower[at] not in _WITHIN_PHRASE and not any(m.label in _DESCRIBING for m in here):
            return None
    return None


def _titled_name(reading: Reading, at: int, *, closes: bool) -> Mention | None:
    """The name that begins at a token, behind its titles; with `closes` a comma or the sentence's end must follow."""
    person = name_at(reading, at) if reading.tree.lower[at] not in ("the", "a", "an", ",") else None
    if person is None or not closes:
        return person
    after = reading.tree.lower[reading.index.tokens[person.mention_id][1] :][:1]
    return person if not after or after[0] in _ENDING else None


def _is_guise(reading: Reading, head: int) -> bool:
    """ "disguised as a Malian officer": "as" below a verb that does not identify."""
    tree = reading.tree
    link = tree.head[head]
    is_as = tree.dep[head] == "pobj" and tree.lower[link] == "as"
    return is_as and tree.lemma[tree.head[link]] not in reading.rules.structure.sets["identifying"]


def _described_by_grammar(reading: Reading, head: int) -> tuple[list[int], int, str | None] | None:
    """The words for whom a noun describes, what says so, and the kind that the one described must have (None:
    any)."""
    tree = reading.tree
    dep, verb = tree.dep[head], tree.head[head]
    if dep == "conj" and tree.dep[verb] in ("attr", "appos"):
        dep, verb = tree.dep[verb], tree.head[verb]
    if dep == "attr" and tree.lemma[verb] in COPULAS and not tree.under(verb, "expl"):
        return surface_subject(tree, verb), verb, None
    if dep == "nsubj" and tree.lemma[verb] in COPULAS:
        return tree.under(verb, "attr"), verb, "name"
    if dep == "appos":
        return [verb], head, "name"
    if dep == "oprd" and tree.is_verb(verb):
        return (surface_subject(tree, verb) if is_passive(tree, verb) else tree.under(verb, "dobj")), verb, None
    if dep == "pobj" and tree.lower[verb] == "as":
        verb = tree.head[verb]
        tokens = [] if is_passive(tree, verb) else tree.under(verb, "dobj") or tree.under(verb, "oprd")
        return tokens or surface_subject(tree, verb), verb, None
    return None
