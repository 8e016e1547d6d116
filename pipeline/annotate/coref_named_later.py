"""Names of people told of before without one: "A pilot was killed. ... The pilot, Major Ivan Moroz, had three sons"."""

from collections.abc import Mapping

from pipeline.annotate.coref_numbers import number_key
from pipeline.annotate.coref_walk import Walk
from pipeline.annotate.spans import Candidate

_TITLES = frozenset({"RANK", "ROLE"})
_REACH = 3  # sentences back in which somebody was told of without a name
_PARENT_REACH = 2
_MAX_TITLES = 3

Lists = Mapping[str, frozenset[str]]


def find_unnamed(walk: Walk, n: int, lists: Lists) -> int | None:
    """The only unnamed person near who was called by the noun that "the", before the comma of a name, takes up again."""
    mention, tokens = walk.mentions[n], walk.tokens
    noun = _noun_before(walk, mention, lists)
    if noun is None or tokens.tag[noun] != "NN" or not _is_the_only_word(walk, noun):
        return None
    word, here = str(tokens.doc[noun].lemma_).lower(), tokens.sentence[mention.first]
    called = [r for r in walk.referents.values() if r.label == "PERSON" and word in r.heads | r.titles.heads]
    near = [r for r in called if not r.is_named and here - r.last_sentence <= _REACH and r.last_token < mention.first]
    return near[0].first if len(called) == 1 and near else None


def _noun_before(walk: Walk, mention: Candidate, lists: Lists) -> int | None:
    """The noun before a name's comma, past the ranks and "identified as" that stand between."""
    tokens, at = walk.tokens, mention.first
    ends = {m.last: m.first for m in walk.mentions if m.label in _TITLES}
    for _ in range(_MAX_TITLES):
        if at in ends and tokens.text[at - 1] != ",":
            at = ends[at]
    if at > 1 and tokens.lower[at - 1] == "as" and str(tokens.doc[at - 2].lemma_) in lists["naming_verbs"]:
        at -= 2
    return at - 2 if at > 2 and tokens.text[at - 1] == "," and tokens.sentence[at - 2] == tokens.sentence[at] else None


def _is_the_only_word(walk: Walk, noun: int) -> bool:
    """Whether nothing but "the" stands before a noun: "the pilot", not "the second pilot" nor "the group's pilot"."""
    return noun > 0 and walk.tokens.lower[noun - 1] == "the"


def find_parent(walk: Walk, mention: Candidate, lists: Lists) -> int | None:
    """The only person named near whom "the mother of two" or "the father of three" can mean."""
    tokens, last = walk.tokens, mention.last
    word = walk.head_word(mention)
    is_parent = word in {"father", "mother"} and walk.definiteness(mention) == "definite" and last + 1 < len(tokens)
    if not is_parent or tokens.lower[last] != "of" or number_key(tokens.lower[last + 1]) is None:
        return None
    sex, here = "f" if word in lists["female"] else "m", tokens.sentence[mention.first]
    near = [r for r in walk.referents.values() if r.label == "PERSON" and here - r.last_sentence <= _PARENT_REACH]
    fits = [r for r in near if r.is_named and r.gender in {None, sex}]
    return fits[0].first if len(fits) == 1 else None
