"""What a member can press under a term, the list of terms and the spectrum; all of it works after a restart."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord

from bot.i18n import Words
from bot.services.learn import Learning
from cogs.learn import render
from cogs.shared.client import client_of, words_for
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.opening import OpenPress
from cogs.shared.pressing import ButtonPress, MenuPress
from cogs.shared.reporting import ReportPress
from cogs.shared.text import shortened

KIND = "term"
"""What terms are called among the entries that other features open."""
A_ROW = 5
"""Buttons in one row, by Discord's limit."""


def term_view(learning: Learning, slug: str, text: Words) -> CardView:
    """A term with the terms that it leads to. Mistake where it is gone."""
    term = learning.glossary.terms.get(slug)
    if term is None:
        raise Mistake("learn.gone")
    blocks: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(block) for block in render.term_blocks(term, text)]
    leads = [
        TermPress(other.slug, shortened(render.term_name(other, text), 80))
        for other in learning.glossary.see_also(slug)[:A_ROW]
    ]
    small = [ListPress(_page_of(learning, slug), text("learn.button.terms"))]
    return CardView(blocks, [leads, [*small, ReportPress(KIND, slug, text("button.report"))]])


def _page_of(learning: Learning, slug: str) -> int:
    pages = render.list_pages(learning.glossary)
    return next((place for place, page in enumerate(pages) if slug in {term.slug for term in page.terms}), 0)


def unknown_view(learning: Learning, asked: str, text: Words) -> CardView:
    """A word that nothing here explains: say so, and offer what comes near."""
    near = learning.glossary.near(asked, A_ROW)
    buttons = [TermPress(term.slug, shortened(render.term_name(term, text), 80)) for term in near]
    block = render.unknown_block(asked, near=bool(near), text=text)
    return CardView([discord.ui.TextDisplay(block)], [buttons, [ListPress(0, text("learn.button.terms"))]])


def list_view(learning: Learning, place: int, text: Words) -> CardView:
    """A page of the list, with menus to open a term and to go to a group. Mistake where there are no terms."""
    pages = render.list_pages(learning.glossary)
    if not pages:
        raise Mistake("learn.list.none")
    place = min(place, len(pages) - 1)
    turns = [
        *([ListPress(place - 1, text("page.previous"))] if place > 0 else []),
        *([ListPress(place + 1, text("page.next"))] if place + 1 < len(pages) else []),
        SpectrumPress(text("learn.button.spectrum")),
    ]
    blocks: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(block) for block in render.list_blocks(pages, place, learning.glossary, text)
    ]
    return CardView(blocks, [[TermMenu.of(pages[place], text)], [GroupMenu.of(pages, place, text)], turns])


def spectrum_view(learning: Learning, text: Words) -> CardView:
    """The gradient of release around its picture, with a button for every example, in the order of the steps."""
    first, *others = render.spectrum_blocks(text)
    picture = discord.MediaGalleryItem(
        f"attachment://{render.SPECTRUM}", description=render.spectrum_alt(learning, text)
    )
    body: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(first),
        discord.ui.MediaGallery(picture),
        *(discord.ui.TextDisplay(block) for block in others),
    ]
    cards = [
        OpenPress("model", model.slug, shortened(f"{int(step)} · {model.name}", 80), private=True)
        for step, models in learning.spectrum.items()
        for model in models
    ]
    return CardView(body, [cards[start : start + A_ROW] for start in range(0, len(cards), A_ROW)])


async def send_term(interaction: Pressed, slug: str, *, private: bool) -> None:
    """Answer with a term."""
    text = words_for(interaction, private=private)
    await interaction.response.send_message(
        view=term_view(client_of(interaction).learning, slug, text), ephemeral=private
    )


async def open_term(interaction: Pressed, slug: str, private: bool) -> None:
    """Open a term, from a button anywhere."""
    await send_term(interaction, slug, private=private)


async def send_unknown(interaction: Pressed, asked: str) -> None:
    """Say privately that a word is not explained, and what is."""
    view = unknown_view(client_of(interaction).learning, asked, words_for(interaction, private=True))
    await interaction.response.send_message(view=view, ephemeral=True)


