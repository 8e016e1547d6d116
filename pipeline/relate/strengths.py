"""Counted fighters ("some 3,000 servicemen", "about 150 fighters of X"): their number is a strength, unless something
befell them."""

from collections.abc import Iterable, Iterator

from pipeline.records import Mention
from pipeline.relate.facts import Fact
from pipeline.relate.reading import Reading
from pipeline.relate.tolls import number_of

_BEFALLS = frozenset({"killed", "wounded", "captured", "detained_by", "has_losses"})
_COUNTS = frozenset({None, "people", "count", "person"})


def find_strengths(reading: Reading, mentions: Iterable[Mention], facts: list[Fact]) -> Iterator[Fact]:
    """The strength of each counted group of fighters of whom the facts of the sentence tell no harm."""
    rules = reading.rules
    harmed = {m.mention_id for f in facts if f.predicate in _BEFALLS for m in (f.subject, f.object) if m is not None}
    told = {f.object.mention_id for f in facts if f.predicate == "has_strength" and f.object is not None}
    for mention in mentions:
        quantity = number_of(reading.index, mention) if mention.label == "GROUP" else None
        if quantity is None or quantity.value_unit not in _COUNTS or {mention.mention_id, quantity.mention_id} & harmed:
            continue
        bound = quantity.value_low if quantity.value_low is not None else quantity.value_high
        head = reading.index.head_of[mention.mention_id]
        fights = reading.tree.lemma[head] in rules.structure.sets["combatants"]
        if quantity.mention_id in told or bound is None or bound < rules.settings.min_strength or not fights:
            continue
        matched = (head, reading.index.head_of[quantity.mention_id])
        yield Fact("has_strength", mention, quantity, head, "strengths.counted", matched)
