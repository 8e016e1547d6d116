"""Python's collector of cycles, held back where millions of rows live and no cycle is made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """No search for cycles in the meantime; what nobody holds is freed at once all the same.

    The search walks every living object, again and again as they grow in number: a third of the time of a global stage.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