async def send_list(interaction: Pressed, *, private: bool) -> None:
    """Answer with the first page of the list."""
    view = list_view(client_of(interaction).learning, 0, words_for(interaction, private=private))
    await interaction.response.send_message(view=view, ephemeral=private)


async def send_spectrum(interaction: Pressed, *, private: bool) -> None:
    """Answer with the gradient of release; its picture is drawn beside the event loop."""
    learning, text = client_of(interaction).learning, words_for(interaction, private=private)
    file = await render.draw(learning, text)
    view = spectrum_view(learning, text)
    await interaction.response.send_message(view=view, file=file, ephemeral=private)


async def _show(interaction: Pressed, view: CardView) -> None:
    """Turn in place where only one member sees the message, else answer privately."""
    if interaction.message is not None and interaction.message.flags.ephemeral:
        await interaction.response.edit_message(view=view)
    else:
        await interaction.response.send_message(view=view, ephemeral=True)


class TermPress(ButtonPress, template=r"ajar:term:(?P<slug>[a-z0-9.+-]{1,80})"):
    """Turns to another term."""

    def __init__(self, slug: str, label: str) -> None:
        self.slug = slug
        super().__init__(f"ajar:term:{slug}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["slug"], label)

    async def press(self, interaction: Pressed) -> None:
        """Show it."""
        await _show(
            interaction, term_view(client_of(interaction).learning, self.slug, words_for(interaction, private=True))
        )


class ListPress(ButtonPress, template=r"ajar:terms:(?P<place>\d{1,3})"):
    """Turns to a page of the list."""

    def __init__(self, place: int, label: str) -> None:
        self.place = place
        super().__init__(f"ajar:terms:{place}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(int(match["place"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Show it."""
        await _show(
            interaction, list_view(client_of(interaction).learning, self.place, words_for(interaction, private=True))
        )


class SpectrumPress(ButtonPress, template=r"ajar:spectrum"):
    """Opens the gradient of release, privately and in a message of its own, as it has a picture."""

    def __init__(self, label: str) -> None:
        super().__init__("ajar:spectrum", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:  # noqa: ARG003 - the base's signature
        """The press that the identifier stands for."""
        return cls(label)

    async def press(self, interaction: Pressed) -> None:
        """Show it."""
        await send_spectrum(interaction, private=True)


class TermMenu(MenuPress, template=r"ajar:term-menu"):
    """Opens one of the terms on a page of the list."""

    @classmethod
    def of(cls, page: render.ListPage, text: Words) -> Self:
        """The menu under a page."""
        options = [
            discord.SelectOption(label=shortened(render.term_name(term, text), 100), value=term.slug)
            for term in page.terms
        ]
        return cls(
            discord.ui.Select(custom_id="ajar:term-menu", placeholder=text("learn.list.choose"), options=options)
        )

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:  # noqa: ARG003 - the base's signature
        """The menu as it stands in the message."""
        return cls(menu)

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Show the term."""
        text = words_for(interaction, private=True)
        await _show(interaction, term_view(client_of(interaction).learning, "".join(values[:1]), text))


class GroupMenu(MenuPress, template=r"ajar:term-groups"):
    """Goes to the first page of a group."""

    @classmethod
    def of(cls, pages: Sequence[render.ListPage], place: int, text: Words) -> Self:
        """The menu under a page, with its group chosen."""
        groups = dict.fromkeys(page.group for page in pages)
        options = [
            discord.SelectOption(
                label=text(f"learn.group.{group}"), value=group.value, default=group is pages[place].group
            )
            for group in groups
        ]
        return cls(
            discord.ui.Select(custom_id="ajar:term-groups", placeholder=text("learn.list.group"), options=options)
        )

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:  # noqa: ARG003 - the base's signature
        """The menu as it stands in the message."""
        return cls(menu)

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Show the group's first page."""
        learning, text = client_of(interaction).learning, words_for(interaction, private=True)
        pages = render.list_pages(learning.glossary)
        place = next((place for place, page in enumerate(pages) if page.group in values), 0)
        await _show(interaction, list_view(learning, place, text))


PRESSES = (TermPress, ListPress, SpectrumPress, TermMenu, GroupMenu)
"""Everything that a press can be taken up by after a restart; the cog registers them."""
