"""Who leads a unit, by what stands at the unit: "the 44th Brigade under Colonel X", "General X's 4th Division", "has under
him the 3rd and 5th Battalions"; and whose own it is ("his company")."""

from collections.abc import Iterator

from pipeline.records import Mention
from pipeline.relate.arguments import find_argument
from pipeline.relate.facts import Fact
from pipeline.relate.phrases import PERSON, around, phrase_fact
from pipeline.relate.posts import name_at, past_seat
from pipeline.relate.reading import Reading
from pipeline.relate.tree import antecedent, objects_of, surface_subject

_ARTICLES = frozenset({"the", "a", "an", "its", "their", "his", "her"})
_BEFORE_UNDER = frozenset(
    {
        ",",
        "-",
        "–",
        "—",
        "is",
        "was",
        "are",
        "were",
        "now",
        "currently",
        "then",
        "still",
        "placed",
        "put",
        "which",
        "that",
    }
)
_MAX_BEFORE_UNDER = 4  # such words between a unit and "under"
_MAX_FRONTED = 14  # tokens of "Under its commander, Colonel X," before the unit
_IN_COMMAND = (["in", "command"], ["in", "charge"], ["at", "its", "head"], ["at", "the", "helm"], ["at", "the", "head"],
               ["as", "its", "commander"], ["as", "commander"], ["commanding"], ["leading"])  # fmt: skip
_UNITS = frozenset({"UNIT"})
_THEIRS = frozenset({"UNIT", "GROUP"})
_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_MAX_LISTED = 12  # tokens between "under him" and a unit of the list behind it


def commanders(reading: Reading, unit: Mention) -> Iterator[Fact]:
    """Who leads a unit, or has it as his own, by what stands at the unit."""
    yield from _under_leader(reading, unit)
    yield from _fronted_leader(reading, unit)
    yield from _inverted_leader(reading, unit)
    yield from _led_as_theirs(reading, unit)
    yield from _at_head(reading, unit)
    yield from _own_unit(reading, unit)
    if unit.label == "UNIT":
        yield from _has_under(reading, unit)
        yield from _in_charge_there(reading, unit)


