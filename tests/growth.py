"""Whether work grows in proportion to its input. Only ratios of one run: how fast a machine is says nothing."""

import time
from collections.abc import Callable
from typing import Any

FACTOR = 4
_TRIES = 3
_SLACK_SECONDS = 0.05  # below it, timers and caches tell more than the work


def processor_seconds(work: Callable[[], Any]) -> float:
    """Processor time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def assert_in_proportion(work: Callable[[int], Any], size: int) -> None:
    """`work(size)` takes at most twice its share of what a quarter of `size` takes; quadratic work takes four times.

    The best of two calls counts, and of three tries one must hold, so that a pause of the machine does not count.
    """
    work(size // FACTOR)
    told = ""
    for _ in range(_TRIES):
        short = min(processor_seconds(lambda: work(size // FACTOR)) for _ in range(2))
        long = min(processor_seconds(lambda: work(size)) for _ in range(2))
        if long < 2 * FACTOR * short + _SLACK_SECONDS:
            return
        told = f"{long:.3f} s for {size}, {short:.3f} s for a quarter of it"
    raise AssertionError(told)
