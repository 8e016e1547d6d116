"""Who strikes and what is struck, where no name and no article says so: "burned houses", "coalition jets"."""

from collections.abc import Collection, Iterator, Mapping

from pipeline.annotate.blocked import Blocked
from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens

_PLURAL_TAGS = frozenset({"NNS", "NNPS"})
_MODIFYING = frozenset({"compound", "nmod", "amod"})
_NOUNS = frozenset({"NOUN", "PROPN", "ADJ", "NUM"})
_UNDERGOING = frozenset({"dobj", "nsubjpass"})
_AIMING = frozenset({"on", "against", "of", "at"})
_FORCES = frozenset({"GROUP", "PLATFORM", "WEAPON"})
_MAX_UP = 6  # links of coordination from a noun to its verb


class Targets:
    """The words of harm to places, and those of bodies told by their forces (configs/annotate/names.yaml)."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._bodies = lexicon.words("names", "bodies_of_forces")
        self._harms = lexicon.words("names", "place_harms") | lexicon.words("names", "place_verbs")
        self._attacks = lexicon.words("names", "place_attacks")

    def are_hit(self, tokens: Tokens, i: int) -> bool:
        """Whether a bare plural is what a verb or noun of harm is said of: "burned houses", "raids on villages"."""
        if tokens.tag[i] not in _PLURAL_TAGS:
            return False
        for _ in range(_MAX_UP):
            above, dep = tokens.head[i], tokens.dep[i]
            if dep in _UNDERGOING:
                return _is_one_of(tokens, above, self._harms)
            if dep == "pobj":
                return tokens.lower[above] in _AIMING and _is_one_of(tokens, tokens.head[above], self._attacks)
            if dep != "conj" or above == i:
                return False
            i = above
        return False

    def owners(self, tokens: Tokens, described: Mapping[int, Candidate], blocked: Blocked) -> Iterator[tuple[int, int]]:
        """Bodies whose forces or attacks are named, as (first token, head): "US-led coalition" in "US-led coalition raid"."""
        for i, word in enumerate(tokens.lower):
            if word not in self._bodies or i in blocked.inside or tokens.dep[i] not in _MODIFYING:
                continue
            noun = tokens.head[i]
            if noun <= i or any(tokens.pos[j] not in _NOUNS for j in range(i + 1, noun)):
                continue
            theirs = described.get(noun)
            if (theirs is not None and theirs.label in _FORCES) or _is_one_of(tokens, noun, self._attacks):
                yield _with_leader(tokens, i, blocked), i


def _with_leader(tokens: Tokens, i: int, blocked: Blocked) -> int:
    """The first token of a body with who leads it: "Saudi-led coalition"."""
    led = i >= 3 and tokens.lower[i - 1] == "led" and tokens.text[i - 2] in {"-", "–"}
    return blocked.pieces.get(i - 3, i - 3) if led else i


def _is_one_of(tokens: Tokens, i: int, words: Collection[str]) -> bool:
    return str(tokens.doc[i].lemma_).lower() in words or tokens.lower[i] in words
