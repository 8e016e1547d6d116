"""Posts that a sentence tells of: "appointed X as GOC", "X took over from Y", "X was Commandant until then".

Who takes a post up is later "the new GOC", who hands it over "the outgoing commander"; each is the other's successor or
predecessor. Verbs: configs/annotate/coref.yaml (appointing, taking_up, giving_up, taking_over); phrases:
configs/grammar/succession.yaml.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.annotate.coref_names import CorefWords
from pipeline.annotate.coref_titles import ANY_POST, TITLES, State, Titles, title_heads, words_of_title
from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens
from pipeline.grammar.succession import succession_cues

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_INSIDE = frozenset({"compound", "nmod", "nummod"})
_BECOMING = frozenset({"be", "become", "remain"})
_WHO = frozenset({"who", "that"})
_SHARING = frozenset({"conj", "xcomp", "advcl"})
_MAX_CLIMB = 5
_MAX_BEFORE = 8  # tokens of "in place of Brigadier General X"


@dataclass
class Posts:
    """Titles by index of the mention that holds them, and who followed whom: pairs of mentions (old, new)."""

    titles: dict[int, Titles]
    followed: list[tuple[int, int]] = field(default_factory=list)

    def other_of(self, word: str, owner: int | None, first_of: Callable[[int], int]) -> int | None:
        """Who the "successor" or "predecessor" of `owner` is; of an owner unknown the only one told of."""
        side = 1 if word == "successor" else 0
        pairs = {(first_of(old), first_of(new)) for old, new in self.followed}
        fits = {pair[side] for pair in pairs if owner is None or pair[1 - side] == owner}
        return fits.pop() if len(fits) == 1 else None


def add_told_posts(
    tokens: Tokens, mentions: Sequence[Candidate], titles: Mapping[int, Titles], words: CorefWords
) -> Posts:
    """The titles beside names, with the posts that verbs tell of."""
    posts = Posts(dict(titles))
    people = {m.head: n for n, m in reversed(list(enumerate(mentions))) if m.label == "PERSON"}
    for title in (m for m in mentions if m.label in TITLES):
        holder, state = _holder(tokens, title, mentions, people, words)
        if holder is not None and not mentions[holder].first <= title.head < mentions[holder].last:
            heads = title_heads(tokens, title, words)
            posts.titles.setdefault(holder, Titles()).add(heads, words_of_title(tokens, title), state)
    for i in range(len(tokens)):
        if tokens.pos[i] in {"VERB", "AUX"}:
            _add_change(tokens, i, people, words, posts)
    heads_of_titles = {m.head for m in mentions if m.label in TITLES}
    for i, n in people.items():
        _add_place_of(tokens, i, people, posts)
        for noun in _nouns_of(tokens, i) if mentions[n].kind == "name" else ():
            if noun not in people and noun not in heads_of_titles:
                posts.titles.setdefault(n, Titles()).nouns.add(str(tokens.doc[noun].lemma_).lower())
    return posts


def _holder(
    tokens: Tokens, title: Candidate, mentions: Sequence[Candidate], people: Mapping[int, int], words: CorefWords
) -> tuple[int | None, State]:
    """Who holds a title by what its verb says, and whether it is held, lately taken up, or of the past."""
    i = title.head
    for _ in range(_MAX_CLIMB):
        if tokens.dep[i] not in _INSIDE and not (tokens.dep[i] == "pobj" and tokens.lower[tokens.head[i]] == "of"):
            break
        i = tokens.head[i] if tokens.dep[i] in _INSIDE else tokens.head[tokens.head[i]]
    verb, dep = tokens.head[i], tokens.dep[i]
    lists = words.lists
    if dep == "pobj" and tokens.lower[verb] in {"as", "to"}:
        prep, verb = tokens.lower[verb], tokens.head[verb]
        if str(tokens.doc[verb].lemma_) in lists["appointments"]:
            return _child(tokens, verb, {"poss"}, people), "new"
        verb = tokens.head[verb] if tokens.pos[verb] == "NOUN" else verb  # "assumed duty as", "posted to 3 Division as"
        verb = tokens.head[tokens.head[verb]] if tokens.dep[verb] == "pobj" else verb
        lemma = str(tokens.doc[verb].lemma_)
        if lemma in lists["appointing"]:
            return _undergoer(tokens, verb, people), "new"
        if prep == "as" and lemma in lists["giving_up"]:
            return _undergoer(tokens, verb, people) or _subject(tokens, verb, people), "past"
        if prep == "as" and lemma in lists["taking_up"] | lists["taking_over"]:
            return _subject(tokens, verb, people), "new"
        is_past = tokens.tag[verb] == "VBD"
        return (_subject(tokens, verb, people), "past" if is_past else "held") if lemma == "serve" else (None, "held")
    lemma = str(tokens.doc[verb].lemma_)
    if dep == "attr" and lemma in _BECOMING and not any(tokens.dep[j] == "neg" for j in tokens.children(verb)):
        ended = tokens.tag[verb] == "VBD" and bool(
            lists["ended"] & set(tokens.lower[tokens.left[verb] : tokens.right[verb]])
        )
        return _subject(tokens, verb, people), "past" if ended else "new" if lemma == "become" else "held"
    if dep in {"oprd", "dobj", "attr"} and lemma in lists["appointing"]:
        before = next((n for n, m in enumerate(mentions) if m.label == "PERSON" and m.last == title.first), None)
        return _undergoer(tokens, verb, people) if before is None else before, "new"
    return None, "held"


def _add_change(tokens: Tokens, i: int, people: Mapping[int, int], words: CorefWords, posts: Posts) -> None:
    """Note who took over from whom: "handed over to", "took over from", "succeeds", "was replaced by"."""
    lists, lemma, after = words.lists, str(tokens.doc[i].lemma_), set(tokens.lower[i + 1 : i + 3])
    subject = _subject(tokens, i, people)
    old: int | None = None
    new: int | None = None
    if lemma in lists["taking_over"]:
        other = _child(tokens, i, {"dobj"}, people)
        old, new = other, subject
        if _child(tokens, i, {"nsubjpass"}, people) is not None:
            old, new = subject, _behind(tokens, i, "by", people)
    elif lemma in lists["handing"] and ("over" in after or _handed(tokens, i) & lists["handed_over"]):
        old, new = subject, _behind(tokens, i, "to", people)
    elif lemma in lists["taking_up"] and ("over" in after or after & lists["taken_up"]):
        old, new = _behind(tokens, i, "from", people), subject
    else:
        return
    _follow(posts, old, new)


def _add_place_of(tokens: Tokens, i: int, people: Mapping[int, int], posts: Posts) -> None:
    """Note who follows whom "in place of" or "in succession to" somebody, by the phrase before the person."""
    cues = succession_cues().in_place_of
    at = next((j for j in range(i - 2, max(i - _MAX_BEFORE, 0) - 1, -1) if cues.length(tokens.lower, j)), None)
    if at is None:
        return
    last = at + cues.length(tokens.lower, at) - 1
    if tokens.right[last - 1] > i and tokens.pos[tokens.head[at]] in {"VERB", "AUX", "NOUN", "PROPN"}:
        above = tokens.head[at]
        for _ in range(_MAX_CLIMB):
            if tokens.pos[above] in {"VERB", "AUX"}:
                _follow(posts, people[i], _subject(tokens, above, people))
                return
            above = tokens.head[above]


def _handed(tokens: Tokens, verb: int) -> set[str]:
    return {tokens.lower[j] for j in tokens.children(verb) if tokens.dep[j] == "dobj"}


def _follow(posts: Posts, old: int | None, new: int | None) -> None:
    """Note that `new` took over, and from whom."""
    if new is not None:
        posts.titles.setdefault(new, Titles()).add({ANY_POST}, set(), "new")
    if old is not None:
        posts.titles.setdefault(old, Titles()).add({ANY_POST}, set(), "past")
    if old is not None and new is not None:
        posts.followed.append((old, new))


def _nouns_of(tokens: Tokens, i: int) -> Iterator[int]:
    """What an apposition or a copula says that somebody is: "Kim, a North Korean soldier", "Kim is a soldier"."""
    verb = tokens.head[i]
    yield from (j for j in tokens.children(i) if tokens.dep[j] == "appos" and tokens.tag[j] == "NN")
    if tokens.dep[i] == "nsubj" and str(tokens.doc[verb].lemma_) == "be":
        said = list(tokens.children(verb))
        if not any(tokens.dep[j] == "neg" for j in said):
            yield from (j for j in said if tokens.dep[j] == "attr" and tokens.tag[j] == "NN")


def _subject(tokens: Tokens, verb: int, people: Mapping[int, int]) -> int | None:
    """The person who is subject of a verb, of the verb it shares its subject with, or before "who"."""
    for _ in range(_MAX_CLIMB):
        subject = next((j for j in tokens.children(verb) if tokens.dep[j] in _SUBJECTS), None)
        if subject is not None:
            is_who = tokens.lower[subject] in _WHO and tokens.dep[verb] == "relcl"
            return people.get(tokens.head[verb] if is_who else subject)
        if tokens.dep[verb] not in _SHARING:
            return None
        verb = tokens.head[verb]
    return None


def _undergoer(tokens: Tokens, verb: int, people: Mapping[int, int]) -> int | None:
    """Whom a verb of appointing puts into a post."""
    passive = any(tokens.dep[j] in {"nsubjpass", "auxpass"} for j in tokens.children(verb))
    return _subject(tokens, verb, people) if passive else _child(tokens, verb, {"dobj"}, people)


def _child(tokens: Tokens, verb: int, deps: set[str], people: Mapping[int, int]) -> int | None:
    return next((people[j] for j in tokens.children(verb) if tokens.dep[j] in deps and j in people), None)


def _behind(tokens: Tokens, verb: int, word: str, people: Mapping[int, int]) -> int | None:
    """The person behind a preposition of a verb, or of its object: "handed over command to X"."""
    for prep in range(verb + 1, tokens.right[verb]):
        above = tokens.head[prep]
        if tokens.lower[prep] == word and (above == verb or tokens.head[above] == verb):
            found = next((people[j] for j in tokens.children(prep) if tokens.dep[j] == "pobj" and j in people), None)
            if found is not None:
                return found
    return None
