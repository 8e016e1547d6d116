"""Membership of people and subordination of units: "one of X", "soldiers of X", "X's 35th Brigade", "3rd (1st
Corps)"."""

from collections.abc import Iterator

from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex, body_of_its, find_argument, is_state
from pipeline.relate.facts import Fact
from pipeline.relate.phrases import BODIES, TITLES, around, children_of_span, mentions_inside, phrase_fact
from pipeline.relate.posts import body_at
from pipeline.relate.reading import Reading
from pipeline.relate.tree import Tree, climb, conjuncts, objects_of


def membership(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """People of a body: "one of the soldiers", "paratroopers of X", "soldiers from the 17th", "X's soldiers", "X
    troops"."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    if mention.kind == "pronoun":
        return
    first, last = index.tokens[mention.mention_id]
    head = index.head_of[mention.mention_id]
    for inner in mentions_inside(index, mention):
        at = index.head_of[inner.mention_id]
        if (
            inner.label == "GROUP"
            and mention.label == "PERSON"
            and at != head
            and tree.dep[at] == "pobj"
            and tree.lower[tree.head[at]] in ("of", "among")
            and tree.lower[index.tokens[inner.mention_id][0] - 1] not in ("its", "their")
            and tree.lower[first] != "none"
        ):
            yield phrase_fact(tree, index, "member_of", mention, inner, "one_of")
    is_leader = tree.lemma[head] in rules.structure.sets["commands_roles"]
    if is_leader and mention.label == "PERSON":
        return
    links = [
        c
        for c in children_of_span(tree, first, last, head)
        if tree.dep[c] == "prep"
        and tree.lower[c] in ("of", "from", "in", "with", "at")
        and (c >= last or tree.head[c] == head)
    ]
    if last < len(tree.words) and tree.lower[last] in ("of", "from") and last not in links:
        links.append(last)
    beside = _past_asides(reading, last) if mention.kind == "name" else len(tree.words)
    if tree.lower[beside : beside + 2] in ([",", "with"], [",", "of"], [",", "from"]):
        links.append(beside + 1)
    for noun in objects_of(tree, links):
        preposition = tree.lower[tree.head[noun]]
        found = find_argument(tree, index, rules.structure, noun, BODIES) or _body_behind_name(reading, mention, noun)
        if found is None or found[0].mention_id == mention.mention_id:
            continue
        is_inside = found[0].label == "UNIT" and preposition == "in"
        is_beside = preposition == "with" and tree.head[noun] - last in (0, 1)
        is_staff = (
            preposition == "at" and found[0].label == "ORG" and tree.lemma[head] in rules.structure.sets["office_staff"]
        )
        is_ally = preposition == "of" and tree.lemma[head] in rules.structure.sets["relatives"]
        if is_leader and found[0].kind != "name":
            continue  # "heads of sister agencies"
        if not is_ally and (preposition in ("of", "from") or is_beside or is_inside or is_staff):
            yield phrase_fact(tree, index, "member_of", mention, found[0], "people_of_body")
    nested = [m for m in mentions_inside(index, mention) if m.label == "GROUP"]
    owners = [c for c in children_of_span(tree, first, last, head) if tree.dep[c] in ("poss", "compound", "nmod")]
    for at in [c for owner in owners for c in conjuncts(tree, owner) if first <= c < last or tree.dep[owner] == "poss"]:
        if any(index.tokens[m.mention_id][0] <= at < index.tokens[m.mention_id][1] for m in nested):
            continue
        body = index.headed_by(at, BODIES) or body_of_its(tree, index, rules.structure, rules.reporting.verbs, at)
        if body is None or mention.kind == "name" or not first <= tree.head[owners[0]] < last:
            continue
        if body.kind == "pronoun" and body.referent is None:
            continue
        if tree.lower[at] in ("its", "their") and tree.lemma[head] in rules.structure.sets["not_theirs"]:
            continue  # "blew up a tank and shot its crew"
        sets = rules.structure.sets
        if tree.lemma[head] not in sets["relatives"] | sets["collectives"] | sets["no_members"]:
            yield phrase_fact(tree, index, "member_of", mention, body, "owner_of_people")
    yield from _body_of_fighters(reading, mention)
    yield from _of_its_people(reading, mention)


def _of_its_people(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "killed eleven of its men", "one of its drivers": of the body that "its" means."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    first, last = index.tokens[mention.mention_id]
    for at in range(first + 1, last - 1):
        if (
            tree.lower[at] in ("its", "their")
            and tree.lower[at - 1] == "of"
            and tree.lemma[at + 1] not in rules.structure.sets["not_theirs"]
        ):
            body = index.headed_by(at, BODIES) or body_of_its(tree, index, rules.structure, rules.reporting.verbs, at)
            if body is not None and (body.kind != "pronoun" or body.referent is not None):
                yield phrase_fact(tree, index, "member_of", mention, body, "owner_of_people")


def _body_behind_name(reading: Reading, mention: Mention, noun: int) -> tuple[Mention, list[int]] | None:
    """ "Brigadier X of Regional Command Loikaw": the body that begins behind the preposition, whatever heads the phrase."""
    tree, index = reading.tree, reading.index
    last, link = index.tokens[mention.mention_id][1], tree.head[noun]
    if mention.kind != "name" or not 0 <= link - last <= _MAX_TO_BODY:
        return None
    body = body_at(tree, index, link + 1)
    return None if body is None or body.kind != "name" else (body, [noun])


def _body_of_fighters(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "some 20 Dawlah Islamiyah gunmen", "Allied Democratic Forces (ADF) rebels": the body named right before the word
    for the people, whatever the parser makes of the name."""
    tree, index, sets = reading.tree, reading.index, reading.rules.structure.sets
    head, first = index.head_of[mention.mention_id], index.tokens[mention.mention_id][0]
    if mention.kind != "nominal" or tree.lemma[head] not in sets["combatants"] | sets["forces"] or head < 1:
        return
    before = head - 1
    if before == first - 1 and tree.lower[before] == ")":
        before -= 1
    here = [m for m in around(index, before) if m.label in BODIES and m.kind == "name" and m.end <= tree.start[head]]
    if here and tree.sentence[before] == tree.sentence[head] and index.tokens[here[0].mention_id][1] == before + 1:
        yield phrase_fact(tree, index, "member_of", mention, here[0], "owner_of_people")


def subordination(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """A unit's superior: "44th Group of the CDF", "Ukraine's 35th Brigade", "the 2nd Brigade, part of X", "3rd (1st
    Corps)"."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    first, last = index.tokens[mention.mention_id]
    head = index.head_of[mention.mention_id]
    children = children_of_span(tree, first, last, head)
    for at in [c for c in children if tree.dep[c] == "poss"]:
        for owner in conjuncts(tree, at):
            found = index.headed_by(owner, frozenset({"UNIT", "ORG", "PLACE"})) or _subject_of_its(reading, owner)
            if found is None or found.end > mention.start or (found.kind == "pronoun" and found.referent is None):
                continue
            if found.label != "PLACE" or is_state(rules.structure, found):
                yield phrase_fact(tree, index, "subordinate_to", mention, found, "owner_of_unit")
    shared = (
        tree.head[head]
        if tree.dep[head] in ("amod", "nummod", "compound", "nmod") and _is_unit_token(index, tree.head[head])
        else head
    )
    heads = [head, shared, *[h for h in [tree.head[head]] if tree.dep[head] == "conj" and _is_unit(index, h)]]
    last_sibling = conjuncts(tree, heads[-1])
    links = [
        c
        for h in dict.fromkeys([*heads, *last_sibling, *range(first, last)])
        for c in tree.under(h, "prep")
        if tree.lower[c] in ("of", "from", "under") and _is_unit_token(index, h)
    ]
    for noun in objects_of(tree, links):
        if noun < last and noun >= first:
            continue
        found_of = find_argument(tree, index, rules.structure, noun, frozenset({"UNIT", "ORG", "PLACE"}))
        if found_of is None or found_of[0].mention_id == mention.mention_id or found_of[0].start < mention.end:
            continue
        if found_of[0].label != "PLACE" or (is_state(rules.structure, found_of[0]) and mention.kind == "nominal"):
            yield phrase_fact(tree, index, "subordinate_to", mention, found_of[0], "unit_of_body")
    yield from _owner_before(reading, mention)
    yield from _unit_chain(tree, index, mention, last)
    yield from _strong(reading, mention)


def _owner_before(reading: Reading, unit: Mention) -> Iterator[Fact]:
    """ "The army's 4th Division commander": whose the unit is, where the parser gives the owner to the post."""
    tree, index = reading.tree, reading.index
    first, last = index.tokens[unit.mention_id]
    if first < 1 or unit.kind != "name" or last >= len(tree.words) or tree.sentence[first - 1] != tree.sentence[first]:
        return
    larger = next((m for m in around(index, first - 1) if m.label in BODIES and m.kind == "name"), None)
    if larger is not None and index.tokens[larger.mention_id][1] == first and _is_number_of(larger, unit):
        yield phrase_fact(tree, index, "subordinate_to", unit, larger, "owner_of_unit")  # "KNLA Brigade 6"
    if first < 2 or tree.lower[first - 1] not in ("'s", "’s"):
        return
    owner = next((m for m in around(index, first - 2) if m.label in ("UNIT", "ORG", "PLACE")), None)
    is_body = owner is not None and (owner.label != "PLACE" or is_state(reading.rules.structure, owner))
    if owner is not None and is_body and index.starting_at(last, TITLES) is not None:
        yield phrase_fact(tree, index, "subordinate_to", unit, owner, "owner_of_unit")


def _is_number_of(larger: Mention, unit: Mention) -> bool:
    """Whether one name is numbered and the other, of a whole army or movement, is not."""
    return any(c.isdigit() for c in unit.text) and not any(c.isdigit() for c in larger.text)


def _subject_of_its(reading: Reading, token: int) -> Mention | None:
    """The body whose doings hold "its": "X named him commander of its 2nd Brigade"; people between say nothing."""
    tree, index = reading.tree, reading.index
    if tree.lower[token] != "its" or index.headed.get(token):
        return None
    for at, _, parent in climb(tree, token):
        subjects = [s for s in tree.under(parent, "nsubj", "nsubjpass") if s != at]
        if not tree.is_verb(parent) or not subjects:
            continue
        found = find_argument(tree, index, reading.rules.structure, subjects[0], frozenset({"UNIT", "ORG", "PLACE"}))
        if found is not None:
            return found[0]
        if not index.headed_by(subjects[0], frozenset({"PERSON"})) and tree.lower[subjects[0]] not in (
            "who",
            "he",
            "she",
        ):
            return None
    return None


def body_of_own(reading: Reading, token: int) -> Mention | None:
    """ "The 5th Brigade lost its commander": whose "its" is, by the clause, else the one body named before it."""
    tree, index = reading.tree, reading.index
    if tree.lower[token] not in ("its", "their") or index.headed.get(token):
        return None
    found = _subject_of_its(reading, token)
    if found is not None:
        is_one = len(conjuncts(tree, index.head_of[found.mention_id])) == 1
        return found if found.label in BODIES and is_one else None
    start = tree.sentences[tree.sentence[token]][0]
    before = [m for t in range(start, token) for m in index.headed.get(t, ()) if m.label in BODIES]
    return before[0] if len({m.referent or m.mention_id for m in before}) == 1 else None


def _strong(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "the 3,000-strong 17th Brigade": the number says how many it has."""
    tree, index = reading.tree, reading.index
    for number in mentions_inside(index, mention):
        after = index.tokens[number.mention_id][1]
        is_strong = number.text.lower().endswith("strong") or tree.lower[after : after + 2] == ["-", "strong"]
        if number.label == "QUANTITY" and is_strong:
            yield phrase_fact(tree, index, "has_strength", mention, number, "strong")


def _is_unit(index: MentionIndex, token: int) -> bool:
    return index.headed_by(token, frozenset({"UNIT"})) is not None


def _is_unit_token(index: MentionIndex, token: int) -> bool:
    return any(m.label == "UNIT" for m in around(index, token))


def _unit_chain(tree: Tree, index: MentionIndex, mention: Mention, last: int) -> Iterator[Fact]:
    """ "3rd Kandak, 1st Brigade, 205 Corps", "1 Brigade Nigerian Army", "Sector 2, Operation X": the smaller before the
    larger."""
    for at in range(last, min(last + 3, len(tree.words))):
        if at > last and tree.lower[at - 1] not in (",", "("):
            return
        superior = index.starting_at(at, frozenset({"UNIT"}))
        if superior is None or tree.sentence[at] != tree.sentence[last - 1]:
            continue
        same = superior.referent is not None and superior.referent == mention.referent
        if superior.kind == mention.kind == "name" and not same and _is_larger(superior.text, mention.text):
            yield phrase_fact(tree, index, "subordinate_to", mention, superior, "smaller_before_larger")
        return


def _is_larger(superior: str, unit: str) -> bool:
    """By echelon; an operation, standing for its force, is larger than its sectors, commands and numbered units."""
    rank, above = echelon(unit), echelon(superior)
    if superior.lower().startswith(("operation ", "op ")):
        return not unit.lower().startswith(("operation ", "op ")) and any(c.isdigit() for c in unit)
    return rank is not None and above is not None and rank < above


_ECHELONS = (("team", "squad", "section", "crew"), ("platoon", "troop"), ("company", "battery", "squadron"),
             ("battalion", "kandak", "detachment"), ("regiment", "group", "task force"), ("brigade",), ("division",),
             ("corps",), ("army", "fleet", "grouping"), ("district", "command", "front"))  # fmt: skip


def echelon(name: str) -> int | None:
    """The size of a unit by the last echelon word of its name: 0 team to 9 front; None when it has none."""
    lowered = name.lower()
    found = [(lowered.rfind(word), rank) for rank, words in enumerate(_ECHELONS) for word in words if word in lowered]
    return max(found)[1] if found else None


_CLOSING = frozenset({",", ";", ".", ":", ")", "and", "who", "was", "is", "said", "\n"})
_DASHES = frozenset({"-", "–", "—"})
_SHARING = frozenset({"both", "all", "each"})
_MAX_SHARING = 8  # people who share one body
_MAX_TO_BODY = 6  # tokens of an age or a role between a name and "of"
_MAX_ASIDES = 2  # an age and a role behind a name
_ASIDES = TITLES | {"QUANTITY", "NATIONALITY"}
_BETWEEN_LISTED = frozenset({",", "and", "&", "on", "for", "to", "by", "of", "a", "an", "the"})


def shared_body(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "Major X and Captain Y, both of the 44th Brigade": the body of each of those named before."""
    tree, index = reading.tree, reading.index
    last = _past_asides(reading, index.tokens[mention.mention_id][1])
    at = last + (tree.lower[last : last + 1] in ([","], ["("]))
    if mention.kind == "pronoun" or tree.lower[at : at + 1] == [] or tree.lower[at] not in _SHARING:
        return
    body = body_at(tree, index, at + 2) if tree.lower[at + 1 : at + 2] in (["of"], ["from"], ["with"]) else None
    if body is None or tree.sentence[at + 1] != tree.sentence[last - 1]:
        return
    for holder in _listed_before(reading, mention):
        yield phrase_fact(tree, index, "member_of", holder, body, "shared_body")


def _past_asides(reading: Reading, at: int) -> int:
    """The token behind ", 22, a medic" where an age or a role stands between a name and "both of"."""
    tree, index = reading.tree, reading.index
    for _ in range(_MAX_ASIDES):
        start = at + 1 if tree.lower[at : at + 1] == [","] else at
        start += tree.lower[start : start + 1] in (["a"], ["an"], ["the"])
        said = index.starting_at(start, _ASIDES) if at < start < len(tree.words) else None
        if said is None:
            return at
        at = index.tokens[said.mention_id][1]
    return at


def _listed_before(reading: Reading, mention: Mention) -> list[Mention]:
    """A mention and those of its label that "and", commas and titles join to it from the left."""
    tree, index = reading.tree, reading.index
    found = [mention]
    at = index.tokens[mention.mention_id][0] - 1
    while at >= 0 and len(found) < _MAX_SHARING and tree.sentence[at] == tree.sentence[at + 1]:
        here = around(index, at)
        another = next((m for m in here if m.label == mention.label and m.kind == mention.kind), None)
        if another is not None:
            found.append(another)
            at = index.tokens[another.mention_id][0] - 1
        elif tree.lower[at] in _BETWEEN_LISTED or any(m.label in _ASIDES for m in here):
            at -= 1
        else:
            break
    return found


def unit_behind_name(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "Maj. Gen. X, 81 Division, Lagos;", "Col X - 7 Brigade": the unit that closes the phrase behind somebody with a rank."""
    tree, index = reading.tree, reading.index
    first, last = index.tokens[mention.mention_id]
    is_ranked = any(m.label == "RANK" for m in around(index, first - 1))
    if mention.kind != "name" or not is_ranked or last + 1 >= len(tree.words):
        return
    is_apart = tree.lower[last] in _DASHES and tree.end[last - 1] < tree.start[last]
    if tree.lower[last] not in (",", "(") and not is_apart:
        return
    at = last + 1
    if (
        tree.lower[at] in tree.sets["at_a_time"]
        and at + 3 < len(tree.words)
        and tree.lower[at + 1] in ("with", "of", "in", "at")
    ):
        at += 3 if tree.lower[at + 2] == "the" else 2  # "Colonel X, now with the 3rd Division,"
    unit = index.starting_at(at, frozenset({"UNIT"}))
    if unit is None or unit.kind != "name" or tree.sentence[at] != tree.sentence[first]:
        return
    end = index.tokens[unit.mention_id][1]
    closes = end >= len(tree.words) or tree.sentence[end] != tree.sentence[first] or tree.lower[end] in _CLOSING
    if closes and not _is_coordinated(reading, unit, end):
        yield phrase_fact(tree, index, "member_of", mention, unit, "unit_behind_name")


def body_before_name(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "The 93rd Brigade's Sergeant X", "Azov's Y": whose somebody is whom no post is said of."""
    tree, index = reading.tree, reading.index
    at = index.tokens[mention.mention_id][0] - 1
    rank = next((m for m in around(index, at) if m.label == "RANK"), None) if at >= 0 else None
    at = index.tokens[rank.mention_id][0] - 1 if rank is not None else at
    if mention.kind != "name" or at < 1 or tree.lower[at] not in ("'s", "’s", "'", "’"):
        return
    body = next((m for m in around(index, at - 1) if m.label in BODIES and m.kind != "pronoun"), None)
    after = index.tokens[mention.mention_id][1]
    is_person = after >= len(tree.words) or tree.pos[after] not in ("NOUN", "PROPN")  # "Hezbollah's Radwan force"
    if body is not None and index.tokens[body.mention_id][1] == at and is_person:
        yield phrase_fact(tree, index, "member_of", mention, body, "body_before_name")


def _is_coordinated(reading: Reading, unit: Mention, end: int) -> bool:
    """ "Major X, 7th Brigade and 8th Brigade": a list of those who took part, not where X serves."""
    tree, index = reading.tree, reading.index
    at = end
    while at < len(tree.words) and tree.lower[at] in (",", "and", "the"):
        at += 1
    following = index.starting_at(at, frozenset({"UNIT"})) if end < at < len(tree.words) else None
    if following is None or tree.sentence[at] != tree.sentence[end - 1]:
        return False
    small, large = echelon(unit.text), echelon(following.text)
    return "and" in tree.lower[end:at] or small is None or large is None or small >= large
