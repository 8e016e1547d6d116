"""People by rank and post: what stands beside a name tells whom "the general", "the mayor", "the officer" mean later.

Word lists: configs/annotate/coref.yaml (short_ranks, two_word_ranks, commissioned, enlisted, past_posts).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.annotate.coref_names import CorefWords
from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens

State = Literal["held", "new", "past"]
ANY_POST = "*"

TITLES = frozenset({"RANK", "ROLE"})
_BEFORE_TITLE = frozenset({"DET", "ADJ", "PRON", "PROPN", "PART"})
_AGE_DIGITS = 2
_MAX_GAP = 5  # tokens between a name's comma and the post behind it: ", a former deputy"
_MAX_BRANCH = 3  # tokens of "Nigerian Army" before "commander"
_MAX_OF = 10  # tokens of "commander of the 3rd Brigade" that tell which post it is


@dataclass
class Titles:
    """What is told of somebody: heads of ranks and posts ("general", "mayor") held, lately taken up, and of the past.

    `words` are all words of these, `nouns` what else the text says they are ("a North Korean soldier"). A post that only
    its handing over tells of is ANY_POST.
    """

    heads: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)
    past: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)
    ages: set[str] = field(default_factory=set)

    def add(self, heads: set[str], words: set[str], state: State) -> None:
        """Note a rank or post and the words that tell which it is."""
        if state == "past":
            self.past |= heads
        else:
            self.heads |= heads
            self.new |= heads if state == "new" else set()
        self.words |= words | heads

    def update(self, other: "Titles") -> None:
        """Add all that is told of the same person elsewhere."""
        for name in ("heads", "new", "past", "words", "nouns", "ages"):
            getattr(self, name).update(getattr(other, name))


def find_titles(tokens: Tokens, mentions: Sequence[Candidate], words: CorefWords) -> dict[int, Titles]:
    """Titles of the people named, by index of the mention."""
    titles_of = [m for m in mentions if m.label in TITLES]
    people = {m.first: m.last for m in mentions if m.label == "PERSON" and m.kind == "name"}
    behind = {m.first: m for m in titles_of if m.last not in people}  # not of the next name
    ends = {m.last: m for m in titles_of}
    led = frozenset(people.values())
    before = {_end_of(tokens, m): m for m in titles_of if not _follows(tokens, m, led)} | ends
    found: dict[int, Titles] = {}
    for n, mention in enumerate(mentions):
        if mention.label == "PERSON" and mention.kind == "name":
            titles = Titles()
            for title in _beside(tokens, mention, behind, before):
                state = state_of(tokens, title, words)
                titles.add(title_heads(tokens, title, words), words_of_title(tokens, title), state)
            titles.ages |= _age_behind(tokens, mention)
            if titles != Titles():
                found[n] = titles
        elif mention.label == "PERSON" and (ages := _age_behind(tokens, mention)):
            found[n] = Titles(ages=ages)
    return found


def _beside(
    tokens: Tokens, name: Candidate, behind: Mapping[int, Candidate], ends: Mapping[int, Candidate]
) -> Iterator[Candidate]:
    """Ranks and posts right before a name, behind its comma, and those with which it stands in apposition."""
    at = name.first
    if at - 1 in ends and tokens.text[at - 1] == ",":
        at -= 1  # "the minister, Rustem Umerov": a post alone before the comma is read below
    while (title := ends.get(at)) is not None and title.first < at:
        yield title
        at = title.first
        if tokens.text[at - 1] == "," and at - 1 in ends and ends[at - 1].last < at - 1:
            at -= 1  # "Commander of 3 Brigade, Colonel X"
    if tokens.dep[name.head] == "appos":
        yield from (t for t in behind.values() if t.head == tokens.head[name.head])
    at = name.last
    if at + 2 < len(tokens) and tokens.text[at] == "," and tokens.text[at + 1].isdigit() and tokens.text[at + 2] == ",":
        at += 2
    if at < len(tokens) and tokens.text[at] == ",":
        for i in range(at + 1, min(at + 1 + _MAX_GAP, len(tokens))):
            if (title := behind.get(i)) is not None:
                yield title
                return
            if tokens.pos[i] not in _BEFORE_TITLE:
                return


def _follows(tokens: Tokens, title: Candidate, name_ends: frozenset[int]) -> bool:
    """Whether a title stands behind the comma of a name, and so is that name's: "Musa Ali, the GOC of 3 Division,"."""
    at = title.first - 1
    while at > 0 and tokens.pos[at] in _BEFORE_TITLE:
        at -= 1
    return at > 0 and tokens.text[at] == "," and at in name_ends


def state_of(tokens: Tokens, title: Candidate, words: CorefWords) -> State:
    """Whether the words before a title say that it is new, or of the past: "the outgoing commander"."""
    first = title.first
    while first > tokens.sentence_start(title.first) and (
        tokens.pos[first - 1] in {"ADJ", "NOUN", "PROPN"} or tokens.tag[first - 1] in {"VBG", "VBN"}
    ):
        first -= 1
    before = max(first - 1, 0)
    around = set(tokens.lower[first if tokens.pos[before] == "VERB" else before : title.last])
    if around & words.lists["past_posts"]:
        return "past"
    return "new" if around & words.lists["new_posts"] else "held"


