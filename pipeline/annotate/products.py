"""Which library multiplies the matrices of spaCy's networks: numpy's own, often twice as quick as the one spaCy brings."""

from collections.abc import Iterator
from contextlib import contextmanager

from thinc.api import NumpyOps, get_current_ops, set_current_ops


@contextmanager
def numpy_products() -> Iterator[None]:
    """Networks that are loaded or made inside multiply by numpy, whose BLAS knows more processors than spaCy's BLIS does.

    Only where spaCy would use BLIS: a graphics card, or Apple's library where it is installed, stays in use. The answers
    of the two differ in the last bits of a float; each gives the same bytes for the same text, however texts are batched.
    """
    before = get_current_ops()
    if type(before) is NumpyOps:
        set_current_ops(NumpyOps(use_blis=False))
    try:
        yield
    finally:
        set_current_ops(before)
