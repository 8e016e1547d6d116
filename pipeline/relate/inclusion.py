"""Members that are named behind a group ("12 people, including two children"; "nine men, among them X"; "the dead were
identified as X and Y"): they belong to it, and what befell the group befell them."""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex
from pipeline.relate.facts import Fact
from pipeline.relate.phrases import TITLES, is_unresolved, mentions_inside, phrase_fact
from pipeline.relate.posts import name_at
from pipeline.relate.reading import Reading
from pipeline.relate.tree import Tree, conjuncts, is_passive, objects_of, surface_subject

_BEFALLS = frozenset({"killed", "wounded", "captured", "destroyed"})
_PEOPLE, _THINGS, _PLACES = frozenset({"PERSON", "GROUP"}), frozenset({"PLATFORM", "WEAPON"}), frozenset({"PLACE"})
_KINDS = (_PEOPLE, _THINGS, _PLACES)
_PLURALS = frozenset({"them", "whom", "which"})
_ADDING = frozenset({"including", "among"})
_BODIES = frozenset({"UNIT", "ORG", "PLACE"})
_MAX_COUNTED = 12  # people who are named one by one
_MAX_GAP = 3  # tokens between "including" and the member ("a certain", "the group's")


def find_members(reading: Reading, sentence: tuple[int, int], facts: list[Fact]) -> Iterator[Fact]:
    """For each fact that befell a group, the same of the members named behind it in the sentence."""
    facts = [f for f in facts if f.predicate in _BEFALLS and f.object is not None]
    openings = list(_openings(reading.tree, sentence)) if facts else []
    for opening, first in openings:
        members = _members(reading, first, sentence[1])
        kind = next((k for k in _KINDS if members and members[0].label in k), frozenset())
        group = _nearest(reading.index, sentence, opening, kind)
        for fact in facts:
            if (
                group is None
                or group.label == "PERSON"
                or fact.object is None
                or fact.object.mention_id != group.mention_id
            ):
                continue
            if _other_verb_between(reading, group, opening, fact):
                continue
            for member in members:
                token = reading.index.head_of[member.mention_id]
                matched = tuple(sorted({*fact.matched, opening, token}))
                yield replace(fact, object=member, rule_id=f"{fact.rule_id}.member", matched=matched)


def find_belonging(reading: Reading, sentence: tuple[int, int]) -> Iterator[Fact]:
    """Who belongs to a group that is told of: "six men, among them X", "six men, X among them", "the six were X and Y"."""
    tree, index = reading.tree, reading.index
    for opening, first in _openings(tree, sentence):
        if tree.lower[opening] not in _ADDING:
            continue
        members = [m for m in _members(reading, first, sentence[1]) if m.label in _PEOPLE]
        before = _member_before(reading, opening) if not members and tree.lower[opening] == "among" else None
        group = _told_group(reading, sentence, opening if before is None else index.tokens[before.mention_id][0])
        for member in members if before is None else [before]:
            if group is not None and not (member.start <= group.start and group.end <= member.end):
                yield phrase_fact(tree, index, "member_of", member, group, "included_member")
    for verb in range(*sentence):
        yield from _identified(reading, verb)
        yield from _counted_names(reading, verb)


def _counted_names(reading: Reading, token: int) -> Iterator[Fact]:
    """ "Two soldiers of the 17th Battalion, Sgt X and Pte Y,": as many names behind a comma as a group counts."""
    tree, index = reading.tree, reading.index
    group = index.headed_by(token, frozenset({"GROUP"}))
    counts = [m.value_low for m in mentions_inside(index, group) if m.label == "QUANTITY"] if group is not None else []
    if group is None or len(counts) != 1 or counts[0] is None or not 2 <= counts[0] <= _MAX_COUNTED:
        return
    at = index.tokens[group.mention_id][1]
    while at < len(tree.words) and (tree.lower[at] in ("of", "from", "the") or index.starting_at(at, _BODIES)):
        body = index.starting_at(at, _BODIES)
        at = at + 1 if body is None else index.tokens[body.mention_id][1]
    if tree.lower[at : at + 1] not in ([","], [":"]) or tree.sentence[at] != tree.sentence[token]:
        return
    names: list[Mention] = []
    at += 1
    while at < len(tree.words) and tree.sentence[at] == tree.sentence[token]:
        here = index.starting_at(at, frozenset({"PERSON"})) or index.starting_at(at, TITLES)
        if here is not None and here.label == "PERSON" and here.kind == "name":
            names.append(here)
        elif here is None and tree.lower[at] not in (",", "and", "a", "the"):
            break
        at = index.tokens[here.mention_id][1] if here is not None else at + 1
    for person in names if len(names) == counts[0] else ():
        yield phrase_fact(tree, index, "member_of", person, group, "counted_names")


