"""What a member can press under quotes, topics, people and the timeline; all of it works after a restart."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Self

import discord

from bot.core.debate.documents import QuoteDocument
from bot.core.debate.record import DebateRecord, Speaker
from bot.i18n import Words
from bot.services.debate import Debate, SubjectKind
from cogs.debate import render
from cogs.shared.client import AjarClient, client_of, words_for
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.opening import OpenPress
from cogs.shared.pressing import ButtonPress
from cogs.shared.reporting import ReportPress
from cogs.shared.text import plain, shortened

SEARCH = "search"
LONGEST_QUERY = 55
"""Characters of a search that fit a button's identifier with the rest; a longer one is cut before it is asked."""
_SLUG = r"(?P<slug>[a-z0-9.+-]{1,80})"


def _quote_of(record: DebateRecord, slug: str) -> QuoteDocument:
    quote = record.quotes.get(slug)
    if quote is None:
        raise Mistake("error.gone")
    return quote


def _context(record: DebateRecord, slug: str, text: Words) -> str:
    return render.context_page(_quote_of(record, slug), record, text)


def _cite(record: DebateRecord, slug: str, text: Words) -> str:
    return render.citation(_quote_of(record, slug), record, text)


def _evidence(record: DebateRecord, slug: str, text: Words) -> str:
    topic = record.topics.get(slug)
    if topic is None:
        raise Mistake("error.gone")
    return render.topic_evidence(topic, text)


_ASIDES: dict[str, Callable[[DebateRecord, str, Words], str]] = {
    "context": _context,
    "cite": _cite,
    "evidence": _evidence,
}
"""What opens beside a quote or a topic, by name: a new one is a function and a line here."""


def quotes_of(client: AjarClient, key: str) -> list[tuple[QuoteDocument, tuple[str, ...]]]:
    """The quotes of a list by its key, each with the words to mark in it."""
    kind, _, rest = key.partition("/")
    if kind == SEARCH:
        return [(hit.quote, hit.terms) for hit in client.debate.hits(rest)]
    if kind == "quote":
        quote = client.debate.record.quotes.get(rest)
        return [(quote, ())] if quote else []
    return [(quote, ()) for quote in client.debate.about(key)]


def quote_view(client: AjarClient, key: str, place: int, text: Words) -> CardView:
    """One quote of a list, with its buttons and the way to the next. Mistake where the list is empty."""
    found = quotes_of(client, key)
    if not found:
        raise Mistake("quote.none")
    place = min(place, len(found) - 1)
    quote, terms = found[place]
    record = client.debate.record
    count = text("quote.place", place=place + 1, count=len(found)) if len(found) > 1 else None
    blocks = render.quote_blocks(quote, record, text, terms, count)
    buttons: list[discord.ui.Item[Any]] = [
        discord.ui.Button(label=text("quote.button.source"), url=quote.link)
        if len(quote.link) <= 512
        else Aside("context", quote.slug, text("quote.button.source")),
        Aside("context", quote.slug, text("quote.button.context")),
        Aside("cite", quote.slug, text("quote.button.cite")),
        ReportPress("quote", quote.slug, text("button.report")),
    ]
    replies = record.replies(quote.slug)
    if replies:
        buttons.insert(2, Browse(f"quote/{replies[0].slug}", 0, text("quote.button.reply"), turn=False))
    turns: list[discord.ui.Item[Any]] = []
    if place > 0:
        turns.append(Browse(key, place - 1, text("page.previous"), turn=True))
    if place + 1 < len(found):
        turns.append(Browse(key, place + 1, text("page.next"), turn=True))
    turns += [
        OpenPress("model", slug, shortened(client.answers.catalogue.models[slug].name, 80), private=True)
        for slug in quote.models[:3]
        if slug in client.answers.catalogue.models
    ]
    return CardView([discord.ui.TextDisplay(block) for block in blocks], [buttons, turns])


async def send_quotes(interaction: Pressed, key: str, *, private: bool) -> None:
    """Answer with the first quote of a list."""
    text = words_for(interaction, private=private)
    view = quote_view(client_of(interaction), key, 0, text)
    await interaction.response.send_message(view=view, ephemeral=private)


