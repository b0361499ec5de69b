"""A form in Discord: at most five inputs, what is typed handed on as texts. What is asked is decided elsewhere."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import discord

from cogs.shared.errors import Mistake, Pressed, report
from cogs.shared.text import shortened

MOST_INPUTS = 5
"""In one form, by Discord's limit."""

Typed: TypeAlias = "dict[str, str | list[str]]"
Then: TypeAlias = Callable[[Pressed, Typed], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that a form asks for."""

    name: str
    label: str
    hint: str = ""
    default: str | list[str] = ""
    required: bool = False
    long: bool = False
    longest: int = 4000
    choices: Sequence[tuple[str, str]] = ()
    """Values with their words, for a menu."""
    several: bool = False


class EntryForm(discord.ui.Modal):
    """Asks, then hands on."""

    def __init__(self, title: str, inputs: Sequence[Input], then: Then) -> None:
        """Mistake where a value that stands there is too long for a form."""
        super().__init__(title=shortened(title, 45))
        self._then = then
        self._items: dict[str, discord.ui.TextInput[Any] | discord.ui.Select[Any]] = {}
        for wanted in inputs[:MOST_INPUTS]:
            item = _menu(wanted) if wanted.choices else _field(wanted)
            self._items[wanted.name] = item
            self.add_item(
                discord.ui.Label(
                    text=shortened(wanted.label, 45),
                    description=shortened(wanted.hint, 100) or None,
                    component=item,
                )
            )

    async def on_submit(self, interaction: Pressed, /) -> None:
        """Hand on what was typed."""
        typed: Typed = {
            name: item.value if isinstance(item, discord.ui.TextInput) else list(item.values)
            for name, item in self._items.items()
        }
        await self._then(interaction, typed)

    async def on_error(self, interaction: Pressed, error: Exception, /) -> None:
        """Take the one error path."""
        await report(interaction, error)


def _field(wanted: Input) -> discord.ui.TextInput[Any]:
    default = wanted.default if isinstance(wanted.default, str) else "\n".join(wanted.default)
    if len(default) > wanted.longest:
        raise Mistake("moderation.too_long_for_form")
    return discord.ui.TextInput(
        custom_id=wanted.name,
        style=discord.TextStyle.paragraph if wanted.long else discord.TextStyle.short,
        default=default or None,
        required=wanted.required,
        max_length=wanted.longest,
    )


def _menu(wanted: Input) -> discord.ui.Select[Any]:
    chosen = [wanted.default] if isinstance(wanted.default, str) else wanted.default
    options = [
        discord.SelectOption(label=shortened(label, 100), value=value, default=value in chosen)
        for value, label in wanted.choices
    ]
    return discord.ui.Select(
        custom_id=wanted.name,
        options=options,
        required=wanted.required,
        min_values=1 if wanted.required else 0,
        max_values=len(options) if wanted.several else 1,
    )


def one(typed: Typed, name: str) -> str:
    """One text or one choice out of what was typed; empty where there is none."""
    given = typed.get(name, "")
    return given.strip() if isinstance(given, str) else (given[0] if given else "")
