"""What is one thing by its words alone: ranks, roles, nationalities, weapons, platforms."""

from pipeline.resolve.articles import Chain, Row, View
from pipeline.resolve.lexicon import Lexicon
from pipeline.resolve.people import role_key
from pipeline.resolve.sketch import Node, Sketch
from pipeline.resolve.text import fold


def sketch_thing(view: View, chain: Chain, words: Lexicon) -> Sketch | None:
    """The sketch of a thing: one entity a wording across articles. A DOCUMENT is its owner's, so each is its own."""
    first = chain.rows[0]
    if first.label == "DOCUMENT":
        return None
    rows = chain.names or [row for row in chain.rows if row.kind != "pronoun"]
    keys = {thing_key(view, row, words) for row in rows}
    key = min((key for key in keys if key), default=None, key=lambda k: (-len(k), k))
    if key is None:
        return None
    country = words.states.get(key) if first.label == "NATIONALITY" else None
    canonical = f"{first.label}:{country or key}"
    handles = sorted({fold(row.text) for row in chain.rows if row.kind != "pronoun" and fold(row.text)})
    return Sketch(first.label, tuple(Node(first.label, canonical, handle) for handle in handles), country=country)


def thing_key(view: View, row: Row, words: Lexicon) -> str:
    """A mention's words in one spelling, without counts and in the singular."""
    text = row.text
    for other in sorted(view.inside(row), key=lambda o: -o.start):
        if other.label == "QUANTITY" and other.start == row.start:
            text = text[other.end - row.start :]
    if row.label in ("ROLE", "RANK"):
        return role_key(text, words.ranks if row.label == "RANK" else words.roles)
    key = fold(text)
    if row.label in ("WEAPON", "PLATFORM") and len(key) > 4 and key.endswith("s") and not key.endswith(("ss", "us")):
        key = key[:-1]
    return key
