"""Joins that need no scoring: counted groups, the prisoners of one article, and who took one group of prisoners."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from typing import Final

from pipeline.reconcile.claims import Claims
from pipeline.reconcile.intervals import days_between, within
from pipeline.reconcile.joining import NEXT_BY_DATE, Join, excludes
from pipeline.reconcile.judged import Judged
from pipeline.reconcile.profiles import Profile, World
from pipeline.reconcile.settings import ReconcileSettings
from pipeline.reconcile.words import Words

# What an actor known by a word does to something named: on one day, to one thing, by the same word, it is one actor.
_DEEDS: Final = frozenset({"attacked", "captured", "destroyed", "controls", "killed", "wounded"})
_ENOUGH_MEMBERS: Final = 2
_WIDEST_RANGE: Final = 3  # a range whose ends lie further apart is no count of one force


@dataclass(frozen=True, slots=True)
class Counted:
    """A group by what is counted of it. `kind` is "strength" or the kind of losses."""

    entity_id: str
    side: str
    kind: str
    low: float | None
    high: float | None
    published: date | None
    places: frozenset[str]
    countries: frozenset[str]

    @property
    def number(self) -> str:
        """The number as text."""
        if self.low == self.high:
            return f"{self.low:g}"
        return f"{'' if self.low is None else f'{self.low:g}'}–{'' if self.high is None else f'{self.high:g}'}"

    def agrees(self, other: "Counted", settings: ReconcileSettings) -> bool:
        """Whether the two can be one group counted twice."""
        distance = days_between(self.published, other.published)
        if distance is not None and distance > (
            settings.count_days if self.kind == "strength" else settings.event_days
        ):
            return False
        mine, theirs = (self.low, self.high), (other.low, other.high)
        if not (within(mine, theirs) or within(theirs, mine)):
            return False
        return _is_like(mine, theirs) and (
            not self.places
            or not other.places
            or bool(self.countries & other.countries)
            or bool(self.places & other.places)
        )


def join_counted(counted: Iterable[Counted], judged: Judged, settings: ReconcileSettings) -> list[Join]:
    """Groups of which only a strength or a loss is told, joined where side, kind and number agree.

    Numbers agree when one lies within the other; two numbers within one article may be one force.
    """
    blocks: dict[tuple[str, str], list[Counted]] = defaultdict(list)
    for group in counted:
        blocks[group.side, group.kind].append(group)
    joins = []
    for (_, kind), block in blocks.items():
        ordered = sorted(block, key=lambda g: (g.published or date.max, g.entity_id))
        for at, a in enumerate(ordered):
            for b in ordered[at + 1 : at + 1 + NEXT_BY_DATE]:
                if (
                    a.entity_id == b.entity_id
                    or judged.holds_apart(a.entity_id, b.entity_id)
                    or not a.agrees(b, settings)
                ):
                    continue
                what = "the strength" if kind == "strength" else f"the {kind.replace('_', ' ')}"
                reason = f"{what[:1].upper()}{what[1:]} told of one side agree: {a.number} and {b.number}."
                joins.append(
                    Join(min(a.entity_id, b.entity_id), max(a.entity_id, b.entity_id), 4.0, reason, "same_count")
                )
    return joins


def _is_like(a: tuple[float | None, float | None], b: tuple[float | None, float | None]) -> bool:
    """Whether two numbers are of one size: "more than 100" is not the 10,000 of another report; 5,000 is one with
    "3,000 to 7,000", which says itself how far it reaches."""
    ends = [bound for bound in (*a, *b) if bound is not None]
    if len(ends) == 4 and max(ends) <= _WIDEST_RANGE * min(ends):
        return True
    sizes = [next(bound for bound in (pair[0], pair[1], 1.0) if bound is not None) for pair in (a, b)]
    low, high = sorted(max(size, 1.0) for size in sizes)
    return high <= 1.5 * low


def captive_fragments(profiles: Mapping[str, Profile], words: Words) -> list[Join]:
    """The prisoners of an article that speaks of one group of prisoners only: all its words for them mean that group.

    Nothing is joined where two counts, two nationalities or two captors' sides are told.
    """
    by_article: dict[str, list[Profile]] = defaultdict(list)
    for profile in profiles.values():
        if profile.label == "GROUP" and len(profile.doc_ids) == 1:
            by_article[next(iter(profile.doc_ids))].append(profile)
    joins: list[Join] = []
    for groups in by_article.values():
        held = [g for g in groups if "captured" in g.fates and "killed" not in g.fates and _is_plain(g, words)]
        counts = {g.count for g in held if g.count is not None}
        if (
            len(held) < 1
            or len(counts) > 1
            or len({s for g in held for s in g.sides}) > 1
            or len({s for g in held for s in g.captor_sides}) > 1
        ):
            continue
        sides = {s for g in held for s in g.sides}
        same = [g for g in groups if g not in held and _fits_held(g, sides, counts, words)]
        first, *others = sorted(g.entity_id for g in (*held, *same))
        joins += [
            Join(first, other, 3.0, "The article speaks of one group of prisoners only.", "one_group_of_prisoners")
            for other in others
        ]
    return joins


def note_members(profiles: Mapping[str, Profile], words: Words) -> None:
    """People called prisoners ("the second prisoner") belong to the prisoners of their article where these are one group.

    Not where more people are called so than the group has, or where the sides differ.
    """
    by_article: dict[str, list[Profile]] = defaultdict(list)
    for profile in profiles.values():
        if len(profile.doc_ids) == 1:
            by_article[next(iter(profile.doc_ids))].append(profile)
    for told in by_article.values():
        groups = [p for p in told if p.label == "GROUP" and "captured" in p.fates and "killed" not in p.fates]
        if len(groups) > 1:  # of several, the one of which the article singles people out
            named = {group for p in told if p.label == "PERSON" for group in p.member_of}
            groups = [p for p in groups if p.entity_id in named]
        if len(groups) != 1:
            continue
        (group,) = groups
        people = [p for p in told if p.label == "PERSON" and _is_called_captive(p, words)]
        people = [p for p in people if not (p.sides and group.sides) or p.sides & group.sides]
        most = group.count[1] if group.count is not None else None
        if most is None or len(people) <= most:
            for person in people:
                person.member_of |= {group.entity_id}


def _is_called_captive(profile: Profile, words: Words) -> bool:
    return any(set(text.split()) & words.captives for text in profile.texts)


def _fits_held(group: Profile, sides: set[str], counts: set[tuple[float | None, float | None]], words: Words) -> bool:
    """Whether a group can be the prisoners, said to be nothing else: of their number, or told with years of birth or of
    joining, which articles give of people at hand and not of an army."""
    is_number = group.count in counts and group.count is not None and group.count[0] == group.count[1]
    is_at_hand = group.count is None and bool(group.born_years or group.service) and bool(sides & group.sides)
    is_free = "killed" not in group.fates and _is_plain(group, words)
    return (is_number or is_at_hand) and is_free and (not sides or group.sides <= sides)


def _is_plain(profile: Profile, words: Words) -> bool:
    """Whether all its words fit any prisoner: soldiers, men, prisoners, but not "pilots" or "civilians"."""
    return bool(profile.heads) and profile.heads <= (words.plain_heads | words.captives)


def same_event_agents(
    claims: Claims,
    profiles: Mapping[str, Profile],
    renamed: Mapping[str, str],
    world: World,
    settings: ReconcileSettings,
) -> list[Join]:
    """Described actors of one and the same deed, in the same words: the "paratroopers" who took the same prisoners,
    the "coalition forces" that hit one place on one day, are one."""
    by_event: dict[tuple[str, ...], dict[str, date | None]] = defaultdict(dict)
    for claim in range(len(claims)):
        agent = claims.subject[claim] or ""
        if agent not in profiles or not claims.is_support(claim):
            continue
        event = _event(claim, claims, profiles, renamed, world)
        if event is not None:
            for text in profiles[agent].texts:
                by_event[(*event, text)][agent] = claims.article(claim).published
    joins = []
    for (predicate, _, _, text), told in sorted(by_event.items()):
        agents = sorted(told, key=lambda agent: (told[agent] or date.max, agent))
        deed = "captured the same prisoners" if predicate == "captured" else "did the same on one day"
        joins += [
            Join(first, other, 3.0, f"Both articles say that “{text}” {deed}.", "same_actors")
            for first, other in pairwise(agents)
            if not profiles[first].doc_ids & profiles[other].doc_ids
            and (days_between(told[first], told[other]) or 0) <= settings.join_days
        ]
    return joins


def _event(
    claim: int, claims: Claims, profiles: Mapping[str, Profile], renamed: Mapping[str, str], world: World
) -> tuple[str, str, str] | None:
    """What makes a deed one: the capture of one group of people; else what was hit, the day and the place."""
    predicate, patient = claims.predicate[claim], claims.object[claim] or ""
    start, end = claims.window(claim)
    if predicate == "captured" and patient in profiles:
        return predicate, renamed.get(patient, patient), ""
    site = "" if world.label.get(patient) == "PLACE" else claims.place[claim]
    if predicate in _DEEDS and patient and site is not None and start is not None and start == end:
        return predicate, renamed.get(patient, patient), f"{start} {site}"
    return None


def groups_of_one_membership(
    profiles: Mapping[str, Profile],
    renamed: Mapping[str, str],
    world: World,
    judged: Judged,
    settings: ReconcileSettings,
) -> list[Join]:
    """Groups of two articles that share two of their men: people singled out on evidence, who name their group."""
    members: dict[str, set[str]] = defaultdict(set)
    for person, profile in sorted(profiles.items()):
        for group in profile.member_of if profile.label == "PERSON" else ():
            members[renamed.get(person, person)].add(group)
    shared: Counter[tuple[str, str]] = Counter()
    for groups in members.values():
        shared.update(combinations(sorted(groups)[:NEXT_BY_DATE], 2))
    joins = []
    for (a, b), n_shared in sorted(shared.items()):
        known = profiles.get(a), profiles.get(b)
        if n_shared < _ENOUGH_MEMBERS or known[0] is None or known[1] is None or judged.holds_apart(a, b):
            continue
        if not excludes(known[0], known[1], world, settings):
            reason = f"{n_shared} of the people in the one are people in the other."
            joins.append(Join(a, b, 4.0, reason, "same_members"))
    return joins
