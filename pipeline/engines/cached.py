"""Per-article work with a memory: what the store knows is not computed again."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from pipeline.engines.base import Engine, Task
from pipeline.store import Store

Given = TypeVar("Given")


def map_cached(
    given: Iterable[Given], key_of: Callable[[Given], str], task: Task[Given, bytes], engine: Engine, store: Store
) -> Iterator[tuple[Given, bytes]]:
    """Each of `given` with its result, in order; results come from the store where it has them, else from the engine.

    `key_of` must cover everything that can change a result. Each computed batch is stored before it is returned, so a
    killed run loses at most the batches under way. When everything is known, the task is never loaded.
    """
    waiting: deque[list[tuple[Given, str, bytes | None]]] = deque()

    def missing_batches() -> Iterator[list[Given]]:
        for batch in _batched(given, engine.batch_size):
            keys = [key_of(one) for one in batch]
            known = store.get(keys)
            waiting.append([(one, key, known.get(key)) for one, key in zip(batch, keys, strict=True)])
            yield [one for one, key in zip(batch, keys, strict=True) if key not in known]

    for made in engine.map(task, missing_batches()):
        batch, results = waiting.popleft(), iter(made)
        whole = [(one, key, value if value is not None else next(results)) for one, key, value in batch]
        fresh = {key: value for (_, key, value), (_, _, old) in zip(whole, batch, strict=True) if old is None}
        if fresh:
            store.put(fresh)
        yield from ((one, value) for one, _, value in whole)


def _batched(given: Iterable[Given], size: int) -> Iterator[Sequence[Given]]:
    iterator = iter(given)
    while batch := list(islice(iterator, size)):
        yield batch
