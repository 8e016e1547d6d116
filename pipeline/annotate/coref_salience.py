"""How likely it is that "he" or "she" means somebody: a logistic choice among those near, and nobody.

The weights stand in configs/annotate/coref.yaml (salience); they were fitted on the pronouns of the train and dev
gold and rounded. Who is named, who is spoken of often, whose last mention is near and was a subject is meant first.
"""

import math
from collections.abc import Mapping, Sequence

from pipeline.annotate.coref_clauses import SUBJECTS
from pipeline.annotate.coref_walk import Referent, Walk
from pipeline.annotate.spans import Candidate

_RELATIVE = frozenset({"relcl", "acl"})
_VERBAL = frozenset({"VERB", "AUX"})
_SUBJECT_WEIGHT = 3.0  # of coref_clauses.weight
_ROOT_WEIGHT = 4.0
_OBLIQUE_WEIGHT = 1.0
_MAX_CLIMB = 15


def choose(
    walk: Walk, mention: Candidate, near: Sequence[tuple[Referent, int]], weights: Mapping[str, float]
) -> int | None:
    """The first mention of whom a singular pronoun means, when one of those near is likely enough.

    `near` are the referents it may mean and how many sentences back each was spoken of.
    """
    if not near:
        return None
    odds = [(math.exp(_score(walk, mention, r, back, weights)), r.first) for r, back in near]
    best, first = max(odds, key=lambda pair: (pair[0], -pair[1]))
    total = sum(odd for odd, _ in odds) + math.exp(weights["nobody"])
    return first if best >= weights["needed"] * total else None


def _score(walk: Walk, mention: Candidate, referent: Referent, back: int, weights: Mapping[str, float]) -> float:
    tokens, last = walk.tokens, referent.last_token
    quote = walk.quote_at(mention.head)
    is_other_quote = quote is not None and walk.quote_at(last) != quote and not walk.goes_on(last, mention.head)
    told = {
        "subject": referent.last_weight >= _SUBJECT_WEIGHT,
        "subject_before": back == 1 and referent.last_weight == _ROOT_WEIGHT,
        "oblique": referent.last_weight == _OBLIQUE_WEIGHT,
        "in_relative_clause": tokens.dep[tokens.head[last]] in _RELATIVE,
        "named": referent.is_named,
        "sex_known": referent.gender is not None,
        "clause_above": not back and _is_subject_above(walk, last, mention.head),
        "speaker": referent.has_spoken and not walk.speaks(mention.head),
        "outside_quote": is_other_quote,
    }
    score = sum(weights[name] for name, holds in told.items() if holds)
    return score + weights["sentences_back"] * back + weights["times_mentioned"] * math.log1p(referent.n_mentions)


def _is_subject_above(walk: Walk, last: int, i: int) -> bool:
    """Whether somebody is subject of a clause above a pronoun's: "he" in "the blogger conceded that he had left"."""
    tokens = walk.tokens
    while tokens.dep[last] == "appos" and tokens.head[last] != last:
        last = tokens.head[last]
    if tokens.dep[last] not in SUBJECTS:
        return False
    at = i
    for _ in range(_MAX_CLIMB):
        at = tokens.head[at]
        if tokens.pos[at] in _VERBAL and tokens.head[last] == at and last != i:
            return True
        if tokens.head[at] == at:
            return False
    return False
