"""Which unit a post means that only names an echelon, or none: "the brigade commander, Col. X", told of the 31st Brigade
before; "The commanding officer, Lt Col Y"; "the Commandant" of an academy."""

from collections.abc import Iterable, Iterator

from pipeline.records import Mention
from pipeline.relate.facts import Fact
from pipeline.relate.offices import is_leading, is_past, served
from pipeline.relate.phrases import BODIES, around, phrase_fact
from pipeline.relate.reading import Reading
from pipeline.relate.tree import SUBJECTS, climb

_BY_TITLE = "noun_phrase.role_beside_name"
_POSTED = ("verb.posted_as", "noun_phrase.posted_to_post")
_MAX_BACK = 4  # sentences back in which the unit is looked for
_MAX_BACK_BARE = 2  # the same where the post names no echelon


def by_echelon(reading: Reading, facts: Iterable[Fact]) -> Iterator[Fact]:
    """For each holder of a post of an echelon without a body beside it: the one unit of that size named last."""
    for fact in facts:
        role, person = fact.object, fact.subject
        if fact.predicate != "has_role" or role is None or person is None or role.label != "ROLE":
            continue
        if fact.rule_id.startswith(_POSTED):
            continue  # "transferred to the 93rd as deputy brigade commander": of the 93rd
        echelons = _echelons(reading, role)
        is_bare = not echelons and fact.rule_id == _BY_TITLE and _is_bare(reading, role)
        if not (echelons or is_bare) or _is_of_another(reading, role) or _has_body(reading, role):
            continue
        if person.kind == "nominal" or (person.kind == "pronoun" and person.referent is None):
            continue
        unit = _last_unit(reading, role) if is_bare else _unit_before(reading, role, echelons)
        if unit is not None:
            leads = (
                is_leading(reading, role) and not is_past(reading, role) and not fact.rule_id.startswith("verb.leave")
            )
            anchor = fact.anchor if fact.is_event else None
            predicate = "commands" if leads else "member_of"
            yield phrase_fact(reading.tree, reading.index, predicate, person, unit, "unit_by_echelon", anchor=anchor)


def _echelons(reading: Reading, role: Mention) -> tuple[str, ...]:
    """The words for the kind of body in a post, before its last word or by what the post is called ("GOC": a division)."""
    known = reading.rules.structure.role_echelons
    text = role.text.lower()
    words = text.replace("-", " ").split()
    return known.get(text) or next((known[word] for word in words[:-1] if word in known), ())


def _is_bare(reading: Reading, role: Mention) -> bool:
    """ "The commander, Colonel X", "the outgoing commander": a post of some unit, which an article points back at."""
    tree, sets = reading.tree, reading.rules.structure.sets
    at = reading.index.tokens[role.mention_id][0] - 1
    at -= at > 0 and tree.lower[at] in sets["former_words"] | sets["deputies"] | sets["new_holders"]
    return role.text.lower().removeprefix("acting ") in sets["bare_posts"] and at >= 0 and tree.lower[at] == "the"


def _last_unit(reading: Reading, role: Mention) -> Mention | None:
    """The one unit that the nearest sentence with units names, before a post that says nothing of its kind.

    None where that sentence names several, where it lies too far back, or where the post's own sentence names a body.
    """
    tree, index = reading.tree, reading.index
    here = tree.sentence[index.head_of[role.mention_id]]
    for number in range(here, max(-1, here - _MAX_BACK_BARE - 1), -1):
        bodies = [
            m
            for m in index.mentions
            if m.label == "UNIT" and m.end <= role.start and tree.sentence[index.head_of[m.mention_id]] == number
        ]
        if bodies and number == here:
            return None
        if bodies:
            is_one = len({m.referent or m.mention_id for m in bodies}) == 1
            return next((m for m in bodies if is_one and _is_lower_unit(reading, m) and _is_topic(reading, m)), None)
    return None


def _is_topic(reading: Reading, mention: Mention) -> bool:
    """Whether a unit, or people "of" it, is what its sentence is about: the subject of a verb, or whose that is."""
    tree = reading.tree
    at = reading.index.head_of[mention.mention_id]
    for token, dep, _parent in climb(tree, at):
        if dep in SUBJECTS:
            return True
        if dep not in ("pobj", "poss", "compound", "prep", "conj") or (dep == "prep" and tree.lower[token] != "of"):
            return False
    return False


def _is_lower_unit(reading: Reading, mention: Mention) -> bool:
    """Whether a mention is, or means, a named unit that is no whole service ("the Navy", "the armed forces")."""
    named = reading.index.by_id.get(mention.referent or mention.mention_id, mention)
    last = named.text.lower().split()[-1]
    is_service = last in reading.rules.structure.sets["services"] and not any(c.isdigit() for c in named.text)
    return named.kind == "name" and not is_service


def _has_body(reading: Reading, role: Mention) -> bool:
    """Whether a body stands with the post, known to us or not ("brigade commander of the Reds")."""
    after = reading.index.tokens[role.mention_id][1]
    return reading.tree.lower[after : after + 1] == ["of"] or any(
        reading.index.headed_by(noun, BODIES) is not None for noun, _ in served(reading, role)
    )


def _is_of_another(reading: Reading, role: Mention) -> bool:
    """ "a battalion commander" is one of many, "the gendarmerie regional commander" or "their sector commander" another's;
    adjectives may stand between."""
    tree, index = reading.tree, reading.index
    words = reading.rules.structure.sets["indefinite"] | {"of", "their"}
    at = index.tokens[role.mention_id][0] - 1
    while at >= 0 and tree.pos[at] in ("ADJ", "ADV", "NUM") and tree.lower[at] not in words:
        at -= 1
    is_modified = at >= 0 and tree.pos[at] == "NOUN" and not around(index, at)
    return at >= 0 and (is_modified or tree.lower[at] in words)


def _unit_before(reading: Reading, role: Mention, echelons: tuple[str, ...]) -> Mention | None:
    """The unit of that size named nearest before a post, or the only one before it; None where a sentence names
    several."""
    tree, index = reading.tree, reading.index
    here = tree.sentence[index.head_of[role.mention_id]]
    named: dict[int, dict[str, Mention]] = {}
    for mention in index.mentions:
        if mention.start < role.start and _is_of(reading, mention, echelons):
            sentence = tree.sentence[index.head_of[mention.mention_id]]
            named.setdefault(sentence, {})[mention.referent or mention.mention_id] = mention
    nearest = max((s for s in named if s <= here), default=None)
    if nearest is None or len(named[nearest]) > 1:
        return None
    is_only = len({referent for units in named.values() for referent in units}) == 1
    return next(iter(named[nearest].values())) if is_only or here - nearest <= _MAX_BACK else None


def _is_of(reading: Reading, mention: Mention, echelons: tuple[str, ...]) -> bool:
    """Whether a mention is, or means, a named body of that size or kind."""
    named = reading.index.by_id.get(mention.referent or mention.mention_id, mention)
    if mention.label not in BODIES or named.kind != "name":
        return False
    known = {word for words in reading.rules.structure.role_echelons.values() for word in words}
    sizes = [[word for word in one.text.lower().split() if word in known] for one in (mention, named)]
    return any(size and size[-1] in echelons for size in sizes)  # "1 Brigade Garrison" is a garrison
