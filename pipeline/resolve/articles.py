"""One article as `resolve` sees it: its mentions in order, what stands beside them, and which countries it is about."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from pipeline.resolve.lexicon import Lexicon
from pipeline.resolve.text import fold, is_acronym

_NEAR: Final = 8  # mentions looked at on each side
_ADJECTIVE_GAP: Final = re.compile(r"\s+(?:[\w’'-]{1,20}\s+){0,2}")
_POSSESSIVE_GAP: Final = re.compile(r"['’]s?\s+(?:[\w-]{1,20}\s+){0,2}")
_STATE_GAP: Final = re.compile(r"\s+(?:[a-z-]{1,20}\s+)?")
_OF_GAP: Final = re.compile(r"\s+(?:of|from)\s+(?:the\s+)?")
_IN_GAP: Final = re.compile(r"\s+in\s+(?:the\s+)?")
_ROLE_AFTER: Final = re.compile(r",\s+(?:(?!and\b|but\b|who\b|while\b)[\w’'.-]{1,25}\s+){0,5}")
_ROLE_BEFORE: Final = re.compile(r"(?:['’]s?)?,?\s+")
_AGE_AFTER: Final = re.compile(r",\s+(?:aged?\s+)?")
_CONTAINER_AFTER: Final = re.compile(r"(?:,\s+(?:in\s+)?|\s+in\s+|\s+of\s+|\s+\()(?:the\s+)?(?:[a-z]+\s+)?")
_SHORT_CONTAINER_AFTER: Final = re.compile(r",\s+((?:[A-Z]\.){2,3}|[A-Z][a-z]{1,4}\.)")  # Springfield, Ill.
_STATE_OF_BEFORE: Final = re.compile(  # "the Syrian city of Homs", "the Iraqi town Sinjar"
    r"\s+(?:[\w-]{1,20}\s+){0,2}(?:city|town|village|port|province|region|district|capital|settlement|suburb|island)"
    r"(?:\s+of)?\s+(?:the\s+)?"
)
_PARENT_GAP: Final = re.compile(r"(?:\s+(?:of|in|from)\s+(?:the\s+)?|,\s+(?:the\s+)?)(?:[\w-]{1,20}(?:['’]s)?\s+)?")
_PARENTHESIS: Final = re.compile(r"\s?\(")
_PEER_GAP: Final = re.compile(r"\s*(?:,|;|/|,?\s+and|,?\s+or|,?\s+as well as)\s*(?:the\s+|in\s+)?")
_BESIDE_AFTER: Final = re.compile(
    r",?\s+(?:[\w.,-]{1,14}\s+){0,4}?(?:near|outside|(?:north|south|east|west|northeast|northwest|southeast|southwest|"
    r"north-east|north-west|south-east|south-west|miles|kilometres|kilometers|km)\s+(?:of|from))\s+(?:the\s+)?"
)


class Row(NamedTuple):
    """One mention. `at` is its row in the sorted table."""

    at: int
    mention_id: str
    start: int
    end: int
    text: str
    label: str
    kind: str
    referent: str | None
    sentence_start: int
    value_low: float | None
    value_high: float | None
    value_unit: str | None


CLASSES: Final = {"PERSON": "person", "GROUP": "group", "UNIT": "body", "ORG": "body", "PLACE": "place"}
BY_WORDING: Final = frozenset({"RANK", "ROLE", "NATIONALITY"})  # one thing a wording, whoever holds it
NO_ENTITY: Final = frozenset({"DATE", "QUANTITY"})


@dataclass(frozen=True, slots=True)
class Chain:
    """All mentions of one referent in one article, in order."""

    kind: str  # person, group, body, place, thing
    rows: tuple[Row, ...]

    @property
    def names(self) -> list[Row]:
        """Its mentions that are names."""
        return [row for row in self.rows if row.kind == "name"]


@dataclass(slots=True)
class View:
    """An article with its mentions by start. `countries` counts how often each state is named, by ISO code."""

    doc_id: str
    text: str
    published: date | None
    rows: Sequence[Row]
    words: Lexicon
    capitals: dict[str, str]
    starts: list[int] = field(init=False)
    by_id: dict[str, Row] = field(init=False)
    countries: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = [row.start for row in self.rows]
        self.by_id = {row.mention_id: row for row in self.rows}
        self.countries = Counter()
        for row in self.rows:
            if row.label in ("PLACE", "NATIONALITY", "GROUP", "UNIT", "ORG"):
                code = self.state(row.text) if row.label in ("PLACE", "NATIONALITY", "GROUP") else None
                if code is not None:
                    self.countries[code] += 1

    def state(self, text: str) -> str | None:
        """ISO code of the state that a whole name, adjective or people's name means."""
        key = fold(text)
        return self.words.states.get(key.removeprefix("the "))

    def homes(self, share: float) -> frozenset[str]:
        """The countries the article is about: those with at least this share of the most named one's count."""
        if not self.countries:
            return frozenset()
        most = max(self.countries.values())
        return frozenset(code for code, count in self.countries.items() if count >= share * most)

    def before(self, row: Row) -> Iterator[tuple[Row, str]]:
        """Mentions that end before this one starts, nearest first, with the text between."""
        at = bisect_left(self.starts, row.start)
        for other in reversed(self.rows[max(0, at - _NEAR) : at]):
            if other.end <= row.start:
                yield other, self.text[other.end : row.start]

    def after(self, row: Row) -> Iterator[tuple[Row, str]]:
        """Mentions that start after this one ends, nearest first, with the text between."""
        at = bisect_left(self.starts, row.end)
        for other in self.rows[at : at + _NEAR]:
            yield other, self.text[row.end : other.start]

    def inside(self, row: Row) -> Iterator[Row]:
        """Mentions nested in this one."""
        at = bisect_left(self.starts, row.start)
        for other in self.rows[at : at + 2 * _NEAR]:
            if other.start >= row.end:
                return
            if other.end <= row.end and other is not row and (other.start, other.end) != (row.start, row.end):
                yield other

    def side(self, row: Row) -> str | None:
        """ISO code of the state that this mention's own words or those beside it make it belong to."""
        for other in self.inside(row):
            if other.label in ("NATIONALITY", "PLACE") and (code := self.state(other.text)):
                return code
        for other, gap in self.before(row):
            if len(gap) > 45:
                break
            code = self.state(other.text) if other.label in ("NATIONALITY", "PLACE") else None
            capital = self.capitals.get(fold(other.text)) if other.label == "PLACE" else None
            if code and other.label == "NATIONALITY" and _ADJECTIVE_GAP.fullmatch(gap):
                return code
            if (code or capital) and _POSSESSIVE_GAP.fullmatch(gap):
                return code or capital
            if code and other.label == "PLACE" and _STATE_GAP.fullmatch(gap) and self._is_adjectival(other):
                return code
            if gap.strip() == "(" and other.label in ("UNIT", "ORG") and row.label in ("UNIT", "ORG"):
                return self.side(other)  # "South Korean NIS (National Intelligence Service)"
            if other.kind == "pronoun" and gap.isspace() and (code := self._side_of_referent(other)):
                return code
        for other, gap in self.after(row):
            if len(gap) > 12:
                break
            if other.label != "PLACE":
                continue
            code = self.state(other.text)
            if code and _OF_GAP.fullmatch(gap):
                return code
            if (
                _IN_GAP.fullmatch(gap)
                and row.label in ("UNIT", "ORG")
                and (code := self.capitals.get(fold(other.text)))
            ):
                return code
        return None

    def _is_adjectival(self, place: Row) -> bool:
        """Whether a state's name stands as an adjective: "US troops", "UK Ministry", not "in Russia soldiers"."""
        return place.text.replace(".", "").isupper()

    def _side_of_referent(self, pronoun: Row) -> str | None:
        first = self.by_id.get(pronoun.referent or "")
        return self.state(first.text) if first is not None and first.label == "PLACE" else None

    def roles(self, row: Row) -> Iterator[Row]:
        """ROLE and RANK mentions of a person: before the name, in apposition after it, or nested in the description."""
        for other in self.inside(row):
            if other.label in ("ROLE", "RANK"):
                yield other
        end = row
        for other, gap in self.before(row):
            if other.label not in ("ROLE", "RANK"):
                if other.start < end.start and len(gap) > 60:
                    break
                continue
            between = self.text[other.end : end.start]
            if not (_ROLE_BEFORE.fullmatch(between) and "," not in between):
                break
            yield other
            end = other
        for other, gap in self.after(row):
            if other.sentence_start != row.sentence_start or len(gap) > 90:
                break
            if other.label in ("ROLE", "RANK") and _ROLE_AFTER.fullmatch(gap):
                yield other
                break

    def age(self, row: Row) -> tuple[float, float] | None:
        """Age in years that stands with a person's name ("Ivan Petrenko, 34,") or in the description."""
        nested = [other for other in self.inside(row) if other.label == "QUANTITY"]
        beside = [other for other, gap in self.after(row) if other.label == "QUANTITY" and _AGE_AFTER.fullmatch(gap)]
        for other in (*nested, *beside[:1]):
            if other.value_low is None or not 5 <= other.value_low <= 110:
                continue
            if other.value_unit in ("year", "years") or (other in beside and other.text.isdigit()):
                return other.value_low, other.value_high if other.value_high is not None else 110.0
        return None

    def containers(self, row: Row) -> Iterator[str]:
        """Names of places that the text puts this place in: "X, Kursk Oblast", "X in Y", "Y's X"."""
        for other, gap in self.after(row):
            if len(gap) > 20:
                break
            if other.label == "PLACE" and other.kind == "name" and _CONTAINER_AFTER.fullmatch(gap):
                yield other.text
                break
        else:
            short = _SHORT_CONTAINER_AFTER.match(self.text, row.end)
            if short is not None:
                yield short[1]
        for other, gap in self.before(row):
            if len(gap) > 45:
                break
            is_place = other.label == "PLACE" and other.kind == "name"
            if (is_place and _POSSESSIVE_GAP.fullmatch(gap)) or (
                (is_place or other.label == "NATIONALITY") and _STATE_OF_BEFORE.fullmatch(gap)
            ):
                yield other.text
                break

    def explained(self) -> Iterator[tuple[str, Row]]:
        """Abbreviations that the article explains, with the long name: "Reporters Without Borders (RSF)"."""
        for row in self.rows:
            if CLASSES.get(row.label) != "body" or row.kind != "name" or not is_acronym(row.text):
                continue
            for other, gap in self.before(row):
                if len(gap) > 3:
                    break
                if _PARENTHESIS.fullmatch(gap) and _is_long_name(other) and self.text[row.end : row.end + 1] == ")":
                    yield row.text, other
                    break

    def parents(self, row: Row) -> Iterator[Row]:
        """Units that the text puts this unit in: "the 2nd Battalion of the 30th Brigade", "the 30th Brigade's 2nd"."""
        for around, between in ((self.after(row), _PARENT_GAP), (self.before(row), _POSSESSIVE_GAP)):
            for other, gap in around:
                if other.label == "UNIT" and between.fullmatch(gap):
                    yield other
                if other.label == "UNIT" or len(gap) > 40:
                    break

    def peers(self, row: Row) -> Iterator[str]:
        """Names of places that the text lists beside this one: "Iowa, Ohio and Georgia"."""
        for around in (self.before(row), self.after(row)):
            for other, gap in around:
                if other.label == "PLACE" and other.kind == "name" and other is not row:
                    if _PEER_GAP.fullmatch(gap):
                        yield other.text
                    break
                if len(gap) > 12:
                    break

    def beside(self, row: Row) -> Iterator[str]:
        """Names of places that the text puts this place near: "X, 20 km north of Y"."""
        for other, gap in self.after(row):
            if len(gap) > 60:
                break
            if other.label == "PLACE" and other.kind == "name":
                if _BESIDE_AFTER.fullmatch(gap):
                    yield other.text
                break


