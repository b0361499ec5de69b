"""What a member sees and can press under a comparison. Everything here works after a restart.

An identifier carries the versions by their short keys: four slugs would not fit its hundred characters.
"""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord

from bot.core.catalogue.documents import ModelDocument
from bot.core.comparing import FEWEST, MOST
from bot.i18n import Words
from bot.services.comparing import Comparison, Meant, compare, key_of, meant, slugs_behind, suggestions
from cogs.models import compare_render as render
from cogs.models.render import version_line
from cogs.shared.client import AjarClient, client_of, words_for
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.opening import OpenPress
from cogs.shared.pressing import ButtonPress, MenuPress
from cogs.shared.text import plain, shortened

_KEY = r"(?P<key>[a-z2-7]{10}(?:\.[a-z2-7]{10}){0,3})"
SUGGESTED = 25
"""Options in one select, by Discord's limit."""
NEAR = 5
"""Near matches offered as buttons: one row."""


async def send_typed(interaction: Pressed, typed: Sequence[str], *, private: bool) -> None:
    """Answer with a comparison of what was typed; ask first where a name is not clear."""
    client = client_of(interaction)
    named = [meant(client.answers, query) for query in typed]
    unclear = [each for each in named if each.slug is None]
    slugs = tuple(dict.fromkeys(each.slug for each in named if each.slug))
    if unclear:
        text = words_for(interaction, private=True)
        view = unclear_view(client, unclear[0], slugs, text, private=private)
        await interaction.response.send_message(view=view, ephemeral=True)
        return
    if len(slugs) < FEWEST:
        raise Mistake("compare.one_only")
    text = words_for(interaction, private=private)
    notes = [
        text("compare.newest", asked=plain(each.newest_of, 60), name=plain(_name(client, each.slug), 60))
        for each in named
        if each.newest_of and each.slug
    ]
    await send(interaction, slugs, private=private, notes=notes)


def _name(client: AjarClient, slug: str) -> str:
    return client.answers.catalogue.models[slug].name


async def send(
    interaction: Pressed,
    slugs: Sequence[str],
    *,
    private: bool,
    notes: Sequence[str] = (),
    shared_by: str | None = None,
    turn: bool = False,
) -> None:
    """Answer with a comparison, or turn a private one into it in its place. Mistake where a version is gone."""
    client, text = client_of(interaction), words_for(interaction, private=private)
    comparison = compare(client.answers, slugs)
    if comparison is None:
        raise Mistake("error.gone")
    if shared_by:
        notes = [*notes, text("card.shared_by", who=plain(shared_by, 60))]
    file = await render.draw(comparison, text)
    view = comparison_view(client, comparison, text, private=private, notes=notes)
    if turn:
        await interaction.response.edit_message(view=view, attachments=[file])
    else:
        await interaction.response.send_message(view=view, file=file, ephemeral=private)


def comparison_view(
    client: AjarClient, comparison: Comparison, text: Words, *, private: bool, notes: Sequence[str] = ()
) -> CardView:
    """The answer, the picture, the proof in words; then cards, versions to take away and to add, and Share."""
    footer = "\n".join(f"-# {note}" for note in notes)
    above, below = render.blocks(comparison, text, client.signs, render.ROOM - len(footer))
    body: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(above), _picture(comparison, text)]
    body.append(discord.ui.TextDisplay(below))
    if footer:
        body.append(discord.ui.TextDisplay(footer))
    slugs = comparison.slugs
    names = [answer.model.name for answer in comparison.versions]
    rows: list[list[discord.ui.Item[Any]]] = [
        [OpenPress("model", slug, shortened(name, 80), private=True) for slug, name in zip(slugs, names, strict=True)]
    ]
    if len(slugs) > FEWEST:
        rows.append(
            [
                Without(key_of(slugs), place, shortened(text("compare.button.without", name=name), 80))
                for place, name in enumerate(names)
            ]
        )
    if len(slugs) < MOST:
        rows.append(_adding(client, slugs, text))
    if private:
        rows.append([Share(key_of(slugs), text("card.button.share"))])
    return CardView(body, rows, render.accent(comparison))


def _picture(comparison: Comparison, text: Words) -> discord.ui.MediaGallery[Any]:
    item = discord.MediaGalleryItem(f"attachment://{render.PICTURE}", description=render.alt(comparison, text))
    return discord.ui.MediaGallery(item)


def unclear_view(client: AjarClient, unclear: Meant, slugs: Sequence[str], text: Words, *, private: bool) -> CardView:
    """A name that means no version: say so, and offer what comes near, to go on with the others that are clear."""
    near = [
        candidate.slug
        for candidate in unclear.finding.candidates
        if candidate.slug in client.answers.catalogue.models and candidate.slug not in slugs
    ][:NEAR]
    lines = [text("compare.unclear", asked=plain(unclear.query, 60))]
    if near:
        lines.append(text("unknown.near"))
        models = client.answers.catalogue.models
        lines += [version_line(client.answers, models[slug], text, client.signs) for slug in near]
    else:
        lines.append(text("unknown.hint"))
    buttons = [
        Show(key_of([*slugs, slug][-MOST:]), shortened(_name(client, slug), 80), private=private) for slug in near
    ]
    return CardView([discord.ui.TextDisplay("\n".join(lines))], [buttons])


