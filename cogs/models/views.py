"""What a member can press under an answer on models. Everything here works after a restart.

A button's identifier carries all that its press needs; the answer is composed anew from the catalogue.
"""

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Self, cast
from weakref import WeakKeyDictionary

import discord
from cachetools import LRUCache

from bot.core.catalogue.catalogue import Catalogue
from bot.core.catalogue.documents import ModelDocument
from bot.core.catalogue.names import Finding, FindingKind
from bot.i18n import Words
from bot.services.answers import ModelAnswer
from bot.services.wording import headline_text
from cogs.models import render
from cogs.models.picture import picture_of
from cogs.shared.client import AjarClient, client_of, words_for
from cogs.shared.errors import Mistake, Press, Pressed
from cogs.shared.layout import QUIET, CardView, WrittenView
from cogs.shared.opening import OpenPress
from cogs.shared.pictures import CardPicture
from cogs.shared.pressing import ButtonPress
from cogs.shared.reporting import ReportPress
from cogs.shared.signs import Signs
from cogs.shared.text import plain, shortened

_SLUG = r"(?P<slug>[a-z0-9.+-]{1,80})"
CHOICES = 25
"""Options in one select, by Discord's limit."""
A_ROW = 5
"""Buttons in one row, by Discord's limit."""
NEAR = 5
"""Near matches offered as buttons: one row."""
CARDS_KEPT = 256
"""Cards that are remembered, of some ten kilobytes each."""
GROUPS_KEPT = 64
"""Lists of versions that are remembered for each catalogue that is served, of some five kilobytes each."""


async def send_card(
    interaction: discord.Interaction, answer: ModelAnswer, *, private: bool, shared_by: str | None = None
) -> None:
    """Answer with the card of a version."""
    view, file = await _composed(interaction, answer, private=private, shared_by=shared_by)
    await interaction.response.send_message(view=view, file=file, ephemeral=private)


@dataclass(frozen=True, slots=True)
class _Card:
    """A card as it is sent, but for its picture's bytes."""

    written: list[dict[str, Any]]
    picture: CardPicture
    seen: str
    """The picture in words."""


_cards: LRUCache[tuple[Hashable, ...], _Card] = LRUCache(CARDS_KEPT)
_groups: WeakKeyDictionary[Catalogue, LRUCache[tuple[Hashable, ...], list[dict[str, Any]]]] = WeakKeyDictionary()


async def _composed(
    interaction: discord.Interaction, answer: ModelAnswer, *, private: bool, shared_by: str | None
) -> tuple[WrittenView, discord.File]:
    """The card's view and its picture. What was asked for lately is remembered, as long as it would say the same."""
    client, text = client_of(interaction), words_for(interaction, private=private)
    order = client.preferences.of(interaction.guild_id).definitions if interaction.guild_id else ()
    key = (answer, text.language, client.signs, client.clock().date(), tuple(order), private)
    card = None if shared_by else _cards.get(key)
    if card is None:
        picture = picture_of(answer, text)
        seen = render.alt(picture)
        body = render.card_body(answer, text, client.signs, client.clock().date(), seen, order)
        if shared_by:
            body.append(discord.ui.TextDisplay(f"-# {text('card.shared_by', who=plain(shared_by, 60))}"))
        view = CardView(body, _card_rows(client, answer, text, private=private), render.accent(answer))
        card = _Card(view.to_components(), picture, seen)
        if not shared_by:
            _cards[key] = card
    return WrittenView(card.written), await render.draw(card.picture, card.seen)


def _card_rows(
    client: AjarClient, answer: ModelAnswer, text: Words, *, private: bool
) -> list[list[discord.ui.Item[Any]]]:
    slug = answer.model.slug
    buttons: list[discord.ui.Item[Any]] = [
        Leaf.opener("why", slug, text),
        Leaf.opener("evidence", slug, text),
    ]
    if len(answer.versions) > 1:
        buttons.append(VersionsPress(slug, text("card.button.versions")))
    if client.debate.record.on_model(slug):
        buttons.append(OpenPress("quotes-on-model", slug, text("card.button.quotes"), private=True))
    buttons.append(OpenPress("compare", slug, text("card.button.compare"), private=True))
    licence = answer.profile.weights_licence
    if licence is not None and licence.slug in client.learning.licences.licences:
        buttons.append(OpenPress("licence", licence.slug, text("card.button.licence"), private=True))
    if private:
        buttons.append(SharePress(slug, text("card.button.share")))
    buttons.append(ReportPress("model", slug, text("button.report")))
    return [buttons[start : start + A_ROW] for start in range(0, len(buttons), A_ROW)]


