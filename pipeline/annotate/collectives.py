"""Nouns for a body that mean one thing beside soldiers or posts and another elsewhere: "company", "command", "hospital"."""

from pipeline.annotate.blocked import Blocked
from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.tokens import Tokens

_DOING_OR_DONE = frozenset({"nsubj", "nsubjpass", "dobj"})
_OWNERS = frozenset({"the", "his", "her", "our", "my", "their", "its", "same"})
_POSTED = frozenset({"of", "at"})
_REACH = 25  # tokens to either side, within the sentence


class Collectives:
    """Reads what a body's noun means from the words around it; the lists stand in names.yaml."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._heads = lexicon.heads
        self._force_verbs = lexicon.words("names", "force_verbs")
        self._firm_verbs = lexicon.words("names", "firm_verbs")
        self._mates = lexicon.words("names", "company_mates")
        self._powers = lexicon.words("names", "powers")
        self._power_verbs = lexicon.words("names", "power_verbs")
        self._institutions = lexicon.words("names", "institutions")
        self._running = lexicon.words("names", "running_verbs")

    def is_power(self, tokens: Tokens, i: int) -> bool:
        """Whether the noun is what somebody has, no body: "took temporary command of the post", "under his command"."""
        if tokens.lower[i] not in self._powers:
            return False
        if tokens.lower[i + 1 : i + 2] == ["of"] and i and tokens.pos[i - 1] not in {"ADJ", "NOUN", "PROPN"}:
            return True
        if tokens.dep[i] == "dobj" and tokens.doc[tokens.head[i]].lemma_ in self._power_verbs:
            return True
        return tokens.dep[i] == "pobj" and tokens.lower[tokens.head[i]] == "under"

    def is_staffed(self, tokens: Tokens, i: int) -> bool:
        """Whether a building's noun is the body somebody has a post in: "director of the hospital", "runs the school"."""
        if tokens.lower[i] not in self._institutions:
            return False
        above, dep = tokens.head[i], tokens.dep[i]
        if dep == "dobj":
            return tokens.doc[above].lemma_ in self._running
        if dep == "poss":
            return self._is_post(tokens, above)
        return dep == "pobj" and tokens.lower[above] in _POSTED and self._is_post(tokens, tokens.head[above])

    def _is_post(self, tokens: Tokens, i: int) -> bool:
        return any(head.also == "ROLE" for head in self._heads.get(tokens.lower[i], ()))

    def is_of_force(self, tokens: Tokens, i: int, blocked: Blocked) -> bool:
        """ "a company of the 1st Tank Brigade", "two companies of his battalion", "commanded a company"."""
        verb = tokens.doc[tokens.head[i]].lemma_ if tokens.dep[i] in _DOING_OR_DONE else ""
        if verb in self._force_verbs:
            return True
        if tokens.lower[i + 1 : i + 2] == ["of"] and i + 2 < len(tokens):
            at = i + 3 if tokens.tag[i + 2] in {"DT", "PRP$"} and i + 3 < len(tokens) else i + 2
            heads = self._heads.get(tokens.lower[at], ())
            return at in blocked.unit_starts or any(head.label == "UNIT" for head in heads)
        return verb not in self._firm_verbs and self._is_among_soldiers(tokens, i)

    def _is_among_soldiers(self, tokens: Tokens, i: int) -> bool:
        """Whether the bare noun stands in a sentence of soldiers: "his company lost its captain"."""
        if not i or tokens.lower[i - 1] not in _OWNERS:
            return False
        first, last = tokens.sentence_bounds[tokens.sentence[i]]
        around = range(max(first, i - _REACH), min(last, i + _REACH))
        return any(tokens.lower[j] in self._mates for j in around)
