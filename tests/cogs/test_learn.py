"""Learning on Discord: terms, their list, the gradient of release; every one of them within Discord's limits."""

from typing import Any, cast

import discord
import pytest

from bot.core.definitions.gradient import Step
from bot.i18n import LANGUAGES, Words, words
from bot.resources import data_folder
from bot.services.answers import catalogue_of
from bot.services.debate import debate_of
from bot.services.learn import Learning, learning_from
from bot.storage.datafiles import read_folder
from cogs.learn import render, views
from cogs.shared.opening import can_open
from tests.cogs.discord_world import World, labels, options, parts, seen
from tests.cogs.learning_world import with_learning
from tests.cogs.test_limits import assert_fits


@pytest.fixture
async def learning_world(world: World) -> World:
    await with_learning(world)
    return world


@pytest.fixture(scope="module")
def learning() -> Learning:
    documents, faults = read_folder(data_folder())
    assert not faults
    catalogue = catalogue_of(documents)
    return learning_from(documents, catalogue, debate_of(documents, catalogue).record)


@pytest.fixture(params=sorted(LANGUAGES))
def text(request: pytest.FixtureRequest) -> Words:
    return words(request.param)


def identifiers(view: discord.ui.LayoutView) -> list[str]:
    found = [getattr(part, "custom_id", None) for part in view.walk_children()]
    return [identifier for identifier in found if identifier]


def words_of(view: discord.ui.LayoutView) -> str:
    return "\n".join(part.content for part in view.walk_children() if isinstance(part, discord.ui.TextDisplay))


def assert_sound(view: discord.ui.LayoutView) -> None:
    assert_fits(view)
    assert len(set(identifiers(view))) == len(identifiers(view))
    for row in view.children:
        if isinstance(row, discord.ui.ActionRow):
            assert 1 <= len(cast("list[Any]", row.children)) <= 5
    for part in view.walk_children():
        if isinstance(part, discord.ui.Select):
            assert 1 <= len(part.options) <= 25
            assert all(0 < len(option.label) <= 100 for option in part.options)
            assert len({option.value for option in part.options}) == len(part.options)


async def test_a_term_says_its_meaning_first_and_links_what_was_read(learning_world: World):
    world = learning_world
    answer = (await world.ann.slash(world.channel, "learn term", word="open weights")).response
    said = seen(answer)
    assert said.startswith("## Open weights\nThe weights can be fetched")
    assert "](<https://www.ntia.gov/" in said
    assert {"Weights", "Open-washing", "All terms", "Report a problem"} <= set(labels(answer))
    assert not answer.ephemeral


async def test_a_word_is_found_by_any_name_and_with_slips_of_typing(learning_world: World):
    for typed, name in (
        ("opne weigths", "Open weights"),
        ("OSAID 1.0", "Open Source AI Definition (OSAID)"),
        ("开放权重", "Open weights"),
        ("quantization", "Quantisation"),
        ("distilation", "Distillation"),
        ("open-weights", "Open weights"),
    ):
        answer = (await learning_world.ann.slash(learning_world.channel, "learn term", word=typed)).response
        assert seen(answer).startswith(f"## {name}\n")


async def test_an_unknown_word_gets_the_nearest_terms_and_pings_nobody(learning_world: World):
    world = learning_world
    answer = (await world.ann.slash(world.channel, "learn term", word="@everyone open thing")).response
    assert answer.ephemeral
    assert "@everyone" not in seen(answer)
    assert "Did you mean" in seen(answer)
    chosen = labels(answer)[0]
    turned = (await world.ann.click(answer, label=chosen)).response
    assert turned.id == answer.id
    assert seen(turned).startswith(f"## {chosen}")


async def test_autocomplete_knows_both_languages_and_offers_something_at_once(learning_world: World):
    world = learning_world
    for typed in ("", "lic", "许可", "OSA", "gradeint"):
        choices = await world.ann.autocomplete(world.channel, "learn term", "word", typed)
        assert 0 < len(choices) <= 25
    chosen = await world.ann.autocomplete(world.channel, "learn term", "word", "著佐")
    assert chosen[0]["value"] == "copyleft"


async def test_see_also_turns_a_private_term_in_place_and_answers_privately_under_a_public_one(learning_world: World):
    world = learning_world
    assert can_open("term")
    public = (await world.ann.slash(world.channel, "learn term", word="weights")).response
    private = (await world.bob.click(public, label="Checkpoint")).response
    assert private.ephemeral
    assert private.id != public.id
    before = seen(private)
    turned = (await world.bob.click(private, label=labels(private)[0])).response
    assert turned.id == private.id
    assert seen(turned) != before