def words_of_title(tokens: Tokens, title: Candidate) -> set[str]:
    """The words that tell which post a title is: "commander of the 3rd Brigade"."""
    first = title.first
    while first > max(title.first - _MAX_BRANCH, 0) and tokens.dep[first - 1] in {"compound", "nmod"}:
        first -= 1  # "the Army commander"
    last = _end_of(tokens, title)
    return set(tokens.lower[first:last]) | set(tokens.lower[last : _end_of_body(tokens, last)])


def _end_of_body(tokens: Tokens, last: int) -> int:
    """Where the body ends that stands right behind a post, or behind its comma: "Commander, 22 Armoured Brigade"."""
    at = last + 1 if last < len(tokens) and tokens.text[last] == "," else last
    end = min(at + _MAX_OF, tokens.sentence_bounds[tokens.sentence[last - 1]][1])
    return next((i for i in range(at, end) if not (tokens.capital[i] or tokens.text[i][:1].isdigit())), end)


def _end_of(tokens: Tokens, title: Candidate) -> int:
    """The token behind a title and its "of the 3rd Brigade"."""
    last = title.last
    if last < len(tokens) and tokens.lower[last] in {"of", "for", "in", "at"}:
        end = min(last + _MAX_OF, tokens.sentence_bounds[tokens.sentence[title.first]][1])
        return next((i for i in range(last, end) if tokens.text[i] in {",", ".", ";"}), end)
    return last


def title_heads(tokens: Tokens, title: Candidate, words: CorefWords) -> set[str]:
    """The words by which the holder of a rank or post is called later: "Lt. Gen." general, "deputy mayor" deputy."""
    pieces = [p for word in tokens.lower[title.first : title.last] for p in re.split(r"[.\s-]+", word) if p]
    pieces = [words.short_ranks.get(piece, piece) for piece in pieces]
    if not pieces:
        return set()
    if " ".join(pieces[-2:]) in words.lists["two_word_ranks"]:
        return {" ".join(pieces[-2:])}
    if title.label == "ROLE":
        if pieces[0] in words.lists["deputies"]:
            return {"deputy"}
        key = " ".join(pieces)
        heads = {short for long, short in words.short_posts.items() if f" {long} " in f" {key} "}
        return heads | {str(tokens.doc[title.head].lemma_).lower()}
    heads = {pieces[-1]}
    return heads | {"brigadier"} if pieces[-2:] == ["brigadier", "general"] else heads


def _age_behind(tokens: Tokens, name: Candidate) -> set[str]:
    """ "Musa Lawal, 38,", "Musa Lawal (38)", "the suspect, aged 38,": the age of somebody."""
    at = name.last
    if at + 2 < len(tokens) and tokens.text[at] == "," and tokens.lower[at + 1] == "aged":
        at += 1
    elif at >= len(tokens) or tokens.text[at] not in {",", "("}:
        return set()
    if at + 2 >= len(tokens) or not tokens.text[at + 1].isdigit() or len(tokens.text[at + 1]) > _AGE_DIGITS:
        return set()
    return {tokens.text[at + 1]} if tokens.text[at + 2] in {",", ")", ".", ";"} else set()


def fits_title(tokens: Tokens, mention: Candidate, titles: Titles, words: CorefWords) -> bool:
    """Whether a description ("the general", "the new commander", "the mayor of Kherson") fits what is told of somebody."""
    lists = words.lists
    named = list(tokens.lower[mention.first : mention.last])
    held = _held(set(named), titles, lists)
    inside = _telling_words(named, lists)
    head = _head_of(tokens, mention, inside, lists)
    if mention.last < len(tokens) and tokens.lower[mention.last] == "of" and tokens.head[mention.last] == mention.head:
        behind = tokens.lower[mention.last + 1 : tokens.right[mention.head]]
        if not any(w in titles.words for w in behind if w not in {"the", "a", "of"}):
            return False
    if head in held or held & words.called_later.get(head, frozenset()):
        return all(w in titles.words or w == head or w in head.split() for w in inside)
    if ANY_POST in held and head in lists["posts"]:
        return True
    if len(inside) > 1:
        return False
    is_officer = head == "officer" and bool(held & lists["commissioned"])
    return is_officer or (head == "soldier" and bool(held & lists["enlisted"]))


def _held(inside: set[str], titles: Titles, lists: Mapping[str, frozenset[str]]) -> set[str]:
    """The posts of which a description can speak: "the new GOC" of those just taken up, "the former" of the past."""
    if inside & lists["past_posts"]:
        return titles.past
    return titles.new if inside & lists["new_posts"] else titles.heads - {ANY_POST}


def _telling_words(inside: Sequence[str], lists: Mapping[str, frozenset[str]]) -> list[str]:
    """The words of a description that tell which post it is: not "embattled", "45-year-old", "Kano-born"."""
    loose = lists["loose_modifiers"] | lists["past_posts"] | lists["new_posts"]
    born = max((i + 1 for i, w in enumerate(inside) if w in {"born", "star"}), default=0)
    return [w for w in inside[born:] if w not in loose and not w.endswith(("year-old", "-born", "-star"))]


def _head_of(tokens: Tokens, mention: Candidate, inside: Sequence[str], lists: Mapping[str, frozenset[str]]) -> str:
    """The word by which a description calls its holder."""
    if inside and inside[0] in lists["deputies"]:
        return "deputy"
    key = " ".join(inside[-2:])
    return key if key in lists["two_word_ranks"] else str(tokens.doc[mention.head].lemma_).lower()