async def open_card(interaction: Pressed, slug: str, private: bool) -> None:
    """Open the card of a version from a button anywhere."""
    await send_card(interaction, _answer_for(interaction, slug), private=private)


async def send_finding(interaction: discord.Interaction, query: str, finding: Finding, *, private: bool) -> None:
    """Answer what a typed name meant: a card, a family's versions, or near matches to press."""
    client = client_of(interaction)
    if finding.kind is FindingKind.MODEL and finding.slug:
        answer = client.answers.model(finding.slug)
        if answer is not None:
            await send_card(interaction, answer, private=private)
            return
    if finding.kind is FindingKind.FAMILY and finding.candidates:
        text = words_for(interaction, private=private)
        await interaction.response.send_message(
            view=WrittenView(_group_written(client, finding, text, private=private)), ephemeral=private
        )
        return
    text = words_for(interaction, private=True)
    await interaction.response.send_message(
        view=unknown_view(client, query, finding, text, private=private), ephemeral=True
    )


def _group_written(client: AjarClient, finding: Finding, text: Words, *, private: bool) -> list[dict[str, Any]]:
    """The list of a family or maker, remembered as long as the catalogue that it was composed from is served."""
    remembered = _groups.setdefault(client.answers.catalogue, LRUCache(GROUPS_KEPT))
    key = (finding.family, finding.organisation, finding.candidates[0].slug, text.language, client.signs, private)
    written = remembered.get(key)
    if written is None:
        written = remembered[key] = group_view(client, finding, text, private=private).to_components()
    return written


def group_view(client: AjarClient, finding: Finding, text: Words, *, private: bool) -> CardView:
    """A family, or all that one maker has: the newest version first, the others one press away."""
    catalogue = client.answers.catalogue
    about: list[str] = []
    if finding.family:
        name = catalogue.families[finding.family].name
        versions = catalogue.versions(finding.family)
        key = f"family/{finding.family}"
    else:
        maker = finding.organisation or catalogue.models[finding.candidates[0].slug].organisation
        name = catalogue.organisations[maker].name
        about = render.transparency_lines(catalogue.organisations[maker], text)
        versions = catalogue.versions_of_maker(maker)
        key = f"maker/{maker}"
    newest = client.answers.model(versions[0].slug)
    lines = [f"## {plain(name)}", text.many("family.count", len(versions))]
    if newest:
        lines.append(
            text(
                "family.newest",
                name=plain(newest.model.name),
                answer=headline_text(newest, text, plain),
            )
        )
    return CardView(
        [
            discord.ui.TextDisplay("\n".join(lines)),
            discord.ui.TextDisplay("\n".join([version_list(client, versions, text), *about])),
        ],
        [[VersionChoice(key, 0, versions, text, private=private)], turn_rows(key, 0, versions, text)],
        render.accent(newest) if newest else QUIET,
    )


def version_list(client: AjarClient, versions: Sequence[ModelDocument], text: Words) -> str:
    """The versions as lines, as many as one page of choices holds."""
    lines = [render.version_line(client.answers, model, text, client.signs) for model in versions[: render.LISTED]]
    if len(versions) > render.LISTED:
        lines.append(f"-# {text.many('list.more', len(versions) - render.LISTED)}")
    return "\n".join(lines)


def unknown_view(client: AjarClient, query: str, finding: Finding, text: Words, *, private: bool) -> CardView:
    """A name that the catalogue lacks: say so, and offer what comes near."""
    asked = plain(query, 60)
    near = [client.answers.model(candidate.slug) for candidate in finding.candidates[:NEAR]]
    answers = [answer for answer in near if answer is not None]
    if finding.kind is FindingKind.MISSING_VERSION and finding.family:
        family = plain(client.answers.catalogue.families[finding.family].name)
        message = text("unknown.version", asked=asked, family=family)
    elif finding.kind is FindingKind.AMBIGUOUS:
        message = text("unknown.ambiguous", asked=asked)
    else:
        message = text("unknown.name", asked=asked)
    lines = [message]
    if answers:
        lines.append(text("unknown.near"))
        lines += [render.version_line(client.answers, a.model, text, client.signs) for a in answers]
    else:
        lines.append(text("unknown.hint"))
    buttons = [
        OpenPress(
            "model", a.model.slug, shortened(a.model.name, 80), private=private, style=discord.ButtonStyle.primary
        )
        for a in answers
    ]
    return CardView([discord.ui.TextDisplay("\n".join(lines))], [buttons])


