"""The transformer profile: trains a few steps on a small part and recognises with it. Run by `make test-transformer`."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from learn.test_loop import prepare

from pipeline.annotate import AnnotateSettings, load_annotator
from pipeline.config import pipeline_section
from pipeline.records import Article
from pipeline.stages import train
from pipeline.workspace import Workspace


@pytest.mark.transformer
def test_a_transformer_is_trained_and_recognises(
    project: Path, workspace: Workspace, set_key: Callable[[str, str], None]
) -> None:
    prepare(project, workspace, set_key)
    set_key("train.spacy_config", "configs/spacy/transformer.cfg")
    set_key("train.max_epochs", "0")
    set_key("train.max_steps", "40")
    counts = train.run(workspace)
    assert counts["gold_articles"] == 9
    settings = replace(pipeline_section("annotate", AnnotateSettings), recogniser="models/recogniser")
    text = "The Ember Kolonne took Gorvan, Colonel Bala Tamuno said."
    (read,) = load_annotator(settings, project).annotate([Article("d", "d.txt", text, "en", "", 9)])
    found = {(m.text, m.label) for m in read.mentions or ()}
    assert ("Bala Tamuno", "PERSON") in found
    assert read.parse is not None
