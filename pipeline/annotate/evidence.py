"""What each name of an article is the name of: all its occurrences are weighed together.

The base recogniser takes a town that it never saw for a person in one sentence and for a product in the next. Within an
article a string means one thing, so its occurrences vote: the recogniser, the structure of longer names that hold it,
the words beside it, the gazetteer, and an acronym's long form. The label with the largest sum wins.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.annotate.contexts import ContextReader, modifies_noun
from pipeline.annotate.gazetteer import PlaceNames
from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.names import NameFinder
from pipeline.annotate.occurrences import (
    CERTAIN,
    CONTEXT,
    GAZETTEER,
    STRONG,
    WEAK,
    Key,
    Name,
    Occurrences,
    shouted_sentences,
    surname_of,
)
from pipeline.annotate.spans import Candidate, Strength
from pipeline.annotate.structures import NameSpan
from pipeline.annotate.surroundings import Surroundings, survey
from pipeline.annotate.title_words import Title, iter_title_tokens
from pipeline.annotate.tokens import Tokens

_GENERATIONS = frozenset({"2nd", "3rd", "4th"})


class Weigher:
    """Decides names for one article at a time; holds the lists it needs."""

    def __init__(self, lexicon: Lexicon, finder: NameFinder, places: PlaceNames) -> None:
        self._finder = finder
        self._places = places
        self._contexts = ContextReader(lexicon)
        self._ambiguous = lexicon.ambiguous
        self._area_posts = lexicon.words("titles", "area_posts")
        self._duties = lexicon.words("titles", "duties")
        self._known = frozenset(lexicon.states) | frozenset(lexicon.nationalities) | frozenset(lexicon.peoples)

    def decide(
        self, tokens: Tokens, spans: Sequence[NameSpan], titles: Sequence[Title], fixed: Sequence[Candidate]
    ) -> list[Candidate]:
        """Names with their labels. `fixed` are the names of patterns and grammar, which stay as they are and count as
        evidence; only strings beside them are decided here.
        """
        taken = _tokens_of(fixed)
        around = survey(tokens, titles, fixed, self._area_posts)
        occurrences = Occurrences(tokens, self._finder, self._places.all)
        names = occurrences.names
        shouted = shouted_sentences(tokens)
        structures = [span for span in spans if span.source.startswith("structure")]
        for span in spans:
            if span.source.startswith("structure") or tokens.sentence[span.first] not in shouted:
                occurrences.add(_behind_unit(span, around.cardinal_ends))
        occurrences.add_runs(taken | set(iter_title_tokens(titles)), around.after_title)
        occurrences.add_datelines()
        occurrences.add_introduced(fixed)
        letters = {
            t.first for t in titles if t.label == "ROLE" and t.last == t.first + 1 and tokens.text[t.first].isupper()
        }
        occurrences.spread(taken | letters)
        for name in names.values():
            self._weigh(tokens, name, around)
        self._share(names, fixed, tokens)
        self._share_in_lists(tokens, names, fixed)
        self._link_acronyms(tokens, names, fixed)
        self._settle_lone_people(tokens, names)
        occurrences.release(taken)
        return list(self._candidates(tokens, names, taken, structures))

    # -- evidence ------------------------------------------------------------------------------------------------

    def _weigh(self, tokens: Tokens, name: Name, around: Surroundings) -> None:
        text = " ".join(name.key)
        scores = name.scores
        only_reports = len(name.spans) > 1 and text not in self._places.large and self._only_reports(tokens, name)
        if only_reports:  # that some village bears the name says nothing
            scores["ORG"] += CONTEXT if "model:PERSON" not in name.sources else 0.0
        elif text in self._places.all or (text.isupper() and text.title() in self._places.all):
            is_telling = len(name.key) > 1 or text in self._places.large
            scores["PLACE"] += 1.5 * GAZETTEER if is_telling else GAZETTEER
        contexts: dict[tuple[str, str], float] = {}
        for first, last in name.spans:
            for label, why, weight in self._contexts.read(tokens, first, last, around):
                contexts[label, why] = max(contexts.get((label, why), 0.0), weight)
        is_structured = any(source.startswith("structure") for source in name.sources)
        is_force = "structure:unit_last" in name.sources
        is_unit = scores.get("UNIT", 0.0) > scores.get("ORG", 0.0)
        for (label, why), weight in contexts.items():
            if is_unit and why in {"fighters", "fighters of"}:
                scores["UNIT"] += weight  # those in arms have a movement or a unit: what else is known decides
            elif not (is_structured and why in {"role before", "role after"}) and not (is_force and why == "post"):
                scores[label] += weight
        if any(self._contexts.is_language(tokens, first, last) for first, last in name.spans):
            name.scores = defaultdict(float, {"none": CERTAIN})
            return
        if all(self._has_article(tokens, first, last) for first, last in name.spans):
            scores["PERSON"] *= 0.3
        if "PERSON" in scores and scores["PERSON"] < STRONG and self._is_thing(tokens, name):
            scores["PERSON"] *= 0.2
        if len(name.key) > 1 and name.key[-1].lower() in self._duties:
            scores["PERSON"] *= 0.2  # "Director, Defence Information"
            scores["ORG"] += WEAK
        if len(name.key) == 1 and text.isupper() and 2 <= len(text) <= 6:
            scores["ORG"] += 0.2
            if "PERSON" in scores:
                scores["PERSON"] *= 0.4
            if scores.get("PLACE", 0) < STRONG and "model:GPE" not in name.sources:
                scores["PLACE"] *= 0.4

    def _only_reports(self, tokens: Tokens, name: Name) -> bool:
        """Whether the name does nothing but report, in the present tense or as a source, as a medium does."""
        return all(self._contexts.is_source(tokens, first, last) for first, last in name.spans)

    def _is_thing(self, tokens: Tokens, name: Name) -> bool:
        """Whether a thing bears the name: a type with digits ("Yassin 105"), or what one has and fires."""
        if any(char.isdigit() for char in name.key[-1]) and name.key[-1] not in _GENERATIONS:
            return True
        return any(self._contexts.is_thing(tokens, first, last) for first, last in name.spans)

    @staticmethod
    def _has_article(tokens: Tokens, first: int, last: int) -> bool:
        """Whether the article is the name's own, which no person has: "the Clarion", but not "the Putin regime"."""
        return bool(first) and tokens.lower[first - 1] == "the" and not modifies_noun(tokens, last)

    def _share(self, names: dict[Key, Name], fixed: Sequence[Candidate], tokens: Tokens) -> None:
        """Let longer names speak for their parts: "Kursk region" for "Kursk", "Anna Brandt" for "Brandt"."""
        for name in list(names.values()):
            label = name.label
            if len(name.key) < 2 or label is None:
                continue
            if label == "PERSON":
                for part in {name.key[-1:], name.key[:1], name.key[-2:], surname_of(name.key)}:
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

    def _settle_lone_people(self, tokens: Tokens, names: dict[Key, Name]) -> None:
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


def _behind_unit(span: NameSpan, unit_ends: Collection[int]) -> NameSpan:
    """A recogniser's name without the numbered unit that it begins with: the "Wukari" of "6 Brigade Wukari"."""
    first = max((end for end in unit_ends if span.first < end < span.last), default=None)
    if first is None or span.source.startswith("structure"):
        return span
    return replace(span, first=first, label=None)


def _tokens_of(candidates: Iterable[Candidate]) -> set[int]:
    return {i for c in candidates for i in range(c.first, c.last)}
