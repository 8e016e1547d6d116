"""From post to post: "X from GOC 3 Division to Commander Infantry Corps", "the transfer of X from A to B as chief of staff".

Lists of postings have no verb, and behind a noun of appointing the parse hangs the second body on the first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.records import Mention
from pipeline.relate.arguments import find_argument
from pipeline.relate.facts import Fact
from pipeline.relate.offices import is_leading, served
from pipeline.relate.phrases import BODIES, PERSON, phrase_fact
from pipeline.relate.posts import appoints, before_titles, body_at, past_seat, role_from
from pipeline.relate.reading import Reading
from pipeline.relate.tree import objects_of, surface_subject

_DASHES = frozenset({"-", "–", "—"})
_OPENINGS = frozenset({",", ";", ":", "and", "while", "-", "–", "—", "•", "*", ".", ")", "\n"})
_TO_BODY = frozenset({",", "of", "the", "at", "in"})
_POSTED = "verb.posted_as"
_WAYS = ("from", "to", "at")
_DESCRIBING = frozenset({"ROLE", "UNIT", "ORG", "QUANTITY"})
_MAX_STATIONS = 3
_MAX_TO_BODY = 2  # ", the", "of the"


@dataclass(frozen=True, slots=True)
class _Station:
    """Where somebody is posted from or to: the preposition, the post, and the body that is named with it."""

    preposition: str
    role: Mention | None
    body: Mention | None


def stations(reading: Reading, person: Mention) -> Iterator[Fact]:
    """The posts between which a noun of appointing, or a line of a list, moves somebody named."""
    tree, index = reading.tree, reading.index
    if person.kind != "name":
        return
    last = index.tokens[person.mention_id][1]
    before = before_titles(reading, person)
    anchor = before if appoints(reading, before) and before is not None and tree.pos[before] == "NOUN" else None
    at = last
    if anchor is None:
        if (
            before is not None
            and tree.lower[before] not in _OPENINGS | tree.sets["before_postings"]
            and not tree.lower[before].isdigit()
        ):
            return
        at = _past_description(reading, at)
    found, end = _read(reading, at)
    ways = [station.preposition for station in found]
    if not ways or (
        anchor is None
        and ways[:2] != ["from", "to"]
        and not _is_line(reading, person, found)
        and not _names_post(reading, found, end)
    ):
        return
    for station in found:
        yield from _held(reading, person, station, anchor)
    role = role_from(tree, index, _past_as(reading, end)) if _past_as(reading, end) > end else None
    to = next((s for s in reversed(found) if s.preposition == "to" and s.role is None), None)
    if role is not None and to is not None:
        yield phrase_fact(tree, index, "has_role", person, role, "posted_to_post", anchor=anchor)
        predicate = "commands" if is_leading(reading, role) else "member_of"
        if to.body is not None:
            yield phrase_fact(tree, index, predicate, person, to.body, "posted_to", anchor=anchor)


def _past_description(reading: Reading, at: int) -> int:
    """The token behind ", helicopter pilot," or "- medical corps," and the mark before the stations of a list."""
    tree, index = reading.tree, reading.index
    for _ in range(_MAX_TO_BODY):
        if at >= len(tree.words) or tree.lower[at] not in (",", ":", *_DASHES):
            return at
        at += 1
        said = index.starting_at(at, _DESCRIBING) if at < len(tree.words) else None
        at = index.tokens[said.mention_id][1] if said is not None else at
    return at


def _is_line(reading: Reading, person: Mention, found: list[_Station]) -> bool:
    """Whether a line of a list without a verb leads somebody to one post: "- Brig. X, medical corps, to director of Y"."""
    tree = reading.tree
    first, last = tree.sentences[tree.sentence[reading.index.head_of[person.mention_id]]]
    has_verb = any(tree.tag[t] in ("VBD", "VBZ", "VBP", "MD") for t in range(first, last))
    return not has_verb and found[0].preposition == "to" and found[0].role is not None


def _moves(reading: Reading, person: Mention, found: list[_Station], end: int) -> bool:
    """Whether stations without a verb say where somebody is posted: from and to, a list's line, or a post behind."""
    ways = [station.preposition for station in found]
    return ways[:2] == ["from", "to"] or _is_line(reading, person, found) or _names_post(reading, found, end)


def _names_post(reading: Reading, found: list[_Station], end: int) -> bool:
    """Whether a post follows the one body somebody goes to: "Col. X to Headquarters 7 Division as Deputy Director"."""
    at = _past_as(reading, end)
    is_body = found[0].preposition == "to" and found[0].body is not None and found[0].role is None
    return is_body and at > end and role_from(reading.tree, reading.index, at) is not None


def _past_as(reading: Reading, at: int) -> int:
    """The token behind "as" or "in the capacity of" at token `at`; `at` where neither stands."""
    tree = reading.tree
    at += tree.lower[at : at + 1] == [","]
    if tree.lower[at : at + 1] == ["as"]:
        return at + 1
    return at + 4 if tree.lower[at : at + 4] == ["in", "the", "capacity", "of"] else 0