def turn_rows(key: str, page: int, versions: Sequence[ModelDocument], text: Words) -> list[discord.ui.Item[Any]]:
    """Buttons to turn to the next or previous page of choices; none where one page holds all."""
    last = (len(versions) - 1) // CHOICES
    buttons: list[discord.ui.Item[Any]] = []
    if page > 0:
        buttons.append(ChoicePage(key, page - 1, text("page.previous")))
    if page < last:
        buttons.append(ChoicePage(key, page + 1, text("page.next")))
    return buttons


def _answer_for(interaction: discord.Interaction, slug: str) -> ModelAnswer:
    answer = client_of(interaction).answers.model(slug)
    if answer is None:
        raise Mistake("error.gone")
    return answer


def _why(answer: ModelAnswer, text: Words, signs: Signs) -> list[str]:
    return render.why_pages(answer, text, signs)


def _evidence(answer: ModelAnswer, text: Words, signs: Signs) -> list[str]:
    return render.evidence_pages(answer, tuple(answer.profile.parts.values()), text, signs)


_LEAVES: dict[str, Callable[[ModelAnswer, Words, Signs], list[str]]] = {"why": _why, "evidence": _evidence}
"""What opens beside a card, by name: a new kind is one function and one line here."""


class Leaf(
    ButtonPress,
    template=rf"ajar:leaf:(?P<kind>[a-z]+):(?P<how>open|turn):(?P<page>\d+):{_SLUG}",
):
    """Opens a private page beside a card, or turns it."""

    def __init__(self, kind: str, slug: str, page: int, label: str, *, turn: bool = False) -> None:
        self.kind, self.slug, self.page, self.turn = kind, slug, page, turn
        how = "turn" if turn else "open"
        super().__init__(f"ajar:leaf:{kind}:{how}:{page}:{slug}", label)

    @classmethod
    def opener(cls, kind: str, slug: str, text: Words) -> Self:
        """The button under a card."""
        return cls(kind, slug, 0, text(f"card.button.{kind}"))

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["kind"], match["slug"], int(match["page"]), label, turn=match["how"] == "turn")

    async def press(self, interaction: discord.Interaction) -> None:
        """Show the page, privately."""
        answer, client = _answer_for(interaction, self.slug), client_of(interaction)
        text = words_for(interaction, private=True)
        leaf = _LEAVES.get(self.kind)
        if leaf is None:
            raise Mistake("error.gone")
        all_pages = leaf(answer, text, client.signs)
        count = len(all_pages)
        page = min(self.page, count - 1)
        view = CardView(
            [
                discord.ui.TextDisplay(
                    f"## {text(f'leaf.{self.kind}.title', name=plain(answer.model.name))}\n{all_pages[page]}"
                ),
                *([discord.ui.TextDisplay(f"-# {text('page.of', page=page + 1, count=count)}")] if count > 1 else []),
            ],
            [self._turns(page, count, text)],
            render.accent(answer),
        )
        if self.turn:
            await interaction.response.edit_message(view=view)
        else:
            await interaction.response.send_message(view=view, ephemeral=True)

    def _turns(self, page: int, count: int, text: Words) -> list[discord.ui.Item[Any]]:
        if count == 1:
            return []
        turns: list[discord.ui.Item[Any]] = []
        if page > 0:
            turns.append(Leaf(self.kind, self.slug, page - 1, text("page.previous"), turn=True))
        if page + 1 < count:
            turns.append(Leaf(self.kind, self.slug, page + 1, text("page.next"), turn=True))
        return turns


class SharePress(ButtonPress, template=rf"ajar:share:{_SLUG}"):
    """Posts a private card for everyone."""

    def __init__(self, slug: str, label: str) -> None:
        self.slug = slug
        super().__init__(f"ajar:share:{slug}", label, discord.ButtonStyle.primary)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["slug"], label)

    async def press(self, interaction: discord.Interaction) -> None:
        """Post the card, saying who shared it."""
        answer = _answer_for(interaction, self.slug)
        await send_card(interaction, answer, private=False, shared_by=interaction.user.display_name)


