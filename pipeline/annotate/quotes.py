"""Direct speech: where it stands, and whose it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens

_OPENING = {"“": "”", "«": "»", "‘‘": "’’"}
_MAX_QUOTE_TOKENS = 400
_NEAR_TOKENS = 14


@dataclass(frozen=True, slots=True)
class Quote:
    """Tokens [first, last) between quotation marks; `speaker` is the index of a mention, or None."""

    first: int
    last: int
    speaker: int | None


def find_quotes(
    tokens: Tokens, mentions: Sequence[Candidate], heads: Mapping[int, int], saying: frozenset[str]
) -> list[Quote]:
    """All quotations, in order. The speaker is the subject of a verb of saying outside the marks, near either end."""
    quotes: list[Quote] = []
    opened: int | None = None
    closing = ""
    for i, word in enumerate(tokens.text):
        if opened is None:
            if word in _OPENING or word == '"':
                opened, closing = i, _OPENING.get(word, word)
        elif word == closing or i - opened > _MAX_QUOTE_TOKENS:
            if i - opened > 3:
                speaker = _speaker(tokens, mentions, heads, saying, opened, i)
                if speaker is None and quotes and _goes_on(tokens, quotes[-1], opened):
                    speaker = quotes[-1].speaker
                quotes.append(Quote(opened + 1, i, speaker))
            opened = None
    return quotes


def _goes_on(tokens: Tokens, quote: Quote, opened: int) -> bool:
    """Whether a quotation goes on from the one before: nothing but that one's attribution stands between, in one
    paragraph ("...," said X. "...")."""
    speaker_is_known = quote.speaker is not None and 0 < opened - quote.last <= _NEAR_TOKENS
    between = tokens.source[tokens.start[quote.last] : tokens.start[opened]]
    return speaker_is_known and "\n\n" not in between and between.count(".") <= 1


def _speaker(
    tokens: Tokens,
    mentions: Sequence[Candidate],
    heads: Mapping[int, int],
    saying: frozenset[str],
    first: int,
    last: int,
) -> int | None:
    after = range(last + 1, min(len(tokens), last + _NEAR_TOKENS))
    before = range(first - 1, max(-1, first - _NEAR_TOKENS), -1)
    for span, here in ((after, tokens.sentence[last]), (before, tokens.sentence[first])):
        for i in span:
            if abs(tokens.sentence[i] - here) > 0 or tokens.text[i] in {'"', "“", "”"}:
                break
            if tokens.pos[i] == "VERB" and tokens.doc[i].lemma_ in saying:
                for j in tokens.children(i):
                    if tokens.dep[j] == "nsubj" and j in heads and mentions[heads[j]].label == "PERSON":
                        return heads[j]
    return None
