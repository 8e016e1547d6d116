"""Mentions only where it is clear who is meant: "the pair", "the latter", "the mission"; coref.py drops the others.

And one that always is: "the 38-year-old".
"""

from collections.abc import Iterator

from pipeline.annotate.blocked import Blocked
from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens
from pipeline.annotate.values import Values

ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "conj", "agent", "dative", "attr", "ROOT", "appos"})
IF_MEANT = frozenset({"nominals:together", "nominals:pair", "nominals:body"})
_PHRASE_STARTS = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "DET", "PRON"})


def find_if_meant(
    tokens: Tokens, values: Values, blocked: Blocked, bodies: frozenset[str], together: frozenset[str]
) -> Iterator[Candidate]:
    """All of them; `bodies` are the words for a body that count only where one of that kind was named, `together` those
    for people counted before."""
    yield from _together(tokens, together)
    yield from _numbers(tokens, values)
    yield from _aged(tokens, values)
    yield from _of_pairs(tokens)
    yield from _bodies(tokens, blocked, bodies)


def _together(tokens: Tokens, words: frozenset[str]) -> Iterator[Candidate]:
    """ "The pair", "the trio": people only if they were counted before; `coref` drops the others."""
    for i, word in enumerate(tokens.lower):
        if word not in words or not i or tokens.lower[i - 1] != "the" or begins_phrase(tokens, i + 1):
            continue
        if tokens.dep[i] in ARGUMENTS:
            yield _candidate(tokens, i, i + 1, i, "GROUP", "nominal", "nominals:together")


def _of_pairs(tokens: Tokens) -> Iterator[Candidate]:
    """ "The former", "the latter": one of two that were named; `coref` gives the label, and drops the others."""
    for i, word in enumerate(tokens.lower):
        if word not in {"former", "latter"} or not i or tokens.lower[i - 1] != "the":
            continue
        if not begins_phrase(tokens, i + 1) and (tokens.dep[i] in ARGUMENTS or tokens.dep[i] == "dep"):
            yield _candidate(tokens, i, i + 1, i, "GROUP", "nominal", "nominals:pair")


def _numbers(tokens: Tokens, values: Values) -> Iterator[Candidate]:
    """ "The two", "all five" without a noun."""
    for number in values.candidates:
        i = number.last - 1
        if (
            number.last - number.first > 1
            or not i
            or tokens.lower[i - 1] not in {"the", "all"}
            or not values.counts(number)
        ):
            continue
        if tokens.dep[i] in ARGUMENTS and tokens.tag[i] == "CD" and not begins_phrase(tokens, i + 1):
            yield _candidate(tokens, i, i + 1, i, "GROUP", "nominal", "nominals:together")


def _aged(tokens: Tokens, values: Values) -> Iterator[Candidate]:
    """ "The 38-year-old was killed": one person told by nothing but an age."""
    for age in values.candidates:
        i = age.last - 1
        if tokens.lower[i] != "old" or not age.first or tokens.tag[age.first - 1] not in {"DT", "CC"}:
            continue
        if tokens.dep[i] in ARGUMENTS and not begins_phrase(tokens, age.last) and tokens.tag[i] != "NNS":
            yield _candidate(tokens, age.first, age.last, i, "PERSON", "nominal", "nominals:aged")


def _bodies(tokens: Tokens, blocked: Blocked, words: frozenset[str]) -> Iterator[Candidate]:
    """ "The mission", "the outfit": the label is that of the body."""
    for i, word in enumerate(tokens.lower):
        if word in words and i and tokens.lower[i - 1] == "the" and i not in blocked.inside:
            behind = tokens.lower[i + 1] if i + 1 < len(tokens) else ""
            is_argument = tokens.dep[i] in ARGUMENTS or tokens.dep[i] == "poss"
            if is_argument and behind not in {"of", "to", "for"} and not begins_phrase(tokens, i + 1):
                yield _candidate(tokens, i, i + 1, i, "ORG", "nominal", "nominals:body")


def begins_phrase(tokens: Tokens, i: int) -> bool:
    """Whether "both" or "the pair" goes on at token `i`: "both men", "both in X and Y", "the pair of tanks"."""
    return i < len(tokens) and (tokens.pos[i] in _PHRASE_STARTS or tokens.lower[i] == "of")


def _candidate(tokens: Tokens, first: int, last: int, head: int, label: str, kind: str, detector: str) -> Candidate:
    return Candidate(tokens.start[first], tokens.end[last - 1], first, last, head, label, kind, detector)
