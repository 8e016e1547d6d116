"""Fixtures of the tests of pipeline.clean."""

import pytest

from pipeline.clean import CleanSettings
from pipeline.clean.rules import Rules, load_rules
from pipeline.config import pipeline_section, project_root


@pytest.fixture(scope="session")
def settings() -> CleanSettings:
    return pipeline_section("clean", CleanSettings)


@pytest.fixture(scope="session")
def rules(settings: CleanSettings) -> Rules:
    return load_rules(project_root() / settings.rules_folder / "boilerplate.yaml")
