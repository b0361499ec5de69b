"""Whatever is compared, looked for or ranked, in every language, fits what Discord allows in one message."""

from random import Random
from typing import cast

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.catalogue.components import Component
from bot.core.catalogue.finding import Commerce, Sort, Wanted
from bot.i18n import LANGUAGES, words
from bot.resources import data_folder
from bot.services.answers import Answers, catalogue_of
from bot.services.comparing import Meant, compare, suggestions
from bot.services.finding import LEVELS, Search, find
from bot.services.ranking import Asked, ranking
from bot.storage.datafiles import read_folder
from cogs.models import compare as compare_views
from cogs.models import compare_render
from cogs.models import find as find_views
from cogs.models import ranking as ranking_views
from cogs.models.render import SHOWN
from cogs.shared.client import AjarClient
from tests.cogs.test_limits import SIGNS, assert_fits

DOCUMENTS, FAULTS = read_folder(data_folder())
ANSWERS = Answers(catalogue_of(DOCUMENTS))
SLUGS = sorted(ANSWERS.catalogue.models)


class Client:
    """What views ask of the bot, without a bot."""

    answers = ANSWERS
    signs = SIGNS


CLIENT = cast(AjarClient, Client())
languages = st.sampled_from(sorted(LANGUAGES)).map(words)
chosen = st.lists(st.sampled_from(SLUGS), min_size=2, max_size=4, unique=True)


def assert_menus_fit(view: discord.ui.LayoutView) -> None:
    identifiers: list[str] = []
    for part in view.walk_children():
        if isinstance(part, discord.ui.Button | discord.ui.Select):
            identifiers.append(part.custom_id or "")
        if isinstance(part, discord.ui.Select):
            assert len(part.custom_id) <= 100
            assert 1 <= len(part.options) <= 25
            assert len({option.value for option in part.options}) == len(part.options)
            assert all(0 < len(option.label) <= 100 and len(option.value) <= 100 for option in part.options)
            assert part.placeholder
            assert len(part.placeholder) <= 150
    assert len(set(identifiers)) == len(identifiers), "Discord refuses an identifier that stands twice"


@settings(max_examples=150, deadline=None)
@given(chosen, languages, st.booleans())
def test_every_comparison_fits(slugs: list[str], text, private: bool):
    comparison = compare(ANSWERS, slugs)
    assert comparison is not None
    notes = [text("compare.newest", asked="x" * 60, name="y" * 60)] * len(slugs)
    view = compare_views.comparison_view(CLIENT, comparison, text, private=private, notes=notes)
    assert_fits(view)
    assert_menus_fit(view)
    assert len(compare_render.alt(comparison, text)) <= 1024
    said = "\n".join(compare_render.blocks(comparison, text, SIGNS))
    assert "{" not in said
    assert "None" not in said
    assert f"**{text('definition.gradient.short')}**" in said


def test_of_what_is_known_of_real_versions_hardly_anything_is_left_out():
    """Those that sources say most about, with emojis, the longer form of the signs."""
    catalogue = ANSWERS.catalogue
    wordy = sorted(SLUGS, key=lambda slug: -len(catalogue.models[slug].name) - 8 * len(catalogue.models[slug].records))
    chance = Random(1)
    cut = 0
    for _ in range(100):
        comparison = compare(ANSWERS, chance.sample(wordy[:60], 4))
        assert comparison is not None
        for language in LANGUAGES:
            above, below = compare_render.blocks(comparison, words(language), SIGNS)
            assert "…" not in above, comparison.slugs
            assert sum(f"**{words(language)(f'definition.{name}.short')}**" in below for name in SHOWN) == len(SHOWN)
            cut += "did not fit" in below or "放不下" in below
    assert cut <= 20, "one in ten"


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_one_version_alone_and_a_name_that_is_not_clear_fit(language: str):
    text = words(language)
    for slug in SLUGS[::20]:
        view = compare_views.start_view(CLIENT, slug, text)
        assert_fits(view)
        assert_menus_fit(view)
    for query in ("llama 3.7", "qqqq zzzz", "gpt", "x" * 100):
        unclear = Meant(query, ANSWERS.find(query), None)
        view = compare_views.unclear_view(CLIENT, unclear, SLUGS[:3], text, private=True)
        assert_fits(view)
        assert_menus_fit(view)


def test_suggestions_are_other_versions_and_enough_of_them():
    for slug in SLUGS[::10]:
        offered = [model.slug for model in suggestions(ANSWERS, [slug], 25)]
        assert slug not in offered
        assert len(offered) == len(set(offered)) == 25


searches = st.builds(
    Search,
    st.builds(
        Wanted,
        parts=st.sets(st.sampled_from(Component), max_size=19).map(
            lambda parts: tuple(p for p in Component if p in parts)
        ),
        commerce=st.none() | st.sampled_from(Commerce),
        downloadable=st.booleans(),
        organisation=st.none() | st.sampled_from(sorted(ANSWERS.catalogue.organisations)),
        country=st.none() | st.sampled_from(["US", "CN", "FR", "HK", "BG"]),
        family=st.none() | st.sampled_from(sorted(ANSWERS.catalogue.families)),
        kind=st.none() | st.sampled_from(ranking_views.KINDS),
        since=st.none() | st.sampled_from(["2023", "2024-07", "2024-07-23"]),
        at_least=st.none() | st.sampled_from(list(LEVELS.values())),
    ),
    st.sampled_from(Sort),
    st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(searches, st.integers(0, 80), st.sampled_from(["", find_views.FILTERS, *find_views.CONDITIONS]), languages)
def test_every_search_fits_with_any_of_its_filters_open(search: Search, page: int, panel: str, text):
    found = find(ANSWERS, search)
    for private in (True, False):
        view = find_views.find_view(CLIENT, search, found, page, panel, text, private=private, shared_by="x" * 40)
        assert_fits(view)
        assert_menus_fit(view)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([Sort.NEWEST, Sort.NAME]), st.integers(0, 80), languages)
def test_long_lists_fit_on_every_page(sort: Sort, page: int, text):
    search = Search(Wanted(parts=tuple(Component)), sort, maybe=True)
    view = find_views.find_view(CLIENT, search, find(ANSWERS, search), page, "parts", text, private=True)
    assert_fits(view)
    assert_menus_fit(view)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(SHOWN),
    st.none() | st.sampled_from(ranking_views.KINDS),
    st.none() | st.sampled_from(sorted(ANSWERS.catalogue.families)),
    st.integers(0, 80),
    st.sampled_from([ranking_views.RANKED, ranking_views.UNJUDGED]),
    languages,
)
def test_every_page_of_every_ranking_fits(definition: str, kind, family, page: int, which: str, text):
    asked = Asked(definition, kind, family)
    found = ranking(ANSWERS, asked)
    for private in (True, False):
        view = ranking_views.ranking_view(CLIENT, asked, found, page, which, text, private=private, shared_by="x" * 40)
        assert_fits(view)
        assert_menus_fit(view)


def test_a_ranking_leaves_nobody_out_and_judges_nobody_twice():
    for definition in SHOWN:
        found = ranking(ANSWERS, Asked(definition))
        assert sorted([*(place.slug for place in found.places), *found.unjudged]) == SLUGS
        worsts = [place.worst for place in found.places]
        assert worsts == sorted(worsts)
        assert all(place.best <= place.worst for place in found.places)
