"""What an event's slots hold beside people and places: how many, with what weapon, and which goods."""

from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex, find_argument
from pipeline.relate.fillers import Found, fillers
from pipeline.relate.reading import Reading
from pipeline.relate.rules import FrameClass
from pipeline.relate.slots import Slots
from pipeline.relate.tolls import number_of

_TOOLS = frozenset({"WEAPON", "PLATFORM"})


def counted_number(index: MentionIndex, tokens: list[int]) -> list[Found]:
    """A bare number ("was about 420"), or that of a counted group ("counts 22,126 troops")."""
    for token in tokens:
        quantity = index.headed_by(token, frozenset({"QUANTITY"}))
        group = index.headed_by(token, frozenset({"GROUP"}))
        if quantity is None and group is not None:
            quantity = number_of(index, group)
        if quantity is not None and quantity.value_unit in (None, "people", "count", "person"):
            return [(quantity, (token,))]
    return []


def own_number(reading: Reading, subjects: list[Found]) -> list[Found]:
    """The number inside the subject's own span ("11,000 troops"), when it is large enough to be a strength."""
    index, rules = reading.index, reading.rules
    for mention, _ in subjects:
        if mention.label not in ("GROUP", "UNIT"):
            continue
        first, last = index.tokens[mention.mention_id]
        for token in range(first, last):
            quantity = index.starting_at(token, frozenset({"QUANTITY"}))
            if quantity is not None and quantity.value_unit in (None, "people", "count"):
                bound = quantity.value_low if quantity.value_low is not None else quantity.value_high
                if bound is not None and bound >= rules.settings.min_strength:
                    return [(quantity, (token,))]
    return []


def agent_tool(reading: Reading, frame: FrameClass, slots: Slots) -> Mention | None:
    """The weapon that stands as agent but is the instrument ("a shell landed inside the post")."""
    if frame.instrument is None:
        return None
    found = fillers(reading, slots.get(frame.instrument), _TOOLS, set())
    return found[0][0] if found else None


def weapon_fired(reading: Reading, frame: FrameClass, slots: Slots, roles: dict[str, list[Found]]) -> Mention | None:
    """The weapon that an attack names as what is fired or what strikes ("fired rockets at X", "rockets hit X")."""
    if frame.predicate != "attacked" or not roles["object"]:
        return None
    struck = {f[0].mention_id for f in roles["object"]}
    if {f[1][0] for f in roles["object"]} & {*slots.get("patient")}:
        return _first_weapon(reading, [] if roles["subject"] else slots.get("agent"), struck)
    return _first_weapon(reading, slots.get("patient"), struck)


def _first_weapon(reading: Reading, words: list[int], struck: set[str]) -> Mention | None:
    found = fillers(reading, words, _TOOLS, set())
    return next((f[0] for f in found if f[0].mention_id not in struck), None)


def goods_text(reading: Reading, frame: FrameClass, slots: Slots) -> str | None:
    """The goods of `supplied`: the words of the mention, or of the noun with what stands before it."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    for name in frame.value:
        for token in slots.get(name):
            argument = find_argument(tree, index, rules.structure, token, _TOOLS)
            if argument is not None:
                return argument[0].text
            if tree.lemma[token] in rules.structure.sets["goods"]:
                first = min([token, *tree.under(token, "compound", "amod", "nummod", "nmod")])
                return tree.text[tree.start[first] : tree.end[token]]
    return None
