"""Aliases, allies, strongholds and places within places: what brackets, commas and owners of a name say."""

from collections.abc import Iterator

from pipeline.records import Mention
from pipeline.relate.arguments import find_argument, is_state
from pipeline.relate.facts import Fact
from pipeline.relate.phrases import ACTORS, children_of_span, is_unresolved, phrase_fact
from pipeline.relate.reading import Reading
from pipeline.relate.tree import SUBJECTS, Tree, objects_of

_INCLUDING = frozenset({"including", "like", "as"})  # "such as"
_MAX_ALIAS_GAP = 9  # tokens between a name and its alias
_POSTS = frozenset({"commands", "member_of"})
_CLOSING = frozenset({",", ".", ";", ":", ")", "and", "or", "to", "as", "on", "from", "-", "–", "—"})


def containment(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """A place in a place: "Lake Orun, Borno State", "Russia's Borno region", "the clinic in X", "X of Borno
    State"."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    first, last = index.tokens[mention.mention_id]
    head = index.head_of[mention.mention_id]
    if mention.kind == "pronoun":
        return
    children = children_of_span(tree, first, last, head)
    for at in [c for c in children if tree.dep[c] == "poss"]:
        owner = index.headed_by(at, frozenset({"PLACE"}))
        if (
            owner is not None
            and owner.end <= mention.start
            and not mention.text.lower().startswith(tuple(rules.structure.sets["own_grounds"]))
        ):
            yield phrase_fact(tree, index, "located_in", mention, owner, "owner_of_place")
    if not is_state(rules.structure, mention) or mention.kind == "nominal":
        links = [
            c
            for c in children
            if tree.dep[c] == "prep"
            and c >= last
            and tree.lower[c] in (("in", "of", "at") if mention.kind == "name" else ("in", "at"))
        ]
        for noun in objects_of(tree, links):
            larger = index.headed_by(noun, frozenset({"PLACE"}))
            if (
                larger is not None
                and larger.start >= mention.end
                and (tree.head[tree.head[noun]] in range(first, last) or tree.head[noun] == last)
            ):
                yield phrase_fact(tree, index, "located_in", mention, larger, "place_in_place")
    yield from _place_behind(reading, mention, last)
    yield from _place_comma(reading, mention, last)
    yield from _included_place(reading, mention, head)


def _place_behind(reading: Reading, mention: Mention, last: int) -> Iterator[Fact]:
    """ "Left the camp in X", "Y Hospital, X": the town right behind a described place or a named site holds it.

    Whatever the parser hangs the town on: what happens at a site in a town happens in the town.
    """
    tree, index, sets = reading.tree, reading.index, reading.rules.structure.sets
    if last + 1 >= len(tree.words) or tree.lower[last] not in ("in", "at", ","):
        return
    head = index.head_of[mention.mention_id]
    is_site = mention.kind == "name" and tree.lower[last - 1] in sets["premises"]
    is_described = mention.kind == "nominal" and not {tree.lemma[head], tree.lower[head]} & sets["unplaced"]
    town = index.starting_at(last + 2 if tree.lower[last + 1] == "the" else last + 1, frozenset({"PLACE"}))
    if town is None or town.kind != "name" or tree.sentence[index.head_of[town.mention_id]] != tree.sentence[last]:
        return
    is_owner = tree.lower[index.tokens[town.mention_id][1] :][:1] in (["'s"], ["’s"])
    by_comma = tree.lower[last] == "," and is_site and _ends_phrase(reading, town)
    if not is_owner and (by_comma or (tree.lower[last] != "," and (is_site or is_described))):
        yield phrase_fact(tree, index, "located_in", mention, town, "site_in_place")


def _included_place(reading: Reading, mention: Mention, head: int) -> Iterator[Fact]:
    """ "Towns in X, including Y and Z", "northern X, including Y": the places that are named as parts of one."""
    tree, index = reading.tree, reading.index
    at = head
    while tree.dep[at] == "conj" and index.headed_by(tree.head[at], frozenset({"PLACE"})) is not None:
        at = tree.head[at]
    link = tree.head[at]
    if mention.kind != "name" or tree.dep[at] != "pobj" or tree.lower[link] not in _INCLUDING:
        return
    whole = index.headed_by(tree.head[link], frozenset({"PLACE"}))
    if whole is None or whole.end > mention.start:
        return
    links = [c for c in tree.under(tree.head[link], "prep") if tree.lower[c] in ("in", "of", "across", "throughout")]
    larger = [p for noun in objects_of(tree, links) if (p := index.headed_by(noun, frozenset({"PLACE"}))) is not None]
    if whole.kind == "name" and tree.tag[index.head_of[whole.mention_id]] not in ("NNS", "NNPS"):
        larger = [whole]
    for place in larger[:1]:
        if place.mention_id != mention.mention_id and mention.text.lower() not in reading.rules.structure.states:
            yield phrase_fact(tree, index, "located_in", mention, place, "included_place")


def _place_comma(reading: Reading, mention: Mention, last: int) -> Iterator[Fact]:
    """ "Town, Region": behind a comma or in brackets stands a state, or a region by its words; never one of a list."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    at = last
    if at + 1 >= len(tree.words) or tree.lower[at] not in (",", "(", "in"):
        return
    while at + 1 < len(tree.words) and tree.lower[at] in (",", "(", "in", "the"):
        at += 1
    larger = index.starting_at(at, frozenset({"PLACE"}))
    if (
        larger is None
        or tree.sentence[at] != tree.sentence[last]
        or (is_state(rules.structure, mention) and mention.kind == "name")
    ):
        return
    behind = index.tokens[larger.mention_id][1]
    opens = index.tokens[mention.mention_id][0] == tree.sentences[tree.sentence[last]][0]
    if not opens and _opens_clause(tree, behind, index.head_of[larger.mention_id]):
        return
    last_word = larger.text.lower().split()[-1]
    words = rules.structure.sets["region_words"]
    own_word = mention.text.lower().split()[-1]
    is_region = last_word in words or bool(set(larger.text.lower().split()) & rules.structure.sets["states_by_words"])
    larger_is_bigger = (
        is_state(rules.structure, larger)
        or last_word in rules.structure.states
        or (is_region and own_word not in words - rules.structure.sets["inner_regions"])
    )
    in_list = (
        behind < len(tree.words)
        and tree.lower[behind] in ("and", "or")
        and index.starting_at(behind + 1, frozenset({"PLACE"}))
        if behind + 1 < len(tree.words)
        else False
    )
    dateline = len(mention.text) > 3 and mention.text.isupper() and not larger.text.isupper()
    if larger_is_bigger and not in_list and not dateline:
        yield phrase_fact(tree, index, "located_in", mention, larger, "place_comma_region")


def seat(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "82 Division, Enugu": a town between commas behind a unit or body is its seat; never a state or one of a list."""
    tree, index = reading.tree, reading.index
    last = _past_acronym(reading, index.tokens[mention.mention_id][1])
    if last + 1 >= len(tree.words):
        return
    at = last + 1 if tree.lower[last] in (",", "(") else last
    town = index.starting_at(at, frozenset({"PLACE"}))
    if at == last and (town is None or mention.label != "UNIT" or not _ends_line(reading, town)):
        return  # "82 Division Enugu" closes a signature
    if town is None or town.kind != "name" or is_state(reading.rules.structure, town):
        return
    if tree.sentence[index.head_of[town.mention_id]] == tree.sentence[last] and _ends_phrase(reading, town):
        yield phrase_fact(tree, index, "based_in", mention, town, "seat_of_body")


def _ends_line(reading: Reading, town: Mention) -> bool:
    """Whether a line or sentence ends behind a town."""
    tree = reading.tree
    behind = reading.index.tokens[town.mention_id][1]
    return (
        behind >= len(tree.words) or tree.words[behind].isspace() or tree.sentence[behind] != tree.sentence[behind - 1]
    )


def _past_acronym(reading: Reading, at: int) -> int:
    """The token behind "(6BN)", another name of the body before it."""
    tree, index = reading.tree, reading.index
    if at + 2 >= len(tree.words) or tree.lower[at] != "(":
        return at
    other = index.starting_at(at + 1, frozenset({"UNIT", "ORG"}))
    end = index.tokens[other.mention_id][1] if other is not None else at
    return end + 1 if other is not None and tree.lower[end : end + 1] == [")"] else at


def seats_of_posts(reading: Reading, facts: list[Fact]) -> Iterator[Fact]:
    """ "commander of the 6th Division in X", "goes to the 13th at Y": behind a unit that somebody leads or joins, its seat.

    Behind other units "in X" says where something happens.
    """
    tree, index = reading.tree, reading.index
    held = [f for f in facts if f.predicate in _POSTS and f.subject is not None and f.subject.label == "PERSON"]
    units = {f.object.mention_id: f.object for f in held if f.object is not None}
    for unit in units.values():
        last = _past_acronym(reading, index.tokens[unit.mention_id][1])
        if unit.label != "UNIT" or unit.kind != "name" or tree.lower[last : last + 1] not in (["in"], ["at"]):
            continue
        town = index.starting_at(last + 1, frozenset({"PLACE"})) if last + 1 < len(tree.words) else None
        if town is None or is_state(reading.rules.structure, town) or tree.sentence[last + 1] != tree.sentence[last]:
            continue
        yield phrase_fact(tree, index, "based_in", unit, town, "seat_of_body")


def _ends_phrase(reading: Reading, town: Mention) -> bool:
    """Whether a town behind a comma ends a phrase: neither subject nor owner of what follows, nor one of a list."""
    tree, index = reading.tree, reading.index
    head, behind = index.head_of[town.mention_id], index.tokens[town.mention_id][1]
    if tree.dep[head] in ("nsubj", "nsubjpass", "poss", "compound"):
        return False
    closed = behind >= len(tree.words) or tree.sentence[behind] != tree.sentence[head] or tree.lower[behind] in _CLOSING
    return closed and not _goes_on_with_places(reading, behind)


def _goes_on_with_places(reading: Reading, at: int) -> bool:
    """Whether "and" or a comma with another town follows: "the 3rd Brigade, Enugu, Jos and Kano"."""
    tree, index = reading.tree, reading.index
    while at < len(tree.words) and tree.lower[at] in (",", "and", "or", "&"):
        at += 1
        other = index.starting_at(at, frozenset({"PLACE"}))
        if other is not None and not is_state(reading.rules.structure, other):
            last_word = other.text.lower().split()[-1]
            return last_word not in reading.rules.structure.sets["region_words"]
    return False


def _opens_clause(tree: Tree, behind: int, head: int) -> bool:
    """Whether a place behind a comma opens a clause of its own ("off X, Kyiv says"): a finite verb follows it."""
    finite = behind < len(tree.tag) and tree.tag[behind] in ("VBZ", "VBD", "VBP", "MD")
    return finite and tree.dep[head] in SUBJECTS and tree.head[head] >= behind


def allies(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "Ukraine and its Western allies", "X's allies": the owner, or what the allies are coordinated with."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    head = index.head_of[mention.mention_id]
    if tree.lemma[head] != "ally":
        return
    owners = list(tree.under(head, "poss"))
    found = [
        f
        for o in owners
        if (f := find_argument(tree, index, rules.structure, o, ACTORS)) is not None and not is_unresolved(f[0])
    ]
    if not found and tree.dep[head] == "conj":
        above = find_argument(tree, index, rules.structure, tree.head[head], ACTORS)
        found = [above] if above is not None else []
    for owner, _ in found:
        if owner.mention_id != mention.mention_id:
            yield phrase_fact(tree, index, "allied_with", owner, mention, "owner_of_allies")


def loyalties(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "Fighters loyal to X": whose side a force is on, as an adjective behind it says."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    for adjective in tree.under(index.head_of[mention.mention_id], "amod", "acl"):
        if tree.lemma[adjective] not in rules.structure.sets["loyal"] or tree.start[adjective] < mention.end:
            continue
        for noun in objects_of(tree, [c for c in tree.under(adjective, "prep") if tree.lower[c] == "to"]):
            leader = find_argument(tree, index, rules.structure, noun, ACTORS - {"PERSON"})
            if leader is None or is_unresolved(leader[0]) or leader[0].mention_id == mention.mention_id:
                continue
            if leader[0].label != "PLACE" or is_state(rules.structure, leader[0]):
                yield phrase_fact(tree, index, "allied_with", mention, leader[0], "loyal_to")


def strongholds(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "an al-Shabaab stronghold": who holds a place that is named for being held."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    head = index.head_of[mention.mention_id]
    if tree.lemma[head] not in rules.structure.sets["strongholds"]:
        return
    for at in tree.under(head, "compound", "poss", "nmod"):
        holder = index.headed_by(at, frozenset({"UNIT", "ORG", "GROUP"}))
        if holder is not None and not is_unresolved(holder):
            yield phrase_fact(tree, index, "controls", holder, mention, "stronghold")


def aliases(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "Coastal Defence Forces (CDF)", "CSB (Central Security Bureau)", "X, also known as Y", "X, whose real name is
    Y"."""
    tree, index = reading.tree, reading.index
    sets = reading.rules.structure.sets
    last = index.tokens[mention.mention_id][1]
    at = last
    while at < min(last + _MAX_ALIAS_GAP, len(tree.words)) and (
        tree.lower[at] in sets["alias_words"]
        or tree.lower[at] in sets["alias_fillers"]
        or (tree.lower[at] == "." and tree.lower[at - 1] in sets["alias_words"])
    ):
        at += 1
    if at >= len(tree.words) or tree.sentence[at] != tree.sentence[last - 1]:
        return
    other = index.starting_at(at, frozenset({mention.label})) if at > last else None
    if other is None or other.kind != "name" or other.text == mention.text:
        return
    words = tree.lower[last:at]
    bracket = words[0] == "(" and _looks_alias(mention.text, other.text)
    bracket = bracket and (mention.label in ("UNIT", "ORG", "PERSON") or _initials(mention.text) == other.text.lower())
    is_called = bool(sets["alias_words"] & set(words)) or words[:2] == ["(", "or"]
    is_or = words[:2] == [",", "or"] and mention.label != "PLACE"
    is_quoted = words[0] == "(" and words[-1] in ('"', "“")
    if bracket or is_called or is_or or is_quoted:
        yield phrase_fact(tree, index, "alias_of", mention, other, "name_in_brackets")


def _looks_alias(first: str, second: str) -> bool:
    """One is an acronym (capitals, at most ten) of whatever language, or both begin alike."""
    short, long = sorted((first, second), key=len)
    letters = "".join(c for c in short if c.isalpha())
    capitals = sum(c.isupper() for c in letters)
    is_acronym = 2 <= len(letters) <= 10 and capitals >= 2 and capitals * 2 > len(letters) and " " not in short
    return (is_acronym and " " in long) or letters.lower() == _initials(long)


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.replace("-", " ").split() if word[0].isalpha()).lower()
