"""Who is meant, within one article: names, then what grammar joins, then descriptions and pronouns in reading order.

Precision first. A description or pronoun is joined to an earlier mention only when exactly one candidate is near and
fits; otherwise a definite one stays open (None), an indefinite one is somebody new. Whoever is singled out by
"another", "the other", "the second" is never joined to one that is not.
"""

from collections.abc import Mapping, Sequence

from pipeline.annotate.coref_bodies import find_bodies, find_it, find_speaking_body, is_army, is_no_armed_group
from pipeline.annotate.coref_fates import find_by_fate
from pipeline.annotate.coref_grammar import LABELS, by_head, join_aliases, join_grammar
from pipeline.annotate.coref_groups import find_counted, find_in_headline, find_only_group, is_number_alone
from pipeline.annotate.coref_named_later import find_parent, find_unnamed
from pipeline.annotate.coref_names import CorefWords, Groups, join_names
from pipeline.annotate.coref_owners import find_owner
from pipeline.annotate.coref_parts import find_of_pair, find_whole, is_part
from pipeline.annotate.coref_people import join_people
from pipeline.annotate.coref_places import find_place_of_it, is_place_kind, so_called
from pipeline.annotate.coref_posts import add_told_posts
from pipeline.annotate.coref_salience import choose
from pipeline.annotate.coref_titles import find_titles
from pipeline.annotate.coref_walk import Referent, Walk
from pipeline.annotate.gazetteer import PlaceNames
from pipeline.annotate.quotes import find_quotes
from pipeline.annotate.settings import AnnotateSettings
from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens

_SPEAKER = frozenset({"i", "me", "my"})
_OWNING = frozenset({"its", "their"})
_NEVER_BACK = frozenset({"nominals:other", "nominals:of"})  # "the other", "two of the men": somebody new
_FOLLOWING = frozenset({"successor", "predecessor"})
_FAR = 10**6
_PEOPLE_REACH = 2  # sentences back in which "they" may find who is meant
_NEAR_SENTENCES = 2  # sentences back in which a candidate shuts out those further back