async def open_quotes_on_model(interaction: Pressed, slug: str, private: bool) -> None:
    """Open the quotes that name a version, from a button anywhere."""
    await send_quotes(interaction, f"{SubjectKind.MODEL}/{slug}", private=private)


async def open_quote(interaction: Pressed, slug: str, private: bool) -> None:
    """Open one quote, from a button anywhere."""
    await send_quotes(interaction, f"quote/{slug}", private=private)


async def open_topic(interaction: Pressed, slug: str, private: bool) -> None:
    """Open both sides of a topic, from a button anywhere."""
    await send_topic(interaction, slug, private=private)


async def open_speaker(interaction: Pressed, slug: str, private: bool) -> None:
    """Open somebody's stance, from a button anywhere."""
    speaker = client_of(interaction).debate.speaker(slug)
    if speaker is None:
        raise Mistake("error.gone")
    await send_speaker(interaction, speaker, private=private)


async def send_topic(interaction: Pressed, topic: str, *, private: bool) -> None:
    """Answer with both sides of a topic."""
    client, text = client_of(interaction), words_for(interaction, private=private)
    sides = client.debate.sides(topic)
    if sides is None:
        raise Mistake("error.gone")
    blocks = render.sides_blocks(sides, client.debate.record, text)
    browse = Browse(f"{SubjectKind.TOPIC}/{topic}", 0, text("topic.button.all"), turn=False)
    buttons = [Aside("evidence", topic, text("topic.button.evidence")), browse]
    view = CardView([discord.ui.TextDisplay(block) for block in blocks], [buttons])
    await interaction.response.send_message(view=view, ephemeral=private)


async def send_speaker(interaction: Pressed, speaker: Speaker, *, private: bool) -> None:
    """Answer with somebody's stance and its picture."""
    client, text = client_of(interaction), words_for(interaction, private=private)
    blocks = render.who_blocks(speaker, client.debate, text)
    body: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(block) for block in blocks]
    files: list[discord.File] = []
    if render.stated(speaker):
        name = render.name_of(client.debate.record, speaker.slug, text)
        files.append(await render.draw_who(speaker, name, text))
        item = discord.MediaGalleryItem(f"attachment://{render.STANCE}", description=render.alt_who(speaker, text))
        body.insert(1, discord.ui.MediaGallery(item))
    kind = SubjectKind.PERSON if speaker.person else SubjectKind.ORGANISATION
    buttons = [Browse(f"{kind}/{speaker.slug}", 0, text("who.button.quotes"), turn=False)] if speaker.quotes else []
    await interaction.response.send_message(view=CardView(body, [buttons]), files=files, ephemeral=private)


async def show_timeline(interaction: Pressed, asked: "Asked", page: int, *, private: bool, turn: bool) -> None:
    """Answer with a page of the timeline, or turn to it in its place."""
    client, text = client_of(interaction), words_for(interaction, private=private)
    events = asked.events(client.debate)
    if not events:
        raise Mistake("timeline.none")
    last = (len(events) - 1) // render.EVENTS_A_PAGE
    page = min(page, last)
    title = asked.title(client, text)
    blocks = render.timeline_blocks(events, page, text, title)
    file = await render.draw_events(events, page, text, title)
    picture: discord.ui.MediaGallery[Any] = discord.ui.MediaGallery(
        discord.MediaGalleryItem(f"attachment://{render.TIMELINE}", description=file.description)
    )
    body: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(block) for block in blocks]
    body.insert(1, picture)
    turns: list[discord.ui.Item[Any]] = []
    if page > 0:
        turns.append(TimelinePage(asked, page - 1, text("page.previous")))
    if (page + 1) * render.EVENTS_A_PAGE < len(events):
        turns.append(TimelinePage(asked, page + 1, text("page.next")))
    view = CardView(body, [turns])
    if turn:
        await interaction.response.edit_message(view=view, attachments=[file])
    else:
        await interaction.response.send_message(view=view, file=file, ephemeral=private)