def _under_leader(reading: Reading, unit: Mention) -> Iterator[Fact]:
    """ "the 44th Brigade under Colonel X", "the force, under the command of X,", "the battalion led by Colonel X"."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    last = past_seat(reading, index.tokens[unit.mention_id][1])
    at = last
    while at - last < _MAX_BEFORE_UNDER and tree.lower[at : at + 1] and tree.lower[at] in _BEFORE_UNDER:
        at += 1
    if at + 1 >= len(tree.words) or tree.sentence[at] != tree.sentence[last - 1]:
        return
    verb = at + 2 if tree.lower[at : at + 2] == ["to", "be"] else at
    if tree.lower[verb + 1 : verb + 2] == ["by"] and tree.lemma[verb] in rules.structure.sets["leading"]:
        leader, anchor = name_at(reading, verb + 2), verb if verb > at else None
        if leader is not None:
            yield phrase_fact(tree, index, "commands", leader, _whose(reading, unit, _UNITS), "led_by", anchor=anchor)
    if tree.lower[at] != "under":
        return
    behind = name_at(reading, at + 1)
    if behind is not None and tree.lower[at + 1] in ("its", "their"):
        yield phrase_fact(tree, index, "commands", behind, unit, "under_commander")
    for noun in objects_of(tree, [at]):
        nouns = [noun]
        if tree.lemma[noun] in rules.structure.sets["leadership"]:
            links = [c for c in tree.under(noun, "prep") if tree.lower[c] == "of"]
            nouns = [*objects_of(tree, links), *tree.under(noun, "poss")]
        for one in nouns:
            found = find_argument(tree, index, rules.structure, one, PERSON)
            if found is not None and found[0].kind == "name":
                led = _whose(reading, unit, _THEIRS if at == last else _UNITS)
                yield phrase_fact(tree, index, "commands", found[0], led, "under_commander")


def _fronted_leader(reading: Reading, unit: Mention) -> Iterator[Fact]:
    """ "Under (its commander,) Colonel X, the 80th Brigade took it", "With Major Y in command, the battalion crossed"."""
    tree, index, sets = reading.tree, reading.index, reading.rules.structure.sets
    comma = index.tokens[unit.mention_id][0] - 1
    comma -= comma > 0 and tree.lower[comma] in _ARTICLES
    comma += tree.lower[comma] != ","  # "Under Colonel X the brigade held"
    if unit.label not in ("UNIT", "ORG") or comma < 2:
        return
    openings = range(comma - 2, max(-1, comma - _MAX_FRONTED), -1)
    start = next((t for t in openings if tree.lower[t] in ("under", "with", "led", "commanded", "headed")), None)
    if start is None or tree.sentence[start] != tree.sentence[comma] or (start > 0 and tree.lower[start - 1].isalpha()):
        return
    is_with = tree.lower[start] == "with"
    at = start + 1 + (not is_with and tree.lower[start] != "under")
    if tree.lower[at : at + 1] == ["the"] and tree.lemma[at + 1] in sets["leadership"] and tree.lower[at + 2] == "of":
        at += 3
    leader = name_at(reading, at)
    end = index.tokens[leader.mention_id][1] if leader is not None else comma
    behind = tree.lower[end:comma]
    if leader is not None and (behind[:3] in _IN_COMMAND if is_with else not behind):
        yield phrase_fact(tree, index, "commands", leader, unit, "fronted_leader")


def _inverted_leader(reading: Reading, unit: Mention) -> Iterator[Fact]:
    """ "Commanding the 2nd Brigade is Colonel X", "Heading the panel was Y": the leader behind the verb."""
    tree, index = reading.tree, reading.index
    first = index.tokens[unit.mention_id][0] - 1
    first -= first > 0 and tree.lower[first] in _ARTICLES
    at = past_seat(reading, index.tokens[unit.mention_id][1])
    if first < 0 or at + 1 >= len(tree.words) or tree.tag[first] != "VBG" or tree.lower[at] not in ("is", "was"):
        return
    is_first = first == 0 or tree.sentence[first - 1] != tree.sentence[first] or not tree.lower[first - 1].isalpha()
    leader = name_at(reading, at + 1)
    if leader is not None and is_first and tree.lemma[first] in reading.rules.structure.sets["leading"]:
        yield phrase_fact(tree, index, "commands", leader, unit, "inverted_leader", anchor=at)


def _whose(reading: Reading, unit: Mention, labels: frozenset[str]) -> Mention:
    """Of "troops of the 44th Brigade under Colonel X" the troops: what stands right before a unit, of one of `labels`."""
    tree, index = reading.tree, reading.index
    link = tree.head[index.head_of[unit.mention_id]]
    if tree.lower[link] not in ("of", "from"):
        return unit
    return index.headed_by(tree.head[link], labels) or unit


def _led_as_theirs(reading: Reading, unit: Mention) -> Iterator[Fact]:
    """ "General X's 4th Division", "the brigade of Colonel X", "Captain X, whose company": called by who leads it."""
    tree, index, sets = reading.tree, reading.index, reading.rules.structure.sets
    first, last = index.tokens[unit.mention_id]
    person: Mention | None = None
    if unit.label not in ("UNIT", "ORG") or first < 1:
        return
    if tree.lower[last : last + 1] == ["of"] and unit.label == "UNIT":
        person = name_at(reading, last + 1)
    elif tree.lower[first - 1] == "whose" and unit.kind == "nominal":
        noun = antecedent(tree, first - 1)
        person = index.headed_by(noun, PERSON) if noun is not None else None
    elif unit.kind == "name" and first > 1 and tree.lower[first - 1] in _POSSESSIVES and unit.label == "UNIT":
        person = next((m for m in around(index, first - 2) if m.label == "PERSON"), None)
    words = _rank_of(reading, person) if person is not None and person.kind == "name" else set()
    is_small = bool({tree.lower[t] for t in range(first, last)} & sets["company_units"])
    leads = bool(words & (sets["officers"] | (sets["company_officers"] if is_small else set())))
    if tree.lower[first - 1] == "whose" and person is not None and person.kind == "name":
        is_unit = bool({tree.lower[t] for t in range(first, last)} & sets["own_units"])
        leads = leads or (is_unit and not words)
    is_possessor = tree.lower[first - 1] in _POSSESSIVES and person is not None and person.kind == "name"
    if is_possessor and not words and any(c.isdigit() for c in unit.text):
        leads = True  # "Mahmoud Hamza's 444 Brigade"
    if person is not None and leads:
        yield phrase_fact(tree, index, "commands", person, unit, "led_as_theirs")


def _rank_of(reading: Reading, person: Mention) -> set[str]:
    """The words of the rank right before a name."""
    before = reading.index.tokens[person.mention_id][0] - 1
    ranks = [m for m in around(reading.index, before) if m.label == "RANK"] if before >= 0 else []
    return {word.strip(".") for rank in ranks for word in rank.text.lower().replace("-", " ").split()}


def _has_under(reading: Reading, unit: Mention) -> Iterator[Fact]:
    """ "X has under him the 3rd and 5th Battalions": each unit of the list."""
    tree, index = reading.tree, reading.index
    at = index.tokens[unit.mention_id][0] - 1
    for _ in range(_MAX_LISTED):
        is_listed = tree.lower[at] in ("the", ",", "and") or any(m.label == "UNIT" for m in around(index, at))
        if at < 2 or not is_listed:
            break
        at -= 1
    at -= tree.lower[at] == "command"
    if tree.lower[at] not in ("him", "her", "his", "them") or tree.lower[at - 1] != "under" or at < 2:
        return
    verb = at - 2
    if tree.lemma[verb] != "have" or tree.sentence[verb] != tree.sentence[at + 1]:
        return
    for token in surface_subject(tree, verb):
        found = find_argument(tree, index, reading.rules.structure, token, PERSON)
        if found is not None and found[0].kind != "nominal":
            yield phrase_fact(tree, index, "commands", found[0], unit, "has_under", anchor=verb)


def _in_charge_there(reading: Reading, unit: Mention) -> Iterator[Fact]:
    """ "In the regiment, Colonel X is now in charge"."""
    tree, index = reading.tree, reading.index
    first, last = index.tokens[unit.mention_id]
    start, end = tree.sentences[tree.sentence[first]]
    if tree.lower[start:first] not in (["in", "the"], ["in"], ["at", "the"], ["at"]) or tree.lower[last : last + 1] != [
        ","
    ]:
        return
    for at in range(last, end - 1):
        verb = tree.head[at]
        if (
            tree.lower[at : at + 2] != ["in", "charge"]
            or tree.lower[at + 2 : at + 3] == ["of"]
            or tree.lemma[verb] != "be"
        ):
            continue
        for token in surface_subject(tree, verb):
            found = find_argument(tree, index, reading.rules.structure, token, PERSON)
            if found is not None and found[0].kind == "name":
                yield phrase_fact(tree, index, "commands", found[0], unit, "in_charge_there", anchor=verb)


def _own_unit(reading: Reading, unit: Mention) -> Iterator[Fact]:
    """ "Private X told investigators that his company had no food": where somebody of no command serves."""
    tree, index, sets = reading.tree, reading.index, reading.rules.structure.sets
    first, last = index.tokens[unit.mention_id]
    owner = next(
        (t for t in tree.under(index.head_of[unit.mention_id], "poss") if tree.lower[t] in ("his", "her")), None
    )
    if (
        unit.kind != "nominal"
        or unit.label == "GROUP"
        or owner is None
        or not {tree.lower[t] for t in range(first, last)} & sets["own_units"]
    ):
        return
    pronoun = index.headed_by(owner, PERSON)
    person = index.by_id.get(pronoun.referent) if pronoun is not None and pronoun.referent is not None else None
    if pronoun is None or person is None or person.label != "PERSON":
        return
    rank = _rank_of(reading, person)
    if rank & sets["officers"] or (unit.label != "UNIT" and not rank):
        return
    yield phrase_fact(tree, index, "member_of", pronoun, unit, "own_unit")


def _at_head(reading: Reading, unit: Mention) -> Iterator[Fact]:
    """ "X marched at the head of the 5th Brigade", "X, at the helm of the army since 2019": who is there leads it."""
    tree, index = reading.tree, reading.index
    at = index.tokens[unit.mention_id][0] - 1
    at -= at > 0 and tree.lower[at] in _ARTICLES
    if (
        at < 3
        or tree.lower[at - 3 : at] not in (["at", "the", "head"], ["at", "the", "helm"])
        or tree.lower[at] != "of"
    ):
        return
    above = tree.head[at - 3]
    for token in surface_subject(tree, above) if tree.is_verb(above) else [above]:
        found = find_argument(tree, index, reading.rules.structure, token, PERSON)
        if found is not None and found[0].kind != "nominal":
            yield phrase_fact(tree, index, "commands", found[0], unit, "at_the_head", anchor=above)