class CorefResolver:
    """Finds the referents of one article at a time."""

    def __init__(self, words: CorefWords, settings: AnnotateSettings, places: PlaceNames) -> None:
        self._words = words
        self._places = places
        self._pronoun_reach = settings.pronoun_reach_sentences
        self._nominal_reach = settings.nominal_reach_sentences

    def find(self, tokens: Tokens, mentions: Sequence[Candidate]) -> list[int | None]:
        """For each mention the index of the first mention of its referent, or None where who is meant stays open.

        `mentions` are sorted by start, the longer first.
        """
        groups = Groups()
        lists = self._words.lists
        posts = add_told_posts(tokens, mentions, find_titles(tokens, mentions, self._words), self._words)
        join_names(tokens, mentions, self._words, groups)
        join_people(tokens, mentions, posts.titles, groups)
        heads = by_head(mentions)
        join_grammar(tokens, mentions, heads, groups)
        join_aliases(tokens, mentions, heads, groups, lists)
        walk = Walk(tokens, mentions, groups, self._words, posts)
        walk.quotes = find_quotes(tokens, mentions, heads, lists["saying_verbs"])
        open_mentions = self._read(walk, groups, heads)
        first_known: dict[int, int] = {}  # of a group whose first mention stays open: "They were brave men"
        for n, mention in enumerate(mentions):
            if mention.label in LABELS and n not in open_mentions:
                first_known.setdefault(groups.find(n), n)
        return [
            None if m.label not in LABELS or n in open_mentions else first_known[groups.find(n)]
            for n, m in enumerate(mentions)
        ]

    def _read(self, walk: Walk, groups: Groups, heads: Mapping[int, int]) -> set[int]:
        """Join descriptions and pronouns in reading order; the mentions that stay open."""
        tokens, mentions = walk.tokens, walk.mentions
        kept = [n for n, mention in enumerate(mentions) if mention.label in LABELS]
        open_mentions: set[int] = set()
        spoken: list[tuple[int, int]] = []
        for n in sorted(kept, key=lambda n: (mentions[n].head, -mentions[n].length)):
            mention = mentions[n]
            if groups.find(n) < n or mention.kind == "name":
                is_new_person = mention.label == "PERSON" and groups.find(n) == n
                unnamed = find_unnamed(walk, n, self._words.lists) if is_new_person else None
                if unnamed is not None:
                    groups.join(unnamed, n)
                walk.note(n)
                continue
            if mention.kind == "pronoun" and tokens.lower[mention.head] in _SPEAKER:
                open_mentions.add(n)
                speaker = walk.speaker_at(mention.head)
                spoken += [(n, speaker)] if speaker is not None else []
                continue
            if tokens.lower[mention.head] == "it":
                found = find_it(walk, mention, heads, self._words.lists)
                if found is None:
                    found = find_place_of_it(walk, mention, self._places, self._words.lists)
            elif tokens.lower[mention.head] in _OWNING:
                found = find_owner(walk, mention, heads)
            elif mention.detector == "nominals:pair":
                found = find_of_pair(walk, mention, heads)
            else:
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
        if word == "both":
            return find_counted(walk, n, self._words.lists)
        if is_part(tokens, mention):
            is_aside, whole = find_whole(walk, mention)
            if is_aside or whole is not None:
                return whole
        if word == "they" and (body := find_speaking_body(walk, mention, self._words.lists)) is not None:
            return body
        speaker = walk.speaker_at(mention.head)
        excluded = None if speaker is None else walk.first_of(speaker)
        voice = None if speaker is None or walk.mentions[speaker].kind == "pronoun" else walk.mentions[speaker]
        gender = walk.gender_of_pronoun(mention.head)
        singular = gender is not None
        near: list[tuple[Referent, int]] = []
        for referent in walk.referents.values():
            if not _fits_pronoun(referent, gender, singular=singular) or referent.first == excluded:
                continue
            distance = tokens.sentence[mention.first] - referent.last_sentence
            if not 0 <= distance <= self._pronoun_reach or walk.is_coargument(referent, mention):
                continue
            if walk.is_quoted_beside(referent, mention.head):
                continue
            if not walk.encloses(referent, mention) and not (voice is not None and walk.may_mean(voice, referent)):
                near.append((referent, distance))
        return choose(walk, mention, near, self._words.salience) if singular else _choose_people(walk, n, near)

    # -- descriptions --------------------------------------------------------------------------------------------

    def _nominal(self, walk: Walk, n: int) -> int | None:
        mention, lists = walk.mentions[n], self._words.lists
        definite = walk.definiteness(mention)
        if mention.detector == "nominals:body":
            return _only(find_bodies(walk, n, lists))
        if is_number_alone(walk, mention):
            return find_counted(walk, n, lists)
        if definite == "definite" and walk.is_victim(mention) and not walk.numbers(mention):
            return find_by_fate(walk, n, lists, self._nominal_reach)
        if definite in {"indefinite", "bare"} or walk.has_complement(mention) or mention.detector in _NEVER_BACK:
            return self._introduced(walk, n, definite)
        if mention.label == "GROUP" and (same := walk.same_force(n)) is not None:
            return same
        if mention.label == "PERSON" and (parent := find_parent(walk, mention, lists)) is not None:
            return parent
        contrast = walk.contrast(mention)
        candidates = self._candidates(walk, mention, contrast)
        if definite == "possessive" and mention.label == "PERSON" and walk.head_word(mention) in _FOLLOWING:
            other = walk.posts.other_of(walk.head_word(mention), walk.owner_of(mention), walk.first_of)
            return n if other is None else other
        if (definite == "possessive" and mention.label in {"PERSON", "GROUP"}) or (contrast and not candidates):
            return n
        found = self._nearest(walk, mention, candidates, n)
        if found == n and definite == "definite" and mention.label in {"PERSON", "GROUP"}:
            found = find_by_fate(walk, n, lists, self._nominal_reach)
        if found == n and definite == "definite" and mention.label == "GROUP":
            only = find_only_group(walk, n, lists)
            found = n if only is None else only
        bodies = find_bodies(walk, n, lists) if found == n or (found is None and not candidates) else []
        return _only(bodies) if bodies else found

    def _introduced(self, walk: Walk, n: int, definite: str) -> int | None:
        """Whom a description without "the", or with a complement of its own, means: mostly somebody new."""
        mention, lists = walk.mentions[n], self._words.lists
        if mention.detector in _NEVER_BACK:
            return n
        is_own = walk.has_complement(mention)
        if mention.label == "GROUP" and not is_own and (same := walk.same_force(n)) is not None:
            return same
        told = None if definite == "definite" else find_in_headline(walk, n, lists)
        if told is not None:  # "TROOPS KILL 12", then "troops of the 5th Brigade"
            if walk.numbers(mention):
                walk.forget_force(told)
            return told
        if is_own or definite != "bare":
            return n
        candidates = self._candidates(walk, mention, walk.contrast(mention))
        if mention.label == "PERSON":
            return self._nearest(walk, mention, candidates, n)
        is_army = mention.label == "UNIT" and walk.head_word(mention) in lists["armies"]
        return candidates[0].first if is_army and len(candidates) == 1 else n  # "army deserters", "Army spokesman X"

    def _candidates(self, walk: Walk, mention: Candidate, contrast: frozenset[str]) -> list[Referent]:
        found = [r for r in walk.referents.values() if self._fits(walk, r, mention, contrast)]
        return so_called(walk.head_word(mention), found) if mention.label == "PLACE" else found

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
                near = [
                    r for r in near if head in r.heads | r.titles.heads and mention.label in {"PERSON", "GROUP"}
                ] or near
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
        if referent.label != mention.label or walk.encloses(referent, mention):
            return False
        head = walk.head_word(mention)
        lists = self._words.lists
        if mention.label == "PLACE":
            return is_place_kind(head, referent, self._places, lists)
        if mention.label in {"UNIT", "ORG"}:
            states = walk.states(mention)
            if states and not states & referent.states and (referent.states or not referent.is_named):
                return False  # "Burundi's army" beside the Congolese army
            if head in lists["movements"] and is_no_armed_group(walk, mention, lists):
                return False
            return is_army(referent, lists) if head in lists["armies"] else head in referent.heads
        if referent.contrast != contrast and (referent.contrast or contrast):
            return False
        sides, numbers = walk.sides(mention), walk.numbers(mention)
        if (sides and referent.sides and not sides & referent.sides) or (
            numbers and referent.numbers and not numbers & referent.numbers
        ):
            return False
        if walk.is_coargument(referent, mention) or (mention.label == "PERSON" and walk.is_above(referent, mention)):
            return False
        times = walk.times(mention)
        if "past" in referent.times - times or (times - referent.times and (referent.times or not referent.is_named)):
            return False
        if walk.is_aged(mention):
            return numbers == referent.numbers or (referent.is_named and not referent.numbers)
        inside = set(walk.tokens.lower[mention.first : mention.last])
        if inside & lists["dead"] and "killed" not in referent.fates:
            return False
        if head in lists["captive"] and not ("captive" in referent.fates or referent.heads & lists["captive"]):
            return False
        if mention.label == "GROUP" and head in referent.heads:
            return True
        if mention.label == "PERSON" and walk.definiteness(mention) == "definite" and walk.is_called(referent, mention):
            return True
        points_back = mention.first > 0 and walk.tokens.lower[mention.first - 1] == "these"  # "these individuals"
        kin = self._kin if mention.label == "PERSON" or points_back else self._kin_of_groups
        return bool(referent.heads) and all(kin(head, other) for other in referent.heads)

    def _kin(self, a: str, b: str) -> bool:
        """Whether two words can describe one person."""
        if a == b:
            return True
        general, kin, lists = self._words.lists["general"], self._words.kin, self._words.lists
        if (a in lists["male"] and b in lists["female"]) or (a in lists["female"] and b in lists["male"]):
            return False
        return (a in general or b in general) and bool(kin.get(a, frozenset()) & kin.get(b, frozenset()))

    def _kin_of_groups(self, a: str, b: str) -> bool:
        """Whether two words can describe one group: captives, or insurgents, but not people in general ("the men")."""
        one_side = "insurgents" in self._words.kin.get(a, ()) and "insurgents" in self._words.kin.get(b, ())
        is_general = bool({a, b} & self._words.lists["people"])
        return a == b or (self._kin(a, b) and (a in self._words.lists["captive"] or (one_side and not is_general)))


