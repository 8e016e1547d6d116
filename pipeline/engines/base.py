"""What an engine is: it maps a task over batches, in order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


class Task(Protocol[Given, Made]):
    """Work on one batch. It is sent to a worker once; `load` builds there what is costly (a spaCy pipeline)."""

    def load(self) -> Callable[[Sequence[Given]], list[Made]]:
        """The function that makes one result for each element of a batch, in order."""
        ...


class Engine(Protocol):
    """Maps a task over batches."""

    def map(self, task: Task[Given, Made], batches: Iterable[Sequence[Given]]) -> Iterator[list[Made]]:
        """The results of each batch, in the order of the batches. At most a few batches are in memory at once."""
        ...
