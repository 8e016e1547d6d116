"""The store and the engine: nothing known is computed again, order is kept, damage is survived."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy  # noqa: F401  (loads the library whose threads are counted)
import pytest
from threadpoolctl import threadpool_info

from pipeline.engines import LocalEngine
from pipeline.engines.cached import map_cached
from pipeline.store import Store


@dataclass(frozen=True)
class Double:
    """Doubles numbers, as bytes; remembers in this process what it computed."""

    seen: list[int] = field(default_factory=list)
    loads: list[int] = field(default_factory=list)

    def load(self) -> Callable[[Sequence[int]], list[bytes]]:
        self.loads.append(1)

        def work(batch: Sequence[int]) -> list[bytes]:
            self.seen.extend(batch)
            return [str(2 * n).encode() for n in batch]

        return work


@dataclass(frozen=True)
class CountThreads:
    """Tells how many threads numpy may use for a product."""

    def load(self) -> Callable[[Sequence[int]], list[bytes]]:
        return lambda batch: [str(_threads()).encode() for _ in batch]


def _threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def run(numbers: Sequence[int], store: Path, task: Double, engine: LocalEngine) -> list[tuple[int, bytes]]:
    with Store(store) as opened:
        return list(map_cached(numbers, str, task, engine, opened))


@pytest.mark.parametrize("n_workers", [1, 2])
def test_cold_warm_and_mixed_runs_agree(tmp_path: Path, n_workers: int) -> None:
    engine = LocalEngine(n_workers, batch_size=3)
    expected = [(n, str(2 * n).encode()) for n in range(20)]
    assert run(range(0, 20, 2), tmp_path / "s", Double(), engine) == expected[::2]
    assert run(range(20), tmp_path / "s", Double(), engine) == expected
    assert run(range(20), tmp_path / "s", Double(), engine) == expected
    assert run(range(20), tmp_path / "other", Double(), engine) == expected


def test_only_what_is_missing_is_computed(tmp_path: Path) -> None:
    first, second, third = Double(), Double(), Double()
    engine = LocalEngine(batch_size=4)
    run(range(10), tmp_path / "s", first, engine)
    run(range(11), tmp_path / "s", second, engine)
    run(range(11), tmp_path / "s", third, engine)
    assert (len(first.seen), second.seen, third.seen) == (10, [10], [])
    assert (len(first.loads), len(second.loads), len(third.loads)) == (1, 1, 0)


def test_a_killed_run_keeps_its_finished_batches(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store:
        results = map_cached(range(100), str, Double(), LocalEngine(batch_size=10), store)
        for _ in range(25):
            next(results)
    after = Double()
    run(range(100), tmp_path / "s", after, LocalEngine(batch_size=10))
    assert after.seen == list(range(30, 100))


def test_a_damaged_store_is_begun_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "s").write_bytes(b"this is not a database" * 100)
    assert run(range(3), tmp_path / "s", Double(), LocalEngine()) == [(0, b"0"), (1, b"2"), (2, b"4")]
    assert "begun anew" in caplog.text


def test_the_engine_refuses_nonsense() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        LocalEngine(n_workers=0)


@pytest.mark.parametrize("n_workers", [1, 2])
def test_each_worker_multiplies_with_one_thread(n_workers: int) -> None:
    before = _threads()
    assert [*LocalEngine(n_workers).map(CountThreads(), [[1], [], [2]])] == [[b"{1}"], [], [b"{1}"]]
    assert _threads() == before
