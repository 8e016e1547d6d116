"""What each name of an article is the name of: all its occurrences are weighed together.

The base recogniser takes a town that it never saw for a person in one sentence and for a product in the next. Within an
article a string means one thing, so its occurrences vote: the recogniser, the structure of longer names that hold it,
the words beside it, the gazetteer, and an acronym's long form. The label with the largest sum wins.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.names import NameFinder, NameSpan
from pipeline.annotate.spans import Candidate, Strength
from pipeline.annotate.titles import Title, iter_title_tokens
from pipeline.annotate.tokens import Tokens

Key = tuple[str, ...]

# Weights of one piece of evidence. A recogniser's vote is 1; what only one reading allows outweighs several votes.
_MODEL = {"PERSON": 1.0, "GPE": 1.0, "LOC": 1.0, "FAC": 0.7, "ORG": 0.8, "PLACE": 1.5, "UNIT": 1.5}
_CERTAIN = 4.0
_STRONG = 2.5
_CONTEXT = 1.3
_LOCATIVE = 2.0
_WEAK = 0.6
_GAZETTEER = 1.15  # more than one vote of the recogniser, less than a title or a full name with this surname
_ENOUGH = 0.75
_REPEATED = 0.3  # a recogniser that errs once errs again: its second vote for a string says little


_DASHES = frozenset({"-", "–", "—", "--", "---", "−"})
_CLOSING_QUOTES = frozenset({'"', "”", "»", "'", "’"})
_ARTICLES = frozenset({"a", "an", "the"})


def _shouted_sentences(tokens: Tokens) -> set[int]:
    """Sentences in capitals throughout, where a capital says nothing."""
    found = set()
    for n, (first, last) in enumerate(tokens.sentence_bounds):
        words = [word for word in tokens.text[first:last] if word.isalpha() and len(word) > 1]
        if len(words) >= 4 and sum(word.isupper() for word in words) >= 0.8 * len(words):
            found.add(n)
    return found


@dataclass
class _Name:
    """One string of the article: its occurrences and the evidence for each label."""

    key: Key
    spans: list[tuple[int, int]] = field(default_factory=list)
    scores: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    sources: set[str] = field(default_factory=set)

    @property
    def label(self) -> str | None:
        if not self.scores:
            return None
        label, score = max(self.scores.items(), key=lambda pair: (pair[1], pair[0]))
        return label if score >= _ENOUGH else None


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
        self, tokens: Tokens, spans: Iterable[NameSpan], titles: Sequence[Title], fixed: Sequence[Candidate]
    ) -> list[Candidate]:
        """Names with their labels. `fixed` are the names of patterns and grammar, which stay as they are and count as
        evidence; only strings beside them are decided here.
        """
        taken = _tokens_of(fixed)
        names: dict[Key, _Name] = {}
        after_title = {title.last: title for title in titles if title.before_name}
        self._title_starts = {t.first for t in titles} | {t.first - 1 for t in titles if t.first and tokens.lower[t.first - 1] in _ARTICLES}
        self._title_ends = {t.last for t in titles}
        structures: list[NameSpan] = []
        shouted = _shouted_sentences(tokens)
        for span in spans:
            if span.source.startswith("structure"):
                structures.append(span)
            elif tokens.sentence[span.first] in shouted:
                continue
            self._add(tokens, names, span)
        self._add_runs(tokens, names, taken | set(iter_title_tokens(titles)), after_title)
        self._add_datelines(tokens, names)
        self._add_introduced(tokens, names, fixed)
        self._spread(tokens, names, taken)
        for name in names.values():
            self._weigh(tokens, name, after_title)
        self._share(names, fixed, tokens)
        self._share_in_lists(tokens, names, fixed)
        self._link_acronyms(tokens, names, fixed)
        self._settle_lone_people(tokens, names, after_title)
        return list(self._candidates(tokens, names, taken, structures))

    def _add(self, tokens: Tokens, names: dict[Key, _Name], span: NameSpan) -> None:
        key = tuple(tokens.text[span.first : span.last])
        name = names.setdefault(key, _Name(key))
        if (span.first, span.last) not in name.spans:
            name.spans.append((span.first, span.last))
        name.sources.add(span.source)
        if span.source.startswith("structure") and span.label is not None:
            name.scores[span.label] += _STRONG
        elif span.label is not None:
            weight = _MODEL.get(span.source.partition(":")[2], 0.5)
            name.scores[span.label] += weight if name.scores[span.label] < weight else _REPEATED * weight

    def _add_runs(self, tokens: Tokens, names: dict[Key, _Name], taken: set[int], after_title: dict[int, Title]) -> None:
        """Runs of capitalised words that no source saw: after a title, or in the middle of a sentence."""
        covered = taken | {i for name in names.values() for a, b in name.spans for i in range(a, b)}
        i = 0
        while i < len(tokens):
            if i in covered or not self._finder.is_name_token(tokens, i) or tokens.pos[i] not in {"PROPN", "NOUN", "ADJ", "X"}:
                i += 1
                continue
            last = i + 1
            while last < len(tokens) and last not in covered and self._finder.is_name_token(tokens, last) and tokens.pos[last] == "PROPN":
                last += 1
            starts_sentence = i == tokens.sentence_start(i)
            if (tokens.pos[i] == "PROPN" or i in after_title) and not (starts_sentence and last - i == 1 and tokens.text[i] not in self._places):
                trimmed = self._finder.trim(tokens, i, last, {})
                if trimmed is not None and not self._is_heading(tokens, i):
                    key = tuple(tokens.text[trimmed[0] : trimmed[1]])
                    names.setdefault(key, _Name(key)).spans.append(trimmed)
            i = last

    @staticmethod
    def _is_heading(tokens: Tokens, i: int) -> bool:
        """Whether most words of the sentence are capitalised, so that capitals tell nothing."""
        a, b = tokens.sentence_bounds[tokens.sentence[i]]
        words = [j for j in range(a, b) if tokens.text[j].isalpha() and len(tokens.text[j]) > 3]
        return len(words) >= 3 and sum(tokens.capital[j] for j in words) >= 0.7 * len(words)

    def _spread(self, tokens: Tokens, names: dict[Key, _Name], taken: set[int]) -> None:
        """Add occurrences of the same strings that no source saw."""
        by_first: dict[str, list[Key]] = defaultdict(list)
        for key in [key for key, name in names.items() if len(key) > 1 and name.label == "PERSON"]:
            if len(key[-1]) > 2 and key[-1][0].isupper():
                names.setdefault(key[-1:], _Name(key[-1:]))
        for key in sorted(names, key=lambda k: (-len(k), k)):
            by_first[key[0]].append(key)
            if len(key[0]) > 3 and key[0] != key[0].upper():
                by_first[key[0].upper()].append(key)
        seen = {span for name in names.values() for span in name.spans}
        covered = taken | {i for a, b in seen for i in range(a, b)}
        for i, word in enumerate(tokens.text):
            if i in covered or word not in by_first:
                continue
            for key in by_first[word]:
                here = tuple(tokens.text[i : i + len(key)])
                if (here == key or here == tuple(part.upper() for part in key)) and covered.isdisjoint(range(i, i + len(key))):
                    names[key].spans.append((i, i + len(key)))
                    covered.update(range(i, i + len(key)))
                    break

    def _add_datelines(self, tokens: Tokens, names: dict[Key, _Name]) -> None:
        """"GORI, Georgia (CPA) -" at the head of a paragraph: a place in capitals, and who reports."""
        for first, end in tokens.sentence_bounds:
            last = first
            while last < end and tokens.text[last].isupper() and len(tokens.text[last]) > 1 and tokens.text[last].isalpha():
                last += 1
            if last == first or last - first > 4 or last >= end:
                continue
            stop = min(end, last + 14)
            dash = next((j for j in range(last, stop) if tokens.text[j] in _DASHES), None)
            if dash is None and tokens.text[last] != ":" or dash is not None and tokens.text[last] not in {",", "(", *_DASHES}:
                continue
            self._vote(tokens, names, first, last, "PLACE")
            for j in range(last, dash or last):
                if tokens.text[j] == "(" and (close := next((k for k in range(j + 1, stop) if tokens.text[k] == ")"), None)):
                    self._vote(tokens, names, j + 1, close, "ORG")

    def _add_introduced(self, tokens: Tokens, names: dict[Key, _Name], fixed: Sequence[Candidate]) -> None:
        """Acronyms and names in brackets after a long form, which the recogniser may not have seen at all."""
        ends = {c.last: c.label for c in fixed if c.label in {"ORG", "UNIT"}}
        for name in names.values():
            if name.label in {"ORG", "UNIT"} and len(name.key) > 1:
                for _, last in name.spans:
                    ends.setdefault(last, name.label)
        for last, label in ends.items():
            at = last + 1
            if at + 1 >= len(tokens):
                continue
            if tokens.text[last] in {"(", "["} and tokens.text[at + 1] in {")", ",", ";", "]"} or tokens.text[last] == "," and tokens.lower[at] == "or":
                at = at + 1 if tokens.text[last] == "," else at
                if sum(char.isupper() for char in tokens.text[at]) >= 2 and tokens.text[at].isalnum():
                    self._vote(tokens, names, at, at + 1, label)

    def _vote(self, tokens: Tokens, names: dict[Key, _Name], first: int, last: int, label: str) -> None:
        key = tuple(tokens.text[first:last])
        if not key or not tokens.text[first][0].isalnum():
            return
        name = names.setdefault(key, _Name(key))
        if (first, last) not in name.spans:
            name.spans.append((first, last))
        name.scores[label] += _CERTAIN

    # -- evidence ------------------------------------------------------------------------------------------------

    def _weigh(self, tokens: Tokens, name: _Name, after_title: dict[int, Title]) -> None:
        text = " ".join(name.key)
        scores = name.scores
        if text in self._places or text.isupper() and text.title() in self._places:
            scores["PLACE"] += _GAZETTEER if len(name.key) == 1 else 1.5 * _GAZETTEER
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
            if scores.get("PLACE", 0) < _STRONG and "model:GPE" not in name.sources:
                scores["PLACE"] *= 0.4

    def _context(
        self, tokens: Tokens, first: int, last: int, after_title: dict[int, Title]
    ) -> Iterator[tuple[str, str, float]]:
        before = tokens.lower[first - 1] if first else ""
        after = tokens.lower[last] if last < len(tokens) else ""
        after2 = tokens.lower[last + 1] if last + 1 < len(tokens) else ""
        if first in after_title:
            yield "PERSON", "title", _CERTAIN
        if before in self._person_nouns and tokens.capital[first] and not tokens.text[first].isupper():
            yield "PERSON", "noun before", _CONTEXT
        label = self._class_words.get(before)
        if label is not None and (first < 2 or tokens.capital[first]):
            yield label, "class", _STRONG
        before2 = tokens.lower[first - 2] if first >= 2 else ""
        if before == "of" and before2 in self._place_nouns or before in {"to"} and before2 == "road":
            yield "PLACE", "noun of", _STRONG
        if before in {"as", "is"} and (before2 in {"identified", "named"} or self._class_words.get(before2) == "PERSON"):
            yield "PERSON", "identified", _STRONG
        if tokens.dep[last - 1] == "dobj" and tokens.doc[tokens.head[last - 1]].lemma_ in self._place_verbs:
            yield "PLACE", "object of", 0.9
        if after == "," and self._tells_distance(tokens, last + 1):
            yield "PLACE", "distance", _STRONG
        if after == "," and last + 1 in self._title_starts:
            yield "PERSON", "role after", _CONTEXT
        if before == "," and first - 1 in self._title_ends and not tokens.text[first].isupper():
            yield "PERSON", "role before", _CONTEXT
        unit_noun = after2 if after in _CLOSING_QUOTES else after
        if self._class_words.get(unit_noun) == "UNIT" and not " ".join(tokens.text[first:last]).isupper():
            yield "UNIT", "unit noun", _CONTEXT if after == unit_noun else _STRONG
        if before == "of" and first >= 2 and self._class_words.get(tokens.lower[first - 2]) == "PLACE":
            yield "PLACE", "class of", _STRONG
        if before in {'"', "“", "«", "'", "‘"} and first >= 2 and tokens.lower[first - 2] in self._class_words:
            yield self._class_words[tokens.lower[first - 2]], "class quoted", _CONTEXT
        if after == "," and after2.isdigit() and len(after2) == 2 and last + 2 < len(tokens) and tokens.text[last + 2] in {",", "."}:
            yield "PERSON", "age", _STRONG
        noun_follows = last < len(tokens) and tokens.pos[last] in {"NOUN", "PROPN"} and tokens.dep[last - 1] in {"compound", "nmod", "amod"}
        owns = after in {"'s", "’s", "'", "’"}
        if not noun_follows and not owns:
            if before in self._strongly_locative:
                yield "PLACE", "locative", _LOCATIVE
            elif before in self._locative and before not in {"to", "from", "at", "over", "between", "across", "through"}:
                yield "PLACE", "locative", _WEAK
            elif before == "from" or before == "to" and tokens.pos[first - 1] == "ADP":
                if before == "from" or tokens.doc[tokens.head[first - 1]].lemma_.lower() not in self._to_whom:
                    yield "PLACE", "from to", 0.7
            elif before == "at":
                yield "PLACE", "at", 1.1
        elif before in self._compass:
            yield "PLACE", "compass", _STRONG
        if tokens.dep[last - 1] in {"nsubj"} and tokens.lower[tokens.head[last - 1]] in self._saying_verbs:
            yield "PERSON", "says", 0.4
        if before == "to" and first >= 2 and tokens.lower[first - 2] == "according" or after in self._media_verbs:
            yield "ORG", "reports", 0.3

    @staticmethod
    def _has_article(tokens: Tokens, first: int, last: int) -> bool:
        """"the Clarion", "the Wall": no person's name has an article of its own ("the Putin regime" is the regime's)."""
        return bool(first) and tokens.lower[first - 1] == "the" and not (
            last < len(tokens) and tokens.dep[last - 1] in {"compound", "nmod", "amod"} and tokens.pos[last] in {"NOUN", "PROPN", "ADJ"}
        )

    @staticmethod
    def _tells_distance(tokens: Tokens, i: int) -> bool:
        """"some 70 km from", "two miles east" """
        words = tokens.lower[i : i + 5]
        return any(word in {"km", "kilometres", "kilometers", "miles", "metres", "meters"} for word in words[:4])

    def _share(self, names: dict[Key, _Name], fixed: Sequence[Candidate], tokens: Tokens) -> None:
        """Let longer names speak for their parts: "Kursk region" for "Kursk", "Anna Brandt" for "Brandt"."""
        for name in list(names.values()):
            label = name.label
            if len(name.key) < 2 or label is None:
                continue
            if label == "PERSON":
                for part in (name.key[-1:], name.key[:1], name.key[-2:]):
                    if part in names and part != name.key:
                        names[part].scores["PERSON"] += _STRONG
            elif label == "PLACE" and any(s.startswith("structure:place_after") for s in name.sources):
                for n in range(1, len(name.key)):
                    if name.key[:n] in names:
                        names[name.key[:n]].scores["PLACE"] += _STRONG

    @staticmethod
    def _share_in_lists(tokens: Tokens, names: dict[Key, _Name], fixed: Sequence[Candidate]) -> None:
        """Names that stand in one list are of one kind: "at Tumbun Sarki, Tumbun Bare and Kirta Malam"."""
        at: dict[int, _Name] = {last - 1: name for name in names.values() for _, last in name.spans}
        known = {c.last - 1: c.label for c in fixed if c.label in {"PLACE", "ORG", "UNIT"}}
        for i, name in sorted(at.items(), key=lambda pair: pair[0]):
            if tokens.dep[i] != "conj":
                continue
            other = at.get(tokens.head[i])
            label = other.label if other is not None else known.get(tokens.head[i])
            if label is not None and other is not name:
                name.scores[label] += _CONTEXT
            if other is not None and name.label is not None and other is not name and label != name.label:
                other.scores[name.label] += _WEAK

    def _link_acronyms(self, tokens: Tokens, names: dict[Key, _Name], fixed: Sequence[Candidate]) -> None:
        """"Security Service (SBU)" and "NIS (National Intelligence Service)": the label of the long form holds for both."""
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
                if first >= 2 and tokens.text[first - 1] == "(" and last < len(tokens) and tokens.text[last] in {")", ",", ";"}:
                    label = labels.get(first - 1) or (labels.get(first - 2) if tokens.text[first - 2] in {'"', "”"} else None)
                elif last + 1 < len(tokens) and tokens.text[last] == "(":
                    label = starts.get(last + 1)
                else:
                    label = None
                if label is not None:
                    name.scores[label] += _CERTAIN

    def _settle_lone_people(self, tokens: Tokens, names: dict[Key, _Name], after_title: dict[int, Title]) -> None:
        """A lone word that only the recogniser takes for a person, that nothing introduces, and that reports: a medium.

        News gives a person's full name or title at first mention; a callsign has its word before it.
        """
        for name in names.values():
            scores = name.scores
            if len(name.key) == 1 and name.label == "PERSON" and scores["PERSON"] < _STRONG and scores.get("ORG", 0) >= 0.3:
                if not any(self._past_saying(tokens, last) for _, last in name.spans):
                    scores["ORG"] += scores["PERSON"]

    @staticmethod
    def _past_saying(tokens: Tokens, last: int) -> bool:
        return last < len(tokens) and tokens.tag[last] == "VBD"

    # -- result --------------------------------------------------------------------------------------------------

    def _candidates(
        self, tokens: Tokens, names: dict[Key, _Name], taken: set[int], structures: Sequence[NameSpan]
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
                    tokens.start[start], tokens.end[last - 1], start, last, last - 1, decided, "name", detector, strength
                )

    @staticmethod
    def _detector(name: _Name, label: str | None) -> str:
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
