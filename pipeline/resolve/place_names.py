"""A place's name taken apart: what it is called, and what its words say it is."""

from dataclasses import dataclass

from pipeline.resolve.lexicon import Lexicon
from pipeline.resolve.text import fold

_MAX_KIND_WORDS = 3


@dataclass(frozen=True, slots=True)
class PlaceName:
    """`kind` is what the words say it is: any (they say nothing), first, second, either, town, around, sector, water,
    land, site or part. `is_common` tells that the word for the kind is no part of the name ("Benghazi hospital")."""

    base: str
    kind: str
    whole: str
    is_common: bool = False


def read_place_name(text: str, words: Lexicon) -> PlaceName:
    """Base and kind of a place's name.

    "Kursk Oblast" is kursk and first, "Kursk sector" kursk and sector, "southern Ukraine" ukraine and part,
    "Springfield area" springfield and around.
    """
    whole = fold(text)
    base, kind = whole, "any"
    for prefix in words.prefixes:
        if base.startswith(prefix + " "):
            kind = words.region_words.get(prefix.removesuffix(" of"), "any")
            base = base[len(prefix) + 1 :]
            if prefix.removesuffix(" of") in words.towns:
                kind = "town"
            break
    parts = base.split()
    for length in range(_MAX_KIND_WORDS, 0, -1):
        tail, head = " ".join(parts[-length:]), " ".join(parts[:-length])
        found = _kind_of(tail, words) if head else None
        if found is not None:
            last = text.split()[-1] if text.split() else ""
            return PlaceName(head, found, whole, last[:1].islower())
    if len(parts) > 1 and parts[0] in words.waters:
        return PlaceName(" ".join(parts[1:]), "water", whole)
    for length in (2, 1):
        if len(parts) > length and " ".join(parts[:length]) in words.parts:
            return PlaceName(" ".join(parts[length:]), "part", whole)
    return PlaceName(base, kind, whole)


def _kind_of(tail: str, words: Lexicon) -> str | None:
    if tail in words.region_words:
        return words.region_words[tail]
    kinds = (
        ("sector", words.sectors), ("around", words.surroundings), ("town", words.towns), ("land", words.lands),
        ("water", words.waters), ("site", words.sites),
    )  # fmt: skip
    return next((kind for kind, tails in kinds if tail in tails), None)
