"""Trades and kinds of soldiers that say what somebody named is: "Nafisa Adlan, 51, a fish smoker", "Ivo, a paratrooper"."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.annotate.blocked import Blocked
from pipeline.annotate.holders import PostReader
from pipeline.annotate.lexicon import Head, Lexicon
from pipeline.annotate.spans import Candidate, Strength
from pipeline.annotate.tokens import Tokens

_BEHIND = frozenset({",", ".", "who", "whose", "from", "in", "at", "of", "with", "and", "for"})


class TradeFinder:
    """Known trades by their nouns, others by their endings (titles.yaml: trade_ends, kinds_of_soldiers)."""

    def __init__(self, lexicon: Lexicon, posts: PostReader) -> None:
        self._known: Mapping[str, Sequence[Head]] = lexicon.heads
        self._kinds = lexicon.words("titles", "kinds_of_soldiers")
        self._ends = tuple(sorted(lexicon.words("titles", "trade_ends")))
        self._posts = posts

    def apposed(self, tokens: Tokens, names: Sequence[Candidate]) -> Iterator[Candidate]:
        """Trades not among the known, where their form leaves no doubt: "Nafisa Adlan, 51, a fish smoker from Homa Bay"."""
        for name in names:
            for last in (_end_behind(tokens, name), _end_before(tokens, name)) if name.label == "PERSON" else ():
                head = last - 1
                if head < 1 or tokens.tag[head] != "NN" or not tokens.lower[head].endswith(self._ends):
                    continue
                if tokens.lower[head] not in self._known:
                    first = head
                    while tokens.pos[first - 1] == "NOUN":
                        first -= 1
                    yield _role(tokens, first, head)

    def soldiers(self, tokens: Tokens, blocked: Blocked) -> Iterator[Candidate]:
        """Kinds of soldiers that say what somebody named is: "Ivo Lunde, a paratrooper", "Ali Bey was a conscript"."""
        for i, word in enumerate(tokens.lower):
            noun = next((h for h in self._known.get(word, ()) if not h.words), None) if word in self._kinds else None
            if noun is None or i in blocked.inside or (tokens.dep[i] in {"compound", "amod"} and tokens.head[i] > i):
                continue
            first = i
            while first and tokens.tag[first - 1] == "JJ":
                first -= 1
            if self._posts.says_what(tokens, first, i, noun, blocked):
                yield _role(tokens, i, i)


def _end_behind(tokens: Tokens, name: Candidate) -> int:
    """Where "a fish smoker" ends behind a name, its comma and an age; 0 where nothing of the kind stands there."""
    at = name.last
    if at + 3 >= len(tokens) or tokens.text[at] != ",":
        return 0
    if tokens.text[at + 1].isdigit() and tokens.text[at + 2] == ",":
        at += 2
    if tokens.lower[at + 1] not in {"a", "an"}:
        return 0
    last = at + 2
    while last < len(tokens) and last < at + 8 and tokens.pos[last] in {"ADJ", "NOUN"}:
        last += 1
    is_whole = last > at + 2 and last < len(tokens) and tokens.lower[last] in _BEHIND
    return last if is_whole else 0


def _end_before(tokens: Tokens, name: Candidate) -> int:
    """Where "a fish smoker" ends before a comma and a name."""
    at = name.first - 1
    if at < 2 or tokens.text[at] != ",":
        return 0
    first = at - 1
    while first > 0 and tokens.pos[first] in {"ADJ", "NOUN"}:
        first -= 1
    return at if first < at - 1 and tokens.lower[first] in {"a", "an"} else 0


def _role(tokens: Tokens, first: int, head: int) -> Candidate:
    start, end = tokens.start[first], tokens.end[head]
    return Candidate(start, end, first, head + 1, head, "ROLE", "nominal", "titles", Strength.STRUCTURE)
