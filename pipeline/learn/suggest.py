"""Candidate patterns: phrases of the articles that a layer misses, doubts or labels now so, now so, and what each would change.

Three sources, in one list, the most useful first:

- phrases that read like names, whether or not a layer saw one; contexts learnt from gold say what they are
  (pipeline.learn.judge);
- families of them, "Kolonne *": a first word that names a kind of unit finds names still to come; before people's names it
  is a rank;
- what gold marks and the annotator misses, where the articles have it too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.annotate.spans import NAME_LABELS
from pipeline.ids import content_id
from pipeline.learn.context_model import Floats
from pipeline.learn.gold import GoldArticle
from pipeline.learn.judge import NO_NAME, Judge, learn_judge
from pipeline.learn.name_phrases import SURE, Reading, choose_readings, find_phrases, lower_case_words
from pipeline.learn.phrase_features import FeatureReader
from pipeline.learn.places import FAMILY, Bounds, Place, find_places
from pipeline.learn.settings import SuggestSettings
from pipeline.records import Article, Mention
from pipeline.vocabulary import vocabulary

# Labels whose mentions are phrases that can be listed; groups, dates and numbers are the grammars' work.
LISTABLE = ("UNIT", "PERSON", "PLACE", "ORG", "RANK", "ROLE", "WEAPON", "PLATFORM", "DOCUMENT")
_MOST_CONTEXTS, _MOST_WORDS = 3, 6
_FAMILY_PLACES = 3  # occurrences, of two names or more, from which a first word makes a family
# A family changes names nobody has seen yet: of it more is asked. Least where a word that is not English begins several
# names: it says what they are, even where their contexts do not.
_FAMILY_CERTAINTY, _FOREIGN_CERTAINTY, _FOREIGN_NAMES = 0.75, 0.6, 3
_RANK_ODDS = (
    4.0  # names of people, by their contexts, are so much likelier where all hold two words more than the first
)
_MISSED_TIMES = 2  # of a phrase in gold; missed once it says nothing about other articles
_DOUBT = 1.5  # a wrong change costs so many right ones: below .6 a candidate is expected to do harm


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that could become a pattern. Counts are occurrences of the phrase; `gold_` ones are in the gold articles.

    `certainty` is the probability of the label, `other` the next likely one, with `other_certainty`. `right` already have
    the label, `would_add` have none, `would_relabel` have another; `other_right` have the next likely one. `why` says what
    proposed it.
    """

    id: str
    label: str
    kind: str
    text: str
    certainty: float
    other: str
    count: int
    n_articles: int
    right: int
    would_add: int
    would_relabel: int
    other_labels: str
    gold_right: int
    gold_wrong: int
    why: str
    contexts: tuple[str, ...]
    other_certainty: float = 0.0
    other_right: int = 0

    @property
    def gain(self) -> float:
        """Right changes less the price of wrong ones; candidates are listed by it.

        As expected where a person takes the better of the two labels shown: a doubt between them costs little.
        """
        changes = self.would_add + self.would_relabel
        doubt = 1 - self.certainty - self.other_certainty
        return (
            self.certainty * changes + self.other_certainty * (self.count - self.other_right) - _DOUBT * doubt * changes
        )


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a phrase is held to be."""

    label: str
    kind: str
    certainty: float
    other: str
    why: str
    other_certainty: float = 0.0


@dataclass(slots=True)
class _Phrase:
    """What the places of a phrase say: evidence of the judge, and the labels it is found with."""

    evidence: list[Floats] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Words:
    """What is known of words: the particles of names, and those of an English dictionary, in lower case."""

    joining: frozenset[str]
    english: frozenset[str]


def find_candidates(
    articles: Sequence[Article],
    golds: Sequence[tuple[GoldArticle, Sequence[Mention]]],
    known: frozenset[str],
    words: Words,
    settings: SuggestSettings,
) -> list[Candidate]:
    """Candidates from annotated articles and from gold articles with what is found in them, the most useful first.

    A phrase that is listed already (`known`) or that patterns or grammar find is none, nor one that gold mostly
    contradicts, nor one that changes nothing.
    """
    readings = [Reading(a.doc_id, a.text, tuple(a.mentions or ())) for a in articles]
    taught = [(gold, Reading(gold.id, gold.text, tuple(found))) for gold, found in golds]
    lower, joining = lower_case_words([*(r.text for r in readings), *(r.text for _, r in taught)]), words.joining
    judge = learn_judge(taught, lower, joining)
    bounds = choose_readings(
        {r.name: list(find_phrases(r, lower, joining)) for r in readings}, {r.name: r.text for r in readings}
    )
    phrases = _weigh(readings, bounds, judge)
    settled = _settled(readings) | known
    verdicts = {**_judge_all(phrases, judge, words.english | lower), **_missed_in_gold(golds)}
    verdicts = {text: verdict for text, verdict in verdicts.items() if text not in settled}
    labels = {text: verdict.label for text, verdict in verdicts.items()}
    longer = {r.name: [(a, b) for a, b in bounds[r.name] if _first_word(r.text[a:b]) not in labels] for r in readings}
    seen = find_places([(r.name, r.text, r.mentions) for r in readings], labels, longer)
    in_gold = find_places([(g.id, g.text, g.mentions) for g, _ in taught], labels)
    candidates = [_candidate(text, verdicts[text], seen[text], in_gold.get(text, ())) for text in seen]
    useful = [c for c in candidates if _is_useful(c, settings)]
    return sorted(useful, key=lambda c: (-c.gain, c.label, c.text))[: settings.max_candidates]


def _first_word(text: str) -> str:
    """The first word of several: a rank before a name is a candidate inside a longer phrase; else nothing."""
    first, _, rest = text.partition(" ")
    return first if rest else ""


def _weigh(
    readings: Iterable[Reading], bounds: Mapping[str, Sequence[Bounds]], judge: Judge | None
) -> dict[str, _Phrase]:
    phrases: dict[str, _Phrase] = defaultdict(_Phrase)
    for reading in readings:
        reader = FeatureReader(reading)
        found = {(m.start, m.end): m.label for m in reading.mentions}
        for a, b in bounds[reading.name]:
            phrase = phrases[reading.text[a:b]]
            phrase.labels[found.get((a, b), NO_NAME)] += 1
            if judge is not None:
                phrase.evidence.append(judge.evidence(reader.features(a, b)))
    return phrases


def _judge_all(phrases: Mapping[str, _Phrase], judge: Judge | None, plain: frozenset[str]) -> dict[str, _Verdict]:
    """Verdicts on phrases and on families of them; a family of ranks stands for its members. `plain` words are English."""
    kin: dict[str, list[str]] = defaultdict(list)
    for text in phrases:
        first, _, rest = text.partition(" ")
        if any(part[:1].isupper() for part in rest.split(" ")[0].split("-")):  # as FAMILY is read
            kin[first].append(text)
    verdicts: dict[str, _Verdict] = {}
    for text, phrase in phrases.items():
        others = [phrases[other] for other in kin.get(text.split(" ")[0], ()) if other != text and " " in text]
        if (verdict := _verdict(phrase, others, judge)) is not None:
            verdicts[text] = verdict
    for first, members in kin.items():
        is_titled = all(member.count(" ") >= 2 for member in members)  # Comandante Rufina Olazar
        family = _family([phrases[member] for member in members], judge, is_titled=is_titled)
        if family is None or family.certainty < _asked(first, len(members), plain):
            continue
        verdicts.pop(first, None)
        if family.label != "PERSON":
            verdicts[first + FAMILY] = family
            for member in members:
                if member in verdicts and verdicts[member].label in {family.label, family.other}:
                    del verdicts[member]
        elif is_titled:
            verdicts[first] = _Verdict("RANK", "nominal", family.certainty, "ROLE", "stands before names of people")
            for member in members:
                verdicts.pop(member, None)
    return verdicts


def _asked(first: str, n_names: int, plain: frozenset[str]) -> float:
    """The certainty from which the first word of so many names makes a family."""
    if first.lower() in plain:
        return _FAMILY_CERTAINTY
    return 0.0 if n_names >= _FOREIGN_NAMES else _FOREIGN_CERTAINTY


def _verdict(phrase: _Phrase, kin: Sequence[_Phrase], judge: Judge | None) -> _Verdict | None:
    if judge is None:
        votes = {label: n for label, n in phrase.labels.items() if label in NAME_LABELS}
        shares = {label: n / sum(votes.values()) for label, n in votes.items()}
    else:
        shares = judge.probabilities(phrase.evidence, [place for other in kin for place in other.evidence])
    ranked = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
    if not ranked or ranked[0][0] == NO_NAME:
        return None
    label, certainty = ranked[0]
    other, other_certainty = next(iter(ranked[1:]), ("", 0.0))
    why = "no layer saw it" if not NAME_LABELS & set(phrase.labels) else "doubtful"
    return _Verdict(label, "name", certainty, other, why, other_certainty if other in NAME_LABELS else 0.0)


def _family(members: Sequence[_Phrase], judge: Judge | None, *, is_titled: bool) -> _Verdict | None:
    """What the names that share a first word are; `is_titled`: they look like people's names with something before them."""
    pooled = _Phrase(
        [place for member in members for place in member.evidence],
        sum((member.labels for member in members), Counter[str]()),
    )
    n_places = 2 if is_titled else _FAMILY_PLACES
    if len(members) < 2 or pooled.labels.total() < n_places:
        return None
    if judge is not None and is_titled:
        odds = _RANK_ODDS * (people := judge.probabilities(pooled.evidence, ())["PERSON"]) / (1 - people)
        if (certainty := odds / (1 + odds)) >= _FOREIGN_CERTAINTY:
            return _Verdict("PERSON", "name", certainty, "", "")
    verdict = _verdict(pooled, (), judge)
    return None if verdict is None else replace(verdict, why=f"first word of {len(members)} names")


