"""Posts by their letters: "the COAS", "GSO1", "the J3 of the Armed Forces", "Bn 2ic" (lists in titles.yaml)."""

import re

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.title_words import is_initials, is_letter, is_name_word
from pipeline.annotate.tokens import Tokens

_BRANCH = re.compile(r"[JGSAN]-?[1-9]")  # linear: one letter, one digit
_GRADED = re.compile(r"(?:GSO|SO)-?[1-3]")
_GRADES = frozenset({"1", "2", "3", "i", "ii", "iii"})


class PostCodes:
    """The acronyms and staff codes that are posts, some of them only where somebody holds them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._certain = lexicon.words("titles", "role_acronyms")
        self._doubtful = lexicon.words("titles", "doubtful_role_acronyms")
        self._before_names = lexicon.words("titles", "role_acronyms_before_names")
        self._held_by = lexicon.words("titles", "post_before_code")
        self._owners = lexicon.words("titles", "owner_before_code")
        self._duties = lexicon.words("titles", "duties")
        self.initials = frozenset(word for word in self._certain | self._doubtful if len(word) == 2)
        self._graded = lexicon.words("titles", "graded_codes")
        self.words = self._certain | self._doubtful | self._graded

    def begins(self, word: str) -> bool:
        """Whether a word of letters and digits may be a staff code."""
        return _BRANCH.fullmatch(word.upper()) is not None or _GRADED.fullmatch(word.upper()) is not None

    def end_at(self, tokens: Tokens, i: int) -> int | None:
        """Where the acronym or code that begins at token `i` ends; None where there is none."""
        word, text = tokens.lower[i], tokens.text[i]
        if not (text.isupper() or word == "2ic") or tokens.text[i + 1 : i + 2] == ["-"]:
            return None
        if word in self._certain:
            return i + 1
        if word in self._doubtful:
            return i + 1 if self._is_held(tokens, i, i + 1) else None
        if _GRADED.fullmatch(text):
            return i + 1
        if word in self._graded and tokens.lower[i + 1 : i + 2] and tokens.lower[i + 1] in _GRADES:
            return i + 2
        return i + 1 if _BRANCH.fullmatch(text) and self._is_branch(tokens, i) else None

    def _is_held(self, tokens: Tokens, i: int, last: int) -> bool:
        """Whether somebody holds the post: "the CO said", "ex-CO", "CO Lt Col Ama Boye", not "CO2" or "a CO leak"."""
        if i and tokens.text[i - 1][-1].isdigit():
            return False  # "at 3 PM"
        if tokens.lower[i] in self._before_names and self._is_named(tokens, last):
            return True
        goes_on = last < len(tokens) and (
            tokens.pos[last] in {"NOUN", "PROPN", "NUM"}
            or tokens.text[last] in {"-", "/"}
            or tokens.text[last].isdigit()
        )
        return not goes_on and self._is_introduced(tokens, i, self._held_by | self._owners)

    def _is_branch(self, tokens: Tokens, i: int) -> bool:
        """Whether a letter and a digit are a branch of a staff: "the J3, Col Ayo", "as G4", "operations (G3)"."""
        last = i + 1
        if self._is_introduced(tokens, i, self._held_by):
            return (
                last == len(tokens) or tokens.pos[last] not in {"NOUN", "PROPN", "NUM"} or self._is_named(tokens, last)
            )
        if tokens.text[i - 1 : i] == ["("] and tokens.text[last : last + 1] == [")"]:
            return tokens.lower[i - 2] in self._duties
        of_a_body = tokens.lower[last : last + 2] == ["of", "the"] and self._names_body(tokens, last + 2)
        if tokens.text[i][0] == "J" and tokens.lower[last : last + 1] in (["of"], ["at"]):
            return of_a_body or self._names_body(tokens, last + 1) or self._names_body(tokens, last + 2)
        return self._is_introduced(tokens, i, self._owners) and (of_a_body or self._is_named(tokens, last))

    @staticmethod
    def _names_body(tokens: Tokens, at: int) -> bool:
        """Whether a name or a numbered unit begins at token `at`: "the G3 of the 205th Corps"."""
        return at < len(tokens) and (tokens.capital[at] or tokens.text[at][0].isdigit())

    @staticmethod
    def _is_introduced(tokens: Tokens, i: int, words: frozenset[str]) -> bool:
        at = i - 1
        if at > 0 and tokens.text[at] == "-":
            at -= 1  # "ex-CO"
        return at >= 0 and tokens.lower[at] in words

    @staticmethod
    def _is_named(tokens: Tokens, last: int) -> bool:
        """Whether who holds the post follows, with a comma or without: "the J3, Col Ayo Bright", "PM Ivo Lund"."""
        at = last + 1 if tokens.text[last : last + 1] == [","] else last
        if not is_name_word(tokens, at) or tokens.pos[at] not in {"PROPN", "NOUN"}:
            return False
        is_short = is_letter(tokens.text[at]) or is_initials(tokens.text[at])
        follows = at + 1 < len(tokens) and (tokens.capital[at + 1] or tokens.text[at + 1] == ".")
        return is_short or (follows and not (tokens.text[at].isupper() and len(tokens.text[at]) > 4))
