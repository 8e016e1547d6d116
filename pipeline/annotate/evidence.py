"""What each name of an article is the name of: all its occurrences are weighed together.

The base recogniser takes a town that it never saw for a person in one sentence and for a product in the next. Within an
article a string means one thing, so its occurrences vote: the recogniser, the structure of longer names that hold it,
the words beside it, the gazetteer, and an acronym's long form. The label with the largest sum wins.
"""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.names import NameFinder, NameSpan
from pipeline.annotate.occurrences import (
    CERTAIN,
    CONTEXT,
    GAZETTEER,
    LOCATIVE,
    STRONG,
    WEAK,
    Key,
    Name,
    Occurrences,
    shouted_sentences,
)
from pipeline.annotate.spans import Candidate, Strength
from pipeline.annotate.titles import Title, iter_title_tokens
from pipeline.annotate.tokens import Tokens

_CLOSING_QUOTES = frozenset({'"', "”", "»", "'", "’"})
_ARTICLES = frozenset({"a", "an", "the"})


_OPENING_QUOTES = frozenset({'"', "“", "«", "'", "‘"})
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_SELDOM_LOCATIVE = frozenset({"over", "between", "across", "through", "to"})


def _beside(tokens: Tokens, first: int, last: int) -> tuple[str, str, str, str]:
    """The word before a span, the one before that, the word after it, the one after that; lower case, or ""."""
    return (
        tokens.lower[first - 1] if first else "",
        tokens.lower[first - 2] if first >= 2 else "",
        tokens.lower[last] if last < len(tokens) else "",
        tokens.lower[last + 1] if last + 1 < len(tokens) else "",
    )


def _modifies_noun(tokens: Tokens, last: int) -> bool:
    """Whether the span that ends before `last` modifies the noun after it: "the Putin regime"."""
    return (
        last < len(tokens)
        and tokens.dep[last - 1] in {"compound", "nmod", "amod"}
        and tokens.pos[last] in {"NOUN", "PROPN", "ADJ"}
    )


