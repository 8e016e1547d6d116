"""Text to tokens for the number and the date grammar: one linear pass, offsets in code points.

Both grammars read a text as a sequence of token classes, one character a class, so that a rule is a small regular
expression over classes ("day month year") instead of over letters: no rule can blow up on crafted text, and a word list
may grow without making any rule slower.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

# Longest form first where forms share a beginning; every branch is a single pass over its characters.
_TOKEN = re.compile(
    r"[apAP]\.\s?[mM]\b\.?"
    r"|[QH][1-4]\b"
    r"|[^\W\d_]+"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9])"
    r"|[0-9]++(?:[.,/][0-9]++)*+(?:st|nd|rd|th|s)?(?![^\W\d_])"
    r"|[0-9]++(?:[.,/][0-9]++)*+"
    r"|['’](?:[0-9]0s|[a-zA-Z]{1,2})\b"
    r"|\n[ \t\r]*+\n"
    r"|[^\s]"
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text: three lists of equal length, and the indices of tokens that begin with a digit."""

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    digits: tuple[int, ...]

    def touches(self, index: int) -> bool:
        """Whether token `index` follows the token before it without a space."""
        return index > 0 and self.starts[index] == self.ends[index - 1]


@lru_cache(maxsize=4)
def lex(text: str) -> Tokens:
    """The tokens of `text`: words, numbers (with their separators and ordinal ending), signs; blanks are left out.

    A number keeps its separators (10,000; 1.5; 9.1.2025; 2025-01-09; 6:30) and an ending glued to it (9th, 1990s).
    A possessive ending ('s) is one token, and so is a blank line: no
    phrase runs from one paragraph into the next. The last few texts are remembered.
    """
    words: list[str] = []
    starts, ends, digits = [], [], []
    for match in _TOKEN.finditer(text):
        word = match.group()
        if "0" <= word[0] <= "9" or (len(word) == 4 and word[2:] == "0s"):
            digits.append(len(words))
        words.append(word)
        starts.append(match.start())
        ends.append(match.end())
    return Tokens(text, tuple(words), tuple(starts), tuple(ends), tuple(digits))
