"""Which unit a post means that only names an echelon: "the brigade commander, Col. X", told of the 31st Brigade before."""

from collections.abc import Iterable, Iterator

from pipeline.records import Mention
from pipeline.relate.facts import Fact
from pipeline.relate.offices import is_leading, is_past, served
from pipeline.relate.phrases import BODIES, phrase_fact
from pipeline.relate.reading import Reading

_POSTED = ("verb.posted_as", "noun_phrase.posted_to_post")
_MAX_BACK = 4  # sentences back in which the unit is looked for
_INDEFINITE = frozenset({"a", "an", "another", "one", "some", "any", "every", "each", "no", "of"})


def by_echelon(reading: Reading, facts: Iterable[Fact]) -> Iterator[Fact]:
    """For each holder of a post of an echelon without a body beside it: the one unit of that size named last."""
    for fact in facts:
        role, person = fact.object, fact.subject
        if fact.predicate != "has_role" or role is None or person is None or role.label != "ROLE":
            continue
        if fact.rule_id.startswith(_POSTED):
            continue  # "transferred to the 93rd as deputy brigade commander": of the 93rd
        echelon = _echelon(reading, role)
        if echelon is None or _is_indefinite(reading, role) or _has_body(reading, role):
            continue
        if person.kind == "nominal" or (person.kind == "pronoun" and person.referent is None):
            continue
        unit = _unit_before(reading, role, echelon)
        if unit is not None:
            leads = (
                is_leading(reading, role) and not is_past(reading, role) and not fact.rule_id.startswith("verb.leave")
            )
            anchor = fact.anchor if fact.is_event else None
            predicate = "commands" if leads else "member_of"
            yield phrase_fact(reading.tree, reading.index, predicate, person, unit, "unit_by_echelon", anchor=anchor)


def _echelon(reading: Reading, role: Mention) -> str | None:
    """The word for the size of unit in a post, before its last word or by what the post is called ("GOC": a division)."""
    known = reading.rules.structure.role_echelons
    text = role.text.lower()
    words = text.replace("-", " ").split()
    return known.get(text) or next((known[word] for word in words[:-1] if word in known), None)


def _has_body(reading: Reading, role: Mention) -> bool:
    """Whether a body stands with the post, known to us or not ("brigade commander of the Reds")."""
    after = reading.index.tokens[role.mention_id][1]
    return reading.tree.lower[after : after + 1] == ["of"] or any(
        reading.index.headed_by(noun, BODIES) is not None for noun, _ in served(reading, role)
    )


def _is_indefinite(reading: Reading, role: Mention) -> bool:
    """ "a battalion commander" is one of many; adjectives may stand between."""
    tree, index = reading.tree, reading.index
    at = index.tokens[role.mention_id][0] - 1
    while at >= 0 and tree.pos[at] in ("ADJ", "ADV", "NUM") and tree.lower[at] not in _INDEFINITE:
        at -= 1
    return at >= 0 and tree.lower[at] in _INDEFINITE


def _unit_before(reading: Reading, role: Mention, echelon: str) -> Mention | None:
    """The unit of that size named nearest before a post, or the only one before it; None where a sentence names
    several."""
    tree, index = reading.tree, reading.index
    here = tree.sentence[index.head_of[role.mention_id]]
    named: dict[int, dict[str, Mention]] = {}
    for mention in index.mentions:
        if mention.start < role.start and _is_of(reading, mention, echelon):
            sentence = tree.sentence[index.head_of[mention.mention_id]]
            named.setdefault(sentence, {})[mention.referent or mention.mention_id] = mention
    nearest = max((s for s in named if s <= here), default=None)
    if nearest is None or len(named[nearest]) > 1:
        return None
    is_only = len({referent for units in named.values() for referent in units}) == 1
    return next(iter(named[nearest].values())) if is_only or here - nearest <= _MAX_BACK else None


def _is_of(reading: Reading, mention: Mention, echelon: str) -> bool:
    """Whether a mention is, or means, a named unit of that size."""
    named = reading.index.by_id.get(mention.referent or mention.mention_id, mention)
    if mention.label not in BODIES or named.kind != "name":
        return False
    known = reading.rules.structure.role_echelons.values()
    sizes = [[word for word in one.text.lower().split() if word in known] for one in (mention, named)]
    return any(size[-1:] == [echelon] for size in sizes)  # "1 Brigade Garrison" is a garrison
