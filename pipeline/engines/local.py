"""The default engine: this process, or with `n_workers` over 1 that many processes of this machine."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from threadpoolctl import ThreadpoolController, threadpool_limits

from pipeline.config import project_root, use_project
from pipeline.engines.base import Task

Given = TypeVar("Given")
Made = TypeVar("Made")

_work: Callable[[Sequence[Any]], Sequence[Any]] | None = None


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Runs batches on this machine, `n_workers` at a time (at least 1), each with one thread for its matrices.

    Their products are too small to share: a second thread mostly waits, and takes the core from another worker.
    """

    n_workers: int = 1
    batch_size: int = 32

    def __post_init__(self) -> None:
        if self.n_workers < 1 or self.batch_size < 1:
            raise ValueError(f"n_workers and batch_size must be at least 1: {self}")

    def map(self, task: Task[Given, Made], batches: Iterable[Sequence[Given]]) -> Iterator[Sequence[Made]]:
        """The results of each batch, in order; the task is loaded when the first batch that is not empty comes."""
        return self._map_here(task, batches) if self.n_workers == 1 else self._map_in_processes(task, batches)

    def _map_here(self, task: Task[Given, Made], batches: Iterable[Sequence[Given]]) -> Iterator[Sequence[Made]]:
        work: Callable[[Sequence[Given]], Sequence[Made]] | None = None
        for batch in batches:
            if batch and work is None:
                work = task.load()
                threads = ThreadpoolController()  # which finds the libraries that are loaded by now
            if batch and work is not None:
                with threads.limit(limits=1, user_api="blas"):
                    made = work(batch)
            yield made if batch else []

    def _map_in_processes(
        self, task: Task[Given, Made], batches: Iterable[Sequence[Given]]
    ) -> Iterator[Sequence[Made]]:
        waiting: deque[Future[Sequence[Made]] | None] = deque()
        pool: ProcessPoolExecutor | None = None
        with ExitStack() as stack:
            for batch in batches:
                if batch and pool is None:
                    context = multiprocessing.get_context("spawn")
                    start = ProcessPoolExecutor(self.n_workers, context, _start_worker, (task, project_root()))
                    pool = stack.enter_context(start)
                waiting.append(pool.submit(_run_batch, batch) if batch and pool is not None else None)
                if len(waiting) > 2 * self.n_workers:
                    yield _result(waiting.popleft())
            while waiting:
                yield _result(waiting.popleft())


def _result(future: Future[Sequence[Made]] | None) -> Sequence[Made]:
    return [] if future is None else future.result()


def _start_worker(task: Task[Any, Any], root: Path) -> None:
    global _work
    use_project(root)
    _work = task.load()
    threadpool_limits(1, user_api="blas")


def _run_batch(batch: Sequence[Any]) -> Sequence[Any]:
    if _work is None:
        raise RuntimeError("the worker was not started")
    return _work(batch)
