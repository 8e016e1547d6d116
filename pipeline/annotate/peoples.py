"""Adjectives of states and peoples: a nationality, people ("the Lebanese"), a person ("a Ukrainian"), a language."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens

_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "conj", "agent", "attr", "dative", "appos", "ROOT"})


def settle_nationalities(
    tokens: Tokens, candidates: Sequence[Candidate], learning: frozenset[str], of_languages: frozenset[str]
) -> list[Candidate]:
    """All candidates; those for nationalities and peoples with the label that their place in the sentence gives.

    One speaks or learns a language (`learning`, lemmas); its name stands before a noun of languages ("a Korean speaker").
    """
    adjectives = {c.start: c for c in candidates if c.label == "NATIONALITY"}
    spoken = languages(tokens, adjectives.values(), learning, of_languages)
    settled: list[Candidate] = []
    for c in candidates:
        if c.label == "GROUP" and c.detector == "table:people" and c.start in adjectives:
            continue
        if c.label != "NATIONALITY":
            settled.append(c)
        elif c.start not in spoken:
            settled.append(_as_people(tokens, c) or c)
    return settled


def _as_people(tokens: Tokens, c: Candidate) -> Candidate | None:
    """The candidate as GROUP or PERSON when no noun follows and an article or a number stands before it."""
    if _noun_follows(tokens, c) or tokens.dep[c.last - 1] not in _ARGUMENTS or not c.first:
        return None
    before = tokens.lower[c.first - 1]
    if before in {"a", "an"} and tokens.pos[c.last - 1] in {"NOUN", "PROPN"}:
        return replace(c, label="PERSON", kind="nominal")
    if before == "the" or tokens.tag[c.first - 1] == "CD":
        return replace(c, label="GROUP", kind="nominal")
    return None


def _noun_follows(tokens: Tokens, c: Candidate) -> bool:
    return c.last < len(tokens) and (
        tokens.pos[c.last] in {"NOUN", "PROPN", "ADJ", "NUM"}
        or tokens.tag[c.last] in {"VBN", "HYPH"}
        or tokens.text[c.last] in {"-", "–"}
    )


def languages(
    tokens: Tokens, adjectives: Iterable[Candidate], learning: frozenset[str], of_languages: frozenset[str]
) -> set[int]:
    """Start offsets of adjectives that name a language here: "speak Korean", "in Russian", "interpreters of Korean"."""
    found = set()
    for c in adjectives:
        i = c.last - 1
        if _noun_follows(tokens, c) and tokens.lower[c.last] not in of_languages:
            continue
        head = tokens.head[i]
        for _ in range(6):
            if tokens.dep[head] != "conj" and tokens.dep[i] != "conj":
                break
            i, head = head, tokens.head[head]
        if tokens.doc[head].lemma_ in learning or (
            tokens.lower[head] in {"in", "of", "into", "from"} and tokens.dep[i] == "pobj"
        ):
            found.add(c.start)
    return found
