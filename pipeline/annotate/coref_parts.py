"""Parts and pairs: "eleven of them" behind those that were counted, "the former" and "the latter" of two."""

from collections.abc import Mapping

from pipeline.annotate.coref_clauses import SUBJECTS
from pipeline.annotate.coref_walk import Walk
from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens

_ASIDE = frozenset({",", "(", "-", "–", "—"})
_MAX_PART = 4  # tokens of "at least two" before "of them"
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_PAIR = {"former": 0, "latter": 1}
_NAMED_LABELS = frozenset({"PERSON", "UNIT", "ORG", "PLACE", "GROUP"})


def find_whole(walk: Walk, mention: Candidate) -> tuple[bool, int | None]:
    """Whose part "two of them" is: the people right before the comma, else the only ones of the sentence before.

    The flag says that a comma stood before it: then nobody further back is meant.
    """
    tokens, i = walk.tokens, mention.head
    start = tokens.sentence_start(i)
    comma = next((j for j in range(i - 2, max(start, i - 2 - _MAX_PART) - 1, -1) if tokens.text[j] in _ASIDE), None)
    own_clause = tokens.dep[i - 2] in SUBJECTS and tokens.tag[tokens.head[i - 2]] in _FINITE
    if comma is not None and comma > start and not own_clause:
        return True, _people_before(walk, start, comma)
    here = {walk.first_of(n) for n in _people_between(walk, start, i - 1)}
    if here:  # "soldiers shot herders, and five of them died"
        return True, here.pop() if len(here) == 1 else None
    opens = i - 1 - start <= _MAX_PART
    if not opens or not tokens.sentence[i]:
        return False, None
    first, last = tokens.sentence_bounds[tokens.sentence[i] - 1]
    found = {walk.first_of(n) for n in _people_between(walk, first, last)}
    return False, found.pop() if len(found) == 1 else None


def is_part(tokens: Tokens, mention: Candidate) -> bool:
    """Whether a pronoun is the whole of a part: "two of them"."""
    return tokens.lower[mention.head] == "them" and mention.first > 1 and tokens.lower[mention.first - 1] == "of"


def _people_between(walk: Walk, first: int, last: int) -> list[int]:
    known = walk.referents
    return [
        n for n, m in enumerate(walk.mentions)
        if m.label == "GROUP" and first <= m.head < last and walk.first_of(n) in known and m.detector != "nominals:of"
        and walk.tokens.dep[m.head] != "poss"
    ]  # fmt: skip


def _people_before(walk: Walk, first: int, last: int) -> int | None:
    """The people told of last before a comma: no verb stands between, or theirs. Of "fourteen of its men" the fourteen."""
    tokens = walk.tokens
    near = max(_people_between(walk, first, last), key=lambda n: walk.mentions[n].head, default=None)
    if near is None:
        return None
    head, end = walk.mentions[near].head, walk.mentions[near].last
    parted = any(tokens.tag[j] in _FINITE or tokens.text[j] in _ASIDE for j in range(end, last))
    if parted and (tokens.dep[head] not in SUBJECTS or any(tokens.text[j] in _ASIDE for j in range(end, last))):
        return None
    parts = (
        n for n, m in enumerate(walk.mentions) if m.detector == "nominals:of" and m.last == end and m.label == "GROUP"
    )
    return next(parts, near)


def find_of_pair(walk: Walk, mention: Candidate, at_head: Mapping[int, int]) -> int | None:
    """The first or second of the only two that a coordination of this sentence, or else of the one before, names."""
    tokens, i = walk.tokens, mention.head
    for sentence in (tokens.sentence[i], tokens.sentence[i] - 1):
        if sentence < 0:
            return None
        first, last = tokens.sentence_bounds[sentence]
        pairs = _pairs(walk, at_head, first, min(last, i))
        if pairs:
            return pairs[0][_PAIR[tokens.lower[i]]] if len(pairs) == 1 else None
    return None


def _pairs(walk: Walk, at_head: Mapping[int, int], first: int, last: int) -> list[tuple[int, int]]:
    """Two mentions of one label that "and" or "or" joins, without a third."""
    tokens, found = walk.tokens, []
    for j in range(first, last):
        a, b = at_head.get(tokens.head[j]), at_head.get(j)
        if tokens.dep[j] != "conj" or a is None or b is None or a == b:
            continue
        labels = {walk.mentions[a].label, walk.mentions[b].label}
        if not (labels == {"UNIT", "ORG"} or (len(labels) == 1 and labels <= _NAMED_LABELS)):
            continue
        is_third = tokens.dep[tokens.head[j]] == "conj" or any(tokens.dep[k] == "conj" for k in tokens.children(j))
        if is_third:
            return []
        found.append((a, b))
    return found
