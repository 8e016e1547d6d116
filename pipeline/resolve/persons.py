"""From names to persons: one name may mean several people, and a lone surname somebody named in full elsewhere."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.resolve.cluster import Clusters
from pipeline.resolve.lexicon import Lexicon
from pipeline.resolve.people import NamePartition, agreement, fits, partition, surname_index
from pipeline.resolve.sketch import Facets, Node, Sketch
from pipeline.resolve.text import skeleton


@dataclass(slots=True)
class Persons:
    """`parts` holds the partition of each name's root node; `surnames` the sketch numbers of lone surnames that found
    their full name, with the number of the sketch that bears it."""

    parts: dict[Node, NamePartition] = field(default_factory=dict)
    surnames: dict[int, int] = field(default_factory=dict)


def part_persons(settled: Sequence[Sketch], clusters: Clusters, words: Lexicon, most_candidates: int) -> Persons:
    """Part every name cluster by what is said beside it, then give lone surnames their only candidate."""
    persons = Persons()
    by_root: dict[Node, list[int]] = defaultdict(list)
    for number, sketch in enumerate(settled):
        if sketch.kind == "person" and sketch.nodes:
            by_root[clusters.root(sketch.nodes[0])].append(number)
    for root, numbers in by_root.items():
        persons.parts[root] = partition(settled[n].facets for n in numbers)
    index = surname_index((node for sketch in settled for node in sketch.nodes), words)
    for number, sketch in enumerate(settled):
        if sketch.kind == "person" and not sketch.nodes:
            found = _full_name(sketch, settled, clusters, by_root, index, persons, words, most_candidates)
            if found is not None:
                persons.surnames[number] = found
    return persons


def _full_name(
    sketch: Sketch, settled: Sequence[Sketch], clusters: Clusters, by_root: dict[Node, list[int]],
    index: dict[str, list[Node]], persons: Persons, words: Lexicon, most_candidates: int,
) -> int | None:  # fmt: skip
    sounds = {skeleton(node.canonical) for node in sketch.short}
    roots = sorted({clusters.root(node) for sound in sounds for node in index.get(sound, ())})
    if len(roots) > most_candidates:
        return None
    candidates: dict[tuple[Node, int], list[int]] = defaultdict(list)
    for root in roots:
        for number in by_root.get(root, ()):
            if settled[number].homes & sketch.homes:
                candidates[root, persons.parts[root].group_of[settled[number].facets.key()]].append(number)
    if len(candidates) != 1:
        return None
    numbers = next(iter(candidates.values()))
    facets = [settled[n].facets for n in numbers]
    if not all(fits(sketch.facets, other) for other in facets):
        return None
    if any(agreement(sketch.facets, other) >= 2 for other in facets) or _is_public(facets, words):
        return min(numbers, key=lambda n: (settled[n].nodes, settled[n].facets.key()))
    return None


def _is_public(facets: Sequence[Facets], words: Lexicon) -> bool:
    """Whether somebody holds an office whose holder news names by surname alone."""
    return any(words.public_offices & facet.roles for facet in facets)
