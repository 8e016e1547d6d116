"""Names that say themselves what they name: "Kursk region", "Ministry of Defence", "Nigerian Army School of Infantry"."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.name_runs import NameRuns
from pipeline.annotate.tokens import Tokens

_BEFORE_WHOLE = frozenset({"the", "'s", "’s", ","})
_HYPHENS = frozenset({"-", "–"})
_MAX_CHANNEL = 3  # digits
_OPERATION = frozenset({"operation", "op"})
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)")


@dataclass(frozen=True, slots=True)
class NameSpan:
    """Tokens [first, last) that look like one name; `label` is what the source took it for, or None.

    `source`: "model:<its label>" or "structure:<list>".
    """

    first: int
    last: int
    label: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Tokens that other layers know: `people` inside ranks and roles, `units` inside numbered units, where no other name
    begins, and the bounds, by first token, of units that are `parents`, no part of "Promotion Board of the Pakistan Army";
    `bodies` are the first tokens of bodies known by name.
    """

    people: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    parents: Mapping[int, int] = field(default_factory=dict)
    bodies: frozenset[int] = frozenset()


class StructureFinder:
    """The lists of names.yaml that tell a name's kind by its words, indexed by the word that decides."""

    def __init__(self, lexicon: Lexicon, runs: NameRuns) -> None:
        n = lexicon.names
        self.runs = runs
        self._junk_first = lexicon.words("names", "junk_first")
        self._compass = lexicon.words("names", "compass")
        self._place_after_any = _by_last(n["place_after_any_case"])
        self._place_after_capital = _by_last(n["place_after_capital"] | n["place_after_any_case"])
        self._place_after_nationality = lexicon.words("names", "place_after_nationality")
        self._place_before_of = _by_last(n["place_before_of"])
        self._place_before = lexicon.words("names", "place_before")
        self._org_before = lexicon.words("names", "org_before")
        self._unit_before = lexicon.words("names", "unit_before")
        self._soldiers = lexicon.words("names", "soldiers")
        self._adherents = lexicon.words("names", "adherents")
        self._answering = lexicon.words("names", "answering")
        self._operation_owners = lexicon.words("names", "operation_owners")
        self._mission_first = lexicon.words("names", "mission_first")
        self._mission_kinds = lexicon.words("names", "mission_kinds")
        self._mission_bodies = lexicon.words("names", "mission_bodies")
        self._civil_missions = lexicon.words("names", "civil_missions")
        self._arms = lexicon.words("names", "arms")
        self._local_levels = lexicon.words("names", "local_levels")
        self._days = lexicon.words("names", "days")
        self._numbered_media = lexicon.words("names", "numbered_media")
        self._numbered = lexicon.words("names", "numbered_bodies")
        self._hospitals = lexicon.words("names", "hospitals")
        self._churches = lexicon.words("names", "churches")
        self._staff_ranks = lexicon.words("names", "staff_ranks")
        self._arms_of = lexicon.words("names", "arms_of")
        self._place_before_long = _by_last(frozenset(p for p in n["place_before"] if len(p) > 1))
        self._functions = lexicon.words("names", "functions")
        self._schooling = lexicon.words("names", "schooling")
        self._org_last = _by_last(n["org_last"])
        self._org_first = _by_last(n["org_first"])
        self._duties = lexicon.words("titles", "duties")
        self._org_joins = lexicon.words("names", "org_first_joins")
        self._unit_last = _by_last(n["unit_last"])
        self._unit_first = _by_last(n["unit_first"])
        self._nationalities = frozenset(n.lower() for n in lexicon.nationalities) | {"north", "south"}
        self.words = frozenset().union(
            self._place_after_any, self._place_after_capital, self._place_before_of, self._org_last,
            self._org_first, self._unit_last, self._unit_first, self._mission_first, self._arms_of,
        )  # fmt: skip

    def find(self, tokens: Tokens, taken: Taken) -> Iterator[NameSpan]:
        """Names that say themselves what they name."""
        for i, word in enumerate(tokens.lower):
            if word not in self.words or i in taken.units:
                continue
            for find in (self._place_suffix, self._prefix_of, self._mission, self._organisation, self._formation):
                span = find(tokens, i, taken)
                if span is not None:
                    if span.first in taken.units:
                        span = replace(span, first=max(j + 1 for j in range(span.first, i) if j in taken.units))
                    if span.last - span.first > 1:
                        yield span
                    if find in (self._place_suffix, self._mission):
                        break
        yield from self._by_first_word(tokens, taken)

    def _by_first_word(self, tokens: Tokens, taken: Taken) -> Iterator[NameSpan]:
        """ "Camp Bondsteel", "Forward Operating Base Gulwa", "Radio Tamazuj", "Operation Safe Haven" for its troops."""
        for i, word in enumerate(tokens.lower):
            if not tokens.capital[i] or (i and tokens.pos[i - 1] == "PROPN" and word in self._org_before):
                continue  # the Hayat of "Taimur Hayat Ranjha"
            if not self.runs.is_name_token(tokens, i + 1):
                last = self.runs.joined_right(tokens, i + 1, ())
                if last > i + 1 and (label := self._label_before(word)) is not None:
                    if self.runs.is_name_token(tokens, last) and last not in taken.people:
                        last = self.runs.run_right(tokens, last)  # "Tehrik-i-Taliban Swat"
                    yield NameSpan(i, last, label, f"structure:{label.lower()}_before")
                continue
            if word in self._place_before:
                yield NameSpan(i, self.runs.run_right(tokens, i + 1), "PLACE", "structure:place_before")
            elif (head := _phrase_ending_at(tokens, i, self._place_before_long)) is not None:
                yield NameSpan(head, self.runs.run_right(tokens, i + 1), "PLACE", "structure:place_before")
            elif (label := self._label_before(word)) is not None:
                yield NameSpan(i, self.runs.run_right(tokens, i + 1), label, f"structure:{label.lower()}_before")
            elif word in _OPERATION and self._is_formation(tokens, i, taken):
                yield NameSpan(i, self._operation_right(tokens, i + 1, taken), "UNIT", "structure:operation")

    def _operation_right(self, tokens: Tokens, first: int, taken: Taken) -> int:
        """Where an operation's name ends: before the unit of "Operation Hadin Kai Sector 2", and with its capitals."""
        last = self.runs.run_right(tokens, first)
        for j in range(first + 1, last):
            if j in taken.units or (tokens.text[j - 1].isupper() and not tokens.text[j].isupper()):
                return j
        return last

    def _label_before(self, word: str) -> str | None:
        """What a name is that begins with a word: "Radio Tamazuj", "Liwa al-Quds"."""
        return "ORG" if word in self._org_before else "UNIT" if word in self._unit_before else None

    def _is_formation(self, tokens: Tokens, i: int, taken: Taken) -> bool:
        """Whether an operation is a formation here: "Theatre Commander, Operation Hadin Kai", "troops of Operation ..."."""
        after, people = self._operation_right(tokens, i + 1, taken), taken.people
        if after < len(tokens) and (tokens.lower[after] in self._soldiers or after in taken.units):
            return True
        if i < 2:
            return False
        before, whose = tokens.lower[i - 1], tokens.lower[i - 2]
        if before == "to" and whose in self._answering:
            return True
        if before in {"of", "under", "with", "from"}:
            return whose in self._soldiers or whose in self._operation_owners or (before == "of" and i - 2 in people)
        owner = i - 2 if before == "," else i - 1
        if tokens.text[owner] == ")" and owner > 3 and tokens.text[owner - 2] == "(":
            owner -= 3  # "Joint Task Force (JTF), Operation Delta Safe"
        if (owner in people and before == ",") or owner + 1 in taken.parents.values():
            return True  # "GOC, Operation Hadin Kai", "Joint Task Force North East, Operation Hadin Kai"
        is_owner = tokens.lower[owner].isdigit() or tokens.lower[owner] in self._operation_owners
        return is_owner and tokens.capital[owner - 1]

    def _mission(self, tokens: Tokens, i: int, taken: Taken) -> NameSpan | None:
        """ "United Nations Mission in South Sudan", "UN Interim Force in Lebanon": a force, or a civil body."""
        if tokens.lower[i] not in self._mission_first or not tokens.capital[i] or i + 2 >= len(tokens):
            return None
        if tokens.lower[i + 1] not in {"in", "for", "to"}:
            return None
        after = i + 3 if tokens.lower[i + 2] == "the" else i + 2
        first = self._without_article(tokens, self.runs.run_left(tokens, i))
        words = set(tokens.lower[first:i])
        is_military = not words.isdisjoint(self._mission_bodies)
        kinds = [not words.isdisjoint(kinds) for kinds in (self._mission_kinds, self._civil_missions)]
        if first >= i or not self.runs.is_name_token(tokens, after) or not (is_military or any(kinds)):
            return None
        if tokens.lower[i] == "force" and not (is_military and kinds[0]):
            return None  # "Joint Task Force in Baga"
        label = "ORG" if kinds[1] else "UNIT"
        return NameSpan(first, self.runs.long_run_right(tokens, after), label, "structure:mission")

    def _place_suffix(self, tokens: Tokens, i: int, taken: Taken) -> NameSpan | None:
        word = tokens.lower[i]
        table = self._place_after_capital if tokens.capital[i] else self._place_after_any
        head = _phrase_ending_at(tokens, i, table)
        if head is None or tokens.pos[i] not in {"NOUN", "PROPN"}:
            return None
        if i in taken.people and word in self._local_levels:
            return None  # "Kallo district commissioner"
        first = self.runs.run_left(tokens, head)
        while first < head and (
            first in taken.people or (tokens.lower[first] in self._nationalities and head - first > 1)
        ):
            first += 1
        if tokens.capital[i] and (tokens.lower[first] in _OPERATION or self._is_body(tokens, first, head, word)):
            return None  # "Operation Desert Shield"
        bears_nationality = tokens.capital[i] and word in self._place_after_nationality
        if first >= head or (self._is_plain(tokens, first, head) and not bears_nationality):
            return None
        if taken.parents.get(first) == head and not tokens.capital[i]:
            return None  # "the UNIFIL sector"
        if first == tokens.sentence_start(first) and tokens.tag[first] not in {"NNP", "NNPS"}:
            return None
        return NameSpan(first, i + 1, "PLACE", "structure:place_after")

    def _is_body(self, tokens: Tokens, first: int, head: int, word: str) -> bool:
        """Whether a word of places ends the name of a body: "Naval War School", "National Liberation Front"."""
        if word in {"school", "college"}:
            return any(tokens.lower[j] in self._schooling for j in range(first, head))
        if word == "church":
            return tokens.lower[head - 1] in self._churches  # "the Catholic Church"
        if word == "state":
            return tokens.lower[head - 1] in self._org_last  # "Defence Ministry State Secretary"
        is_movement = tokens.lower[head + 1 : head + 2] == ["for"]
        return word == "front" and (is_movement or sum(tokens.text[j][0].isalpha() for j in range(first, head)) > 1)

    def _is_plain(self, tokens: Tokens, first: int, last: int) -> bool:
        """Whether the words are nationalities, points of the compass or other words that make no name."""
        return all(
            tokens.lower[j] in self._nationalities
            or tokens.lower[j] in self._compass
            or tokens.lower[j] in self._junk_first
            or tokens.text[j] in _HYPHENS
            for j in range(first, last)
        )

    def _prefix_of(self, tokens: Tokens, i: int, taken: Taken) -> NameSpan | None:
        if not tokens.capital[i] or i + 2 >= len(tokens) or tokens.lower[i + 1] != "of":
            return None
        first = _phrase_ending_at(tokens, i, self._place_before_of)
        if first is None:
            return None
        start = i + 3 if tokens.lower[i + 2] == "the" else i + 2
        if not self.runs.is_name_token(tokens, start):
            return None
        last = self.runs.run_right(tokens, start)
        label = "UNIT" if tokens.lower[last - 1] in self._unit_last and last - start > 1 else "PLACE"
        return NameSpan(first, last, label, "structure:place_before_of")  # "Republic of China Army"

    def _organisation(self, tokens: Tokens, i: int, taken: Taken) -> NameSpan | None:
        if not tokens.capital[i]:
            return None
        start = _phrase_ending_at(tokens, i, self._org_first)
        if start is not None and i + 2 < len(tokens) and tokens.lower[i + 1] in self._org_joins:
            after = i + 3 if tokens.lower[i + 2] == "the" else i + 2
            after += tokens.lower[after : after + 1] == ["former"]  # "Tribunal for the former Yugoslavia"
            last = self.runs.long_run_right(tokens, after) if self.runs.is_name_token(tokens, after) else after
            if last > after and modifies_common_noun(tokens, last):
                last = after  # "Military Court of the Ituri garrison"
            joined = (j for j in range(after + 1, last) if j in taken.bodies and tokens.lower[j - 1] in {"and", "&"})
            last = next(joined, last + 1) - 1  # "Union of Journalists" + "and Amnesty International"
            is_owned = tokens.lower[i + 1] == "of"
            is_parent = (is_owned and taken.parents.get(after) == last) or (
                tokens.lower[i] == "headquarters" and tokens.lower[last - 1] in self._unit_last
            )
            if (
                last > after
                and not is_parent
                and tokens.lower[after] not in self._days
                and not _is_possessor(tokens, last)
            ):
                first = self.runs.run_left(tokens, start, joined=True)
                while first < start and first in taken.people:
                    first += 1
                label = "PLACE" if tokens.lower[last - 1] in self._hospitals else "ORG"
                return NameSpan(self._without_article(tokens, first), last, label, "structure:org_first")
        head = _phrase_ending_at(tokens, i, self._org_last)
        if head is None or tokens.pos[i] not in {"NOUN", "PROPN"}:
            return None
        unit = _phrase_ending_at(tokens, i, self._unit_last)
        if unit is not None and unit < head:
            return None  # "Estonian Defence League"
        if tokens.lower[i] == "staff" and not self._staff_ranks.isdisjoint(tokens.lower[i + 1 : i + 2]):
            return None
        first = run = self.runs.run_left(tokens, head, joined=True)
        first = max((j + 1 for j in range(first, head) if j in taken.people), default=first)
        while first + 1 < head and tokens.lower[first] in self._days:
            first += 1
        if first == head and i not in taken.people and tokens.lower[run - 1] == "the":
            first = run  # "the Federal Executive Council"
        first = self._without_article(tokens, first)
        if first >= head and self._is_whole(tokens, head, i):
            return NameSpan(head, i + 1, "ORG", "structure:org_last")
        if first < head and tokens.lower[i] in self._numbered and _ORDINAL.fullmatch(tokens.lower[first - 1]):
            first -= 1
        if first >= head or (
            tokens.lower[first] in self._nationalities and head - first == 1 and tokens.text[i].isupper()
        ):
            return None
        if first == tokens.sentence_start(first) and tokens.tag[first] not in {"NNP", "NNPS", "JJ"}:
            return None
        return NameSpan(first, self._past_duties(tokens, i + 1, taken), "ORG", "structure:org_last")

    def _past_duties(self, tokens: Tokens, last: int, taken: Taken) -> int:
        """Where a body's name ends that goes on with what it does or is a part: "Defence Media" + "Operations", "-North"."""
        if self.runs.is_tied_name(tokens, last):
            return last + 2  # "Liberation Movement-North"
        if tokens.lower[last - 1] in self._numbered_media and last < len(tokens) and tokens.text[last].isdigit():
            return last + 1 if len(tokens.text[last]) < _MAX_CHANNEL else last  # "Donetsk News 24"
        while last < len(tokens) and tokens.capital[last] and tokens.lower[last] in self._duties:
            if last in taken.people:
                break
            last += 1
        return last

    def _formation(self, tokens: Tokens, i: int, taken: Taken) -> NameSpan | None:
        if not tokens.capital[i]:
            return None
        if tokens.lower[i] in self._arms_of and self._is_of_arm(tokens, i + 1):
            first = self._without_article(tokens, self.runs.run_left(tokens, i))
            return NameSpan(min(first, i), self.runs.run_right(tokens, i + 2), "UNIT", "structure:unit_first")
        start = _phrase_ending_at(tokens, i, self._unit_first)
        if start is not None and i + 2 < len(tokens) and tokens.lower[i + 1] == "of":
            after = i + 3 if tokens.lower[i + 2] == "the" else i + 2
            if self.runs.is_name_token(tokens, after):
                first = self._without_article(tokens, self.runs.run_left(tokens, start))
                return NameSpan(
                    min(first, start), self.runs.long_run_right(tokens, after), "UNIT", "structure:unit_first"
                )
        head = _phrase_ending_at(tokens, i, self._unit_last)
        body = _phrase_ending_at(tokens, i, self._org_last)
        if head is None or (body is not None and body < head):
            return None  # "Nigeria Police Force"
        first = self.runs.run_left(tokens, head)
        if first >= 2 and tokens.lower[first - 1] == "and" and tokens.lower[first - 2] in self._functions:
            first = self.runs.run_left(tokens, first - 1)  # "Training and Doctrine Command"
        first = self._without_article(tokens, self._past_role(tokens, first, head, taken))
        if tokens.lower[first] in self._nationalities and taken.parents.get(first + 1) == i + 1:
            return None  # "the Ukrainian Tavriisk Operational Group"
        if first in taken.people and first + 1 < head:  # "Commander Gujranwala Corps"
            first = next((j for j in range(first, head) if j not in taken.people), head)
        if first >= head and self._is_whole(tokens, head, i) and tokens.lower[i] not in {"force", "forces"}:
            return NameSpan(head, i + 1, "UNIT", "structure:unit_last")
        if first >= head or any(j in taken.people for j in range(first, head)) or self._is_plain(tokens, first, head):
            return None
        return NameSpan(first, i + 1, "UNIT", "structure:unit_last")

    def _past_role(self, tokens: Tokens, first: int, head: int, taken: Taken) -> int:
        """Where a formation's name begins behind its commander's post: "Commander" + "Gujranwala Corps"."""
        last = max((j for j in range(first, head) if j in taken.people), default=None)
        return first if last is None or tokens.lower[last] not in self._adherents else last + 1

    def _is_of_arm(self, tokens: Tokens, i: int) -> bool:
        """Whether "of Guards", "of Engineers" stands at token `i`."""
        return (
            i + 1 < len(tokens)
            and tokens.lower[i] == "of"
            and tokens.capital[i + 1]
            and tokens.lower[i + 1] in self._arms
        )

    @staticmethod
    def _is_whole(tokens: Tokens, first: int, last: int) -> bool:
        """Whether a phrase of several words is a name by itself: "the Special Service Group"."""
        return first < last and all(tokens.capital[first : last + 1]) and tokens.lower[first - 1] in _BEFORE_WHOLE

    def _without_article(self, tokens: Tokens, first: int) -> int:
        kept = {"first", "second", "third", "new"}
        while tokens.lower[first] in self._junk_first - kept and not self.runs.is_prefix(tokens, first):
            first += 1
        return first