def _settled(readings: Iterable[Reading]) -> frozenset[str]:
    """Phrases that patterns, grammar or tables find: nothing is to be gained from listing them again."""
    return frozenset(m.text for r in readings for m in r.mentions if m.detector.partition(":")[0] in SURE)


def _missed_in_gold(golds: Iterable[tuple[GoldArticle, Sequence[Mention]]]) -> dict[str, _Verdict]:
    """What gold marks and the annotator does not find there, with the label gold has most often for it."""
    votes: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for gold, found in golds:
        there = {(m.start, m.end, m.label) for m in found}
        for m in gold.mentions:
            is_head = m.kind == "nominal" and m.label in NAME_LABELS  # "the town": found by its head
            if m.label in LISTABLE and m.kind != "pronoun" and not is_head and _is_listable(m.text):
                votes[m.text][m.label, m.kind] += (m.start, m.end, m.label) not in there
    return {
        text: _Verdict(*max(sorted(labels), key=labels.__getitem__), 0.5, "", "missed in gold")
        for text, labels in votes.items()
        if labels.total() >= _MISSED_TIMES
    }


def _is_listable(text: str) -> bool:
    return 0 < len(text.split()) <= _MOST_WORDS and len(text) >= 3 and any(char.isalpha() for char in text)


def _candidate(text: str, verdict: _Verdict, seen: Sequence[Place], in_gold: Sequence[Place]) -> Candidate:
    labels = Counter(place.label for place in seen)
    others = {name: n for name, n in labels.items() if name not in (None, verdict.label)}
    n_right = sum(place.label == verdict.label for place in in_gold)
    changed = [place.context for place in seen if place.label != verdict.label]
    contexts = [*changed, *(place.context for place in seen)]
    agreed = (n_right + 2 * verdict.certainty) / (len(in_gold) + 2)
    return Candidate(
        id=content_id("p", verdict.label, text)[:10],
        label=verdict.label,
        kind=verdict.kind,
        text=text,
        certainty=round(agreed, 2),
        other=verdict.other,
        count=len(seen),
        n_articles=len({place.article for place in seen}),
        right=labels[verdict.label],
        would_add=labels[None],
        would_relabel=sum(others.values()),
        other_labels=" ".join(f"{name}:{n}" for name, n in sorted(others.items(), key=str)),
        gold_right=n_right,
        gold_wrong=len(in_gold) - n_right,
        why=verdict.why,
        contexts=tuple(dict.fromkeys(contexts))[:_MOST_CONTEXTS],
        other_certainty=round(min(verdict.other_certainty, 1 - agreed), 2),
        other_right=labels[verdict.other],
    )


def _is_useful(c: Candidate, settings: SuggestSettings) -> bool:
    if c.gold_wrong > c.gold_right or c.label not in vocabulary().labels:
        return False
    return c.would_add + c.would_relabel > 0 and c.count >= settings.min_count and c.certainty >= settings.min_certainty
