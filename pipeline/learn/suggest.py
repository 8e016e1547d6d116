"""Candidate patterns: names and things that recur in the articles and are missed, doubtful or labelled now so, now so.

A candidate is a phrase with a label, with what is known for and against it: how often it stands in the articles, how often it
has that label already, what accepting it would add or relabel, and what the gold articles say of it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.annotate.spans import NAME_LABELS
from pipeline.ids import content_id
from pipeline.learn.gold import GoldArticle
from pipeline.learn.settings import SuggestSettings
from pipeline.records import Article, Mention
from pipeline.vocabulary import vocabulary

# Labels whose mentions are phrases that can be listed; groups, dates and numbers are the grammars' work.
LISTABLE = ("UNIT", "PERSON", "PLACE", "ORG", "RANK", "ROLE", "WEAPON", "PLATFORM", "DOCUMENT")
_SURE = frozenset({"pattern", "units", "table"})
_WORD = re.compile(r"\w+")
_CONTEXT_CHARS = 45


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that could become a pattern. Counts are occurrences of the phrase; `gold_` ones are in the gold articles.

    `right` already have the label, `would_add` have none, `would_relabel` have another. `why` says what proposed it.
    """

    id: str
    label: str
    kind: str
    text: str
    count: int
    n_articles: int
    right: int
    would_add: int
    would_relabel: int
    other_labels: str
    gold_right: int
    gold_wrong: int
    gold_missed: int
    why: str
    contexts: tuple[str, ...]

    @property
    def gain(self) -> float:
        """What accepting it is likely to change for the better; candidates are listed by it."""
        doubt = (1 + self.gold_right) / (1 + self.gold_right + 3 * self.gold_wrong)
        return (
            (self.would_add + self.would_relabel + 2 * self.gold_missed)
            * doubt
            * (1 + 0.2 * max(self.n_articles - 1, 0))
        )


@dataclass(slots=True)
class _Phrase:
    """All that is seen of one phrase: votes for each label and kind, and what proposed it."""

    votes: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: int = 0
    why: set[str] = field(default_factory=set)


def find_candidates(
    articles: Sequence[Article],
    golds: Sequence[tuple[GoldArticle, Sequence[Mention]]],
    known: frozenset[str],
    settings: SuggestSettings,
) -> list[Candidate]:
    """Candidates from annotated articles and from gold articles with what is found in them, the most useful first.

    A phrase that is listed already (`known`) or that patterns or grammar find is none, nor one that gold mostly
    contradicts, nor one that changes nothing.
    """
    phrases: dict[str, _Phrase] = defaultdict(_Phrase)
    settled = _settled(articles) | known
    for article in articles:
        _vote(phrases, article.mentions or (), settled)
    for gold, found in golds:
        _vote_missed(phrases, gold, found, settled)
    wanted = {
        text: max(p.votes.items(), key=lambda pair: (pair[1], pair[0]))[0] for text, p in phrases.items() if p.votes
    }
    seen = _occurrences([(a.doc_id, a.text, a.mentions or ()) for a in articles], wanted)
    in_gold = _occurrences([(g.id, g.text, g.mentions) for g, _ in golds], wanted)
    candidates = [
        _candidate(text, wanted[text], (seen.get(text, ()), in_gold.get(text, ())), phrases[text]) for text in wanted
    ]
    useful = [c for c in candidates if _is_useful(c, settings)]
    return sorted(useful, key=lambda c: (-c.gain, c.label, c.text))[: settings.max_candidates]


def _settled(articles: Iterable[Article]) -> frozenset[str]:
    """Phrases that patterns, grammar or tables find: nothing is to be gained from listing them again."""
    return frozenset(m.text for a in articles for m in a.mentions or () if m.detector.partition(":")[0] in _SURE)


def _vote(phrases: Mapping[str, _Phrase], mentions: Sequence[Mention], settled: frozenset[str]) -> None:
    for m in mentions:
        if m.label in NAME_LABELS and m.kind == "name" and m.text not in settled and _is_listable(m.text):
            phrase = phrases[m.text]
            phrase.votes[m.label, m.kind] += 1
            phrase.why.add(
                "only the model saw it" if m.detector == "model" else f"found by {m.detector.partition(':')[0]} alone"
            )


