"""Places across articles: a name that one article leaves open means what the only other article with it can mean."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pipeline.resolve.cluster import Edge
from pipeline.resolve.sketch import Node

_OPEN = "name:"


def place_edges(nodes: Iterable[Node], country_of: Mapping[str, str | None]) -> Iterator[Edge]:
    """Edges from names without a place of the gazetteer to the only place that they can mean.

    `country_of` maps places of the gazetteer to their state. A name in articles about one state means that state's place
    of the name; one in an article that names no state means the only place of the name there is. Two readings join
    nothing.
    """
    by_name: dict[str, list[Node]] = defaultdict(list)
    for node in sorted(nodes):
        if node.kind == "place":
            by_name[node.handle].append(node)
    for alike in by_name.values():
        linked = [node for node in alike if not node.canonical.startswith(_OPEN) and "|" not in node.canonical]
        for node in alike:
            if not node.canonical.startswith(_OPEN):
                continue
            home = node.canonical.rsplit("|", 1)[-1]
            if home:
                fits = [other for other in linked if country_of.get(other.canonical) == home]
                reason = "the only place of this name in articles about the same country"
            else:
                fits = [other for other in (linked or alike) if other != node]
                reason = "the only place of this name in the articles"
            if len({other.canonical for other in fits}) == 1:
                yield Edge(fits[0], node, "only_place", 0.7, reason)
