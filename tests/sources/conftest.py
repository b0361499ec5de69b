"""What the readers are given beside a file: a few licences of our own making."""

from datetime import date

import pytest

from bot.core.definitions.framework_rule import FrameworkLicences
from bot.sources.licence_names import LicenceNames
from bot.sources.reading import Context

CATEGORIES = {
    "apache-2.0": "open",
    "mit": "open",
    "cc-by-4.0": "open_data",
    "house-model": "community",
    "proprietary": "proprietary",
    "arxiv-non-exclusive": "proprietary",
    "none": "none",
}
ALIASES = {
    **{slug: slug for slug in CATEGORIES},
    "apache license 2.0": "apache-2.0",
    "mit license": "mit",
    "house model license": "house-model",
    "arxiv.org perpetual non-exclusive license 1.0": "arxiv-non-exclusive",
}
FRAMEWORK = {"Apache-2.0": ["code", "document"], "MIT": ["code"], "CC-BY-4.0": ["document"]}


@pytest.fixture
def context() -> Context:
    return Context(
        snapshot=date(2026, 5, 1),
        licences=LicenceNames(ALIASES, CATEGORIES),
        framework=FrameworkLicences.of(FRAMEWORK),
    )