def _vote_missed(
    phrases: Mapping[str, _Phrase], gold: GoldArticle, found: Sequence[Mention], settled: frozenset[str]
) -> None:
    there = {(m.start, m.end, m.label) for m in found}
    for m in gold.mentions:
        if m.label not in LISTABLE or m.kind == "pronoun" or (m.start, m.end, m.label) in there or m.text in settled:
            continue
        if _is_listable(m.text) and not (
            m.kind == "nominal" and m.label in NAME_LABELS
        ):  # "the town": found by its head
            phrases[m.text].votes[m.label, m.kind] += 2
            phrases[m.text].missed += 1
            phrases[m.text].why.add("missed in gold")


def _is_listable(text: str) -> bool:
    words = _WORD.findall(text)
    return 0 < len(words) <= 6 and len(text) >= 3 and any(char.isalpha() for char in text)


Occurrence = tuple[str, str | None, str]  # article, label there or None, context


def _occurrences(
    texts: Iterable[tuple[str, str, Sequence[object]]], wanted: Mapping[str, tuple[str, str]]
) -> dict[str, list[Occurrence]]:
    """Where each phrase stands as whole words, and which label it has there."""
    by_first: dict[str, list[str]] = defaultdict(list)
    for phrase in wanted:
        by_first[_WORD.findall(phrase)[0]].append(phrase)
    found: dict[str, list[Occurrence]] = defaultdict(list)
    for name, text, mentions in texts:
        spans: dict[tuple[int, int], str] = {(m.start, m.end): m.label for m in mentions}  # type: ignore[attr-defined]
        names = [(m.start, m.end, m.label) for m in mentions if m.kind == "name"]  # type: ignore[attr-defined]
        for word in _WORD.finditer(text):
            for phrase in by_first.get(word[0], ()):
                start = word.start() - phrase.index(word[0])
                end = start + len(phrase)
                if start < 0 or text[start:end] != phrase or text[end : end + 1].isalnum():
                    continue
                around = [label for a, b, label in names if a <= start and end <= b and (a, b) != (start, end)]
                if not around:  # inside a longer name it means something else
                    found[phrase].append((name, spans.get((start, end)), _context(text, start, end)))
    return found


def _context(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - _CONTEXT_CHARS) : start], text[end : end + _CONTEXT_CHARS]
    return " ".join(f"...{before}[{text[start:end]}]{after}...".split())


def _candidate(
    text: str,
    label_kind: tuple[str, str],
    occurrences: tuple[Sequence[Occurrence], Sequence[Occurrence]],
    phrase: _Phrase,
) -> Candidate:
    (label, kind), (seen, in_gold) = label_kind, occurrences
    labels = Counter(found for _, found, _ in seen)
    others = {name: n for name, n in labels.items() if name not in (None, label)}
    gold_labels = Counter(found for _, found, _ in in_gold)
    changed = [context for _, found, context in (*seen, *in_gold) if found != label]
    contexts = [*changed, *(context for _, _, context in (*seen, *in_gold))]
    return Candidate(
        id=content_id("p", label, text)[:10],
        label=label,
        kind=kind,
        text=text,
        count=len(seen),
        n_articles=len({name for name, _, _ in seen}),
        right=labels[label],
        would_add=labels[None],
        would_relabel=sum(others.values()),
        other_labels=" ".join(f"{name}:{n}" for name, n in sorted(others.items())),
        gold_right=gold_labels[label],
        gold_wrong=sum(n for name, n in gold_labels.items() if name != label),
        gold_missed=phrase.missed,
        why="; ".join(sorted(phrase.why)),
        contexts=tuple(dict.fromkeys(contexts))[:3],
    )


def _is_useful(c: Candidate, settings: SuggestSettings) -> bool:
    if c.gold_wrong > c.gold_right or c.label not in vocabulary().labels:
        return False
    changes = c.would_add + c.would_relabel
    return changes + c.gold_missed > 0 and c.count + c.gold_right >= settings.min_count
