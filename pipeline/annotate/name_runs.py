"""Runs of capitalised words: which words can be part of a name, and how far a name reaches from one of them."""

from collections.abc import Collection

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.tokens import Tokens

_HYPHENS = frozenset({"-", "–"})
_OPENING_QUOTES = frozenset({'"', "“", "«", "‘", "'"})
_CLOSING_QUOTES = frozenset({'"', "”", "»", "’", "'"})


class NameRuns:
    """Reads runs of name words from a text's tokens."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._junk_first = lexicon.words("names", "junk_first")
        self._owners = lexicon.words("names", "owners")
        self._joining = lexicon.words("names", "name_joining")
        self._tying = self._joining | lexicon.words("names", "hyphen_joining")  # where a hyphen follows
        self._prefixes = lexicon.words("names", "prefixes")
        self._ties = lexicon.words("names", "ties")
        self._topics = lexicon.words("names", "topics") | lexicon.words("names", "functions")
        self._org_first = frozenset(phrase[-1] for phrase in lexicon.names["org_first"])
        self._nationalities = frozenset(n.lower() for n in lexicon.nationalities)

    def is_name_token(self, tokens: Tokens, i: int) -> bool:
        """Whether token `i` can be a word of a name: capitalised letters, no function word at a sentence's start."""
        if not 0 <= i < len(tokens) or not tokens.capital[i] or not tokens.text[i][0].isalpha():
            return False
        if tokens.lower[i] in self._junk_first and tokens.pos[i] not in {"PROPN"}:
            return self.is_prefix(tokens, i)
        return (
            tokens.pos[i] not in {"PRON", "DET", "AUX", "CCONJ", "SCONJ", "ADP", "PART", "NUM"}
            or tokens.text[i].isupper()
        )

    def is_prefix(self, tokens: Tokens, i: int) -> bool:
        """Whether a hyphen ties token `i` to the rest of a name word: "Anti-Robbery", "Anti-corruption"."""
        return self._is_hyphen_between(tokens, i + 1) and (tokens.capital[i + 2] or self._is_half(tokens, i + 2))

    def run_left(self, tokens: Tokens, last: int, *, joined: bool = False) -> int:
        """First token of the run of name words that ends before `last` (`last` itself when there is none)."""
        first = last
        floor = tokens.sentence_start(last) if last < len(tokens) else 0
        while first > floor:
            j = first - 1
            if self.is_name_token(tokens, j):
                first = j
            elif self._is_half(tokens, j) or self._is_joined_article(tokens, j, floor):
                first = j - 2
            elif (j > floor and tokens.lower[j - 1] in self._owners and self._is_possessive_name(tokens, j)) or (
                (
                    (
                        tokens.text[j] in _HYPHENS
                        and j > floor
                        and tokens.end[j] == tokens.start[j + 1]
                        and tokens.end[j - 1] == tokens.start[j]
                    )
                    or tokens.lower[j] in self._joining
                    or (joined and j > floor and self._joins_parts(tokens, j))
                )
                and self.is_name_token(tokens, j - 1)
                and first != last
            ):
                first = j - 1
            else:
                break
        return self._topics_left(tokens, first, last) if joined else first

    def _topics_left(self, tokens: Tokens, first: int, last: int) -> int:
        """Where a body's name begins that lists topics: "Foreign, Commonwealth and Development Office"."""
        if not any(tokens.lower[j] in {"and", "&"} for j in range(first, last)):
            return first
        while first > 1 and tokens.text[first - 1] == "," and tokens.lower[first - 2] in self._topics:
            if not self.is_name_token(tokens, first - 2):
                break
            first = self.run_left(tokens, first - 1)
        return first

    def _joins_parts(self, tokens: Tokens, j: int) -> bool:
        """Whether token `j` holds one body's name together: "of", or the "and" of two topics, not of two bodies."""
        if tokens.lower[j] in {"of", "for"}:
            return True
        return tokens.lower[j] in {"and", "&"} and tokens.lower[j - 1] in self._topics

    def topics_right(self, tokens: Tokens, last: int) -> int:
        """Where a body's name ends that goes on as a list of topics: "Labour" of "Ministry of Labour, Family and Trade"."""
        at = last
        while at + 1 < len(tokens) and tokens.text[at] == "," and self.is_name_token(tokens, at + 1):
            at = self.run_right(tokens, at + 1)
        if at == last:
            return last
        joint = at + 1 if tokens.text[at : at + 1] == [","] else at
        if joint + 1 >= len(tokens) or tokens.lower[joint] not in {"and", "&"}:
            return last
        if not self.is_name_token(tokens, joint + 1) or tokens.sentence[joint + 1] != tokens.sentence[last - 1]:
            return last
        end = self.run_right(tokens, joint + 1)
        return end if tokens.lower[end - 1] in self._topics else last

    @staticmethod
    def _is_possessive_name(tokens: Tokens, j: int) -> bool:
        """Whether token `j` is the possessive of "People's Liberation Army", "Committee of Soldiers' Mothers"."""
        return tokens.text[j] in {"'s", "’s", "'", "’"} and tokens.capital[j - 1]

    def _is_half(self, tokens: Tokens, j: int) -> bool:
        """Whether token `j` is the small half of "Co-operation", "Anti-corruption"."""
        return (
            j > 1
            and self._is_hyphen_between(tokens, j - 1)
            and tokens.capital[j - 2]
            and tokens.lower[j - 2] in self._prefixes
            and tokens.text[j].islower()
        )

    def _is_joined_article(self, tokens: Tokens, j: int, floor: int) -> bool:
        """Whether token `j` is the hyphen of "Jurat al-Qamar": an article before it and a name word before that."""
        return (
            j - 2 >= floor
            and tokens.text[j] in _HYPHENS
            and tokens.lower[j - 1] in self._tying
            and self.is_name_token(tokens, j - 2)
        )

    def run_right(self, tokens: Tokens, first: int) -> int:
        """Where the run of name words that begins at `first` ends."""
        last = first + 1
        while last < len(tokens) and tokens.sentence[last] == tokens.sentence[first]:
            if self.is_name_token(tokens, last):
                last += 1
            elif (last + 1 < len(tokens) and self._is_half(tokens, last + 1)) or (
                (
                    (tokens.text[last] in _HYPHENS and tokens.end[last - 1] == tokens.start[last])
                    or tokens.lower[last] in self._joining
                )
                and self.is_name_token(tokens, last + 1)
            ):
                last += 2
            elif (
                last + 2 < len(tokens)
                and tokens.lower[last] in self._tying
                and tokens.text[last + 1] in _HYPHENS
                and self.is_name_token(tokens, last + 2)
            ):
                last += 3
            elif self._is_hyphen_between(tokens, last) and self._is_tied(tokens, last + 1):
                last += 4
            else:
                break
        return last

    def _is_tied(self, tokens: Tokens, i: int) -> bool:
        """Whether token `i` is the small word of "Rostov-on-Don", "Tehreek-e-Labbaik"."""
        return tokens.lower[i] in self._ties and self._is_hyphen_between(tokens, i + 1) and tokens.capital[i + 2]

    def person_right(self, tokens: Tokens, last: int, stop: Collection[int]) -> int:
        """Where a person's name ends that reaches at least to `last`: "Aamodt-Lien", "Ghalib as-Sabri", "“Spud” Lee"."""
        reached = self.joined_right(tokens, last, stop)
        if reached == last and last + 1 < len(tokens) and last + 1 not in stop:
            if self._is_hyphen_between(tokens, last) and self.is_name_token(tokens, last + 1):
                reached = last + 2
            elif (
                tokens.text[last] in _OPENING_QUOTES
                and tokens.text[last + 2 : last + 3]
                and tokens.text[last + 2] in _CLOSING_QUOTES
                and tokens.capital[last + 1]
                and self.is_name_token(tokens, last + 3)
            ):
                reached = last + 4
        return reached if reached == last else self.person_right(tokens, reached, stop)

    def is_tied_name(self, tokens: Tokens, i: int) -> bool:
        """Whether a hyphen at token `i` ties a name word to what stands before it: "Movement-North"."""
        return self._is_hyphen_between(tokens, i) and self.is_name_token(tokens, i + 1)

    def joined_right(self, tokens: Tokens, last: int, stop: Collection[int]) -> int:
        """The end of a name that reaches at least to `last`, over one small word: "Jurat al-Qamar", "Rostov-on-Don"."""
        if (
            last + 2 < len(tokens)
            and tokens.lower[last] in self._tying
            and self._is_hyphen_between(tokens, last + 1)
            and self.is_name_token(tokens, last + 2)
            and last + 2 not in stop
        ):
            return last + 3
        if self._is_hyphen_between(tokens, last) and self._is_tied(tokens, last + 1) and last + 3 not in stop:
            return last + 4
        return last

    def joined_left(self, tokens: Tokens, first: int) -> int:
        """Where a name begins whose first word seen is the article of "Jaysh al-Islam"."""
        if (
            first > tokens.sentence_start(first)
            and tokens.lower[first] in self._tying
            and self._is_hyphen_between(tokens, first + 1)
            and self.is_name_token(tokens, first - 1)
            and tokens.pos[first - 1] == "PROPN"
        ):
            return first - 1
        return first

    @staticmethod
    def _is_hyphen_between(tokens: Tokens, i: int) -> bool:
        return (
            0 < i < len(tokens) - 1
            and tokens.text[i] in _HYPHENS
            and tokens.end[i - 1] == tokens.start[i]
            and tokens.end[i] == tokens.start[i + 1]
        )

    def long_run_right(self, tokens: Tokens, first: int) -> int:
        """As `_run_right`, over "of", "for the" and "and" too."""
        last = self.run_right(tokens, first)
        while last + 1 < len(tokens) and tokens.sentence[last] == tokens.sentence[first]:
            skip = last
            if tokens.lower[skip] in {"of", "for", "and", "&"}:
                skip += 1
                if tokens.lower[skip] == "the" and tokens.lower[last] != "and":
                    skip += 1
            if tokens.lower[last - 1] in self._owners and self._is_possessive_name(tokens, last):
                skip = last + 1
            if skip == last or not self.is_name_token(tokens, skip):
                break
            if tokens.lower[last] in {"and", "&"} and (
                tokens.lower[skip] in self._org_first
                or tokens.text[skip].isupper()
                or tokens.lower[skip] in self._nationalities
                or tokens.lower[self.run_right(tokens, skip) - 1] in self._org_first
            ):
                break
            last = self.run_right(tokens, skip)
        return self.topics_right(tokens, last)
