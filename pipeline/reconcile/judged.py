"""Judgements as joining asks for them: may these two entities become one?"""

from collections import defaultdict
from collections.abc import Mapping

from pipeline.judgements import Judgements, handle_of


class Judged:
    """Who was judged different or unsure, over whole groups of "same". Positive rows were applied by `resolve`.

    `entity_of` tells the entity that a mention means.
    """

    def __init__(self, judgements: Judgements, entity_of: Mapping[str, str]) -> None:
        self._group = judgements.group
        self._apart: dict[str, set[str]] = defaultdict(set)
        for row in judgements.rows:
            if row.verdict != "same":
                a, b = (judgements.group(entity_of.get(text, handle_of(text))) for text in (row.a, row.b))
                self._apart[a].add(b)
                self._apart[b].add(a)

    def holds_apart(self, a: str, b: str) -> bool:
        """Whether a person judged the two different, or that nobody can tell."""
        return self._group(b) in self._apart.get(self._group(a), ())
