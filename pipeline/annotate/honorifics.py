"""Titles of learning and faith before a name: the "Dr." of "Dr. Elias Maamary" (titles.yaml: honorific_roles)."""

from collections.abc import Callable

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.title_words import Title, is_name_word
from pipeline.annotate.tokens import Tokens

_LOCATIVE = frozenset({"in", "near", "at", "around"})  # "in Mallam Fatori"
_KNOWN_AS = (["known", "as"], [",", "alias"])


class Honorifics:
    """The list of titles; `names_thing` tells where a thing is named rather than a person ("Father Christmas House")."""

    def __init__(self, lexicon: Lexicon, names_thing: Callable[[Tokens, int], bool]) -> None:
        self.words = lexicon.words("titles", "honorific_roles")
        self._doubled = lexicon.words("titles", "doubled_honorifics")
        self._names_thing = names_thing

    def at(self, tokens: Tokens, i: int) -> Title | None:
        """The title that begins at token `i` where a name follows: "Father Lawrence Lotukoi", "Rev. Fr. Ada Obi"."""
        if tokens.lower[i].rstrip(".") not in self.words or not tokens.capital[i]:
            return None
        last = _past_point(tokens, i)
        follows = tokens.lower[last].rstrip(".") if last < len(tokens) else ""
        if tokens.lower[i].rstrip(".") in self._doubled and follows in self.words:
            last = _past_point(tokens, last)
        if tokens.lower[max(0, i - 2) : i] in _KNOWN_AS or (i and tokens.lower[i - 1] == "alias"):
            return None  # "known as Hajj Rabih"
        is_inside = i > tokens.sentence_start(i) and tokens.pos[i - 1] == "PROPN" and tokens.dep[i - 1] == "compound"
        is_name = is_name_word(tokens, last) and tokens.pos[last] == "PROPN" and not self._names_thing(tokens, last)
        is_town = i > 0 and tokens.lower[i - 1] in _LOCATIVE and not is_name_word(tokens, last + 1)
        return Title(i, last, i, "ROLE", True, last) if is_name and not (is_inside or is_town) else None


def _past_point(tokens: Tokens, i: int) -> int:
    """Where an abbreviation ends whose point may be a token of its own."""
    is_cut = tokens.text[i + 1 : i + 2] == ["."] and tokens.end[i] == tokens.start[i + 1]
    return i + 2 if is_cut else i + 1