def _is_private(interaction: Pressed) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


class Aside(
    ButtonPress,
    template=rf"ajar:aside:(?P<kind>[a-z]+):{_SLUG}",
):
    """Opens something beside a quote or a topic, privately."""

    def __init__(self, kind: str, slug: str, label: str) -> None:
        self.kind, self.slug = kind, slug
        super().__init__(f"ajar:aside:{kind}:{slug}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["kind"], match["slug"], label)

    async def press(self, interaction: Pressed) -> None:
        """Show it."""
        record, text = client_of(interaction).debate.record, words_for(interaction, private=True)
        aside = _ASIDES.get(self.kind)
        if aside is None:
            raise Mistake("error.gone")
        view = CardView([discord.ui.TextDisplay(aside(record, self.slug, text))])
        await interaction.response.send_message(view=view, ephemeral=True)


class Browse(
    ButtonPress,
    template=r"ajar:quotes:(?P<how>open|turn):(?P<place>\d{1,4}):(?P<key>(?s:.{1,70}))",
):
    """Opens a list of quotes at a place, or turns to it: in its place where only one member sees it, else privately."""

    def __init__(self, key: str, place: int, label: str, *, turn: bool) -> None:
        self.key, self.place, self.turn = key, place, turn
        super().__init__(f"ajar:quotes:{'turn' if turn else 'open'}:{place}:{key}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["key"], int(match["place"]), label, turn=match["how"] == "turn")

    async def press(self, interaction: Pressed) -> None:
        """Show the quote."""
        text = words_for(interaction, private=True)
        view = quote_view(client_of(interaction), self.key, self.place, text)
        if self.turn and _is_private(interaction):
            await interaction.response.edit_message(view=view)
        else:
            await interaction.response.send_message(view=view, ephemeral=True)


NEWEST = 10_000
"""A page beyond the last one, which is cut to the last."""


class Asked:
    """What a timeline was asked for: from, to, and whom or what it concerns; fits a button's identifier."""

    def __init__(
        self, start: str = "", end: str = "", person: str = "", organisation: str = "", model: str = ""
    ) -> None:
        self.start, self.end = start, end
        self.person, self.organisation, self.model = person, organisation, model

    @property
    def key(self) -> str:
        """All of it, for an identifier."""
        return ",".join((self.start, self.end, self.person, self.organisation, self.model))

    @property
    def open_ended(self) -> bool:
        """Whether no span was asked for."""
        return not self.start and not self.end

    @classmethod
    def from_key(cls, key: str) -> Self:
        """What an identifier holds."""
        return cls(*key.split(","))

    def events(self, debate: Debate) -> Sequence[Any]:
        """The events that fit."""
        return debate.timeline(
            self.start or None, self.end or None, self.person or None, self.organisation or None, self.model or None
        )

    def title(self, client: AjarClient, text: Words) -> str:
        """A heading that says what was asked."""
        record, models = client.debate.record, client.answers.catalogue.models
        about = [
            *([record.speaker_name(self.person)] if self.person else []),
            *([record.speaker_name(self.organisation)] if self.organisation else []),
            *([models[self.model].name] if self.model in models else []),
        ]
        return " · ".join([text("timeline.title"), *(plain(name, 60) for name in about)])


class TimelinePage(
    ButtonPress,
    template=r"ajar:timeline:(?P<page>\d{1,3}):(?P<key>[0-9a-z.+,-]{4,80})",
):
    """Turns the timeline: in its place where only one member sees it, else privately."""

    def __init__(self, asked: Asked, page: int, label: str) -> None:
        self.asked, self.page = asked, page
        super().__init__(f"ajar:timeline:{page}:{asked.key}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(Asked.from_key(match["key"]), int(match["page"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Show the page."""
        await show_timeline(interaction, self.asked, self.page, private=True, turn=_is_private(interaction))


PRESSES = (Aside, Browse, TimelinePage)
"""Everything that a press can be taken up by after a restart; the cog registers them."""