def start_view(client: AjarClient, slug: str, text: Words) -> CardView:
    """One version and what one may compare it with."""
    name = plain(_name(client, slug), 60)
    return CardView([discord.ui.TextDisplay(text("compare.with", name=name))], [_adding(client, [slug], text)])


def _adding(client: AjarClient, slugs: Sequence[str], text: Words) -> list[discord.ui.Item[Any]]:
    """The menu of versions to add; none where the catalogue has no other."""
    others = suggestions(client.answers, slugs, SUGGESTED)
    return [Add.of(others, slugs, text)] if others else []


async def open_comparison(interaction: Pressed, slug: str, private: bool) -> None:
    """Ask what to compare a version with, from a button anywhere."""
    client, text = client_of(interaction), words_for(interaction, private=private)
    if slug not in client.answers.catalogue.models:
        raise Mistake("error.gone")
    await interaction.response.send_message(view=start_view(client, slug, text), ephemeral=private)


def _slugs_of(interaction: Pressed, key: str) -> tuple[str, ...]:
    slugs = slugs_behind(client_of(interaction).answers, key)
    if slugs is None:
        raise Mistake("error.gone")
    return slugs


def is_private(interaction: Pressed) -> bool:
    """Whether the message that was pressed is seen by one member only."""
    return interaction.message is not None and interaction.message.flags.ephemeral


async def _change(interaction: Pressed, slugs: Sequence[str]) -> None:
    """Show another comparison: in its place where only one member sees it, else privately."""
    if len(slugs) < FEWEST:
        raise Mistake("compare.one_only")
    await send(interaction, slugs, private=True, turn=is_private(interaction))


class Show(ButtonPress, template=rf"ajar:compare:show:(?P<how>private|public):{_KEY}"):
    """Opens a comparison."""

    def __init__(self, key: str, label: str, *, private: bool) -> None:
        self.key, self.private = key, private
        how = "private" if private else "public"
        super().__init__(f"ajar:compare:show:{how}:{key}", label, discord.ButtonStyle.primary)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["key"], label, private=match["how"] == "private")

    async def press(self, interaction: Pressed) -> None:
        """Show it; with one version alone ask for another."""
        slugs = _slugs_of(interaction, self.key)
        if len(slugs) < FEWEST:
            await open_comparison(interaction, slugs[0], True)
        else:
            await send(interaction, slugs, private=self.private)


class Without(ButtonPress, template=rf"ajar:compare:without:(?P<place>[0-3]):{_KEY}"):
    """Takes a version out of a comparison."""

    def __init__(self, key: str, place: int, label: str) -> None:
        self.key, self.place = key, place
        super().__init__(f"ajar:compare:without:{place}:{key}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["key"], int(match["place"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Show the rest."""
        slugs = _slugs_of(interaction, self.key)
        await _change(interaction, [slug for place, slug in enumerate(slugs) if place != self.place])


class Add(MenuPress, template=rf"ajar:compare:add:{_KEY}"):
    """Offers versions to put beside the others."""

    def __init__(self, key: str, options: list[discord.SelectOption], placeholder: str) -> None:
        self.key = key
        super().__init__(
            discord.ui.Select(custom_id=f"ajar:compare:add:{key}", options=options, placeholder=placeholder)
        )

    @classmethod
    def of(cls, models: Sequence[ModelDocument], slugs: Sequence[str], text: Words) -> Self:
        """The menu of some versions."""
        options = [
            discord.SelectOption(label=shortened(model.name, 100), value=model.slug, description=model.released)
            for model in models
        ]
        return cls(key_of(slugs), options, text("compare.add"))

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:
        """The menu that an identifier stands for."""
        return cls(match["key"], menu.options, menu.placeholder or "")

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Show all of them."""
        await _change(interaction, list(dict.fromkeys([*_slugs_of(interaction, self.key), *values]))[:MOST])


class Share(ButtonPress, template=rf"ajar:compare:share:{_KEY}"):
    """Posts a private comparison for everyone."""

    def __init__(self, key: str, label: str) -> None:
        self.key = key
        super().__init__(f"ajar:compare:share:{key}", label, discord.ButtonStyle.primary)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["key"], label)

    async def press(self, interaction: Pressed) -> None:
        """Post it, saying who shared it."""
        slugs = _slugs_of(interaction, self.key)
        await send(interaction, slugs, private=False, shared_by=interaction.user.display_name)


PRESSES = (Show, Without, Add, Share)
"""Everything that a press can be taken up by after a restart; the cog registers them."""