def modifies_common_noun(tokens: Tokens, last: int) -> bool:
    """Whether the name that ends before `last` modifies a common noun behind it: "the Ituri garrison"."""
    return (
        last < len(tokens)
        and tokens.pos[last] == "NOUN"
        and not tokens.capital[last]
        and tokens.dep[last - 1] in {"compound", "nmod"}
        and tokens.head[last - 1] == last
    )


def _is_possessor(tokens: Tokens, last: int) -> bool:
    """Whether what ends before `last` owns what follows: "the Border Directorate of Russia's FSB"."""
    return last + 1 < len(tokens) and tokens.lower[last] in {"'s", "’s"} and tokens.capital[last + 1]


def _by_last(phrases: frozenset[tuple[str, ...]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        found.setdefault(phrase[-1], []).append(phrase)
    return {last: tuple(sorted(ps, key=lambda p: (-len(p), p))) for last, ps in found.items()}


def _phrase_ending_at(tokens: Tokens, i: int, table: Mapping[str, tuple[tuple[str, ...], ...]]) -> int | None:
    """First token of the longest phrase of a table that ends with token `i`."""
    for phrase in table.get(tokens.lower[i], ()):
        first = i - len(phrase) + 1
        if first >= 0 and tuple(tokens.lower[first : i + 1]) == phrase:
            return first
    return None
