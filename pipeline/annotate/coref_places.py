"""Places by kind: "the village of X", "X, a mining town", then "the village", "the town"."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.annotate.gazetteer import PlaceNames
from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens

if TYPE_CHECKING:
    from pipeline.annotate.coref_walk import Referent, Walk

_THINGS = frozenset({"PLATFORM", "WEAPON", "DOCUMENT"})
_MAX_DESCRIBED = 8  # tokens of ", a farming town"
_IN_DESCRIPTION = frozenset({"ADJ", "NOUN", "NUM", "VERB", "ADV"})


def place_kinds(tokens: Tokens, name: Candidate, lists: Mapping[str, frozenset[str]]) -> set[str]:
    """The nouns that the text itself puts beside the name of a place."""
    kinds = lists["settlements"] | lists["regions"] | lists["place_kinds"]
    first, last = name.first, name.last
    found = set()
    is_owner = last < len(tokens) and tokens.tag[last] == "POS"
    if first > 2 and tokens.lower[first - 1] == "of" and tokens.pos[first - 3] != "PROPN" and not is_owner:
        found.add(tokens.lower[first - 2])  # "the village of Zhuravka", not "Zhuravka village of Manipur's"
    elif first:
        found.add(tokens.lower[first - 1])  # "the village Zhuravka"
    if last < len(tokens) and tokens.head[last - 1] == last:
        found.add(tokens.lower[last])  # "Zhuravka village"
    if last + 1 < len(tokens) and tokens.text[last] == "," and tokens.lower[last + 1] in {"a", "an", "the"}:
        found.add(_described(tokens, last + 2))
    return found & kinds


def _described(tokens: Tokens, first: int) -> str:
    """The noun of ", a farming town"."""
    at = first
    end = min(first + _MAX_DESCRIBED, len(tokens))
    while at < end and (tokens.pos[at] in _IN_DESCRIPTION or tokens.text[at] == "-"):
        at += 1
    return tokens.lower[at - 1]


def is_other_kind(head: str, referent: "Referent", lists: Mapping[str, frozenset[str]]) -> bool:
    """Whether the text calls a place a town, so that "the village" is another."""
    small, large = lists["small_settlements"], lists["large_settlements"]
    one, other = (small, large) if head in small else (large, small)
    return head in one and bool(referent.kinds & other) and not referent.kinds & one


def is_place_kind(head: str, referent: "Referent", places: PlaceNames, lists: Mapping[str, frozenset[str]]) -> bool:
    """Whether a noun for a kind of place can mean this one: no state is "the town"."""
    if head in referent.heads | referent.kinds:
        return True
    if not referent.is_named or is_other_kind(head, referent, lists):
        return False
    if head == "capital":
        return bool(referent.names & lists["capitals"])
    is_region = bool(referent.heads & lists["regions"] or referent.names & places.regions)
    if head in lists["settlements"]:
        is_too_large = head in lists["small_settlements"] and bool(referent.names & places.large)
        is_land = is_region or bool(referent.heads & lists["landscape"]) or "state" in referent.sides
        return not is_land and not is_too_large
    return (head in lists["states"] and "state" in referent.sides) or (head in lists["regions"] and is_region)


def so_called(head: str, places: "Sequence[Referent]") -> "list[Referent]":
    """The places that the text, or their own name, calls so ("Upper Nile State"); all of them where none is called so."""
    called = [p for p in places if head in p.kinds or (p.is_named and head in p.heads)]
    return called or list(places)


def find_place_of_it(
    walk: "Walk", mention: Candidate, places: PlaceNames, lists: Mapping[str, frozenset[str]]
) -> int | None:
    """The only place near that "it" can mean as what was taken, held, hit or reached; None beside any other thing."""
    tokens, i = walk.tokens, mention.head
    lemma = str(tokens.doc[tokens.head[i]].lemma_)
    if (
        tokens.dep[i] not in {"dobj", "nsubjpass"}
        or lemma not in lists["done_to_places"]
        or walk.quote_at(i) is not None
    ):
        return None
    here = tokens.sentence[i]
    first = tokens.sentence_bounds[max(here - 1, 0)][0]
    if any(m.label in _THINGS and first <= m.head < i for m in walk.mentions):
        return None
    near = [
        r for r in walk.referents.values()
        if r.label == "PLACE" and here - r.last_sentence <= 1 and not _is_land(r, places, lists)
    ]  # fmt: skip
    return near[0].first if len(near) == 1 else None


def _is_land(referent: "Referent", places: PlaceNames, lists: Mapping[str, frozenset[str]]) -> bool:
    """Whether a place is a state, a region or the like, in which the others lie."""
    words = referent.heads | referent.kinds
    is_region = bool(words & lists["regions"] or referent.names & places.regions)
    return is_region or bool(words & lists["landscape"]) or "state" in referent.sides
