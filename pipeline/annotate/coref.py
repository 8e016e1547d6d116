"""Who is meant, within one article: names, then what grammar joins, then descriptions and pronouns in reading order.

Precision first. A description or pronoun is joined to an earlier mention only when exactly one candidate is near and fits;
otherwise a definite one stays open (None), an indefinite one is somebody new. Whoever is singled out by "another",
"the other", "the second" is never joined to one that is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.annotate.coref_names import CorefWords, Groups, join_names
from pipeline.annotate.settings import AnnotateSettings
from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens

_LABELS = frozenset({"UNIT", "PERSON", "PLACE", "ORG", "GROUP"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
_POSSESSIVE = frozenset({"his", "her", "their", "its", "our", "my", "your"})
_INDEFINITE = frozenset({"a", "an", "another", "some", "any", "no", "every", "each"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_OBJECTS = frozenset({"dobj", "agent", "dative", "attr", "oprd"})
_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "xcomp", "conj", "acl", "ROOT", "parataxis"})
_NEAR_SENTENCES = 2  # sentences back in which a candidate shuts out those further back


@dataclass
class _Referent:
    """Somebody or something the article has spoken of: what is known from its mentions so far."""

    first: int
    label: str
    heads: set[str] = field(default_factory=set)
    sides: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    contrast: set[str] = field(default_factory=set)
    is_named: bool = False
    gender: str | None = None
    last_sentence: int = 0
    last_weight: float = 0.0
    last_token: int = 0


class CorefResolver:
    """Finds the referents of one article at a time."""

    def __init__(self, words: CorefWords, settings: AnnotateSettings) -> None:
        self._words = words
        self._pronoun_reach = settings.pronoun_reach_sentences
        self._nominal_reach = settings.nominal_reach_sentences

    def find(self, tokens: Tokens, mentions: Sequence[Candidate]) -> list[int | None]:
        """For each mention the index of the first mention of its referent, or None where who is meant stays open.

        `mentions` are sorted by start, the longer first.
        """
        groups = Groups()
        join_names(tokens, mentions, self._words, groups)
        heads = _by_head(mentions)
        _join_grammar(tokens, mentions, heads, groups)
        walk = _Walk(tokens, mentions, groups, self._words)
        order = sorted(
            (n for n, m in enumerate(mentions) if m.label in _LABELS), key=lambda n: (mentions[n].head, -mentions[n].length)
        )
        open_mentions: set[int] = set()
        for n in order:
            mention = mentions[n]
            if groups.find(n) < n or mention.kind == "name":
                walk.note(n)
                continue
            found = self._pronoun(walk, n) if mention.kind == "pronoun" else self._nominal(walk, n)
            if found is None:
                open_mentions.add(n)
                continue
            if found != n:
                groups.join(found, n)
            walk.note(n)
        return [
            None if m.label not in _LABELS or n in open_mentions else groups.find(n) for n, m in enumerate(mentions)
        ]

    # -- pronouns ------------------------------------------------------------------------------------------------

    def _pronoun(self, walk: "_Walk", n: int) -> int | None:
        tokens, mention = walk.tokens, walk.mentions[n]
        word = tokens.lower[mention.head]
        if word in {"i", "me", "my", "we", "us", "our", "you"}:
            return None
        gender = "m" if word in self._words.lists["male_pronouns"] else "f" if word in self._words.lists["female_pronouns"] else None
        singular = gender is not None
        scored: list[tuple[float, int]] = []
        for referent in walk.referents.values():
            if not _fits_pronoun(referent, gender, singular=singular):
                continue
            distance = tokens.sentence[mention.first] - referent.last_sentence
            if not 0 <= distance <= self._pronoun_reach or walk.is_coargument(referent, mention):
                continue
            score = referent.last_weight - 2.0 * distance + (0.5 if referent.is_named else 0.0)
            if not singular and referent.label != "GROUP":
                score -= 1.5
            if walk.is_pronoun(referent, n):
                score += 1.0
            scored.append((score, referent.first))
        return _clear_winner(scored, margin=0.75)

    # -- descriptions --------------------------------------------------------------------------------------------

    def _nominal(self, walk: "_Walk", n: int) -> int | None:
        mention = walk.mentions[n]
        definite = walk.definiteness(mention)
        if mention.label == "GROUP" and (same := walk.same_force(n)) is not None:
            return same
        if definite == "indefinite" or mention.detector == "nominals:of":
            return n
        contrast = walk.contrast(mention)
        candidates = [r for r in walk.referents.values() if self._fits(walk, r, mention, contrast)]
        if definite == "bare" and mention.label != "PERSON":
            return n
        if definite == "possessive" and mention.label in {"PERSON", "GROUP"}:
            return n
        if contrast and not candidates:
            return n
        return self._nearest(walk, mention, candidates, n)

    def _nearest(self, walk: "_Walk", mention: Candidate, candidates: Sequence[_Referent], n: int) -> int | None:
        """The only candidate within the nearest window that holds one; nobody yet: somebody new; several: open."""
        here = walk.tokens.sentence[mention.first]
        for reach in (_NEAR_SENTENCES, self._nominal_reach):
            near = [r for r in candidates if here - r.last_sentence <= reach]
            if len(near) == 1:
                return near[0].first
            if near:
                return None
        return n if mention.label in {"PERSON", "GROUP"} or not candidates else None

    def _fits(self, walk: "_Walk", referent: _Referent, mention: Candidate, contrast: frozenset[str]) -> bool:
        if referent.label != mention.label:
            return False
        head = walk.head_word(mention)
        lists = self._words.lists
        if mention.label == "PLACE":
            return _is_place_kind(head, referent, walk, lists)
        if mention.label in {"UNIT", "ORG"}:
            return head in referent.heads or head in lists["armies"] and bool(referent.heads & lists["armies"])
        if referent.contrast != contrast and (referent.contrast or contrast):
            return False
        sides, numbers = walk.sides(mention), walk.numbers(mention)
        if sides and referent.sides and not sides & referent.sides or numbers and referent.numbers and not numbers & referent.numbers:
            return False
        return any(self._kin(head, other) for other in referent.heads)

    def _kin(self, a: str, b: str) -> bool:
        if a == b:
            return True
        general, kin = self._words.lists["general"], self._words.kin
        return (a in general or b in general) and bool(kin.get(a, frozenset()) & kin.get(b, frozenset()))


def _clear_winner(scored: list[tuple[float, int]], margin: float) -> int | None:
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    if not scored or len(scored) > 1 and scored[0][0] - scored[1][0] < margin:
        return None
    return scored[0][1]


def _fits_pronoun(referent: _Referent, gender: str | None, *, singular: bool) -> bool:
    if singular:
        return referent.label == "PERSON" and (referent.gender is None or referent.gender == gender)
    return referent.label in {"GROUP", "ORG", "UNIT"}


def _is_place_kind(head: str, referent: _Referent, walk: "_Walk", lists: Mapping[str, frozenset[str]]) -> bool:
    if head in referent.heads:
        return True
    if not referent.is_named:
        return False
    if head in lists["settlements"]:
        return not referent.heads & (lists["regions"] | walk.landscape) and "state" not in referent.sides
    if head in lists["states"]:
        return "state" in referent.sides
    return head in lists["regions"] and bool(referent.heads & lists["regions"])


def _by_head(mentions: Sequence[Candidate]) -> dict[int, int]:
    """Mentions by head token; of several on one token the longest."""
    heads: dict[int, int] = {}
    for n, mention in enumerate(mentions):
        if mention.label in _LABELS:
            heads.setdefault(mention.head, n)
    return heads


def _join_grammar(tokens: Tokens, mentions: Sequence[Candidate], heads: Mapping[int, int], groups: Groups) -> None:
    """Appositions ("the SBU, a security service") and copulas ("he is a medic"), never between two names."""
    for i, n in heads.items():
        mention = mentions[n]
        if mention.kind != "nominal" and tokens.dep[i] != "appos":
            continue
        other = None
        if tokens.dep[i] == "appos":
            other = heads.get(tokens.head[i])
        elif tokens.dep[i] == "attr" and tokens.lower[tokens.head[i]] in {"is", "was", "were", "are", "be", "been"}:
            verb = tokens.head[i]
            if not any(tokens.dep[j] == "neg" for j in tokens.children(verb)):
                other = next((heads[j] for j in tokens.children(verb) if tokens.dep[j] == "nsubj" and j in heads), None)
        if other is None or other == n or mentions[other].label != mention.label:
            continue
        if mention.kind == "name" and mentions[other].kind == "name":
            continue
        groups.join(n, other)


class _Walk:
    """The referents met so far, in reading order, and what the tokens say about a mention."""

    landscape = frozenset({"river", "lake", "sea", "bay", "gulf", "strait", "mountains", "island", "peninsula", "forest", "desert", "bridge", "base", "airport", "front", "sector", "direction", "hospital", "plant", "border", "street", "axis", "airfield", "market", "station", "hills", "valley"})

    def __init__(self, tokens: Tokens, mentions: Sequence[Candidate], groups: Groups, words: CorefWords) -> None:
        self.tokens, self.mentions, self._groups, self._words = tokens, mentions, groups, words
        self.referents: dict[int, _Referent] = {}
        self._forces: dict[str, int] = {}
        self._states = {n for n, m in enumerate(mentions) if m.detector == "table:state"}
        self._nested: dict[int, list[Candidate]] = {}

    def note(self, n: int) -> None:
        """Remember a mention whose referent is known."""
        mention, tokens = self.mentions[n], self.tokens
        first = self._groups.find(n)
        referent = self.referents.get(first)
        if referent is None:
            referent = self.referents[first] = _Referent(first, mention.label)
        referent.last_sentence = tokens.sentence[mention.first]
        referent.last_token = mention.head
        referent.last_weight = _weight(tokens, mention.head)
        if mention.kind == "pronoun":
            word = tokens.lower[mention.head]
            if referent.label == "PERSON" and referent.gender is None:
                referent.gender = "m" if word in self._words.lists["male_pronouns"] else "f" if word in self._words.lists["female_pronouns"] else None
            return
        referent.is_named = referent.is_named or mention.kind == "name"
        if n in self._states:
            referent.sides.add("state")
        if mention.kind == "name" and mention.label in {"UNIT", "ORG", "PLACE"}:
            referent.heads |= {word for word in tokens.lower[mention.first : mention.last] if len(word) > 3}
            return
        if mention.kind == "name":
            if mention.first and tokens.lower[mention.first - 1] in self._words.lists["female"]:
                referent.gender = "f"
            return
        word = self.head_word(mention)
        referent.heads.add(word)
        referent.sides |= self.sides(mention)
        referent.numbers |= self.numbers(mention)
        referent.contrast |= self.contrast(mention)
        if referent.label == "PERSON" and word in self._words.lists["female"] | self._words.lists["male"]:
            referent.gender = "f" if word in self._words.lists["female"] else "m"

    def head_word(self, mention: Candidate) -> str:
        """Lemma of the head of a description; of "one of the soldiers" that of the soldiers."""
        i = mention.last - 1 if mention.detector == "nominals:of" else mention.head
        return str(self.tokens.doc[i].lemma_).lower() or self.tokens.lower[i]

    def definiteness(self, mention: Candidate) -> str:
        """definite, indefinite, possessive, or bare (no determiner)."""
        tokens = self.tokens
        j = mention.first - 1
        start = tokens.sentence_start(mention.first)
        if mention.label == "GROUP" and self.numbers(mention) and (j < start or tokens.lower[j] not in _DEFINITE):
            return "indefinite"
        while j >= start and tokens.pos[j] in {"DET", "ADJ", "NUM", "ADV", "PRON"} and tokens.lower[j] not in _DEFINITE | _INDEFINITE | _POSSESSIVE:
            j -= 1
        if j < start:
            return "bare"
        word = tokens.lower[j]
        if word in _DEFINITE:
            return "definite"
        if word in _INDEFINITE:
            return "indefinite"
        if word in _POSSESSIVE or word in {"'s", "’s", "'", "’"}:
            return "possessive"
        if mention.label == "PERSON" and tokens.lower[mention.first] in {"one", "another"}:
            return "indefinite"
        return "bare"

    def contrast(self, mention: Candidate) -> frozenset[str]:
        """"other", "second": the words that single somebody out against another."""
        words = set(self.tokens.lower[mention.first : mention.last])
        if mention.first and self.tokens.lower[mention.first - 1] in {"another", "other"}:
            words.add("other")
        return frozenset("other" if w in {"another", "others"} else w for w in words & self._words.lists["contrast"])

    def sides(self, mention: Candidate) -> set[str]:
        """Nationalities inside a description."""
        return {
            self.tokens.source[m.start : m.end].lower() for m in self._inside(mention) if m.label == "NATIONALITY"
        }

    def numbers(self, mention: Candidate) -> set[str]:
        """Counts and ages inside a description, as written."""
        if mention.detector == "nominals:of":
            return set()
        return {self.tokens.source[m.start : m.end].lower() for m in self._inside(mention) if m.label == "QUANTITY"}

    def _inside(self, mention: Candidate) -> list[Candidate]:
        found = self._nested.get(id(mention))
        if found is None:
            found = [
                m for m in self.mentions
                if mention.start <= m.start and m.end <= mention.end and m.label in {"NATIONALITY", "QUANTITY"}
            ] if mention.last - mention.first > 1 else []  # fmt: skip
            self._nested[id(mention)] = found
        return found

    def same_force(self, n: int) -> int | None:
        """A bare side-and-force group ("Russian forces") is one wherever it stands; this is its first mention here."""
        mention = self.mentions[n]
        if not self.sides(mention) or self.numbers(mention) or self.contrast(mention):
            return None
        if mention.last - mention.first > 3 or self.definiteness(mention) == "indefinite":
            return None
        key = self.tokens.source[mention.start : mention.end].lower()
        return self._forces.setdefault(key, n)

    def is_coargument(self, referent: _Referent, mention: Candidate) -> bool:
        """Whether a pronoun is object of the verb whose subject the referent is: "he saw him" are two."""
        tokens, i = self.tokens, mention.head
        if tokens.dep[i] in _SUBJECTS or tokens.lower[i] in _POSSESSIVE or tokens.lower[i].endswith(("self", "selves")):
            return referent.last_token >= i
        if referent.last_sentence != tokens.sentence[i]:
            return False
        verb = tokens.head[i] if tokens.pos[tokens.head[i]] in {"VERB", "AUX"} else tokens.head[tokens.head[i]]
        return tokens.head[referent.last_token] == verb

    def is_pronoun(self, referent: _Referent, n: int) -> bool:
        """Whether the referent's last mention is the same pronoun, in the same role: a chain goes on."""
        last = self.tokens.lower[referent.last_token]
        return last in {"he", "she", "they"} and self.tokens.dep[self.mentions[n].head] in _SUBJECTS


def _weight(tokens: Tokens, i: int) -> float:
    """Salience of a syntactic role: what a clause is about is taken up again."""
    dep = tokens.dep[i]
    if dep in _SUBJECTS:
        verb = tokens.head[i]
        return 4.0 if tokens.dep[verb] == "ROOT" else 3.0
    if dep in _OBJECTS:
        return 2.0
    if dep == "appos":
        return 2.5
    if dep in {"pobj", "conj"}:
        return 1.0
    return 0.5
