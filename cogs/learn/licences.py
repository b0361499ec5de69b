"""A licence in plain words: what it allows, asks, limits and forbids, each with its place in the text."""

from typing import Any

import discord

from bot.core.catalogue.documents import Effect, LicenceDocument, in_language
from bot.i18n import Words
from bot.services.learn import Learning
from cogs.shared.client import client_of, words_for
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.licences import allowances
from cogs.shared.opening import OpenPress
from cogs.shared.reporting import ReportPress
from cogs.shared.text import link, plain, shortened

KIND = "licence"
"""What licences are called among the entries that other features open."""
EXAMPLES = 4
"""Versions under a licence that one can press."""
_ROOM = 2600
"""Characters for the clauses, so that the rest of the message fits."""


def licence_view(learning: Learning, slug: str, text: Words) -> CardView:
    """A licence with the versions that bear it. Mistake where it is gone."""
    licence = learning.licences.licences.get(slug)
    if licence is None:
        raise Mistake("error.gone")
    models = learning.under(slug)
    blocks = [f"## {plain(licence.name)}\n{summary(licence, text)}"]
    if clauses := clause_lines(licence, text):
        blocks.append(clauses)
    small = [where(licence, text), text.many("licence.borne", len(models))]
    blocks.append("\n".join(f"-# {line}" for line in small))
    examples = [OpenPress("model", model.slug, shortened(model.name, 80), private=True) for model in models[:EXAMPLES]]
    body: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(block) for block in blocks]
    return CardView(body, [examples, [ReportPress(KIND, slug, text("button.report"))]])


def summary(licence: LicenceDocument, text: Words) -> str:
    """The answer first: what may be done with it; then the licence in a sentence or two."""
    lines = [f"**{text('licence.in_short', allows=allowances(licence, text))}**"]
    for said in (licence.summary, licence.scale_limits):
        if told := in_language(said, text.language):
            lines.append(plain(told, 600))
    return "\n".join(lines)


def clause_lines(licence: LicenceDocument, text: Words) -> str:
    """Its clauses, by what they do; empty where nobody has read the whole text."""
    lines: list[str] = []
    for effect in Effect:
        told = [
            text("licence.clause", words=plain(clause.words.in_language(text.language), 300), place=plain(clause.place))
            for clause in licence.clauses
            if clause.effect is effect
        ]
        if told:
            # A heading ends the list above it; a bold line would be taken for more of its last item.
            lines += [f"### {text(f'licence.effect.{effect}')}", *told]
    return shortened("\n".join(lines), _ROOM)


def where(licence: LicenceDocument, text: Words) -> str:
    """Where the text stands, and whether somebody has read it for Ajar."""
    page = link(text("licence.text"), licence.link) if licence.link else text("licence.text.nowhere")
    if licence.read is None:
        return text("licence.unread", page=page)
    return text("licence.read_copy" if licence.as_copy else "licence.read", page=page, day=text.day(licence.read))


async def send_licence(interaction: Pressed, slug: str, *, private: bool) -> None:
    """Answer with a licence."""
    text = words_for(interaction, private=private)
    view = licence_view(client_of(interaction).learning, slug, text)
    await interaction.response.send_message(view=view, ephemeral=private)


async def open_licence(interaction: Pressed, slug: str, private: bool) -> None:
    """Open a licence, from a button anywhere."""
    await send_licence(interaction, slug, private=private)


async def send_unknown_licence(interaction: Pressed, asked: str) -> None:
    """Say privately that no licence is called that, and offer what comes near."""
    text = words_for(interaction, private=True)
    near = client_of(interaction).learning.licences.complete(asked, EXAMPLES + 1)
    buttons = [OpenPress(KIND, each.slug, shortened(each.short, 80), private=True) for each in near]
    hint = text("learn.unknown.near" if near else "licence.unknown.hint")
    said = f"{text('licence.unknown', asked=plain(asked, 60))}\n{hint}"
    await interaction.response.send_message(
        view=CardView([discord.ui.TextDisplay(said)], [buttons] if buttons else []), ephemeral=True
    )
