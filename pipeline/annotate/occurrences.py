"""Where the strings that may be names occur in an article: as the sources saw them, and everywhere else."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.annotate.names import NameFinder
from pipeline.annotate.spans import Candidate
from pipeline.annotate.structures import NameSpan
from pipeline.annotate.title_words import Title, is_letter
from pipeline.annotate.tokens import Tokens

Key = tuple[str, ...]

# Weights of one piece of evidence. A recogniser's vote is 1; what only one reading allows outweighs several votes.
MODEL = {
    "PERSON": 1.0,
    "GPE": 1.0,
    "LOC": 1.0,
    "FAC": 0.7,
    "ORG": 0.8,
    "PLACE": 0.9,
    # Enough alone, but outvoted by any second piece of evidence: the unit grammar finds nearly all there are.
    "UNIT": 0.8,
}
CERTAIN = 4.0
STRONG = 2.5
LOCATIVE = 2.0
CONTEXT = 1.3
GAZETTEER = 1.15  # more than one vote of the recogniser, less than a title or a full name with this surname
WEAK = 0.6
ENOUGH = 0.75
REPEATED = 0.3  # a recogniser that errs once errs again: its second vote for a string says little

_DASHES = frozenset({"-", "–", "—", "--", "---", "−"})


def shouted_sentences(tokens: Tokens) -> set[int]:
    """Sentences in capitals throughout, where a capital says nothing."""
    found = set()
    for n, (first, last) in enumerate(tokens.sentence_bounds):
        words = [word for word in tokens.text[first:last] if word.isalpha() and len(word) > 1]
        if len(words) >= 4 and sum(word.isupper() for word in words) >= 0.8 * len(words):
            found.add(n)
    return found


@dataclass
class Name:
    """One string of the article: its occurrences and the evidence for each label."""

    key: Key
    spans: list[tuple[int, int]] = field(default_factory=list)
    scores: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    sources: set[str] = field(default_factory=set)

    @property
    def label(self) -> str | None:
        """The label with most evidence, or None when that is too little."""
        if not self.scores:
            return None
        label, score = max(self.scores.items(), key=lambda pair: (pair[1], pair[0]))
        return label if score >= ENOUGH else None


def surname_of(key: Key) -> Key:
    """The last word of a name, with both halves of "Whitlock-Marsh"."""
    return key[-3:] if len(key) > 2 and key[-2] == "-" and key[-3][0].isupper() else key[-1:]


class Occurrences:
    """All strings of an article that may be names, with where they occur."""

    def __init__(self, tokens: Tokens, finder: NameFinder, places: frozenset[str]) -> None:
        self.tokens = tokens
        self.names: dict[Key, Name] = {}
        self._finder = finder
        self._places = places

    def add(self, span: NameSpan) -> None:
        """Add a span that a source proposes, and its source's vote."""
        tokens, names = self.tokens, self.names
        key = tuple(tokens.text[span.first : span.last])
        name = names.setdefault(key, Name(key))
        if (span.first, span.last) not in name.spans:
            name.spans.append((span.first, span.last))
        name.sources.add(span.source)
        if span.source.startswith("structure") and span.label is not None:
            name.scores[span.label] += STRONG
        elif span.label is not None:
            weight = MODEL.get(span.source.partition(":")[2], 0.5)
            name.scores[span.label] += weight if name.scores[span.label] < weight else REPEATED * weight

    def add_runs(self, taken: set[int], after_title: Mapping[int, Title]) -> None:
        """Runs of capitalised words that no source saw: after a title, or in the middle of a sentence."""
        tokens, names = self.tokens, self.names
        covered = taken | {i for name in names.values() for a, b in name.spans for i in range(a, b)}
        i = 0
        while i < len(tokens):
            if (
                i in covered
                or (i + 1 in covered and tokens.lower[i].rstrip(".") in self._finder.honorifics)
                or not self._finder.runs.is_name_token(tokens, i)
                or tokens.pos[i] not in {"PROPN", "NOUN", "ADJ", "X"}
            ) and not (i in after_title and i not in taken and is_letter(tokens.text[i])):
                i += 1
                continue
            last = i + 1
            while (
                last < len(tokens)
                and last not in (taken if i in after_title else covered)
                and (
                    (
                        i in after_title
                        and is_letter(tokens.text[last])
                        and tokens.capital[min(last + 1, len(tokens) - 1)]
                    )
                    or (
                        self._finder.runs.is_name_token(tokens, last)
                        and (tokens.pos[last] == "PROPN" or i in after_title)
                    )
                )
            ):
                last += 1
            if i in after_title:
                last = self._finder.runs.person_right(tokens, last, taken)
            starts_sentence = i == tokens.sentence_start(i)
            is_announced = i in after_title or (i > 0 and tokens.lower[i - 1] in self._finder.class_words)
            if (tokens.pos[i] == "PROPN" or is_announced) and not (
                starts_sentence
                and last - i == 1
                and tokens.text[i] not in self._places
                and not (tokens.text[i].isupper() and len(tokens.text[i]) > 2)
            ):
                trimmed = self._finder.trim(tokens, i, last, {})
                if trimmed is not None and (i in after_title or not self._is_heading(tokens, i)):
                    key = tuple(tokens.text[trimmed[0] : trimmed[1]])
                    names.setdefault(key, Name(key)).spans.append(trimmed)
            i = last

    @staticmethod
    def _is_heading(tokens: Tokens, i: int) -> bool:
        """Whether most words of the sentence are capitalised, so that capitals tell nothing."""
        a, b = tokens.sentence_bounds[tokens.sentence[i]]
        words = [j for j in range(a, b) if tokens.text[j].isalpha() and len(tokens.text[j]) > 3]
        return len(words) >= 3 and sum(tokens.capital[j] for j in words) >= 0.7 * len(words)

    def spread(self, taken: set[int]) -> None:
        """Add occurrences of the same strings that no source saw."""
        tokens, names = self.tokens, self.names
        by_first: dict[str, list[Key]] = defaultdict(list)
        for key in [key for key, name in names.items() if len(key) > 1 and name.label == "PERSON"]:
            last = surname_of(key)
            if len(key[-1]) > 2 and key[-1][0].isupper() and last != key:
                names.setdefault(last, Name(last))
        # "Kursk Offensive", an event or a run of capitals that nobody voted for, says nothing against the town inside.
        no_names = {key for key, name in names.items() if len(key) > 1 and not name.scores}
        for key in sorted(names.keys() - no_names, key=lambda k: (-len(k), k)):
            by_first[key[0]].append(key)
            if len(key[0]) > 3 and key[0] != key[0].upper():
                by_first[key[0].upper()].append(key)
        seen = {span for key, name in names.items() if key not in no_names for span in name.spans}
        covered = taken | {i for a, b in seen for i in range(a, b)}
        for i, word in enumerate(tokens.text):
            if i in covered or word not in by_first:
                continue
            for key in by_first[word]:
                here = tuple(tokens.text[i : i + len(key)])
                if (here == key or here == tuple(part.upper() for part in key)) and covered.isdisjoint(
                    range(i, i + len(key))
                ):
                    names[key].spans.append((i, i + len(key)))
                    covered.update(range(i, i + len(key)))
                    break

    def release(self, taken: set[int]) -> None:
        """Let go of names of several words that nothing speaks for, for the names inside them: "Kursk Offensive"."""
        idle = [key for key, name in self.names.items() if len(key) > 1 and name.label is None]
        for key in idle:
            del self.names[key]
        if idle:
            self.spread(taken)

    def add_datelines(self) -> None:
        """ "GORI, Georgia (CPA) -" at the head of a paragraph: a place in capitals, and who reports."""
        tokens, _names = self.tokens, self.names
        for first, end in tokens.sentence_bounds:
            last = first
            while (
                last < end
                and tokens.text[last].isupper()
                and len(tokens.text[last]) > 1
                and tokens.text[last].isalpha()
            ):
                last += 1
            if last == first or last - first > 4 or last >= end:
                continue
            stop = min(end, last + 14)
            dash = next((j for j in range(last, stop) if tokens.text[j] in _DASHES), None)
            if (dash is None and tokens.text[last] != ":") or (
                dash is not None and tokens.text[last] not in {",", "(", *_DASHES}
            ):
                continue
            self._vote(first, last, "PLACE")
            for j in range(last, dash or last):
                if tokens.text[j] == "(" and (
                    close := next((k for k in range(j + 1, stop) if tokens.text[k] == ")"), None)
                ):
                    self._vote(j + 1, close, "ORG")

    def add_introduced(self, fixed: Sequence[Candidate]) -> None:
        """Acronyms and names in brackets after a long form, which the recogniser may not have seen at all."""
        tokens, names = self.tokens, self.names
        ends = {c.last: c.label for c in fixed if c.label in {"ORG", "UNIT"}}
        for name in names.values():
            if name.label in {"ORG", "UNIT"} and len(name.key) > 1:
                for _, last in name.spans:
                    ends.setdefault(last, name.label)
        for last, label in ends.items():
            at = last + 1
            if at + 1 >= len(tokens):
                continue
            if (tokens.text[last] in {"(", "["} and tokens.text[at + 1] in {")", ",", ";", "]"}) or (
                tokens.text[last] == "," and tokens.lower[at] == "or"
            ):
                at = at + 1 if tokens.text[last] == "," else at
                if sum(char.isupper() for char in tokens.text[at]) >= 2 and tokens.text[at].isalnum():
                    self._vote(at, at + 1, label)

    def _vote(self, first: int, last: int, label: str) -> None:
        tokens, names = self.tokens, self.names
        key = tuple(tokens.text[first:last])
        if not key or not tokens.text[first][0].isalnum():
            return
        name = names.setdefault(key, Name(key))
        if (first, last) not in name.spans:
            name.spans.append((first, last))
        name.scores[label] += CERTAIN
