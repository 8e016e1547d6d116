"""Which library multiplies: numpy for what is loaded inside, and a card or Apple's library where spaCy uses one."""

import pytest
from annotate.conftest import article
from thinc.api import NumpyOps, Ops, get_current_ops, set_current_ops

from pipeline.annotate import AnnotateSettings, Annotator
from pipeline.annotate.base import load_base
from pipeline.annotate.products import numpy_products
from pipeline.config import pipeline_section, project_root

_TEXTS = (
    "The 14th Brigade left Orun on Monday.\n\nIts commander, Colonel Bala Tamuno, denied it.",
    "Two soldiers were killed near the village, the ministry said.",
    "Rebels took the bridge.",
)


class OtherOps(NumpyOps):
    """As a library for another processor would register itself."""

    name = "other"


def test_networks_of_the_base_multiply_by_numpy_and_nothing_else_does() -> None:
    before = get_current_ops()
    nlp = load_base(pipeline_section("annotate", AnnotateSettings), project_root())
    layers = [node for node in nlp.get_pipe("tok2vec").model.walk() if node.name == "maxout"]  # type: ignore[attr-defined]
    assert layers
    assert not any(node.ops.use_blis for node in layers)
    assert get_current_ops() is before


@pytest.mark.parametrize(("ops", "kept"), [(NumpyOps(), False), (OtherOps(), True)])
def test_another_library_stays(ops: Ops, kept: bool) -> None:
    before = get_current_ops()
    set_current_ops(ops)
    try:
        with numpy_products():
            assert (get_current_ops() is ops) is kept
        assert get_current_ops() is ops
    finally:
        set_current_ops(before)


def test_a_text_is_read_alike_alone_and_among_others(annotator: Annotator) -> None:
    texts = [*_TEXTS, " ".join(_TEXTS).replace("\n\n", " ")]
    together = annotator.annotate([article(text) for text in texts])
    assert together == [annotator.annotate([article(text)])[0] for text in texts]