class VersionsPress(ButtonPress, template=rf"ajar:versions:{_SLUG}"):
    """Lists the other versions of the family, privately, to choose from."""

    def __init__(self, slug: str, label: str) -> None:
        self.slug = slug
        super().__init__(f"ajar:versions:{slug}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["slug"], label)

    async def press(self, interaction: discord.Interaction) -> None:
        """Show the list with a select."""
        answer, client = _answer_for(interaction, self.slug), client_of(interaction)
        text = words_for(interaction, private=True)
        key = f"family/{answer.family.slug}"
        view = CardView(
            [
                discord.ui.TextDisplay(f"## {plain(answer.family.name)}"),
                discord.ui.TextDisplay(version_list(client, answer.versions, text)),
            ],
            [
                [VersionChoice(key, 0, answer.versions, text, private=True)],
                turn_rows(key, 0, answer.versions, text),
            ],
        )
        await interaction.response.send_message(view=view, ephemeral=True)


_GROUP = r"(?P<key>(?:family|maker)/[a-z0-9.+-]{1,80})"


def _versions_of(client: AjarClient, key: str) -> tuple[ModelDocument, ...]:
    kind, slug = key.split("/", 1)
    catalogue = client.answers.catalogue
    return catalogue.versions(slug) if kind == "family" else catalogue.versions_of_maker(slug)


class VersionChoice(
    Press,
    discord.ui.DynamicItem[discord.ui.Select[Any]],
    template=rf"ajar:choose:(?P<how>private|public):(?P<page>\d+):{_GROUP}",
):
    """A select of versions, a page of twenty-five at a time."""

    def __init__(
        self, key: str, page: int, versions: Sequence[ModelDocument], text: Words | None, *, private: bool
    ) -> None:
        self.private = private
        how = "private" if private else "public"
        shown = versions[page * CHOICES : (page + 1) * CHOICES]
        super().__init__(
            discord.ui.Select(
                custom_id=f"ajar:choose:{how}:{page}:{key}",
                placeholder=text("family.choose") if text else None,
                options=[
                    discord.SelectOption(label=shortened(model.name, 100), value=model.slug, description=model.released)
                    for model in shown
                ],
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Take the choice up from the identifier; the values come with the interaction."""
        made = cls(
            match["key"],
            int(match["page"]),
            _versions_of(client_of(interaction), match["key"]),
            None,
            private=match["how"] == "private",
        )
        made.item = cast("discord.ui.Select[Any]", item)
        return made

    async def press(self, interaction: discord.Interaction) -> None:
        """Show the chosen card."""
        await send_card(interaction, _answer_for(interaction, self.item.values[0]), private=self.private)


class ChoicePage(ButtonPress, template=rf"ajar:choices:(?P<page>\d+):{_GROUP}"):
    """Turns to another page of versions, in a private message of its own where the list is public."""

    def __init__(self, key: str, page: int, label: str) -> None:
        self.key, self.page = key, page
        super().__init__(f"ajar:choices:{page}:{key}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["key"], int(match["page"]), label)

    async def press(self, interaction: discord.Interaction) -> None:
        """Show the page."""
        client, text = client_of(interaction), words_for(interaction, private=True)
        versions = _versions_of(client, self.key)
        if not versions:
            raise Mistake("error.gone")
        shown = versions[self.page * CHOICES : (self.page + 1) * CHOICES] or versions[:CHOICES]
        lines = [render.version_line(client.answers, model, text, client.signs) for model in shown]
        view = CardView(
            [discord.ui.TextDisplay("\n".join(lines))],
            [
                [VersionChoice(self.key, self.page, versions, text, private=True)],
                turn_rows(self.key, self.page, versions, text),
            ],
        )
        private = interaction.message is not None and interaction.message.flags.ephemeral
        if private:
            await interaction.response.edit_message(view=view)
        else:
            await interaction.response.send_message(view=view, ephemeral=True)


PRESSES = (Leaf, SharePress, VersionsPress, VersionChoice, ChoicePage)
"""Everything that a press can be taken up by after a restart; the cog registers them."""
