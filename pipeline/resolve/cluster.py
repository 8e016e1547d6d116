"""Clusters of names: edges with a reason, joined best first, never across what a person judged different."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.resolve.sketch import Node


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """Why two names are one: rule, score from 0 to 1, and a sentence."""

    a: Node
    b: Node
    rule: str
    score: float
    reason: str


@dataclass(slots=True)
class Clusters:
    """A union-find over nodes. `edges` are those that were followed; `refused` those a judgement stopped."""

    parent: dict[Node, Node] = field(default_factory=dict)
    members: dict[Node, list[Node]] = field(default_factory=dict)
    enemies: dict[Node, set[Node]] = field(default_factory=lambda: defaultdict(set))
    edges: list[Edge] = field(default_factory=list)
    refused: list[Edge] = field(default_factory=list)

    def root(self, node: Node) -> Node:
        """The node that stands for this one's cluster: its least member."""
        if node not in self.parent:
            self.parent[node] = node
            self.members[node] = [node]
        while self.parent[node] != node:
            self.parent[node] = self.parent[self.parent[node]]
            node = self.parent[node]
        return node

    def forbid(self, a: Node, b: Node) -> None:
        """Never let one cluster hold both."""
        self.root(a)
        self.root(b)
        self.enemies[a].add(b)
        self.enemies[b].add(a)

    def join(self, edges: Iterable[Edge]) -> None:
        """Follow edges, best score first; an edge that would bring two forbidden nodes together is refused."""
        for edge in sorted(edges, key=lambda e: (-e.score, e.a, e.b, e.rule)):
            a, b = self.root(edge.a), self.root(edge.b)
            if a == b:
                if edge.a.handle != edge.b.handle:
                    self.edges.append(edge)
                continue
            if self._is_forbidden(a, b):
                self.refused.append(edge)
                continue
            low, high = sorted((a, b))
            self.parent[high] = low
            self.members[low] += self.members.pop(high)
            self.edges.append(edge)

    def _is_forbidden(self, a: Node, b: Node) -> bool:
        small, large = sorted((a, b), key=lambda root: len(self.members[root]))
        if not any(self.enemies.get(node) for node in self.members[small]):
            return False
        there = set(self.members[large])
        return any(not there.isdisjoint(self.enemies.get(node, ())) for node in self.members[small])

    def groups(self) -> Mapping[Node, list[Node]]:
        """Root to sorted members."""
        return {root: sorted(members) for root, members in self.members.items()}