async def test_see_also_and_the_list_work_after_a_restart(learning_world: World):
    world = learning_world
    await world.ann.slash(world.channel, "learn term", word="weights")
    card = world.channel.last_message
    assert card is not None
    await world.restart()
    await with_learning(world)
    other = (await world.bob.click(card, label="Checkpoint")).response
    assert seen(other).startswith("## Checkpoint")
    listed = (await world.bob.click(other, label="All terms")).response
    assert "**Checkpoint**" in seen(listed)


async def test_a_problem_with_a_term_can_be_reported(learning_world: World):
    world = learning_world
    card = (await world.ann.slash(world.channel, "learn term", word="weights")).response
    form = await world.ann.click(card, label="Report a problem")
    fields = {part["label"]: part["custom_id"] for part in parts(form.modal["components"]) if "label" in part}
    thanks = (await world.ann.submit_modal(form, {fields["What is wrong"]: "a word is missing"})).response
    assert "kept as number" in thanks.content


async def test_the_list_turns_goes_to_groups_and_opens_terms(learning_world: World):
    world = learning_world
    first = (await world.ann.slash(world.channel, "learn terms", private=True)).response
    assert "Parts of a release" in seen(first)
    second = (await world.ann.click(first, label="Next")).response
    assert "page 2 of" in seen(second)
    law = (await world.ann.select(second, ["law"], custom_id="ajar:term-groups")).response
    assert "### Law" in seen(law)
    slug = next(option for option in options(law) if option == "systemic-risk")
    term = (await world.ann.select(law, [slug], custom_id="ajar:term-menu")).response
    assert term.id == first.id
    assert seen(term).startswith("## General-purpose AI model with systemic risk")


async def test_the_list_leads_to_the_spectrum(learning_world: World):
    world = learning_world
    listed = (await world.ann.slash(world.channel, "learn terms")).response
    steps = (await world.bob.click(listed, label="The eight steps")).response
    assert steps.ephemeral
    assert "The gradient of release" in seen(steps)


async def test_the_spectrum_shows_its_picture_credits_the_cake_and_opens_examples(learning_world: World):
    world = learning_world
    answer = (await world.ann.slash(world.channel, "learn spectrum")).response
    assert [attachment.filename for attachment in answer.attachments] == ["ajar-spectrum.png"]
    assert "cake" in seen(answer)
    assert render.CAKE_LINK in seen(answer)
    learning = world.bot.served.base.learning
    model = learning.spectrum[Step.FULLY_OPEN][0]
    card = (await world.bob.click(answer, label=f"8 · {model.name}")).response
    assert card.ephemeral
    assert model.name in seen(card)


def test_who_reads_chinese_is_answered_in_chinese(learning: Learning):
    view = views.term_view(learning, "open-weights", words("zh-CN"))
    said = words_of(view)
    assert said.startswith("## 开放权重\n权重可以下载")
    assert "又称：Open weights" in said


def test_a_word_that_nothing_is_near_leads_to_the_list(learning: Learning):
    view = views.unknown_view(learning, "‽‽‽", words("en"))
    assert identifiers(view) == ["ajar:terms:0"]
    assert any(
        "The list has" in part.content for part in view.walk_children() if isinstance(part, discord.ui.TextDisplay)
    )


def test_every_term_fits_with_its_buttons(learning: Learning, text: Words):
    for slug, term in learning.glossary.terms.items():
        view = views.term_view(learning, slug, text)
        assert_sound(view)
        said = words_of(view)
        assert all(
            page.title.split("'")[0].split("(")[0].strip()[:12] in said.replace("\\", "") for page in term.sources
        )
        assert said.count("](<http") == len(term.sources)


def test_every_page_of_the_list_fits_and_every_term_stands_on_one(learning: Learning, text: Words):
    pages = render.list_pages(learning.glossary)
    for place in range(len(pages)):
        assert_sound(views.list_view(learning, place, text))
    listed = [term.slug for page in pages for term in page.terms]
    assert sorted(listed) == sorted(learning.glossary.terms)
    assert all(len(page.terms) > 1 for page in pages)


def test_the_spectrum_fits_and_its_alternative_text_says_every_step(learning: Learning, text: Words):
    assert_sound(views.spectrum_view(learning, text))
    alt = render.spectrum_alt(learning, text)
    assert len(alt) <= 1024
    assert all(text(f"gradient.{step.name.lower()}") in alt for step in Step)


@pytest.mark.parametrize("asked", ["x" * 100, "**`~_|" * 16, "<@&123456> @here", "开" * 100, "open " * 20])
def test_whatever_is_asked_the_answer_fits(learning: Learning, text: Words, asked: str):
    assert_sound(views.unknown_view(learning, asked, text))
