"""Judgements put on the clusters: same joins, different forbids, unsure holds the program back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from pipeline.ids import content_id
from pipeline.judgements import Judgements, is_entity_id, is_mention_id
from pipeline.resolve.cluster import Clusters, Edge
from pipeline.resolve.sketch import Node
from pipeline.resolve.text import fold

OWN: Final = "~own"  # the kind of an unnamed entity as a node; sorts behind all others
_KIND_LABELS: Final = {"person": {"PERSON"}, "group": {"GROUP"}, "body": {"UNIT", "ORG"}, "place": {"PLACE"}}


def entity_id(node: Node) -> str:
    """The id of the entity that this node stands for."""
    return node.canonical if node.kind == OWN else content_id("e", node.kind, node.canonical)


def apply_judgements(
    clusters: Clusters, edges: Sequence[Edge], judgements: Judgements, nodes: Iterable[Node], owned: set[str]
) -> tuple[list[Edge], list[str]]:
    """Edges with those of "same" added and the held ones left out, and the handles that no node answers to.

    Forbids in `clusters` what was judged different.
    """
    if not judgements.rows:
        return list(edges), []
    by_name: dict[str, list[Node]] = defaultdict(list)
    by_id: dict[str, Node] = {}
    for node in sorted(nodes):
        by_name[fold(node.handle)].append(node)
        by_id.setdefault(entity_id(node), node)
    unknown: set[str] = set()

    def found(handle: str, label: str | None) -> list[Node]:
        if is_mention_id(handle):
            matched = []  # see judged_mentions.py
        elif is_entity_id(handle):
            matched = [by_id[handle]] if handle in by_id else [Node(OWN, handle, handle)] if handle in owned else []
        else:
            matched = [
                n for n in by_name.get(fold(handle), ()) if label is None or label in _KIND_LABELS.get(n.kind, {n.kind})
            ]
        if not matched:
            unknown.add(handle)
        return matched

    added: list[Edge] = []
    held: set[frozenset[Node]] = set()
    for row in judgements.rows:
        left, right = found(row.a, row.label), found(row.b, row.label)
        pairs = [(a, b) for a in left for b in right if a != b]
        if row.verdict == "same" and left and right:
            chain = [*left, *right]
            reason = f"judged the same in line {row.line} of {judgements.path.name}" + (
                f": {row.note}" if row.note else ""
            )
            added += [Edge(chain[0], other, "judgement", 1.0, reason) for other in chain[1:] if other != chain[0]]
        elif row.verdict == "different":
            for a, b in pairs:
                clusters.forbid(a, b)
        elif row.verdict == "unsure":
            held |= {frozenset(pair) for pair in pairs}
    kept = [edge for edge in edges if frozenset((edge.a, edge.b)) not in held]
    return [*added, *kept], sorted(unknown)
