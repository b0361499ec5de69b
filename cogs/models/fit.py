"""`/model fit`: five questions in one private message that turns, then what fits. It works after a restart.

A button's identifier carries the answers given so far, a letter each; nothing is kept anywhere else.
"""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord

from bot.core.choosing import KINDS, QUESTIONS, USUAL_KIND, Running, given, wishes_of
from bot.i18n import Words
from bot.services.choosing import choose
from cogs.models import fit_render
from cogs.shared.client import AjarClient, client_of, words_for
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.opening import OpenPress, can_open
from cogs.shared.pressing import ButtonPress, MenuPress
from cogs.shared.text import shortened
from cogs.shared.theme import accent

ABOUT_RUNNING = {
    Running.SERVICE: "hosted-access",
    Running.COMPUTER: "local-model",
    Running.SERVERS: "self-hosting",
}
"""The term that tells more of how one wants to run it."""


async def send_first_question(interaction: Pressed) -> None:
    """Begin: one private message with the first question."""
    text = words_for(interaction, private=True)
    await interaction.response.send_message(view=fit_view(client_of(interaction), "", text), ephemeral=True)


def fit_view(client: AjarClient, letters: str, text: Words) -> CardView:
    """The next question, or what fits when all are answered; Mistake for letters that mean nothing (any more)."""
    wishes = wishes_of(letters)
    if wishes is not None:
        return _result_view(client, letters, text)
    answered = given(letters)
    if answered is None or len(answered) == len(QUESTIONS):
        raise Mistake("fit.gone")
    place = len(answered)
    name, options = list(QUESTIONS.items())[place]
    buttons: list[discord.ui.Item[Any]] = [
        FitPress("pick", letters + letter, text(f"fit.option.{name}.{option}"), discord.ButtonStyle.primary)
        for letter, option in options.items()
    ]
    back = [FitPress("back", letters[:-1], text("page.previous"))] if letters else []
    block = fit_render.question_block(name, place, answered, text)
    return CardView([discord.ui.TextDisplay(block)], [buttons, back])


def _result_view(client: AjarClient, letters: str, text: Words) -> CardView:
    wishes = wishes_of(letters)
    if wishes is None:
        raise Mistake("fit.gone")
    choice = choose(client.answers, wishes)
    answers = letters[: len(QUESTIONS)]
    blocks = fit_render.result_blocks(wishes, choice, client.answers, text, client.signs)
    cards = [OpenPress("model", model.slug, shortened(model.name, 80), private=True) for model in choice.shown]
    turns: list[discord.ui.Item[Any]] = [
        FitPress("back", answers[:-1], text("page.previous")),
        FitPress("over", "", text("fit.button.over")),
    ]
    if can_open("term"):
        label = text(f"fit.button.{wishes.running}")
        turns.append(OpenPress("term", ABOUT_RUNNING[wishes.running], label, private=True))
    rows: list[list[discord.ui.Item[Any]]] = [[*cards], [KindMenu.of(answers, letters, text)], turns]
    furthest = client.answers.model(choice.shown[0].slug) if choice.shown else None
    step = int(furthest.verdicts["gradient"].values.get("step", 0)) if furthest else 0
    return CardView([discord.ui.TextDisplay(block) for block in blocks], rows, accent(step))


class FitPress(ButtonPress, template=r"ajar:fit:(?P<how>pick|back|over):(?P<letters>[a-z]{0,6})"):
    """Turns the message to what the letters stand for; the word before them only keeps identifiers apart."""

    def __init__(
        self, how: str, letters: str, label: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary
    ) -> None:
        self.letters = letters
        super().__init__(f"ajar:fit:{how}:{letters}", label, style)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["how"], match["letters"], label)

    async def press(self, interaction: Pressed) -> None:
        """Turn, in the message's place."""
        await _turn(interaction, self.letters)


class KindMenu(MenuPress, template=r"ajar:fit-kind:(?P<answers>[a-z]{5})"):
    """Changes what the model is for, under the result."""

    def __init__(self, answers: str, menu: discord.ui.Select[Any]) -> None:
        self.answers = answers
        super().__init__(menu)

    @classmethod
    def of(cls, answers: str, letters: str, text: Words) -> Self:
        """The menu under a result."""
        chosen = letters[len(QUESTIONS) :] or USUAL_KIND
        options = [
            discord.SelectOption(
                label=text("fit.menu.kind", kind=text(f"fit.kind.{kind or 'any'}")),
                value=letter,
                default=letter == chosen,
            )
            for letter, kind in KINDS.items()
        ]
        return cls(answers, discord.ui.Select(custom_id=f"ajar:fit-kind:{answers}", options=options))

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:
        """The menu as it stands in the message."""
        return cls(match["answers"], menu)

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Show what fits for that kind."""
        await _turn(interaction, self.answers + "".join(values[:1]))


async def _turn(interaction: Pressed, letters: str) -> None:
    text = words_for(interaction, private=True)
    await interaction.response.edit_message(view=fit_view(client_of(interaction), letters, text))


PRESSES = (FitPress, KindMenu)
"""Everything that a press can be taken up by after a restart; the cog registers them."""