def _is_long_name(row: Row) -> bool:
    return CLASSES.get(row.label) == "body" and row.kind == "name" and " " in row.text


def chains_of(view: View) -> list[Chain]:
    """The chains of an article: mentions grouped by referent. Unresolved pronouns, dates and quantities are in none.

    A referent that is not a mention of the article is ignored. Mentions of one referent whose labels cannot be one
    thing (a ROLE and a PERSON) part into two chains.
    """
    grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
    explained = dict(view.explained())
    for row in view.rows:
        if row.label in NO_ENTITY:
            continue
        root = _root(view, row)
        if row.kind == "name" and CLASSES.get(row.label) == "body" and row.text in explained:
            long_name = explained[row.text]
            root = _root(view, long_name) or long_name
        if row.kind == "pronoun" and (root is None or (root is row)):
            continue
        first = root or row
        kind = CLASSES.get(row.label)
        first_kind = CLASSES.get(first.label)
        if row.label in BY_WORDING:
            grouped[(fold(row.text), row.label)].append(row)
        elif kind is None or first_kind is None:
            key = (first.mention_id if first.label == row.label else row.mention_id, row.label)
            grouped[key].append(row)
        else:
            grouped[(first.mention_id, "actor")].append(row)
    return [Chain(_chain_kind(rows), tuple(rows)) for rows in grouped.values()]


def _root(view: View, row: Row) -> Row | None:
    seen = {row.mention_id}
    at = row
    while at.referent is not None and at.referent in view.by_id and at.referent not in seen:
        seen.add(at.referent)
        at = view.by_id[at.referent]
    return at if at is not row or row.referent == row.mention_id else None


def _chain_kind(rows: Sequence[Row]) -> str:
    """The class of a chain: that of its names, else of its first description."""
    for wanted in ("name", "nominal", "pronoun"):
        for row in rows:
            if row.kind == wanted:
                return CLASSES.get(row.label, "thing")
    return "thing"
