"""Posts and trades beside people: a noun that only says what somebody named is, and whoever holds a post."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.annotate.blocked import Blocked
from pipeline.annotate.lexicon import Head, Lexicon
from pipeline.annotate.spans import Candidate
from pipeline.annotate.title_words import Title
from pipeline.annotate.tokens import Tokens

PERSON_PRONOUNS = frozenset({"he", "she", "him", "her", "himself", "herself", "i", "me"})
_PLURAL_TAGS = frozenset({"NNS", "NNPS"})
_DOERS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "agent", "dative"})
_COPULAS = frozenset({"be", "become", "remain"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_CLOSING = frozenset({";", ":", ".", "!", "?", '"', "”", "“"})
_REACH = 25  # tokens between a post and its holder's name

IsPerson = Callable[[int], bool]  # whether a noun at a place means a person


def holder(tokens: Tokens, title: Title, blocked: Blocked, is_person: IsPerson) -> Candidate | None:
    """Who holds a post that heads no description: "the GOC has left", "a former Inspector-General of Police"."""
    first, i = title.first, _top(tokens, title)
    while first > tokens.sentence_start(i) and tokens.tag[first - 1] in {"JJ", "VBG", "VBN"}:
        first -= 1
    named = title.last in blocked.person_starts or titles_a_name(tokens, i, blocked)
    named = named or _is_told_by_name(tokens, i, blocked)
    named = named or names_its_holder(tokens, first, title.last - 1, blocked, is_person)
    if named or not first or tokens.tag[first - 1] not in {"DT", "PRP$"} or tokens.tag[i] in _PLURAL_TAGS:
        return None
    before = first - 2
    apposed = before >= 0 and (tokens.text[before] in {",", "("} or tokens.lower[before] == "as")
    if apposed or tokens.dep[i] not in _DOERS:
        return None
    start, end = tokens.start[first], tokens.end[title.last - 1]
    return Candidate(start, end, first, title.last, i, "PERSON", "nominal", "nominals")


def _top(tokens: Tokens, title: Title) -> int:
    """The word of a post on which its others hang: the "chief" of "chief of staff"."""
    inside = range(title.first, title.last)
    return next((i for i in inside if tokens.head[i] not in inside or tokens.head[i] == i), title.head)


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


class PostReader:
    """Reads what a post or trade is to the people beside it; holds the words it needs."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._rising = lexicon.words("titles", "rising")
        self._giving = lexicon.words("titles", "giving_posts")
        self._before_bare = lexicon.words("titles", "before_bare_posts")

    def says_what(self, tokens: Tokens, first: int, i: int, noun: Head, blocked: Blocked) -> bool:
        """Whether the noun says what a named person is: "Nafisa Adlan, 51, a midwife", "he was a sapper", "as a captain"."""
        at = first - 1
        if noun.also is not None and _is_told_by_name(tokens, i, blocked):
            return True
        if at >= 0 and tokens.lower[at] in {"a", "an"}:
            at -= 1
        elif at >= 0 and tokens.lower[at] == "the" and noun.also == "ROLE":
            behind_name = at > 1 and tokens.text[at - 1] == "," and at - 2 in blocked.in_persons
            return behind_name or _is_told_of_person(tokens, i, blocked)  # "he was the radio operator"
        elif at >= 0 and tokens.tag[at] in {"DT", "PRP$", "POS"}:
            return False
        if at >= 0 and tokens.lower[at] == "as":
            return noun.also is not None
        if at > 0 and tokens.lower[at] in {"to", "of"} and tokens.tag[i] not in _PLURAL_TAGS:
            rises = str(tokens.doc[tokens.head[at]].lemma_) in self._rising or tokens.lower[at - 1] == "rank"
            return rises and (tokens.lower[at] == "to" or tokens.lower[at - 1] == "rank")
        if at >= 0 and tokens.text[at] in {",", "("}:
            before = at - 1
            if before >= 1 and tokens.text[before].isdigit() and tokens.text[before - 1] == ",":
                before -= 2
            return before in blocked.in_persons
        return _is_told_of_person(tokens, i, blocked)

    def is_bare_post(self, tokens: Tokens, first: int, i: int, blocked: Blocked, is_person: IsPerson) -> bool:
        """What somebody is, not somebody: "becomes chief of staff", "the rank of major general", "his wife, a dentist"."""
        if _says_more(tokens, first, i, blocked) or first == tokens.sentence_start(i):
            return False
        before, verb = first - 1, tokens.head[i]
        is_predicate = tokens.dep[i] in {"attr", "oprd"} and tokens.doc[verb].lemma_ in _COPULAS
        if tokens.lower[before] in {"a", "an"}:
            is_beside = before > 1 and tokens.text[before - 1] == "," and tokens.dep[i] not in _SUBJECTS
            return is_beside and tokens.tag[before - 2] not in _PLURAL_TAGS and is_person(before - 2)
        if tokens.tag[before] in {"DT", "PRP$", "POS", "CD"}:
            return False
        given = tokens.dep[i] in {"attr", "oprd"} and tokens.doc[verb].lemma_ in self._giving
        if tokens.dep[i] in _SUBJECTS:
            return is_predicate or given
        is_listed = (
            tokens.capital[i] and tokens.capital[first] and tokens.pos[before] != "ADJ"
        )  # "; Military Secretary;"
        return is_predicate or given or is_listed or tokens.lower[before] in self._before_bare


