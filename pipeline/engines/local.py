"""The default engine: this process, or with `n_workers` over 1 that many processes of this machine."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, TypeVar

from pipeline.config import project_root, use_project
from pipeline.engines.base import Task

Given = TypeVar("Given")
Made = TypeVar("Made")

_work: Callable[[Sequence[Any]], list[Any]] | None = None


class LocalEngine:
    """Runs batches on this machine, `n_workers` at a time (at least 1)."""

    def __init__(self, n_workers: int = 1) -> None:
        if n_workers < 1:
            raise ValueError(f"n_workers must be at least 1, found {n_workers}")
        self.n_workers = n_workers

    def map(self, task: Task[Given, Made], batches: Iterable[Sequence[Given]]) -> Iterator[list[Made]]:
        """The results of each batch, in order. The task is loaded when the first batch comes."""
        if self.n_workers == 1:
            work: Callable[[Sequence[Given]], list[Made]] | None = None
            for batch in batches:
                work = work or task.load()
                yield work(batch)
            return
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self.n_workers, context, _start_worker, (task, project_root())) as pool:
            waiting: deque[Future[list[Made]]] = deque()
            for batch in batches:
                waiting.append(pool.submit(_run_batch, batch))
                if len(waiting) > 2 * self.n_workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()


def _start_worker(task: Task[Any, Any], root: Any) -> None:
    global _work
    use_project(root)
    _work = task.load()


def _run_batch(batch: Sequence[Any]) -> list[Any]:
    assert _work is not None, "the worker was not started"
    return _work(batch)
