"""Spellings of licences."""

import pytest

from bot.core.catalogue.documents import LicenceDocument
from bot.sources.licence_names import LicenceNames, names_no_licence

APACHE = LicenceDocument(
    slug="apache-2.0", name="Apache License 2.0", short="Apache-2.0", spdx="Apache-2.0", category="open"
)
HOUSE = LicenceDocument(
    slug="house-model",
    name="House Model Licence",
    short="House",
    aliases=("House License v1", "Haus"),
    category="community",
)
NAMES = LicenceNames.of([APACHE, HOUSE])


@pytest.mark.parametrize(
    ("spelling", "slug"),
    [
        ("Apache-2.0", "apache-2.0"),
        (" apache 2.0 ", "apache-2.0"),
        ("Apache License 2.0", "apache-2.0"),
        ("apache licence 2.0", "apache-2.0"),
        ("HOUSE MODEL LICENSE", "house-model"),
        ("house  licence V1", "house-model"),
        ("Haus", "house-model"),
        ("Apache-2.0 and House", None),
        ("Apache-1.0", None),
        ("", None),
        (None, None),
    ],
)
def test_case_dashes_and_licence_or_license_make_no_difference(spelling: str | None, slug: str | None):
    assert NAMES.slug(spelling) == slug


def test_a_written_alias_beats_a_spelling_that_only_follows_from_a_name():
    other = LicenceDocument(slug="other", name="Haus", short="Other", category="community")
    assert LicenceNames.of([other, HOUSE]).slug("haus") == "house-model"


def test_the_category_says_what_hands_things_out():
    assert NAMES.is_release("house-model")
    assert not NAMES.is_open("house-model")
    assert NAMES.is_open("apache-2.0")
    assert not NAMES.is_release(None)


@pytest.mark.parametrize("text", ["Undisclosed", "unknown", "Component not included", "Mixed", "NA", "TBD"])
def test_words_that_name_no_licence_are_not_reported_as_spellings(text: str):
    assert names_no_licence(text)
    assert not names_no_licence("Nameless Model License")