def _is_told_by_name(tokens: Tokens, i: int, blocked: Blocked) -> bool:
    """Whether a name is told of the post: "the colonel was Ada Obi"."""
    verb = tokens.head[i]
    if tokens.dep[i] != "nsubj" or tokens.lower[verb] not in {"is", "was"}:
        return False
    return any(tokens.dep[j] == "attr" and j in blocked.in_persons for j in tokens.children(verb))


def _is_told_of_person(tokens: Tokens, i: int, blocked: Blocked) -> bool:
    """Whether "be" or "become" tells the noun of somebody named: "Amara Diallo became chief of staff"."""
    verb = tokens.head[i]
    if tokens.dep[i] not in {"attr", "oprd"} or tokens.doc[verb].lemma_ not in _COPULAS:
        return False
    return any(
        tokens.dep[j] == "nsubj" and (j in blocked.in_persons or tokens.lower[j] in PERSON_PRONOUNS)
        for j in tokens.children(verb)
    )


def names_its_holder(tokens: Tokens, first: int, i: int, blocked: Blocked, is_person: IsPerson) -> bool:
    """ "a butcher, Sule Madaki", "the Officer-in-Charge, Doma Division, Deputy Superintendent Talle Ombugadu".

    Behind the post and what it is of, a comma and what stands before a name, ranks and titles, and the name. A
    description that says more than the post ("a 19-year-old rifleman", "a Norwegian guide") is a mention of its own.
    """
    if _says_more(tokens, first, i, blocked):
        return False
    _, end = tokens.sentence_bounds[tokens.sentence[i]]
    comma = None
    for j in range(i + 1, min(end, i + _REACH)):
        if tokens.text[j] == ",":
            comma = j
        elif comma is not None and j in blocked.person_starts:
            return all(_may_precede_name(tokens, k, blocked) for k in range(comma + 1, j))
        elif tokens.pos[j] in {"VERB", "AUX"} or tokens.text[j] in _CLOSING or (comma is None and is_person(j)):
            return False
    return False


def _says_more(tokens: Tokens, first: int, i: int, blocked: Blocked) -> bool:
    """ "A 19-year-old rifleman", "a Norwegian guide", "a retired colonel", "a porter who fled", "the mayor's": mentions."""
    if i + 1 < len(tokens) and (tokens.tag[i + 1] == "POS" or tokens.lower[i + 1] in {"who", "whose", "whom"}):
        return True
    return tokens.text[i].islower() and any(
        j in blocked.pieces
        or tokens.tag[j] in {"VBN", "VBG"}
        or tokens.text[j][:1].isupper()
        or tokens.lower[j] == "retired"
        for j in range(first, i)
    )


def _may_precede_name(tokens: Tokens, k: int, blocked: Blocked) -> bool:
    is_word = tokens.pos[k] in {"PROPN", "NOUN", "ADJ"} or tokens.text[k] in {".", "-", "(", ")"}
    return is_word and tokens.tag[k] not in _PLURAL_TAGS and k not in blocked.inside


def fit_to_posts(tokens: Tokens, described: dict[int, Candidate], titles: Sequence[Title], blocked: Blocked) -> None:
    """A description that a post heads holds the whole post ("former Inspector-General of Police"), and a post no other.

    Right before a name a post is nobody of its own: "US Secretary of State Ann Lee".
    """
    for title in titles:
        inside = [i for i in range(title.first, title.last) if i in described]
        if title.label != "ROLE":
            _fit_to_rank(tokens, described, title, blocked)
            continue
        for i in inside:
            is_its = i == (title.head if title.head in inside else inside[0]) and described[i].label == "PERSON"
            if is_its and title.last not in blocked.person_starts and described[i].first <= title.first:
                last = max(described[i].last, title.last)
                described[i] = replace(described[i], last=last, end=tokens.end[last - 1])
            elif is_its or described[i].label in {"PERSON", "GROUP"} or described[i].first >= title.first:
                del described[i]


def _fit_to_rank(tokens: Tokens, described: dict[int, Candidate], title: Title, blocked: Blocked) -> None:
    """A description that a rank heads holds the whole rank ("a sub-inspector"); before a name a rank is nobody of its own."""
    for i in range(title.first, title.last):
        if i not in described or described[i].label != "PERSON":
            continue
        if title.before_name and title.name_at in blocked.person_starts:
            del described[i]
        elif i == title.head and described[i].first > title.first:
            described[i] = replace(described[i], first=title.first, start=tokens.start[title.first])
