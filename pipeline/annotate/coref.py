"""Who is meant, within one article: names, then what grammar joins, then descriptions and pronouns in reading order.

Precision first. A description or pronoun is joined to an earlier mention only when exactly one candidate is near and
fits; otherwise a definite one stays open (None), an indefinite one is somebody new. Whoever is singled out by
"another", "the other", "the second" is never joined to one that is not.
"""

from collections.abc import Mapping, Sequence

from pipeline.annotate.coref_grammar import LABELS, by_head, join_aliases, join_grammar
from pipeline.annotate.coref_names import CorefWords, Groups, join_names
from pipeline.annotate.coref_walk import Referent, Walk
from pipeline.annotate.quotes import find_quotes
from pipeline.annotate.settings import AnnotateSettings
from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens

_SPEAKER = frozenset({"i", "me", "my"})
_FAR = 10**6
_NEAR_SENTENCES = 2  # sentences back in which a candidate shuts out those further back


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
        lists = self._words.lists
        join_names(tokens, mentions, self._words, groups)
        heads = by_head(mentions)
        join_grammar(tokens, mentions, heads, groups)
        join_aliases(tokens, mentions, heads, groups, lists)
        walk = Walk(tokens, mentions, groups, self._words)
        walk.quotes = find_quotes(tokens, mentions, heads, lists["saying_verbs"])
        open_mentions = self._read(walk, groups)
        return [None if m.label not in LABELS or n in open_mentions else groups.find(n) for n, m in enumerate(mentions)]

    def _read(self, walk: Walk, groups: Groups) -> set[int]:
        """Join descriptions and pronouns in reading order; the mentions that stay open."""
        tokens, mentions = walk.tokens, walk.mentions
        kept = [n for n, mention in enumerate(mentions) if mention.label in LABELS]
        open_mentions: set[int] = set()
        spoken: list[tuple[int, int]] = []
        for n in sorted(kept, key=lambda n: (mentions[n].head, -mentions[n].length)):
            mention = mentions[n]
            if groups.find(n) < n or mention.kind == "name":
                walk.note(n)
                continue
            if mention.kind == "pronoun" and tokens.lower[mention.head] in _SPEAKER:
                open_mentions.add(n)
                speaker = walk.speaker_at(mention.head)
                spoken += [(n, speaker)] if speaker is not None else []
                continue
            found = self._pronoun(walk, n) if mention.kind == "pronoun" else self._nominal(walk, n)
            if found is None:
                open_mentions.add(n)
                walk.leave_open(mention)
                continue
            if found != n:
                groups.join(found, n)
            walk.note(n)
        for n, speaker in spoken:
            if speaker not in open_mentions:
                groups.join(speaker, n)
                open_mentions.discard(n)
        return open_mentions

    # -- pronouns ------------------------------------------------------------------------------------------------

    def _pronoun(self, walk: Walk, n: int) -> int | None:
        tokens, mention = walk.tokens, walk.mentions[n]
        word = tokens.lower[mention.head]
        if word in {"we", "us", "our", "you"}:
            return None
        speaker = walk.speaker_at(mention.head)
        excluded = None if speaker is None else walk.first_of(speaker)
        gender = walk.gender_of_pronoun(mention.head)
        singular = gender is not None
        scored: list[tuple[float, int]] = []
        for referent in walk.referents.values():
            if not _fits_pronoun(referent, gender, singular=singular) or referent.first == excluded:
                continue
            distance = tokens.sentence[mention.first] - referent.last_sentence
            if not 0 <= distance <= self._pronoun_reach or walk.is_coargument(referent, mention):
                continue
            score = referent.last_weight - 2.0 * distance + (0.5 if referent.is_named else 0.0)
            if not singular and referent.label != "GROUP":
                score -= 1.5
            if walk.is_pronoun(referent, n):
                score += 1.0
            if walk.quote_at(referent.last_token) != walk.quote_at(mention.head):
                score -= 3.0 if walk.says(mention.head) else 1.5
            scored.append((score, referent.first))
        return _clear_winner(scored, margin=0.75 if singular else 1.0)

    # -- descriptions --------------------------------------------------------------------------------------------

    def _nominal(self, walk: Walk, n: int) -> int | None:
        mention = walk.mentions[n]
        definite = walk.definiteness(mention)
        if mention.detector == "nominals:other" or (walk.has_complement(mention) and mention.kind == "nominal"):
            return n
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

    def _nearest(self, walk: Walk, mention: Candidate, candidates: Sequence[Referent], n: int) -> int | None:
        """The only candidate within the nearest window that holds one; nobody yet: somebody new; several: open."""
        here = walk.tokens.sentence[mention.first]
        head = walk.head_word(mention)
        if mention.label in {"PERSON", "GROUP"} and here - walk.open_heads.get(head, -_FAR) <= _NEAR_SENTENCES:
            return None
        main = max((r.n_mentions for r in candidates), default=0)
        for reach in (_NEAR_SENTENCES, self._nominal_reach):
            near = [r for r in candidates if here - r.last_sentence <= reach]
            if len(near) > 1:
                near = [r for r in near if head in r.heads and mention.label in {"PERSON", "GROUP"}] or near
            if len(near) > 1 and (numbers := walk.numbers(mention)):
                near = [r for r in near if r.numbers == numbers][:1] or near
            if len(near) > 1:
                near = [r for r in near if r.n_mentions == main and 2 * self._second(candidates) <= main] or near
            if len(near) == 1 and (mention.label in {"PERSON", "GROUP"} or 2 * near[0].n_mentions >= main):
                return near[0].first
            if near and mention.label in {"PERSON", "GROUP"}:
                return None
        return n if mention.label in {"PERSON", "GROUP"} or not candidates else None

    @staticmethod
    def _second(candidates: Sequence[Referent]) -> int:
        """How often the second most mentioned was mentioned."""
        counts = sorted((r.n_mentions for r in candidates), reverse=True)
        return counts[1] if len(counts) > 1 else 0

    def _fits(self, walk: Walk, referent: Referent, mention: Candidate, contrast: frozenset[str]) -> bool:
        if referent.label != mention.label:
            return False
        head = walk.head_word(mention)
        lists = self._words.lists
        if mention.label == "PLACE":
            return _is_place_kind(head, referent, walk, lists)
        if mention.label in {"UNIT", "ORG"}:
            return head in referent.heads or (head in lists["armies"] and bool(referent.heads & lists["armies"]))
        if referent.contrast != contrast and (referent.contrast or contrast):
            return False
        sides, numbers = walk.sides(mention), walk.numbers(mention)
        if (sides and referent.sides and not sides & referent.sides) or (
            numbers and referent.numbers and not numbers & referent.numbers
        ):
            return False
        if head in lists["captive"] and not (referent.is_captive or referent.heads & lists["captive"]):
            return False
        return bool(referent.heads) and all(
            self._kin(head, other) or (other in self._words.lists["general"] and head == other)
            for other in referent.heads
        )

    def _kin(self, a: str, b: str) -> bool:
        if a == b:
            return True
        general, kin = self._words.lists["general"], self._words.kin
        return (a in general or b in general) and bool(kin.get(a, frozenset()) & kin.get(b, frozenset()))


def _clear_winner(scored: list[tuple[float, int]], margin: float) -> int | None:
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    if not scored or (len(scored) > 1 and scored[0][0] - scored[1][0] < margin):
        return None
    return scored[0][1]


def _fits_pronoun(referent: Referent, gender: str | None, *, singular: bool) -> bool:
    if singular:
        return referent.label == "PERSON" and (referent.gender is None or referent.gender == gender)
    return referent.label in {"GROUP", "ORG", "UNIT"}


def _is_place_kind(head: str, referent: Referent, walk: Walk, lists: Mapping[str, frozenset[str]]) -> bool:
    if head in referent.heads:
        return True
    if not referent.is_named:
        return False
    if head in lists["settlements"]:
        return not referent.heads & (lists["regions"] | lists["landscape"]) and "state" not in referent.sides
    if head in lists["states"]:
        return "state" in referent.sides
    return head in lists["regions"] and bool(referent.heads & lists["regions"])
