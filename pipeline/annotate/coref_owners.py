"""Whose "its" and "their" are: the body of "its commander", "its fighters", "their spokesman".

The subject above owns what its clause tells of; what opens a sentence is owned by the subject of the one before.
"""

from collections.abc import Mapping

from pipeline.annotate.coref_bodies import BODIES, subject_of
from pipeline.annotate.coref_clauses import SUBJECTS
from pipeline.annotate.coref_walk import Walk
from pipeline.annotate.spans import Candidate

_VERBAL = frozenset({"VERB", "AUX"})
_PLURAL = frozenset({"NNS", "NNPS"})
_PASSED = frozenset({"relcl", "acl"})  # "which lost its commander": the noun above is the subject
_MAX_CLIMB = 12


def find_owner(walk: Walk, mention: Candidate, at_head: Mapping[int, int]) -> int | None:
    """The mention that "its" or "their" means; None where no one body, or people, can be told.

    `at_head` gives the mention on a head token.
    """
    tokens, i = walk.tokens, mention.head
    if walk.quote_at(i) is not None:
        return None
    plural = tokens.lower[i] == "their"
    above, at = _subject_above(walk, i)
    if at is not None:
        owner = _owner_at(walk, at, at_head, plural=plural)
        if owner is not None or plural or above == "clause":
            return owner
        return _only_body(walk, mention, tokens.sentence[i])
    before = tokens.sentence[i] - 1
    if before < 0:
        return None
    subject = _main_subject(walk, before)
    owner = None if subject is None else _owner_at(walk, subject, at_head, plural=plural)
    only = _only_body(walk, mention, before)
    if plural or owner is None:
        return owner if plural else only
    return owner if only is not None else None  # "the army met the brigade. Its commander ..."


def _subject_above(walk: Walk, i: int) -> tuple[str, int | None]:
    """The subject of the clause that tells of what is owned, or of a clause above it; None at the top."""
    tokens = walk.tokens
    at, kind = i, "own"
    for _ in range(_MAX_CLIMB):
        parent = tokens.head[at]
        if parent == at:
            break
        if tokens.dep[at] in _PASSED and tokens.pos[at] in _VERBAL:
            return kind, parent
        is_subject = tokens.dep[at] in SUBJECTS
        at = parent
        if tokens.pos[at] in _VERBAL and not is_subject:
            subject = subject_of(tokens, at)
            if subject is not None and not tokens.left[subject] <= i < tokens.right[subject]:
                return kind, subject
        elif is_subject:
            kind = "clause"
    return kind, None


def _main_subject(walk: Walk, sentence: int) -> int | None:
    tokens = walk.tokens
    first, last = tokens.sentence_bounds[sentence]
    root = next((j for j in range(first, last) if tokens.head[j] == j and tokens.pos[j] in _VERBAL), None)
    return None if root is None else subject_of(tokens, root)


def _owner_at(walk: Walk, i: int, at_head: Mapping[int, int], *, plural: bool) -> int | None:
    n = at_head.get(i)
    if n is None:
        return None
    mention, label = walk.mentions[n], walk.mentions[n].label
    if label == "GROUP":
        return n if plural else None
    if label not in BODIES or (mention.kind != "name" and walk.tokens.tag[i] in _PLURAL):
        return None
    referent = walk.referents.get(walk.first_of(n))
    return n if referent is not None and (not plural or referent.is_movement) else None


def _only_body(walk: Walk, mention: Candidate, sentence: int) -> int | None:
    """The only body that a sentence names before the possessive: "a mine hit the 9th Battalion and killed its commander"."""
    found = {
        r.first for r in walk.referents.values()
        if r.label in BODIES and walk.tokens.sentence[r.last_token] == sentence and r.last_token < mention.head
    }  # fmt: skip
    return found.pop() if len(found) == 1 else None
