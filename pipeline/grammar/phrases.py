"""Fixed phrases of one word or several, looked up where they begin."""

from collections.abc import Iterable, Sequence


class Phrases:
    """Phrases of lower-case words by their first word; the longest that stands at a place counts."""

    def __init__(self, phrases: Iterable[str]) -> None:
        found: dict[str, list[tuple[str, ...]]] = {}
        for phrase in phrases:
            words = tuple(phrase.lower().split())
            found.setdefault(words[0], []).append(words)
        self._by_first = {first: tuple(sorted(set(some), key=lambda w: (-len(w), w))) for first, some in found.items()}

    def length(self, words: Sequence[str], at: int) -> int:
        """How many of the lower-case `words` from `at` on are one of the phrases; 0 where none begins there.

        >>> Phrases(["took over", "took over from"]).length(["x", "took", "over", "from", "y"], 1)
        3
        """
        known = self._by_first.get(words[at])
        if known is None:
            return 0
        return next((len(some) for some in known if tuple(words[at : at + len(some)]) == some), 0)
