"""Chains whose names cannot be one thing, parted: a wrong in-article referent must not join two names everywhere."""

from pipeline.resolve.articles import Chain, Row
from pipeline.resolve.lexicon import Lexicon
from pipeline.resolve.people import person_tokens
from pipeline.resolve.places import PlaceContext
from pipeline.resolve.text import skeleton


def split_chain(chain: Chain, words: Lexicon, context: PlaceContext) -> list[Chain]:
    """The chain, or one chain for each of the names that share nothing. Descriptions stay with the nearest name before.

    People part when two full names share no word; places when their readings differ.
    """
    if len({row.text for row in chain.names}) < 2 or chain.kind not in ("person", "place"):
        return [chain]
    group_of: dict[str, int] = {}
    marks: list[set[str]] = []
    for text in sorted({row.text for row in chain.names}, key=lambda t: (-len(t), t)):
        own = _marks(chain, text, words, context)
        at = next((n for n, mark in enumerate(marks) if _can_be_one(own, mark, chain.kind)), None)
        if at is None:
            marks.append(set(own))
            at = len(marks) - 1
        else:
            marks[at] |= own
        group_of[text] = at
    if len(marks) == 1:
        return [chain]
    parts: list[list[Row]] = [[] for _ in marks]
    at = group_of[chain.names[0].text]
    for row in chain.rows:
        at = group_of[row.text] if row.kind == "name" else at
        parts[at].append(row)
    return [Chain(chain.kind, tuple(rows)) for rows in parts if rows]


def _marks(chain: Chain, text: str, words: Lexicon, context: PlaceContext) -> set[str]:
    if chain.kind == "person":
        return {skeleton(part) for part in person_tokens(text, words)}
    row = next(row for row in chain.names if row.text == text)
    reading = context.read(row)
    return {reading.place.gazetteer_id} if reading.place is not None else set()


def _can_be_one(a: set[str], b: set[str], kind: str) -> bool:
    """One word is no full name: a callsign or a surname may stand for any. A place without a reading fits any."""
    if kind == "person":
        return bool(a & b) or len(a) == 1 or len(b) == 1
    return not a or not b or bool(a & b)
