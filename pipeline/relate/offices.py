"""Whom an office serves: the body behind, before or beside a role, once somebody is known to hold it.

Every has_role and has_rank fact of a sentence is asked here, whatever construction said it (a title, a copula, "was
appointed"), so "X was never commander of Y" denies both. A role that leads (structure.yaml, commands_roles) gives
`commands`; any other, a deputy's or a former one gives `member_of`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex, find_argument
from pipeline.relate.bodies import body_of_own
from pipeline.relate.descriptions import named_behind
from pipeline.relate.facts import Fact
from pipeline.relate.phrases import BODIES, PERSON, TITLES, around, children_of_span, phrase_fact
from pipeline.relate.posts import body_at
from pipeline.relate.reading import Reading
from pipeline.relate.tree import Tree, objects_of

_COMMAS = frozenset({",", "-", "–", "—"})
_ARTICLES = frozenset({"the", "a", "an", "its", "their", "his", "her"})
_CLOSING = frozenset({"of", ",", ";", ".", ":", ")", "(", "-", "–", "—", "and", "who", "\n"})
_MAX_BRACKET = 3  # tokens inside a bracket that is passed over: "(GOC)"
_MAX_BEFORE = 4  # tokens before a role in which "former" makes it a past one
_HELD = frozenset({"has_role", "has_rank", "member_of", "commands"})
_LEFT = ("verb.leave_office", "noun_phrase.left_post")  # rule ids for those who lose an office begin so


def offices(reading: Reading, facts: Iterable[Fact]) -> Iterator[Fact]:
    """What follows from each fact that somebody holds a role or rank: whom the role serves, in the same voice."""
    for fact in facts:
        if fact.subject is None or fact.object is None or fact.predicate not in ("has_role", "has_rank"):
            continue
        has_left = fact.rule_id.startswith(_LEFT)
        for found in role_holder(reading, fact.subject, fact.object, has_left=has_left):
            yield replace(found, anchor=fact.anchor, is_event=True) if fact.is_event else found


def of_title_holders(reading: Reading, facts: list[Fact]) -> list[Fact]:
    """The facts with everybody whom a title describes replaced by the name that the title belongs to.

    "the Commander of X, Brig. Gen. Y": where "Commander" was marked as a person of its own, it is Y.
    """
    index = reading.index
    holders: dict[int, Mention] = {}
    for fact in facts:
        if fact.predicate != "has_role" or fact.object is None or fact.subject is None:
            continue
        covers = fact.subject.start <= fact.object.start and fact.object.end <= fact.subject.end
        if fact.subject.kind == "name" or (fact.is_event and not covers):
            holders.setdefault(index.head_of[fact.object.mention_id], fact.subject)
    for fact in facts:
        named = named_behind(reading, fact.subject) if fact.subject is not None and fact.predicate in _HELD else None
        if named is not None and fact.subject is not None:
            holders.setdefault(index.head_of[fact.subject.mention_id], named)
    return [_with_holder(index, fact, holders) for fact in facts]


def _with_holder(index: MentionIndex, fact: Fact, holders: dict[int, Mention]) -> Fact:
    subject = fact.subject
    if subject is None or subject.kind != "nominal" or subject.label != "PERSON":
        return fact
    holder = holders.get(index.head_of[subject.mention_id])
    return fact if holder is None else replace(fact, subject=holder)


def role_holder(reading: Reading, person: Mention, role: Mention, *, has_left: bool = False) -> Iterator[Fact]:
    """Whom an office serves: "commander of the 3rd Brigade", "researcher at X", "the brigade's spokesman", "GOC 7
    Division"."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    leads = (is_leading(reading, role) or _is_in_charge(reading, role)) and not has_left and not is_past(reading, role)
    for noun, is_inside in served(reading, role):
        found = find_argument(tree, index, rules.structure, noun, BODIES) or _led_group(
            reading, role, noun, leads=leads
        )
        if found is None or found[0].mention_id == person.mention_id or _covers(found[0], role):
            continue
        is_part = _is_lower(reading, role, found[0]) or _is_one_of_several(reading, role, found[0])
        leads_it = leads and not is_inside and not is_part
        predicate = "commands" if leads_it else "member_of"
        rule = "role_commands" if predicate == "commands" else "role_of"
        yield phrase_fact(tree, index, predicate, person, found[0], rule)
        for unit in _units_of_office(reading, found[0]) if found[0].start >= role.end else ():
            yield phrase_fact(tree, index, "member_of", person, unit, "unit_of_office")


