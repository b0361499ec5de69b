"""`/model fit` on Discord: one private message that turns, back too, and goes on after a restart; every path fits."""

from functools import lru_cache
from itertools import product
from typing import Any, cast

import discord
import pytest

from bot.core.choosing import KINDS, QUESTIONS, Running, given, wishes_of
from bot.i18n import LANGUAGES, words
from bot.resources import data_folder
from bot.services.answers import Answers, catalogue_of
from bot.services.choosing import choose as choose_afresh
from bot.storage.datafiles import read_folder
from cogs.models import fit
from cogs.shared.client import AjarClient
from cogs.shared.errors import Mistake
from tests.cogs.discord_world import World, labels, seen
from tests.cogs.learning_world import with_fit
from tests.cogs.test_learn import assert_sound
from tests.cogs.test_limits import SIGNS


class Remembered(Answers):
    """Answers that can be a key, so that a test need not choose twice."""

    __hash__ = object.__hash__


PATHS = ["".join(letters) for letters in product(*QUESTIONS.values())]


@pytest.fixture
async def fit_world(world: World) -> World:
    await with_fit(world)
    return world


@pytest.fixture(scope="module")
def client() -> AjarClient:
    """What views ask of the bot, without a bot."""
    documents, faults = read_folder(data_folder())
    assert not faults

    class Client:
        answers = Remembered(catalogue_of(documents))
        signs = SIGNS

    return cast(AjarClient, Client())


def said(view: discord.ui.LayoutView) -> str:
    return "\n".join(part.content for part in view.walk_children() if isinstance(part, discord.ui.TextDisplay))


async def through(world: World, *answers: str) -> Any:
    message = (await world.ann.slash(world.channel, "model fit")).response
    for answer in answers:
        message = (await world.ann.click(message, label=answer)).response
    return message


MUST_STAY = (
    "Yes, it stays with us",
    "We do, on one computer",
    "Yes, fine-tune it",
    "Train it again",
    "Yes, for everybody",
)


async def test_five_answers_in_one_private_message_lead_to_models_with_reasons_and_cards(fit_world: World):
    world = fit_world
    first = (await world.ann.slash(world.channel, "model fit")).response
    assert first.ephemeral
    assert "question 1 of 5" in seen(first)
    last = await through(world, *MUST_STAY)
    text = seen(last)
    assert "are known to fit" in text
    assert "training code: public" in text
    assert "Unknown never counts as fitting" in text
    assert "What a closed service would give instead" in text
    assert "openness and licence alone" in text
    assert "best" not in text.casefold()
    name = labels(last)[0]
    card = (await world.ann.click(last, label=name)).response
    assert card.ephemeral
    assert seen(card).startswith(f"## **{name}**")


async def test_the_same_message_turns_and_goes_back(fit_world: World):
    world = fit_world
    first = (await world.ann.slash(world.channel, "model fit")).response
    assert "Back" not in labels(first)
    second = (await world.ann.click(first, label=MUST_STAY[0])).response
    assert second.id == first.id
    assert "You said: data stays with you" in seen(second)
    back = (await world.ann.click(second, label="Back")).response
    assert back.id == first.id
    assert "question 1 of 5" in seen(back)


async def test_the_questions_go_on_after_a_restart(fit_world: World):
    world = fit_world
    message = await through(world, *MUST_STAY[:2])
    await world.restart()
    await with_fit(world)
    for answer in MUST_STAY[2:]:
        message = (await world.ann.click(message, label=answer)).response
    assert "What is known to fit" in seen(message)
    over = (await world.ann.click(message, label="Start over")).response
    assert "question 1 of 5" in seen(over)


async def test_the_kind_can_be_changed_under_the_result(fit_world: World):
    world = fit_world
    result = await through(world, *MUST_STAY)
    assert "work with text" in seen(result)
    changed = (await world.ann.select(result, ["i"], custom_id="ajar:fit-kind:scyre")).response
    assert changed.id == result.id
    assert "work with images" in seen(changed)


async def test_who_asks_for_nothing_is_told_that_a_closed_service_fits_too(fit_world: World):
    result = await through(
        fit_world, "No, it may go to a provider", "A provider runs it", "No, use it as it is", "No need", "No"
    )
    assert "a closed service can meet them too" in seen(result)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_question_on_every_path_fits(client: AjarClient, language: str):
    text = words(language)
    for letters in {path[:place] for path in PATHS for place in range(len(QUESTIONS))}:
        assert_sound(fit.fit_view(client, letters, text))


def test_every_result_fits_and_keeps_what_it_says(client: AjarClient, monkeypatch: pytest.MonkeyPatch):
    """All 648 ways through, in both languages."""
    monkeypatch.setattr(fit, "choose", lru_cache(1)(choose_afresh))
    for letters in (path + kind for path in PATHS for kind in KINDS):
        wishes = wishes_of(letters)
        assert wishes is not None
        choice = fit.choose(client.answers, wishes)
        for language in LANGUAGES:
            text = words(language)
            view = fit.fit_view(client, letters, text)
            assert_sound(view)
            shown = said(view)
            assert ": None" not in shown
            assert all(model.name in shown.replace("\\", "") for model in choice.shown), letters
            assert (str(choice.unknown) in shown) or not choice.unknown


@pytest.mark.parametrize("letters", ["x", "sxx", "zzzzz", "scyrez"])
def test_buttons_that_mean_nothing_any_more_say_so(client: AjarClient, letters: str):
    assert wishes_of(letters) is None
    with pytest.raises(Mistake) as caught:
        fit.fit_view(client, letters, words("en"))
    assert caught.value.key == "fit.gone"


def test_every_way_to_run_it_leads_to_a_term_that_there_is():
    documents, _ = read_folder(data_folder())
    assert set(fit.ABOUT_RUNNING) == set(Running)
    assert set(fit.ABOUT_RUNNING.values()) <= set(documents.terms)


def test_every_answer_has_its_words_in_every_language():
    for path in PATHS:
        answered = given(path) or ()
        for language in LANGUAGES:
            text = words(language)
            for name, answer in zip(QUESTIONS, answered, strict=True):
                assert len(text(f"fit.option.{name}.{answer}")) <= 34
                assert text(f"fit.said.{name}.{answer}")