def _choose_people(walk: Walk, n: int, near: Sequence[tuple[Referent, int]]) -> int | None:
    """The people whom "they" means, when they stand out among the groups and bodies `near`.

    Whom a speaker calls "they" need not be whom the article spoke of, and "they" may be a body's people.
    """
    mention = walk.mentions[n]
    quote = walk.quote_at(mention.head)
    scored: list[tuple[float, int]] = []
    for referent, distance in near:
        if distance > _PEOPLE_REACH:
            continue
        score = _salience(walk, referent, n, distance) - (1.5 if referent.label != "GROUP" else 0.0)
        is_other_quote = walk.quote_at(referent.last_token) != quote
        if is_other_quote and not walk.goes_on(referent.last_token, mention.head):
            if quote is not None:
                continue
            score -= 3.0 if walk.says(mention.head) else 2.5
        scored.append((score, referent.first))
    found = _clear_winner(scored, margin=1.25)
    return None if found is None or walk.referents[found].label != "GROUP" else found


def _salience(walk: Walk, referent: Referent, n: int, distance: int) -> float:
    """How much an article is about somebody where pronoun `n` stands, `distance` sentences behind their last mention."""
    score = referent.last_weight - 2.5 * distance + (0.5 if referent.is_named else 0.0)
    if referent.has_spoken and walk.speaks(walk.mentions[n].head):
        score += 2.0  # whoever spoke before goes on: "the spokesman said", then "he said"
    return score + 1.0 if walk.is_pronoun(referent, n) else score


def _only(found: Sequence[int]) -> int | None:
    return found[0] if len(found) == 1 else None


def _clear_winner(scored: list[tuple[float, int]], margin: float) -> int | None:
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    if not scored or (len(scored) > 1 and scored[0][0] - scored[1][0] < margin):
        return None
    return scored[0][1]


def _fits_pronoun(referent: Referent, gender: str | None, *, singular: bool) -> bool:
    if singular:
        return referent.label == "PERSON" and (referent.gender is None or referent.gender == gender)
    return referent.label in {"GROUP", "ORG", "UNIT"}