def _led_group(reading: Reading, role: Mention, noun: int, *, leads: bool) -> tuple[Mention, list[int]] | None:
    """ "The rebels' military chief", "leader of a gang": fighters and bands that have a leader, a deputy or a spokesman."""
    tree, sets = reading.tree, reading.rules.structure.sets
    group = reading.index.headed_by(noun, frozenset({"GROUP"}))
    is_theirs = tree.dep[noun] == "poss" or (tree.dep[noun] == "pobj" and tree.lower[tree.head[noun]] == "of")
    if group is None or not is_theirs or group.kind == "pronoun":
        return None
    speaks = set(role.text.lower().split()) & (sets["deputies"] | sets["speakers"])
    is_band = tree.lemma[noun] in sets["combatants"] | sets["forces"] | sets["bands"]
    return (group, [noun]) if is_band and (leads or speaks) else None


def _units_of_office(reading: Reading, office: Mention) -> Iterator[Mention]:
    """ "Deputy Director, Army Public Relations, 8 Division and Sector 2,": the units behind an office that is part of
    them."""
    tree, index = reading.tree, reading.index
    at = index.tokens[office.mention_id][1]
    if office.label == "ORG" and tree.lower[at : at + 1] == ["of"]:
        whole = body_at(tree, index, at + 1)  # "head of the press service of the 44th Brigade"
        if whole is not None and whole.kind == "name" and whole.label == "UNIT":
            yield whole
        return
    while at < len(tree.words) and office.label == "ORG":
        start = at
        while at < len(tree.words) and (tree.words[at].isspace() or tree.lower[at] in (",", "and")):
            at += 1
        unit = index.starting_at(at, frozenset({"UNIT"})) if at < len(tree.words) else None
        is_apart = at == start or any(tree.words[t].isspace() for t in range(start, at))
        if unit is None or unit.kind != "name" or (not is_apart and tree.sentence[at] != tree.sentence[start]):
            return
        after = index.tokens[unit.mention_id][1]
        is_anothers = after < len(tree.words) and index.starting_at(after, TITLES) is not None
        if is_anothers and tree.sentence[after] == tree.sentence[at]:
            return
        yield unit
        at = after
        if tree.lower[at : at + 1] != ["and"]:
            return


def _is_lower(reading: Reading, role: Mention, body: Mention) -> bool:
    """Whether who leads a part serves in the whole: a "company commander" of the 44th Brigade."""
    parts = set(role.text.lower().split()) & reading.rules.structure.sets["lower_commands"]
    return bool(parts) and parts.isdisjoint(body.text.lower().split())


def _is_one_of_several(reading: Reading, role: Mention, body: Mention) -> bool:
    """ "A senior commander of the Front", "the army's commander in the north": the body has others, or he only a part."""
    tree, index, sets = reading.tree, reading.index, reading.rules.structure.sets
    first, after = index.tokens[role.mention_id]
    if not set(role.text.lower().split()) & sets["of_several"]:
        return False
    at = first - 1
    while at >= 0 and tree.pos[at] == "ADJ" and tree.lower[at] not in sets["one_of_several"]:
        at -= 1
    if body.start >= role.end:
        return at >= 0 and tree.lower[at] in sets["one_of_several"] and tree.lower[after : after + 1] == ["of"]
    is_local = tree.lower[after : after + 1] in (["in"], ["for"]) and bool(objects_of(tree, [after]))
    return is_local and not index.headed_by(objects_of(tree, [after])[0], BODIES)


def _covers(body: Mention, role: Mention) -> bool:
    """Whether one stands inside the other: of "chief of general staff" the general staff is no body apart."""
    return (body.start <= role.start and role.end <= body.end) or (role.start < body.start and body.end <= role.end)


def is_leading(reading: Reading, role: Mention) -> bool:
    """Whether who holds the role leads the body named with it: a commander, not a deputy or a chief of staff."""
    if role.label != "ROLE":
        return False
    sets, text = reading.rules.structure.sets, role.text.lower()
    words = text.replace("-", " ").split()
    if set(words) & sets["deputies"]:
        return False
    if text in sets["commands_roles"] or "commanding" in text or "in charge" in text:
        return True
    if "of" in words and words[words.index("of") - 1] not in sets["field_commanders"]:
        return False  # "chief of staff", "director of operations" of X: X is not what they lead
    return reading.tree.lemma[reading.index.head_of[role.mention_id]] in sets["commands_roles"]


def _is_in_charge(reading: Reading, role: Mention) -> bool:
    """ "the nurse in charge of the clinic", whatever else she is."""
    after = reading.index.tokens[role.mention_id][1]
    return reading.tree.lower[after : after + 3] == ["in", "charge", "of"]


