"""Judgements about single mentions, put on the finished links: how a person parts two namesakes.

Names and entity ids speak of all articles that use a name. Where one entity holds two people of one name, only a mention
can say which of them is meant: `different,e_...,m_...` takes the mention, with all that its article says of the same
one, out of the entity; `same,m_...,m_...` takes others along, or joins two entities.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import ConfigError
from pipeline.ids import content_id
from pipeline.judgements import Judgement, is_entity_id, is_mention_id

if TYPE_CHECKING:
    from pipeline.resolve.rows import EntityRows

Numbers = np.ndarray[Any, Any]


@dataclass(slots=True)
class MentionJudge:
    """Entity numbers of mentions, and what the judgements change in them. `known` are the handles that were found."""

    rows: "EntityRows"
    entity: Numbers
    known: set[str] = field(default_factory=set)
    _at: dict[str, int] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def apply(self) -> None:
        """Part what was judged different or unsure, then join what was judged the same.

        Raises ConfigError with the line of a judgement that others undo.
        """
        judged = [row for row in self.rows.judgements.rows if self._is_ours(row)]
        if not judged:
            return
        self._find_mentions(judged)
        self._find_entities()
        apart = [row for row in judged if row.verdict != "same"]
        for row in apart:
            self._part(row, _joined(judged))
        self._find_entities()
        for row in judged:
            if row.verdict == "same":
                self._join(row)
        for row in apart:
            a, b = self._number(row.a), self._number(row.b)
            if a is not None and a == b:
                text = f"{row.a!r} and {row.b!r} are {row.verdict} here, but other lines make them the same"
                raise ConfigError(self.rows.judgements.path, row.line, text)

    def _is_ours(self, row: Judgement) -> bool:
        """Whether a row speaks of a mention, or of an entity that no name alone stands for."""
        return any(is_mention_id(handle) or handle in self.rows.unknown for handle in (row.a, row.b)) and all(
            is_mention_id(handle) or is_entity_id(handle) for handle in (row.a, row.b)
        )

    def _find_mentions(self, judged: Iterable[Judgement]) -> None:
        wanted = sorted({handle for row in judged for handle in (row.a, row.b) if is_mention_id(handle)})
        places = pc.index_in(self.rows.mentions["mention_id"], value_set=pa.array(wanted, pa.string()))
        numbers = np.nonzero(np.asarray(places.is_valid()))[0]
        for at in numbers.tolist():
            mention = wanted[places[at].as_py()]
            if self.entity[at] >= 0:
                self._at[mention] = at
                self.known.add(mention)

    def _find_entities(self) -> None:
        self._numbers = {ident: number for number, ident in enumerate(self.rows.ids())}

    def _number(self, handle: str) -> int | None:
        if is_entity_id(handle):
            number = self._numbers.get(handle)
            if number is not None:
                self.known.add(handle)
            return number
        at = self._at.get(handle)
        return None if at is None else int(self.entity[at])

    def _part(self, row: Judgement, alike: dict[str, set[str]]) -> None:
        stays, leaves = (row.a, row.b) if is_mention_id(row.b) else (row.b, row.a)
        number = self._number(leaves)
        if number is None or number != self._number(stays) or not is_mention_id(leaves):
            return
        home = self._chain(stays)
        leaving: set[int] = set()
        for mention in alike.get(leaves, {leaves}):
            at = self._at.get(mention)
            if at is None or self.entity[at] != number:
                continue
            chain = self._chain(mention)
            rows = [at] if chain == home else np.nonzero(np.array(self.rows.corpus.mention_chain) == chain)[0].tolist()
            leaving.update(row for row in rows if self.entity[row] == number)
        first = min(leaving)
        where = [self.rows.mentions[name][first].as_py() for name in ("doc_id", "start", "end", "label")]
        self.entity[sorted(leaving)] = self.rows.own_number(content_id("e", "parted", *where))

    def _chain(self, handle: str) -> int:
        at = self._at.get(handle)
        return -1 if at is None else self.rows.corpus.mention_chain[at]

    def _join(self, row: Judgement) -> None:
        a, b = self._number(row.a), self._number(row.b)
        if a is None or b is None or a == b:
            return
        keep, gone = self.rows.in_order(a, b)
        self.entity[self.entity == gone] = keep
        for handle, number in self._numbers.items():
            if number == gone:
                self._numbers[handle] = keep
        note = f": {row.note}" if row.note else ""
        reason = f"judged the same in line {row.line} of {self.rows.judgements.path.name}{note}"
        self.rows.judged_joins.append((keep, self._written(row.a), self._written(row.b), reason))

    def _written(self, handle: str) -> str:
        at = self._at.get(handle)
        return handle if at is None else f"{self.rows.mentions['text'][at].as_py()} [{handle}]"


def _joined(judged: Iterable[Judgement]) -> dict[str, set[str]]:
    """From each mention to all that were judged the same, itself among them."""
    groups: dict[str, set[str]] = defaultdict(set)
    for row in judged:
        if row.verdict == "same" and is_mention_id(row.a) and is_mention_id(row.b):
            whole = {row.a, row.b} | groups[row.a] | groups[row.b]
            for mention in whole:
                groups[mention] = whole
    return groups
