"""What one article says about the identity of a chain, put so that equal sketches of many articles are one value.

The global step works on distinct sketches, not on mentions.
"""

from dataclasses import dataclass, field
from typing import NamedTuple


class Node(NamedTuple):
    """A name as one class of things uses it. `canonical` is what makes names equal, `handle` the name as written."""

    kind: str
    canonical: str
    handle: str


@dataclass(frozen=True, slots=True)
class Facets:
    """What an article says of a named person beside the name. `born` is a closed range of years."""

    roles: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    born: tuple[int, int] | None = None

    @property
    def weight(self) -> int:
        """How much is known."""
        return len(self.roles) + len(self.families) + len(self.countries) + (self.born is not None)

    def key(self) -> str:
        """A text that orders facets and tells them apart."""
        return "|".join((*(",".join(sorted(s)) for s in (self.roles, self.families, self.countries)), str(self.born)))


@dataclass(frozen=True, slots=True)
class Sketch:
    """A chain of an article without its article.

    `nodes` are names that identify by themselves; `loose` names of state bodies whose country the chain does not say;
    `short` abbreviations and surnames that stand alone. `homes` are the countries the article is about, `wide` all that
    it names (only where something is left to settle).
    """

    kind: str
    nodes: tuple[Node, ...] = ()
    loose: tuple[Node, ...] = ()
    short: tuple[Node, ...] = ()
    country: str | None = None
    homes: frozenset[str] = frozenset()
    wide: frozenset[str] = frozenset()
    facets: Facets = field(default_factory=Facets)