class Weigher:
    """Decides names for one article at a time; holds the lists it needs."""

    def __init__(self, lexicon: Lexicon, finder: NameFinder, places: frozenset[str]) -> None:
        self._finder = finder
        self._places = places
        self._class_words = lexicon.class_words
        self._locative = lexicon.words("names", "locative")
        self._strongly_locative = lexicon.words("names", "strongly_locative")
        self._media_verbs = lexicon.words("names", "media_verbs")
        self._saying_verbs = lexicon.words("names", "saying_verbs")
        self._person_nouns = {
            word for word, heads in lexicon.heads.items()
            if any(h.label == "PERSON" and not h.is_plural and not h.words for h in heads)
        }  # fmt: skip
        self._place_nouns = lexicon.words("names", "place_nouns")
        self._place_verbs = lexicon.words("names", "place_verbs")
        self._to_whom = lexicon.words("names", "to_whom")
        self._title_starts: set[int] = set()
        self._title_ends: set[int] = set()
        self._compass = lexicon.words("names", "compass")
        self._ambiguous = lexicon.ambiguous
        self._known = frozenset(lexicon.states) | frozenset(lexicon.nationalities) | frozenset(lexicon.peoples)
        self._org_words = lexicon.words("names", "org_last") | lexicon.words("names", "org_first")
        self._unit_words = lexicon.words("names", "unit_last")

    def decide(
        self, tokens: Tokens, spans: Sequence[NameSpan], titles: Sequence[Title], fixed: Sequence[Candidate]
    ) -> list[Candidate]:
        """Names with their labels. `fixed` are the names of patterns and grammar, which stay as they are and count as
        evidence; only strings beside them are decided here.
        """
        taken = _tokens_of(fixed)
        after_title = {title.name_at: title for title in titles if title.before_name}
        self._title_starts = {t.first for t in titles} | {
            t.first - 1 for t in titles if t.first and tokens.lower[t.first - 1] in _ARTICLES
        }
        self._title_ends = {t.last for t in titles}
        occurrences = Occurrences(tokens, self._finder, self._places)
        names = occurrences.names
        shouted = shouted_sentences(tokens)
        structures = [span for span in spans if span.source.startswith("structure")]
        for span in spans:
            if span.source.startswith("structure") or tokens.sentence[span.first] not in shouted:
                occurrences.add(span)
        occurrences.add_runs(taken | set(iter_title_tokens(titles)), after_title)
        occurrences.add_datelines()
        occurrences.add_introduced(fixed)
        occurrences.spread(taken)
        for name in names.values():
            self._weigh(tokens, name, after_title)
        self._share(names, fixed, tokens)
        self._share_in_lists(tokens, names, fixed)
        self._link_acronyms(tokens, names, fixed)
        self._settle_lone_people(tokens, names, after_title)
        return list(self._candidates(tokens, names, taken, structures))

    # -- evidence ------------------------------------------------------------------------------------------------

    def _weigh(self, tokens: Tokens, name: Name, after_title: dict[int, Title]) -> None:
        text = " ".join(name.key)
        scores = name.scores
        if text in self._places or (text.isupper() and text.title() in self._places):
            scores["PLACE"] += GAZETTEER if len(name.key) == 1 else 1.5 * GAZETTEER
        contexts: dict[tuple[str, str], float] = {}
        for first, last in name.spans:
            for label, why, weight in self._context(tokens, first, last, after_title):
                contexts[label, why] = max(contexts.get((label, why), 0.0), weight)
        for (label, _), weight in contexts.items():
            scores[label] += weight
        if all(self._has_article(tokens, first, last) for first, last in name.spans):
            scores["PERSON"] *= 0.3
        if len(name.key) == 1 and text.isupper() and 2 <= len(text) <= 6:
            scores["ORG"] += 0.2
            if "PERSON" in scores:
                scores["PERSON"] *= 0.4
            if scores.get("PLACE", 0) < STRONG and "model:GPE" not in name.sources:
                scores["PLACE"] *= 0.4

    def _context(
        self, tokens: Tokens, first: int, last: int, after_title: dict[int, Title]
    ) -> Iterator[tuple[str, str, float]]:
        """What the words beside one occurrence say: label, kind of evidence (each counts once a name), weight."""
        if first in after_title:
            yield "PERSON", "title", CERTAIN
        yield from self._person_context(tokens, first, last)
        yield from self._class_context(tokens, first, last)
        yield from self._place_context(tokens, first, last)
        before, before2, after, _ = _beside(tokens, first, last)
        if (before == "to" and before2 == "according") or after in self._media_verbs:
            yield "ORG", "reports", 0.3

    def _person_context(self, tokens: Tokens, first: int, last: int) -> Iterator[tuple[str, str, float]]:
        """Ages, roles beside the name, verbs of saying, "identified as"."""
        before, before2, after, after2 = _beside(tokens, first, last)
        if before in {"as", "is"} and (
            before2 in {"identified", "named"} or self._class_words.get(before2) == "PERSON"
        ):
            yield "PERSON", "identified", STRONG
        if after == "," and last + 1 in self._title_starts:
            yield "PERSON", "role after", CONTEXT
        if before == "," and first - 1 in self._title_ends and not tokens.text[first].isupper():
            yield "PERSON", "role before", CONTEXT
        if before in self._person_nouns and tokens.capital[first] and not tokens.text[first].isupper():
            yield "PERSON", "noun before", CONTEXT
        if (
            after == ","
            and after2.isdigit()
            and len(after2) == 2
            and tokens.text[last + 2 : last + 3] in ([","], ["."])
        ):
            yield "PERSON", "age", STRONG
        if tokens.dep[last - 1] == "nsubj" and tokens.lower[tokens.head[last - 1]] in self._saying_verbs:
            yield "PERSON", "says", 0.4

    def _class_context(self, tokens: Tokens, first: int, last: int) -> Iterator[tuple[str, str, float]]:
        """Nouns that say what the name is of: "the channel X", "the village of X", "the X unit"."""
        before, before2, after, after2 = _beside(tokens, first, last)
        unit_noun = after2 if after in _CLOSING_QUOTES else after
        if self._class_words.get(unit_noun) == "UNIT" and not " ".join(tokens.text[first:last]).isupper():
            yield "UNIT", "unit noun", CONTEXT if after == unit_noun else STRONG
        label = self._class_words.get(before)
        if label is not None and (first < 2 or tokens.capital[first]):
            yield label, "class", STRONG
        if before == "of" and self._class_words.get(before2) == "PLACE":
            yield "PLACE", "class of", STRONG
        if before in _OPENING_QUOTES and before2 in self._class_words:
            yield self._class_words[before2], "class quoted", CONTEXT

    def _place_context(self, tokens: Tokens, first: int, last: int) -> Iterator[tuple[str, str, float]]:
        """Prepositions of place, distances, what has residents or is reached."""
        before, before2, after, _ = _beside(tokens, first, last)
        if (before == "of" and before2 in self._place_nouns) or (before == "to" and before2 == "road"):
            yield "PLACE", "noun of", STRONG
        if tokens.dep[last - 1] == "dobj" and tokens.doc[tokens.head[last - 1]].lemma_ in self._place_verbs:
            yield "PLACE", "object of", 0.9
        if after == "," and self._tells_distance(tokens, last + 1):
            yield "PLACE", "distance", STRONG
        if _modifies_noun(tokens, last) or after in _POSSESSIVE:
            if before in self._compass:
                yield "PLACE", "compass", STRONG
        elif before in self._strongly_locative:
            yield "PLACE", "locative", LOCATIVE
        elif before == "from" or (before == "to" and self._leads_somewhere(tokens, first - 1)):
            yield "PLACE", "from to", 0.7
        elif before == "at":
            yield "PLACE", "at", 1.1
        elif before in self._locative and before not in _SELDOM_LOCATIVE:
            yield "PLACE", "locative", WEAK

    def _leads_somewhere(self, tokens: Tokens, to: int) -> bool:
        """Whether a "to" is a direction: not that of "according to", "spoke to", "loyal to"."""
        return tokens.pos[to] == "ADP" and tokens.doc[tokens.head[to]].lemma_.lower() not in self._to_whom

    @staticmethod
    def _has_article(tokens: Tokens, first: int, last: int) -> bool:
        """Whether the article is the name's own, which no person has: "the Clarion", but not "the Putin regime"."""
        return bool(first) and tokens.lower[first - 1] == "the" and not _modifies_noun(tokens, last)

    @staticmethod
    def _tells_distance(tokens: Tokens, i: int) -> bool:
        """ "some 70 km from", "two miles east" """
        words = tokens.lower[i : i + 5]
        return any(word in {"km", "kilometres", "kilometers", "miles", "metres", "meters"} for word in words[:4])

    def _share(self, names: dict[Key, Name], fixed: Sequence[Candidate], tokens: Tokens) -> None:
        """Let longer names speak for their parts: "Kursk region" for "Kursk", "Anna Brandt" for "Brandt"."""
        for name in list(names.values()):
            label = name.label
            if len(name.key) < 2 or label is None:
                continue
            if label == "PERSON":
                for part in (name.key[-1:], name.key[:1], name.key[-2:]):
                    if part in names and part != name.key:
                        names[part].scores["PERSON"] += STRONG
            elif label == "PLACE" and any(s.startswith("structure:place_after") for s in name.sources):
                for n in range(1, len(name.key)):
                    if name.key[:n] in names:
                        names[name.key[:n]].scores["PLACE"] += STRONG

    @staticmethod
    def _share_in_lists(tokens: Tokens, names: dict[Key, Name], fixed: Sequence[Candidate]) -> None:
        """Names that stand in one list are of one kind: "at Tumbun Sarki, Tumbun Bare and Kirta Malam"."""
        at: dict[int, Name] = {last - 1: name for name in names.values() for _, last in name.spans}
        known = {c.last - 1: c.label for c in fixed if c.label in {"PLACE", "ORG", "UNIT"}}
        for i, name in sorted(at.items(), key=lambda pair: pair[0]):
            if tokens.dep[i] != "conj":
                continue
            other = at.get(tokens.head[i])
            label = other.label if other is not None else known.get(tokens.head[i])
            if label is not None and other is not name:
                name.scores[label] += CONTEXT
            if other is not None and name.label is not None and other is not name and label != name.label:
                other.scores[name.label] += WEAK

    def _link_acronyms(self, tokens: Tokens, names: dict[Key, Name], fixed: Sequence[Candidate]) -> None:
        """Give an acronym the label of the long form beside it: "Security Service (SBU)", "NIS (National ...)"."""
        labels: dict[int, str] = {c.last: c.label for c in fixed}
        starts: dict[int, str] = {c.first: c.label for c in fixed}
        for name in names.values():
            if name.label is not None and len(name.key) > 1:
                for first, last in name.spans:
                    labels.setdefault(last, name.label)
                    starts.setdefault(first, name.label)
        for name in names.values():
            if len(name.key) != 1 or not sum(char.isupper() for char in name.key[0]) >= 2:
                continue
            for first, last in name.spans:
                if (
                    first >= 2
                    and tokens.text[first - 1] == "("
                    and last < len(tokens)
                    and tokens.text[last] in {")", ",", ";"}
                ):
                    label = labels.get(first - 1) or (
                        labels.get(first - 2) if tokens.text[first - 2] in {'"', "”"} else None
                    )
                elif last + 1 < len(tokens) and tokens.text[last] == "(":
                    label = starts.get(last + 1)
                else:
                    label = None
                if label is not None:
                    name.scores[label] += CERTAIN

    def _settle_lone_people(self, tokens: Tokens, names: dict[Key, Name], after_title: dict[int, Title]) -> None:
        """A lone word that only the recogniser takes for a person, that nothing introduces, and that reports: a medium.

        News gives a person's full name or title at first mention; a callsign has its word before it.
        """
        for name in names.values():
            scores = name.scores
            if (
                len(name.key) == 1
                and name.label == "PERSON"
                and scores["PERSON"] < STRONG
                and scores.get("ORG", 0) >= 0.3
            ) and not any(self._past_saying(tokens, last) for _, last in name.spans):
                scores["ORG"] += scores["PERSON"]

    @staticmethod
    def _past_saying(tokens: Tokens, last: int) -> bool:
        return last < len(tokens) and tokens.tag[last] == "VBD"

    # -- result --------------------------------------------------------------------------------------------------

    def _candidates(
        self, tokens: Tokens, names: dict[Key, Name], taken: set[int], structures: Sequence[NameSpan]
    ) -> Iterator[Candidate]:
        structural = {(s.first, s.last) for s in structures}
        for name in names.values():
            text = " ".join(name.key)
            if text in self._known or text.lower() in self._finder.never:
                continue
            label = name.label
            for first, last in name.spans:
                decided = self._in_context(tokens, first, last, text) or label
                if decided is None or decided == "none":
                    continue
                start = first
                strength = Strength.STRUCTURE if (first, last) in structural else Strength.MODEL
                detector = "structure" if strength is Strength.STRUCTURE else self._detector(name, label)
                yield Candidate(
                    tokens.start[start],
                    tokens.end[last - 1],
                    start,
                    last,
                    last - 1,
                    decided,
                    "name",
                    detector,
                    strength,
                )

    @staticmethod
    def _detector(name: Name, label: str | None) -> str:
        return "model" if any(s.startswith("model") for s in name.sources) else "context"

    def _in_context(self, tokens: Tokens, first: int, last: int, text: str) -> str | None:
        entry = self._ambiguous.get(text)
        if entry is None:
            return None
        before = tokens.lower[first - 1] if first else ""
        after = tokens.lower[last] if last < len(tokens) else ""
        a, b = tokens.sentence_bounds[tokens.sentence[first]]
        for label, position, words in entry.rules:
            seen = {"before": [before], "after": [after], "near": tokens.lower[a:b]}[position]
            if not words.isdisjoint(seen):
                return label
        return entry.otherwise


def _tokens_of(candidates: Iterable[Candidate]) -> set[int]:
    return {i for c in candidates for i in range(c.first, c.last)}
