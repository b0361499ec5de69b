"""`/model ranking`: the list, its pages, and what a member can press under it. All of it works after a restart."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self

import discord

from bot.core.catalogue.catalogue import INDEX
from bot.core.catalogue.documents import Modality
from bot.core.definitions import DEFINITIONS
from bot.core.definitions.verdicts import Outcome, Verdict
from bot.core.ranking import Place, Ranking, shared
from bot.i18n import Words
from bot.services.ranking import Asked, ranking
from bot.services.wording import verdict_word
from cogs.models.compare import is_private
from cogs.models.lists import A_PAGE, CardChoice, page_of
from cogs.models.render import SHOWN, version_line
from cogs.shared.client import AjarClient, client_of, words_for
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.pressing import ButtonPress, MenuPress
from cogs.shared.text import plain, shortened

_KEY = r"(?P<key>[a-z]_[a-z]{0,10}_(?:[a-z2-7]{10})?)"
RANKED, UNJUDGED = "ranked", "unjudged"
KINDS = tuple(kind for kind in Modality if kind is not Modality.OTHER)
_NAMED = 3
"""So many who share the first place are named; more are counted."""


async def send(
    interaction: Pressed,
    asked: Asked,
    page: int = 0,
    which: str = RANKED,
    *,
    private: bool,
    turn: bool = False,
    shared_by: str | None = None,
) -> None:
    """Answer with a page of a ranking, or turn to it in its place."""
    client, text = client_of(interaction), words_for(interaction, private=private)
    # The first ranking judges every version, which takes its time; beside the event loop nobody else waits for it.
    found = await asyncio.to_thread(ranking, client.answers, asked)
    view = ranking_view(client, asked, found, page, which, text, private=private, shared_by=shared_by)
    if turn:
        await interaction.response.edit_message(view=view)
    else:
        await interaction.response.send_message(view=view, ephemeral=private)


def ranking_view(
    client: AjarClient,
    asked: Asked,
    found: Ranking,
    page: int,
    which: str,
    text: Words,
    *,
    private: bool,
    shared_by: str | None = None,
) -> CardView:
    """A page of those that are ranked, or of those that cannot be judged."""
    slugs = [place.slug for place in found.places] if which == RANKED else list(found.unjudged)
    page = page_of(page, len(slugs))
    shown = slice(page * A_PAGE, (page + 1) * A_PAGE)
    models = client.answers.catalogue.models
    if which == RANKED:
        lines = [place_line(client, place, asked.definition, text, found.alike) for place in found.places[shown]]
    else:
        lines = [version_line(client.answers, models[slug], text, client.signs) for slug in slugs[shown]]
    head = f"## {title(client, asked, text)}\n{lead_text(client, asked, found, which, text)}"
    body: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(head)]
    if lines:
        body.append(discord.ui.TextDisplay("\n".join(lines)))
    body.append(discord.ui.TextDisplay("\n".join(_notes(asked, found, which, page, len(slugs), text, shared_by))))
    rows: list[list[discord.ui.Item[Any]]] = []
    if slugs:
        rows.append([CardChoice.of([models[slug] for slug in slugs[shown]], text)])
    rows.append(_buttons(asked, found, page, which, len(slugs), text, private=private))
    if private:
        rows.append([Under.of(asked, text)])
        rows.append([Among.of(asked, text)])
    return CardView(body, rows)


def title(client: AjarClient, asked: Asked, text: Words) -> str:
    """The definition, and among what it ranks."""
    parts = [text("ranking.title", definition=text(f"definition.{asked.definition}.name"))]
    if asked.kind:
        parts.append(text(f"kind.{asked.kind}"))
    if asked.family:
        parts.append(plain(client.answers.catalogue.families[asked.family].name, 60))
    return " · ".join(parts)


def lead_text(client: AjarClient, asked: Asked, found: Ranking, which: str, text: Words) -> str:
    """The answer: who is first, or how many cannot be judged."""
    if which == UNJUDGED:
        return text.many("ranking.unjudged", len(found.unjudged))
    firm = [place for place in found.places if not place.disputed]
    first = [place.slug for place in firm if place.worst == 1]
    if not first:
        return text("ranking.nobody")
    answer = client.answers.model(first[0])
    said = _shared_word(answer.verdicts[asked.definition], text) if answer else ""
    if found.alike:
        sentences = [text("ranking.all_alike", of=len(first), said=said)]
    elif len(first) > _NAMED:
        sentences = [text("ranking.first.many", count=len(first), of=len(found.places), said=said)]
    else:
        names = text.listing([plain(client.answers.catalogue.models[slug].name, 60) for slug in first])
        number = "one" if len(first) == 1 else "several"
        sentences = [text(f"ranking.first.{number}", names=names, of=len(found.places), said=said)]
    if found.contested:
        sentences.append(text("ranking.contested"))
    return text.sentences(sentences)


def _shared_word(verdict: Verdict, text: Words) -> str:
    """A verdict in words that hold for all who share it; how far off a class one is, differs."""
    if verdict.definition == "mof" and verdict.outcome is Outcome.NOT_MET:
        return text("ranking.no_class")
    return verdict_word(verdict, text)


def place_line(client: AjarClient, place: Place, definition: str, text: Words, alike: bool) -> str:
    """One row: the rank, its two ends or a sign that there is no order; the door, the name, the date, the answer."""
    answer = client.answers.model(place.slug)
    model = client.answers.catalogue.models[place.slug]
    rank = f"{place.best}" if place.best == place.worst else f"{place.best}–{place.worst}"
    if alike and not place.disputed:
        rank = "="
    if answer is None:
        return f"`{rank}` **{plain(model.name, 60)}**"
    door = client.signs.door(int(answer.verdicts["gradient"].values.get("step", 0)))
    said = verdict_word(answer.verdicts[definition], text)
    dated = f" · {text.moment(model.released)}" if model.released else ""
    return shortened(f"`{rank}` {door} **{plain(model.name, 60)}**{dated} · {said}", 260)


def _notes(
    asked: Asked, found: Ranking, which: str, page: int, count: int, text: Words, shared_by: str | None
) -> list[str]:
    notes: list[str] = []
    last = (count - 1) // A_PAGE
    if last > 0:
        notes.append(text("page.of", page=page + 1, count=last + 1))
    if which == RANKED:
        if any(many > 1 for many in shared(found).values()):
            notes.append(text("ranking.ties"))
        if found.reserved:
            notes.append(text.many("ranking.reserved", len(found.reserved)))
        if any(place.disputed for place in found.places):
            notes.append(text("ranking.disputed"))
        if found.unjudged:
            notes.append(text.many("ranking.apart", len(found.unjudged)))
    if asked.definition == INDEX and not asked.family:
        notes.append(text("ranking.osai"))
    notes.append(text("ranking.no_opinion"))
    if shared_by:
        notes.append(text("card.shared_by", who=plain(shared_by, 60)))
    return [f"-# {note}" for note in notes]


def _buttons(
    asked: Asked, found: Ranking, page: int, which: str, count: int, text: Words, *, private: bool
) -> list[discord.ui.Item[Any]]:
    buttons: list[discord.ui.Item[Any]] = []
    if page > 0:
        buttons.append(Turn(asked.key, page - 1, which, text("page.previous")))
    if (page + 1) * A_PAGE < count:
        buttons.append(Turn(asked.key, page + 1, which, text("page.next")))
    if which == RANKED and found.unjudged:
        buttons.append(Turn(asked.key, 0, UNJUDGED, text("ranking.button.unjudged", count=len(found.unjudged))))
    if which == UNJUDGED:
        buttons.append(Turn(asked.key, 0, RANKED, text("ranking.button.ranked")))
    if private:
        buttons.append(Share(asked.key, page, which, text("card.button.share")))
    return buttons


def _asked(interaction: Pressed, key: str) -> Asked:
    asked = Asked.behind(key, client_of(interaction).answers)
    if asked is None:
        raise Mistake("error.gone")
    return asked


class Turn(ButtonPress, template=rf"ajar:rank:turn:(?P<page>\d{{1,4}}):(?P<which>ranked|unjudged):{_KEY}"):
    """Turns to another page: in its place where only one member sees it, else privately."""

    def __init__(self, key: str, page: int, which: str, label: str) -> None:
        self.key, self.page, self.which = key, page, which
        super().__init__(f"ajar:rank:turn:{page}:{which}:{key}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["key"], int(match["page"]), match["which"], label)

    async def press(self, interaction: Pressed) -> None:
        """Show the page."""
        asked = _asked(interaction, self.key)
        await send(interaction, asked, self.page, self.which, private=True, turn=is_private(interaction))


class Share(ButtonPress, template=rf"ajar:rank:share:(?P<page>\d{{1,4}}):(?P<which>ranked|unjudged):{_KEY}"):
    """Posts a page of a private ranking for everyone."""

    def __init__(self, key: str, page: int, which: str, label: str) -> None:
        self.key, self.page, self.which = key, page, which
        super().__init__(f"ajar:rank:share:{page}:{which}:{key}", label, discord.ButtonStyle.primary)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["key"], int(match["page"]), match["which"], label)

    async def press(self, interaction: Pressed) -> None:
        """Post it, saying who shared it."""
        asked, who = _asked(interaction, self.key), interaction.user.display_name
        await send(interaction, asked, self.page, self.which, private=False, shared_by=who)


class Under(MenuPress, template=rf"ajar:rank:under:{_KEY}"):
    """Ranks the same versions under another definition."""

    def __init__(self, key: str, options: list[discord.SelectOption], placeholder: str) -> None:
        self.key = key
        super().__init__(
            discord.ui.Select(custom_id=f"ajar:rank:under:{key}", options=options, placeholder=placeholder)
        )

    @classmethod
    def of(cls, asked: Asked, text: Words) -> Self:
        """The menu of definitions, with the present one chosen."""
        options = [
            discord.SelectOption(
                label=shortened(text(f"definition.{name}.name"), 100), value=name, default=name == asked.definition
            )
            for name in SHOWN
        ]
        return cls(asked.key, options, text("ranking.under"))

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:
        """The menu that an identifier stands for."""
        return cls(match["key"], menu.options, menu.placeholder or "")

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Show that ranking."""
        if values[0] not in DEFINITIONS:
            raise Mistake("error.gone")
        asked = replace(_asked(interaction, self.key), definition=values[0])
        await send(interaction, asked, private=True, turn=is_private(interaction))


class Among(MenuPress, template=rf"ajar:rank:among:{_KEY}"):
    """Ranks versions of another kind under the same definition."""

    def __init__(self, key: str, options: list[discord.SelectOption], placeholder: str) -> None:
        self.key = key
        super().__init__(
            discord.ui.Select(custom_id=f"ajar:rank:among:{key}", options=options, placeholder=placeholder)
        )

    @classmethod
    def of(cls, asked: Asked, text: Words) -> Self:
        """The menu of kinds, with the present one chosen."""
        options = [discord.SelectOption(label=text("kind.any"), value="any", default=asked.kind is None)]
        options += [
            discord.SelectOption(label=text(f"kind.{kind}"), value=kind, default=kind is asked.kind) for kind in KINDS
        ]
        return cls(asked.key, options, text("ranking.among"))

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:
        """The menu that an identifier stands for."""
        return cls(match["key"], menu.options, menu.placeholder or "")

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Show that ranking."""
        kind = next((kind for kind in KINDS if kind == values[0]), None)
        asked = replace(_asked(interaction, self.key), kind=kind)
        await send(interaction, asked, private=True, turn=is_private(interaction))


PRESSES = (Turn, Share, Under, Among)
"""Everything that a press can be taken up by after a restart; the cog registers them."""
