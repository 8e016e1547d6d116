"""What comparing two relations needs to know besides them, and how it names articles and days to a reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from pipeline.reconcile.claims import Claims, day_text
from pipeline.reconcile.described import Described
from pipeline.reconcile.intervals import least_gap, overlap, within
from pipeline.reconcile.joining import km
from pipeline.reconcile.profiles import World
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.settings import ReconcileSettings
from pipeline.reconcile.words import Words, words_of

Verdict = Literal["same", "refines", "conflicts", "not_comparable"]
Found = tuple[Verdict, str]


def compare_days(a: tuple[date, date], b: tuple[date, date], said: str) -> Found | None:
    """The verdict on two ranges of days that share one, `said` being what each account gives; None where they share none."""
    if a == b:
        return "same", f"{said}."
    if within(a, b) or within(b, a):
        return "refines", f"{said}; one is the sharper date."
    return ("same", f"{said}; both can hold.") if overlap(a, b) else None


_FAR_KM: Final = 100.0


@dataclass(frozen=True, slots=True)
class Context:
    """`inside` maps an entity to all it lies in or belongs to."""

    claims: Claims
    world: World
    words: Words
    settings: ReconcileSettings
    inside: Mapping[str, frozenset[str]]
    described: Described

    def said(self, relation: Relation) -> str:
        """Who says it, where and when: "Northline (17 October 2024), citing the ministry, and one more article"."""
        claims = self.claims
        claim = min(relation.asserting or relation.denying, key=self._published_order)
        others = len({claims.doc_id[c] for c in relation.asserting or relation.denying}) - 1
        more = "" if others == 0 else " and one more article" if others == 1 else f" and {others} more articles"
        claimer = self.claimer_name(claim)
        citing = f", citing {claimer}" if claimer else ""
        return f"{claims.article(claim).cited}{citing}{',' if claimer and more else ''}{more}"

    def _published_order(self, claim: int) -> tuple[date, str]:
        return self.claims.article(claim).published or date.max, self.claims.claim_id[claim]

    def claimer_name(self, claim: int) -> str | None:
        """Who is cited for a claim, by name where the text has a pronoun: "the regiment", "Volodymyr Zelensky"."""
        text = self.claims.claimer_text[claim]
        if text is None:
            return None
        first, *via = text.split(", via ")
        if first.casefold() in self.words.pronouns:
            first = self.world.name.get(self.claims.claimer[claim] or "", first)
        elif self.claims.claimer_mention[claim] in self.described.plain_claimers:
            first = f"the {first}"
        return ", via ".join([first, *via])

    def dates(self, relation: Relation) -> list[date]:
        """Publication dates of a relation's claims."""
        return sorted(d for c in relation.asserting if (d := self.claims.article(c).published) is not None)

    def apart(self, a: Relation, b: Relation) -> int | None:
        """Least number of days between what the two are dated by: their own time, else publication."""
        if a.start and b.start and a.end and b.end:
            if overlap((a.start, a.end), (b.start, b.end)):
                return 0
            return min(abs((a.start - b.end).days), abs((b.start - a.end).days))
        return least_gap(self.dates(a), self.dates(b))

    def claimers(self, relation: Relation) -> set[str]:
        """Entities that say it."""
        return {c for n in relation.asserting if (c := self.claims.claimer[n]) is not None}

    def is_sure(self, relation: Relation) -> bool:
        """Whether somebody says it without "possibly"."""
        return any(self.claims.certainty[c] != "possible" for c in relation.asserting)

    def is_about(self, relation: Relation) -> bool:
        """Whether the number is a rough one."""
        mentions = (self.claims.object_mention[c] for c in relation.asserting)
        return any(self.words.about & set(words_of(self.described.value_texts.get(m or "", ""))) for m in mentions)

    def name(self, entity: str | None) -> str:
        """An entity's name for a reader."""
        return self.world.name.get(entity or "", "somebody")

    def share_article(self, a: Relation, b: Relation) -> bool:
        """Whether one article states both."""
        docs = [{self.claims.doc_id[c] for c in relation.claims} for relation in (a, b)]
        return bool(docs[0] & docs[1])

    def places_meet(self, a: str | None, b: str | None) -> bool | None:
        """Whether one place lies in the other; None when that is not known."""
        if a is None or b is None:
            return None
        if a == b or b in self.inside.get(a, ()) or a in self.inside.get(b, ()):
            return True
        return False if self.world.gazetteer.get(a) and self.world.gazetteer.get(b) else None

    def places_exclude(self, a: str, b: str) -> str | None:
        """Why one thing cannot have happened in both places; None when it can."""
        world = self.world
        if self.places_meet(a, b):
            return None
        countries = world.country.get(a), world.country.get(b)
        if None not in countries and countries[0] != countries[1]:
            return "the two lie in different countries"
        far = self._km(a, b)
        return f"the two are {far:.0f} km apart" if far is not None and far > _FAR_KM else None

    def _km(self, a: str, b: str) -> float | None:
        """Distance of two towns; None where one is no town or has no point."""
        points = []
        for place in (a, b):
            lat, lon = self.world.point.get(place, (None, None))
            if self.world.precision.get(place) != "place" or lat is None or lon is None:
                return None
            points.append((lat, lon))
        return km(*points)


def when(days: tuple[date, date]) -> str:
    """A closed range of days for a reader.

    >>> when((date(2025, 1, 9), date(2025, 1, 9))), when((date(2025, 1, 1), date(2025, 1, 31)))
    ('on 9 January 2025', 'in January 2025')
    """
    first, last = days
    if first == last:
        return f"on {day_text(first)}"
    is_whole = first.day == (last + timedelta(days=1)).day == 1
    if is_whole and (first.year, first.month) == (last.year, last.month):
        return f"in {first:%B %Y}"
    if is_whole and (first.year, first.month, last.month) == (last.year, 1, 12):
        return f"in {first.year}"
    return f"between {day_text(first)} and {day_text(last)}"


def joined_names(names: Iterable[str], most: int = 3) -> str:
    """Names for a reader, the first few.

    >>> joined_names(["b", "a"]), joined_names("dcab")
    ('a and b', 'a, b, c and 1 more')
    """
    ordered = sorted(set(names))
    if len(ordered) > most:
        return f"{', '.join(ordered[:most])} and {len(ordered) - most} more"
    return " and ".join([", ".join(ordered[:-1]), ordered[-1]] if len(ordered) > 1 else ordered)