def is_past(reading: Reading, role: Mention) -> bool:
    """ "a former commander", "formerly commander", "the deputy commander" where the word stands outside the span."""
    tree, index = reading.tree, reading.index
    sets = reading.rules.structure.sets
    first = index.tokens[role.mention_id][0]
    words = sets["deputies"] | sets["former_words"]
    for at in range(first - 1, max(-1, first - 1 - _MAX_BEFORE), -1):
        if tree.sentence[at] != tree.sentence[first]:
            return False
        if tree.lower[at] in words:
            return tree.lower[at] != "until" or tree.pos[at + 1] != "DET"  # "until the commander decides"
        if tree.pos[at] not in ("ADJ", "DET", "ADV", "NUM") and tree.lower[at] != "-":
            body = any(m.label in ("NATIONALITY", *BODIES) for m in around(index, at))
            if not body:
                return False
    return False


def served(reading: Reading, role: Mention) -> list[tuple[int, bool]]:
    """The words for the body of a role, each with whether the holder is only inside of it ("a commander in X")."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    head = index.head_of[role.mention_id]
    first, last = index.tokens[role.mention_id]
    children = children_of_span(tree, first, last, head)
    memberships = rules.structure.sets["membership"]
    links = [c for c in children if tree.dep[c] == "prep" and tree.lower[c] in memberships and c >= first]
    after = _past_bracket(tree, last)
    if after < len(tree.words) and tree.lower[after] in memberships and after not in links:
        links.append(after)
    governed = objects_of(tree, links)
    served = [(noun, tree.lower[_link(tree, noun)] not in ("of", "for")) for noun in governed]
    for owner in (c for c in children if tree.dep[c] in ("poss", "compound", "nmod")):
        if tree.dep[owner] == "poss" and _owns_body_of(reading, owner, role):
            continue  # "the army's 4th Division commander"
        body = index.headed_by(owner, frozenset({"ORG"}))
        inside = body is not None and tree.dep[owner] != "poss" and not _is_sole(reading, body, role)
        own = body_of_own(reading, owner)
        served.append((owner if own is None else index.head_of[own.mention_id], inside))
    if not governed and after + 1 < len(tree.words) and tree.lower[after] in memberships:
        start = after + 2 if tree.lower[after + 1] in _ARTICLES else after + 1
        body = index.starting_at(start, BODIES) if start < len(tree.words) else None
        if body is not None and tree.sentence[start] == tree.sentence[after]:
            served.append((index.head_of[body.mention_id], tree.lower[after] not in ("of", "for")))
    served += _of_superior(reading, role, after)
    if tree.lower[after : after + 3] == ["in", "charge", "of"]:
        body = body_at(tree, index, after + 3)
        served += [] if body is None else [(index.head_of[body.mention_id], False)]
    behind = _body_behind(tree, index, after, role)
    before = _body_before(reading, role)
    if behind is None and before is None and not any(index.headed_by(noun, BODIES) for noun, _ in served):
        behind = _body_of(tree, index, after)
    for body in (behind, before):
        if body is not None:
            served.append((index.head_of[body.mention_id], body is before and len(role.text.split()) > 1))
    served += _and_of(reading, served)
    return list({noun: (noun, inside) for noun, inside in reversed(served)}.values())


def _and_of(reading: Reading, served: list[tuple[int, bool]]) -> list[tuple[int, bool]]:
    """ "Commander of Task Force Sulu and of the 11th Division": the body behind a second "of"."""
    tree, index = reading.tree, reading.index
    found = []
    for noun, inside in served:
        body = index.headed_by(noun, BODIES)
        end = index.tokens[body.mention_id][1] if body is not None else len(tree.words)
        second = body_at(tree, index, end + 2) if tree.lower[end : end + 2] == ["and", "of"] else None
        if second is not None:
            found.append((index.head_of[second.mention_id], inside))
    return found


def _owns_body_of(reading: Reading, owner: int, role: Mention) -> bool:
    """Whether a unit stands between an owner and the post: whose the unit is, not whom the post serves."""
    index = reading.index
    first = index.tokens[role.mention_id][0]
    before = around(index, first - 1) if first else []
    return any(m.label == "UNIT" and index.tokens[m.mention_id][0] > owner + 1 for m in before)


def _of_superior(reading: Reading, role: Mention, at: int) -> list[tuple[int, bool]]:
    """ "Deputy to the commander of the 61st Brigade": who helps a leader serves in what that one leads."""
    tree, index, sets = reading.tree, reading.index, reading.rules.structure.sets
    if tree.lower[at : at + 1] != ["to"] or not set(role.text.lower().split()) & sets["helpers"]:
        return []
    start = at + 2 if tree.lower[at + 1 : at + 2] in (["the"], ["its"]) else at + 1
    superior = index.starting_at(start, frozenset({"ROLE"})) if start < len(tree.words) else None
    end = index.tokens[superior.mention_id][1] if superior is not None else start
    body = _body_of(tree, index, end) or (None if superior is None else index.starting_at(end, BODIES))
    return [] if superior is None or body is None else [(index.head_of[body.mention_id], True)]


def _body_before(reading: Reading, role: Mention) -> Mention | None:
    """ "Shin Bet head Y", "44th Brigade commander Y": the body right before a role, whatever the parse makes of it."""
    tree, index = reading.tree, reading.index
    first = index.tokens[role.mention_id][0]
    here = around(index, first - 1) if first and tree.sentence[first - 1] == tree.sentence[first] else []
    body = next((m for m in here if m.label in BODIES and m.kind == "name"), None)
    if body is None or index.tokens[body.mention_id][1] != first:
        return None
    serves = body.label == "UNIT" or _is_sole(reading, body, role) or not is_leading(reading, role)
    return body if serves else None  # "Houthi military spokesman Y"; "a Hamas chief" leads who knows what


def _is_sole(reading: Reading, body: Mention, role: Mention) -> bool:
    """Whether the role names who leads the body right before it: "Shin Bet head", not "a Hamas chief", "press chief"."""
    tree, index, sets = reading.tree, reading.index, reading.rules.structure.sets
    first = index.tokens[body.mention_id][0]
    before = tree.lower[first - 1] if first and tree.sentence[first - 1] == tree.sentence[first] else ""
    return role.text.lower() in sets["sole_leaders"] and before not in sets["one_of_several"]


def _body_of(tree: Tree, index: MentionIndex, at: int) -> Mention | None:
    """ "(commander) of the Iron Brigade's 13th Battalion, Col. X": the body right behind "of"."""
    if tree.lower[at : at + 1] not in (["of"], ["for"]):
        return None
    body = body_at(tree, index, at + 1)
    after = index.tokens[body.mention_id][1] if body is not None else len(tree.words)
    modifies = after < len(tree.words) and tree.pos[after] in ("NOUN", "PROPN")
    return (
        None if modifies and index.starting_at(after, PERSON | TITLES) is None else body
    )  # "the head of the UN mission"


def _link(tree: Tree, noun: int) -> int:
    """The preposition that governs a noun, through coordination."""
    at = noun
    while tree.dep[at] == "conj" and tree.head[at] != at:
        at = tree.head[at]
    return tree.head[at]


def _past_bracket(tree: Tree, at: int) -> int:
    """The token behind a short bracket that opens at `at` ("(GOC)"), or `at`."""
    if at < len(tree.words) and tree.lower[at] == "(":
        for close in range(at + 1, min(at + 2 + _MAX_BRACKET, len(tree.words))):
            if tree.lower[close] == ")":
                return close + 1
    return at


def _body_behind(tree: Tree, index: MentionIndex, at: int, role: Mention) -> Mention | None:
    """ "GOC 7 Division", "Commander, 27 Task Force Brigade,": a body right behind a role, or behind its comma when it
    closes the phrase."""
    if at >= len(tree.words):
        return None
    comma = tree.lower[at] in _COMMAS
    start = at + 1 if comma else at
    if not comma and "commanding" in role.text.lower() and tree.lower[start] in _ARTICLES:
        start += 1
    if start >= len(tree.words) or tree.sentence[start] != tree.sentence[at - 1]:
        return None
    body = index.starting_at(start, BODIES)
    if body is None or body.kind == "pronoun" or body.start < role.end:
        return None
    end = index.tokens[body.mention_id][1]
    further = index.starting_at(end, BODIES) if end < len(tree.words) else None
    if further is not None and body.label == "UNIT" and further.kind == "name" and further.start > body.end:
        end = index.tokens[further.mention_id][1]
        body = (
            further if further.label == "ORG" else body
        )  # "7 Division Army Public Relations", "3 Division Nigerian Army"
    is_named = body.kind == "name" or body.text[0].isupper()  # "Officer-in-Charge, Anti-Kidnapping Unit"
    if not comma:
        return body if body.kind == "name" or tree.lower[start - 1] == "the" else None
    closes = end >= len(tree.words) or tree.sentence[end] != tree.sentence[at] or tree.lower[end] in _CLOSING
    named = end < len(tree.words) and index.starting_at(end, PERSON | TITLES) is not None
    return body if is_named and (closes or named) else None
