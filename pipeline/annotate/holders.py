"""Posts and trades beside people: a noun that only says what somebody named is, and whoever holds a post."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.annotate.blocked import Blocked
from pipeline.annotate.lexicon import Head
from pipeline.annotate.spans import Candidate
from pipeline.annotate.title_words import Title
from pipeline.annotate.tokens import Tokens

PERSON_PRONOUNS = frozenset({"he", "she", "him", "her", "himself", "herself", "i", "me"})
_PLURAL_TAGS = frozenset({"NNS", "NNPS"})
_DOERS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "agent", "dative"})
_RISING = frozenset({"promote", "elevate", "raise", "demote"})  # "promoted to lieutenant colonel"
_COPULAS = frozenset({"be", "become", "remain"})


def holder(tokens: Tokens, title: Title, blocked: Blocked) -> Candidate | None:
    """Who holds a post that heads no description: "the GOC has left", "a former Inspector-General of Police"."""
    first, i = title.first, title.head
    while first > tokens.sentence_start(i) and tokens.tag[first - 1] in {"JJ", "VBG", "VBN"}:
        first -= 1
    named = title.last in blocked.person_starts or titles_a_name(tokens, i, blocked)
    if named or not first or tokens.tag[first - 1] not in {"DT", "PRP$"} or tokens.tag[i] in _PLURAL_TAGS:
        return None
    before = first - 2
    apposed = before >= 0 and (tokens.text[before] in {",", "("} or tokens.lower[before] == "as")
    if apposed or tokens.dep[i] not in _DOERS:
        return None
    start, end = tokens.start[first], tokens.end[title.last - 1]
    return Candidate(start, end, first, title.last, i, "PERSON", "nominal", "nominals")


def titles_a_name(tokens: Tokens, i: int, blocked: Blocked) -> bool:
    """ "the spokesman of the Navy, Taras Luhovyi": the noun is the name's title, not a mention of its own."""
    if any(tokens.tag[j] == "DT" and tokens.lower[j] in {"a", "an"} for j in tokens.children(i) if j < i):
        return False
    for j in range(i + 1, min(tokens.right[i], i + 12)):
        if j in blocked.person_starts and tokens.dep[j] != "pobj":
            return True
        if tokens.pos[j] in {"VERB", "AUX"}:
            return False
    return (
        tokens.dep[i] == "appos"
        and tokens.head[i] in blocked.inside
        and not any(tokens.tag[j] == "DT" for j in tokens.children(i) if j < i)
    )


def says_what(tokens: Tokens, first: int, i: int, noun: Head, blocked: Blocked) -> bool:
    """Whether the noun says what a named person is: "Nafisa Adlan, 51, a midwife", "he was a sapper", "as a captain"."""
    at = first - 1
    if at >= 0 and tokens.lower[at] in {"a", "an"}:
        at -= 1
    elif at >= 0 and tokens.lower[at] == "the" and noun.also == "ROLE":
        return at > 1 and tokens.text[at - 1] == "," and at - 2 in blocked.in_persons
    elif at >= 0 and tokens.tag[at] in {"DT", "PRP$", "POS"}:
        return False
    if at >= 0 and tokens.lower[at] == "as":
        return noun.also is not None
    if at > 0 and tokens.lower[at] in {"to", "of"} and tokens.tag[i] not in _PLURAL_TAGS:
        rises = str(tokens.doc[tokens.head[at]].lemma_) in _RISING or tokens.lower[at - 1] == "rank"
        return rises and (tokens.lower[at] == "to" or tokens.lower[at - 1] == "rank")
    if at >= 0 and tokens.text[at] in {",", "("}:
        before = at - 1
        if before >= 1 and tokens.text[before].isdigit() and tokens.text[before - 1] == ",":
            before -= 2
        return before in blocked.in_persons
    verb = tokens.head[i]
    if tokens.dep[i] not in {"attr", "oprd"} or tokens.doc[verb].lemma_ not in _COPULAS:
        return False
    return any(
        tokens.dep[j] == "nsubj" and (j in blocked.in_persons or tokens.lower[j] in PERSON_PRONOUNS)
        for j in tokens.children(verb)
    )


def fit_to_posts(tokens: Tokens, described: dict[int, Candidate], titles: Sequence[Title], blocked: Blocked) -> None:
    """A description that a post heads holds the whole post ("former Inspector-General of Police"), and a post no other.

    Right before a name a post is nobody of its own: "US Secretary of State Ann Lee".
    """
    for title in titles:
        if title.label != "ROLE":
            continue
        inside = [i for i in range(title.first, title.last) if i in described]
        for i in inside:
            is_its = i == (title.head if title.head in inside else inside[0]) and described[i].label == "PERSON"
            if is_its and title.last not in blocked.person_starts:
                last = max(described[i].last, title.last)
                described[i] = replace(described[i], last=last, end=tokens.end[last - 1])
            elif described[i].label in {"PERSON", "GROUP"}:
                del described[i]
