"""What stands around the names of an article before they are weighed: titles, who holds them, and numbered units."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.annotate.spans import Candidate
from pipeline.annotate.title_words import Title
from pipeline.annotate.tokens import Tokens

_ARTICLES = frozenset({"a", "an", "the"})
_OF_WHAT = frozenset({"of", "from", "in", "at", "for"})
_MAX_COMPLEMENT = 9  # tokens between a post and the comma behind what it is of


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of an article before its names are weighed: titles and names of other layers, by token."""

    after_title: Mapping[int, Title]
    title_starts: Collection[int] = frozenset()
    title_ends: Collection[int] = frozenset()
    unit_ends: Collection[int] = frozenset()
    cardinal_ends: Collection[int] = frozenset()
    holders: Collection[int] = frozenset()


def survey(
    tokens: Tokens, titles: Sequence[Title], fixed: Sequence[Candidate], area_posts: frozenset[str] = frozenset()
) -> Surroundings:
    """The surroundings of an article's names."""
    # a title right before a name is that one's: "the Emir of Zazzau, Alhaji Ahmed Nuhu"
    own = [t for t in titles if not t.before_name or t.name_at - t.first > 1]
    starts = {t.first for t in own}
    starts |= {t.first - 1 for t in titles if t.first and tokens.lower[t.first - 1] in _ARTICLES}
    roles = {t.last for t in titles if t.label == "ROLE"}
    units = set()
    for c in fixed:
        if c.label == "UNIT":
            before = c.first - 1
            while before > 0 and tokens.lower[before] in {"the", "of", "for", ","}:
                before -= 1
            if before + 1 not in roles or tokens.lower[c.first - 1] == ",":
                units.add(c.last)
    ranked = {t.first for t in titles if t.label == "RANK"}
    return Surroundings(
        after_title={
            at: t
            for t in titles
            if t.before_name and not _names_area(tokens, t, area_posts, ranked)
            for at in _names_after(tokens, t)
        },
        title_starts=starts,
        title_ends={t.last for t in titles},
        unit_ends=units,
        cardinal_ends={c.last for c in fixed if c.detector == "units:cardinal"},
        holders={at for t in titles if t.label == "ROLE" and (at := _holder_behind(tokens, t))},
    )


def _holder_behind(tokens: Tokens, title: Title) -> int:
    """Where a name begins behind a post, what it is of, and a comma: "the leader of Djugu, Jules Tsuba"; 0 for none."""
    at = title.last
    if at + 3 >= len(tokens) or tokens.lower[at] not in _OF_WHAT:
        return 0
    end = min(at + _MAX_COMPLEMENT, len(tokens) - 2)
    at += 2 if tokens.lower[at + 1] == "the" else 1
    if not tokens.capital[at]:
        return 0
    while at < end and (tokens.capital[at] or tokens.text[at] in {"-", "al", "and", "of"} or tokens.text[at].isdigit()):
        at += 1
    return at + 1 if tokens.text[at] == "," and tokens.capital[at + 1] else 0


def _names_area(tokens: Tokens, title: Title, area_posts: frozenset[str], ranked: Collection[int]) -> bool:
    """Whether one word behind a post is where it is held: "DPO Narowal and DC Sialkot", "Commander Quetta Lt Gen Ali"."""
    at = title.name_at
    if title.label != "ROLE" or len(tokens.text[at]) == 1:
        return False
    if at + 1 in ranked:
        return True
    if tokens.lower[title.head] not in area_posts:
        return False
    return at + 1 >= len(tokens) or not (tokens.capital[at + 1] or tokens.text[at + 1] in {"-", "al", "bin", "de"})


def _names_after(tokens: Tokens, title: Title) -> Iterator[int]:
    """Where the names behind a title begin; behind a plural there are several: "Brigadier Generals X, Y and Z"."""
    yield title.name_at
    words = tokens.lower[title.first : title.last]
    if title.label != "RANK" or not any(word.rstrip(".").endswith("s") for word in words):
        return
    end = tokens.sentence_bounds[tokens.sentence[title.first]][1]
    i = title.name_at
    while i + 1 < end:
        if tokens.lower[i] in {",", "and", "&"} and tokens.capital[i + 1]:
            yield i + 1
        elif not (
            tokens.capital[i] or tokens.text[i] in {".", "-", ",", "and"} or tokens.lower[i] in {"al", "bin", "de"}
        ):
            return
        i += 1
