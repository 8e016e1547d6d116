"""What an engine is: it maps a task over batches, in order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
Given_contra = TypeVar("Given_contra", contravariant=True)
Made_co = TypeVar("Made_co", covariant=True)


class Task(Protocol[Given_contra, Made_co]):
    """Work on one batch. It is sent to a worker once; `load` builds there what is costly (a spaCy pipeline)."""

    def load(self) -> Callable[[Sequence[Given_contra]], Sequence[Made_co]]:
        """The function that makes one result for each element of a batch, in order."""
        ...


class Engine(Protocol):
    """Maps a task over batches of at most `batch_size` elements."""

    @property
    def batch_size(self) -> int:
        """How many elements a batch should have."""
        ...

    def map(self, task: Task[Given, Made], batches: Iterable[Sequence[Given]]) -> Iterator[Sequence[Made]]:
        """The results of each batch, in the order of the batches; an empty batch gives an empty result.

        The task is loaded only when there is something to do, and few batches are in memory at once.
        """
        ...
