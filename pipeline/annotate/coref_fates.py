"""What befell people: killed, wounded, captured, accused; and whom "the dead", "the suspect", "the prisoner" mean by it.

Word lists: configs/annotate/coref.yaml (killing, dying, dead, wounding, hurt, capture_verbs, acts_of_capture, captive,
charging, charged).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens

if TYPE_CHECKING:
    from pipeline.annotate.coref_walk import Referent, Walk

_UNDERGOING = frozenset({"dobj", "nsubjpass"})
_NOMINAL = frozenset({"NOUN", "PROPN", "NUM"})

Lists = Mapping[str, frozenset[str]]


def find_fates(tokens: Tokens, mention: Candidate, lists: Lists) -> set[str]:
    """What the verb of a mention, or a participle beside it, says: killed, wounded, captive, caught (surely), accused."""
    deeds = _deeds(tokens, mention, lists)
    inside = set(tokens.lower[mention.first : mention.last])
    told = {
        "killed": deeds & (lists["killing"] | lists["dying"] | lists["dead"]) or inside & lists["dead"],
        "wounded": deeds & (lists["wounding"] | lists["hurt"]) or inside & lists["hurt"],
        "captive": deeds & lists["capture_verbs"] or "captured" in inside,
        "caught": deeds & lists["catching"],
        "accused": deeds & lists["charging"],
    }
    return {fate for fate, words in told.items() if words}


def _deeds(tokens: Tokens, mention: Candidate, lists: Lists) -> set[str]:
    """Lemmas of what was done to a mention, and of its dying."""
    i = mention.head
    found = {str(tokens.doc[j].lemma_) for j in tokens.children(i) if tokens.dep[j] == "acl" and tokens.tag[j] == "VBN"}
    while tokens.dep[i] == "conj" and tokens.pos[tokens.head[i]] in _NOMINAL:
        i = tokens.head[i]
    above = tokens.head[i]
    verb = str(tokens.doc[above].lemma_)
    if tokens.dep[i] in _UNDERGOING or (tokens.dep[i] == "nsubj" and verb in lists["dying"] | lists["confessing"]):
        found.add(verb)
        found |= {"kill"} if "dead" in tokens.lower[above + 1 : above + 2] else set()  # "was shot dead"
    if tokens.dep[i] == "nsubjpass":
        found |= {str(tokens.doc[j].lemma_) for j in tokens.children(above) if _shares_subject(tokens, j)}
    if tokens.dep[i] == "pobj" and tokens.lower[tokens.head[above]] in lists["acts_of_capture"]:
        found.add("capture")
    return found


def _shares_subject(tokens: Tokens, verb: int) -> bool:
    """Whether a verb goes on about the subject of the one before: "was captured and jailed"."""
    return tokens.dep[verb] == "conj" and not any(
        tokens.dep[j] in {"nsubj", "nsubjpass"} for j in tokens.children(verb)
    )


def fate_meant(word: str, lists: Lists) -> str | None:
    """The fate by which a description calls people: "the accused", "the detainees"."""
    if word in lists["hurt"]:
        return "wounded"
    if word in lists["charged"]:
        return "accused"
    if word in lists["captive"]:
        return "caught"
    return "killed" if word in lists["victims"] else None


def _has_fate(referent: "Referent", fate: str, walk: "Walk", mention: Candidate) -> bool:
    """Whether of somebody of the same side and number a fate was told: who is arrested may be "the suspect"."""
    sides, numbers = walk.sides(mention), walk.numbers(mention)
    return (
        referent.label == mention.label
        and fate in referent.fates
        and not (sides and referent.sides and not sides & referent.sides)
        and not (numbers and mention.label == "GROUP" and not numbers & referent.numbers)
        and not walk.encloses(referent, mention)
    )


def find_by_fate(walk: "Walk", n: int, lists: Lists, reach: int) -> int | None:
    """The only people near whose fate was told by which they are called; of several persons the one of the sentence before.

    Nobody yet: somebody new. None when there are several.
    """
    mention = walk.mentions[n]
    words = (walk.head_word(mention), walk.tokens.lower[mention.head])
    fate = next((fate for word in words if (fate := fate_meant(word, lists)) is not None), None)
    if fate is None:
        return n
    here = walk.tokens.sentence[mention.first]
    told = [r for r in walk.referents.values() if _has_fate(r, fate, walk, mention) and here - r.last_sentence <= reach]
    is_one = mention.label == "PERSON" and len(told) > 1
    near = [r for r in told if here - r.last_sentence <= 1] if is_one else told
    if len(near) > 1:
        return None
    return near[0].first if near else None if told else n