def _told_group(reading: Reading, sentence: tuple[int, int], opening: int) -> Mention | None:
    """The counted people right before "including", or those the verb before it tells of; never who does it to them.

    Whoever is "among officers" is no member of anything; one of "six officers" is.
    """
    tree, index = reading.tree, reading.index
    group = _nearest(index, sentence, opening, _PEOPLE)
    if group is None or group.label != "GROUP" or not any(m.label == "QUANTITY" for m in mentions_inside(index, group)):
        return None
    head, last = index.head_of[group.mention_id], index.tokens[group.mention_id][1]
    if all(tree.pos[t] in ("PUNCT", "ADV", "ADJ") for t in range(last, opening)):
        return group if tree.lower[tree.head[head]] != "by" or tree.dep[head] != "pobj" else None
    verbs = [t for t in range(last, opening) if tree.is_verb(t) and tree.dep[t] not in ("aux", "auxpass", "amod")]
    is_told = tree.dep[head] in ("nsubj", "nsubjpass", "dobj") and len(verbs) <= 1
    return group if is_told and (tree.head[head] in verbs or not verbs) else None


def _nearest(index: MentionIndex, sentence: tuple[int, int], opening: int, kind: frozenset[str]) -> Mention | None:
    """The last mention of a kind before the opening: whom the members belong to."""
    for token in range(opening - 1, sentence[0] - 1, -1):
        mention = index.headed_by(token, kind)
        if mention is not None and mention.kind != "pronoun":
            return mention
    return None


def _identified(reading: Reading, verb: int) -> Iterator[Fact]:
    """ "The victims were identified as X and Y", "the two were X and Y", "named the dead as X and Y"."""
    tree, index = reading.tree, reading.index
    links = [c for c in tree.under(verb, "prep") if tree.lower[c] == "as"]
    if tree.lemma[verb] in reading.rules.structure.sets["identifying"] and links:
        nouns = objects_of(tree, links)
        wholes = surface_subject(tree, verb) if is_passive(tree, verb) else tree.under(verb, "dobj")
    elif tree.lemma[verb] == "be":
        nouns = [n for c in tree.under(verb, "attr") for n in conjuncts(tree, c)]
        wholes = surface_subject(tree, verb)
    else:
        return
    named = [m for n in nouns if (m := index.headed_by(n, frozenset({"PERSON"}))) is not None and m.kind == "name"]
    for whole in wholes if len(named) > 1 else ():
        group = index.headed_by(whole, frozenset({"GROUP"}))
        if group is not None and not is_unresolved(group):
            for person in named:
                yield phrase_fact(tree, index, "member_of", person, group, "identified_member", anchor=verb)


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
    """The mention that begins behind the opening, titles and posts aside, and what is coordinated with it."""
    tree, index = reading.tree, reading.index
    named = name_at(reading, first)
    if named is not None:
        return _coordinated(reading, named, _PEOPLE)
    for token in range(first, min(end, first + _MAX_GAP)):
        for kind in _KINDS:
            mention = index.starting_at(token, kind)
            if mention is not None:
                return _coordinated(reading, mention, kind)
        if tree.is_verb(token):
            return []
    return []


def _coordinated(reading: Reading, mention: Mention, kind: frozenset[str]) -> list[Mention]:
    """A mention and those of its kind that are coordinated with it."""
    tree, index = reading.tree, reading.index
    first, *others = conjuncts(tree, index.head_of[mention.mention_id])
    heads = [first, *(t for t in others if not tree.is_verb(t) and not _has_participle(tree, t))]
    found = [m for t in heads if (m := index.headed_by(t, kind)) is not None]
    return found or [mention]


def _member_before(reading: Reading, opening: int) -> Mention | None:
    """ "Six people, his nephew among them"."""
    tree, index = reading.tree, reading.index
    nearest = index.headed_by(opening - 1, _PEOPLE)
    if nearest is None or nearest.kind == "pronoun":
        return None
    first = index.tokens[nearest.mention_id][0]
    comma = first - 2 if tree.pos[first - 1] in ("DET", "PRON") else first - 1
    return nearest if comma > 0 and tree.lower[comma] == "," else None


def _has_participle(tree: Tree, token: int) -> bool:
    """ "and 16 suspects arrested": what was done to these is said of them alone."""
    return any(tree.tag[c] == "VBN" for c in tree.under(token, "acl"))
