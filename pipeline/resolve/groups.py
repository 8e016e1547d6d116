"""Groups of people: which are a side's forces at large, and which are a group of their own."""

from pipeline.resolve.articles import Chain, Row, View
from pipeline.resolve.lexicon import Lexicon
from pipeline.resolve.sketch import Node, Sketch
from pipeline.resolve.text import fold, tokens

_MAX_HEAD_WORDS = 3
_MAX_STATE_WORDS = 4


def sketch_group(view: View, chain: Chain, words: Lexicon) -> Sketch | None:
    """The sketch of a bare side-and-force group ("Russian forces", "Ukraine's paratroopers"); None for all others.

    A count, or a word that singles people out ("captured", "first"), makes a group its own.
    """
    kinds: list[tuple[str, str | None]] = []
    for row in chain.rows:
        if row.kind == "pronoun":
            continue
        if any(other.label == "QUANTITY" for other in view.inside(row)):
            return None
        read = _read_bare(row, words)
        if read is None:
            return None
        kinds.append((read[0], read[1] or view.side(row)))
    country = next((code for _, code in kinds if code), None)
    if not kinds or country is None or len({kind for kind, _ in kinds if kind != "forces"}) > 1:
        return None
    if len({code for _, code in kinds if code}) > 1:
        return None
    kind = next((kind for kind, _ in kinds if kind != "forces"), kinds[0][0])
    handles = sorted({fold(row.text) for row in chain.rows if row.kind != "pronoun"})
    return Sketch("group", tuple(Node("group", f"{kind}|{country}", handle) for handle in handles), country=country)


def _read_bare(row: Row, words: Lexicon) -> tuple[str, str | None] | None:
    """Kind of force and country of a bare group; None when a word singles it out."""
    whole = fold(row.text)
    if whole in words.states and whole not in words.state_names:
        return "people", words.states[whole]
    parts = tokens(row.text)
    country: str | None = None
    for length in range(min(_MAX_STATE_WORDS, len(parts) - 1), 0, -1):
        for at in range(len(parts) - length):
            code = words.states.get(" ".join(parts[at : at + length]))
            if code is not None and country is None:
                country = code
                parts = [*parts[:at], *parts[at + length :]]
                break
    for length in range(min(_MAX_HEAD_WORDS, len(parts)), 0, -1):
        kind = words.forces.get(" ".join(parts[-length:]))
        if kind is not None and all(word in words.bare_modifiers for word in parts[:-length]):
            return kind, country
    return None