def postings(reading: Reading, facts: Iterable[Fact]) -> Iterator[Fact]:
    """ "moves from A to B as commander": served in A, and leads B where the post leads and has no body of its own."""
    tree, index = reading.tree, reading.index
    for fact in facts:
        if fact.predicate == "member_of" and fact.rule_id.startswith("verb."):
            yield from _served_as(reading, fact)
        if not fact.rule_id.startswith(_POSTED) or fact.object is None:
            continue
        leads = is_leading(reading, fact.object) and not served(reading, fact.object)
        links = [c for c in tree.children[fact.anchor] if tree.dep[c] == "prep" and tree.lower[c] in _WAYS]
        links += [c for link in links for c in tree.under(link, "prep") if tree.lower[c] in _WAYS]
        for link in dict.fromkeys(links):
            for noun in objects_of(tree, [link]):
                found = find_argument(tree, index, reading.rules.structure, noun, BODIES)
                if found is not None:
                    predicate = "commands" if leads and tree.lower[link] == "to" else "member_of"
                    yield replace(fact, predicate=predicate, object=found[0], matched=(fact.anchor, noun))


def _served_as(reading: Reading, fact: Fact) -> Iterator[Fact]:
    """ "is with the 3rd Division as chief of staff", "was attached to X as a medic": the post right behind the body."""
    tree, index = reading.tree, reading.index
    if fact.object is None or fact.subject is None or fact.subject.label != "PERSON":
        return
    end = index.tokens[fact.object.mention_id][1]
    at = _past_as(reading, past_seat(reading, end))
    role = role_from(tree, index, at) if at > end and tree.sentence[at - 1] == tree.sentence[end - 1] else None
    if role is not None:
        yield replace(fact, predicate="has_role", object=role)


def moved_between(reading: Reading, verb: int) -> Iterator[Fact]:
    """ "was moved from the Department of Defence to the School of Infantry", "sends X from A to B": served in either."""
    tree, index, structure = reading.tree, reading.index, reading.rules.structure
    if tree.lemma[verb] not in structure.sets["moving"] or not tree.is_verb(verb):
        return
    objects = tree.under(verb, "dobj")
    movers = objects or surface_subject(tree, verb)
    links = {
        tree.lower[c]: c for c in (*tree.under(verb, "prep"), *(g for o in objects for g in tree.under(o, "prep")))
    }
    bodies = [
        found[0]
        for way in ("from", "to")
        if way in links
        for noun in objects_of(tree, [links[way]])
        if (found := find_argument(tree, index, structure, noun, BODIES)) is not None
    ]
    people = [f[0] for m in movers if (f := find_argument(tree, index, structure, m, PERSON)) is not None]
    if len(bodies) == 2 and people:
        for body in bodies:
            yield phrase_fact(tree, index, "member_of", people[0], body, "moved_between", anchor=verb)


def _held(reading: Reading, person: Mention, station: _Station, anchor: int | None) -> Iterator[Fact]:
    tree, index = reading.tree, reading.index
    if station.role is not None:
        rule = "left_post" if station.preposition == "from" else "posted_to_post"
        yield phrase_fact(tree, index, "has_role", person, station.role, rule, anchor=anchor)
    elif station.body is not None:
        yield phrase_fact(tree, index, "member_of", person, station.body, "posted_to", anchor=anchor)


def _read(reading: Reading, at: int) -> tuple[list[_Station], int]:
    """The stations from token `at` on, and the token behind the last one."""
    tree, index = reading.tree, reading.index
    found: list[_Station] = []
    while at < len(tree.words) and tree.lower[at] in ("from", "to") and len(found) < _MAX_STATIONS:
        if tree.sentence[at] != tree.sentence[at - 1]:
            break
        start = at + 1
        role = role_from(tree, index, start)
        body = None if role is not None else body_at(tree, index, start)
        place = index.starting_at(start, frozenset({"PLACE"})) if role is None and body is None else None
        if role is not None:
            end = index.tokens[role.mention_id][1]
            body = _body_near(reading, end)
        if role is None and body is None and place is None:
            break
        found.append(_Station(tree.lower[at], role, body))
        after = max(index.tokens[m.mention_id][1] for m in (role, body, place) if m is not None)
        at = past_seat(reading, after)
    return found, at


def _body_near(reading: Reading, at: int) -> Mention | None:
    """The body of a post that ends before token `at`: "GOC 3 Division", "commander of the 3rd Division"."""
    tree, index = reading.tree, reading.index
    for _ in range(_MAX_TO_BODY + 1):
        if at >= len(tree.words):
            return None
        body = index.starting_at(at, BODIES)
        if body is not None or tree.lower[at] not in _TO_BODY:
            return body
        at += 1
    return None
