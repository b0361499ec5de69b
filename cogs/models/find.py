"""`/model find`: the list, its filters, and what a member can press under it. All of it works after a restart."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self, cast

import discord

from bot.core.catalogue.components import Component
from bot.core.catalogue.finding import Commerce, Sort
from bot.i18n import Words
from bot.services.finding import LEVELS, Found, Hit, Search, countries, country_name, find, level_code
from cogs.models.compare import is_private
from cogs.models.lists import A_PAGE, CardChoice, page_of
from cogs.models.ranking import KINDS
from cogs.models.render import version_line
from cogs.shared.client import AjarClient, client_of, words_for
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.pressing import ButtonPress, MenuPress
from cogs.shared.text import plain, shortened

_KEY = r"(?P<key>[0-9a-zA-Z_]{10,64})"
_MOST = 24
"""Values in one menu beside "any", by Discord's limit of twenty-five."""
_OLDEST = 2018
ANY = "any"
FILTERS = "filters"
"""The panel that is open in a message: a condition's name, or this for none yet, or nothing where it is shut."""


async def send(
    interaction: Pressed,
    search: Search,
    page: int = 0,
    panel: str = "",
    *,
    private: bool,
    turn: bool = False,
    shared_by: str | None = None,
) -> None:
    """Answer with a page of what fits, or turn to it in its place."""
    client, text = client_of(interaction), words_for(interaction, private=private)
    # The first search judges every version, which takes its time; beside the event loop nobody else waits for it.
    found = await asyncio.to_thread(find, client.answers, search)
    view = find_view(client, search, found, page, panel, text, private=private, shared_by=shared_by)
    if turn:
        await interaction.response.edit_message(view=view)
    else:
        await interaction.response.send_message(view=view, ephemeral=private)


def find_view(
    client: AjarClient,
    search: Search,
    found: Found,
    page: int,
    panel: str,
    text: Words,
    *,
    private: bool,
    shared_by: str | None = None,
) -> CardView:
    """A page of the versions that fit, or of those that may; in private with the filters to change."""
    hits = found.maybe if search.maybe else found.fitting
    page = page_of(page, len(hits))
    shown = hits[page * A_PAGE : (page + 1) * A_PAGE]
    head = [f"## {lead_text(found, text)}", f"-# {filters_text(client, search, text)}"]
    body: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay("\n".join(head))]
    lines = [text("find.maybe")] if search.maybe else []
    lines += [_line(client, hit, text) for hit in shown]
    if lines:
        body.append(discord.ui.TextDisplay("\n".join(lines)))
    notes: list[str] = []
    last = (len(hits) - 1) // A_PAGE
    if last > 0:
        notes.append(text("page.of", page=page + 1, count=last + 1))
    if shared_by:
        notes.append(text("card.shared_by", who=plain(shared_by, 60)))
    if notes:
        body.append(discord.ui.TextDisplay("\n".join(f"-# {note}" for note in notes)))
    rows: list[list[discord.ui.Item[Any]]] = []
    if shown:
        rows.append([CardChoice.of([hit.model for hit in shown], text)])
    if private:
        rows.append([Menu.of(search, panel, text)])
        if panel in CONDITIONS:
            rows.append([Values.of(client, search, panel, text)])
    rows.append(_buttons(search, found, page, len(hits), text, private=private))
    return CardView(body, rows)


def lead_text(found: Found, text: Words) -> str:
    """The answer: how many fit, and of how many that is not known."""
    said = [text.many("find.fit", len(found.fitting)) if found.fitting else text("find.none")]
    if found.maybe:
        said.append(text.many("find.unknown", len(found.maybe)))
    return text.sentences(said)


def _line(client: AjarClient, hit: Hit, text: Words) -> str:
    line = version_line(client.answers, hit.model, text, client.signs)
    if not hit.unknown:
        return line
    unknown = text.listing([text(f"find.filter.{name}") for name in hit.unknown])
    return f"{line} · {text('find.not_known', what=unknown)}"


def filters_text(client: AjarClient, search: Search, text: Words) -> str:
    """The filters that are set, and the order, in a line."""
    set_ones = [
        text("find.set", filter=text(f"find.filter.{name}"), value=shortened(said, 300))
        for name, condition in CONDITIONS.items()
        if (said := condition.said(About(client, search, text)))
    ]
    return " · ".join(set_ones)


def _buttons(
    search: Search, found: Found, page: int, count: int, text: Words, *, private: bool
) -> list[discord.ui.Item[Any]]:
    buttons: list[discord.ui.Item[Any]] = []
    if page > 0:
        buttons.append(Turn(search.key, page - 1, "", text("page.previous")))
    if (page + 1) * A_PAGE < count:
        buttons.append(Turn(search.key, page + 1, "", text("page.next")))
    other = replace(search, maybe=not search.maybe)
    if search.maybe:
        buttons.append(Turn(other.key, 0, "", text("find.button.fitting", count=len(found.fitting))))
    elif found.maybe:
        buttons.append(Turn(other.key, 0, "", text("find.button.maybe", count=len(found.maybe))))
    if private:
        buttons.append(Share(search.key, page, text("card.button.share")))
    else:
        buttons.append(Turn(search.key, 0, FILTERS, text("find.button.filters")))
    return buttons


@dataclass(frozen=True)
class About:
    """For what the values of a filter are asked."""

    client: AjarClient
    search: Search
    text: Words


class Condition:
    """One filter: its values as options (value, label), which of them hold, what is said of it, and how it is set."""

    several = False

    def options(self, about: About) -> list[tuple[str, str]]:
        """All values that can be chosen, `any` left out."""
        raise NotImplementedError

    def chosen(self, search: Search) -> tuple[str, ...]:
        """The values that are set."""
        raise NotImplementedError

    def said(self, about: About) -> str:
        """What is set, in words; empty where nothing is."""
        labels = dict(self.options(about))
        return about.text.listing([labels.get(value, value) for value in self.chosen(about.search)])

    def set(self, search: Search, values: Sequence[str]) -> Search:
        """The search with these values; none of them for any."""
        raise NotImplementedError


class _Parts(Condition):
    several = True

    def options(self, about: About) -> list[tuple[str, str]]:
        return [(part.value, about.text(f"component.{part}")) for part in Component]

    def chosen(self, search: Search) -> tuple[str, ...]:
        return tuple(part.value for part in search.wanted.parts)

    def set(self, search: Search, values: Sequence[str]) -> Search:
        return search.changed(parts=tuple(part for part in Component if part in values))


class _Single(Condition):
    """A condition of the search that takes one value."""

    def __init__(
        self,
        field: str,
        options: Callable[[AjarClient, Words], list[tuple[str, str]]],
        read: Callable[[str], object] = str,
    ) -> None:
        self.field, self._options, self._read = field, options, read

    def options(self, about: About) -> list[tuple[str, str]]:
        return self._options(about.client, about.text)

    def chosen(self, search: Search) -> tuple[str, ...]:
        value = getattr(search.wanted, self.field)
        return (str(value),) if value else ()

    def set(self, search: Search, values: Sequence[str]) -> Search:
        return search.changed(**{self.field: self._read(values[0]) if values else None})


class _Entry(_Single):
    """A family or an organisation: the largest ones, and the one that is set."""

    def options(self, about: About) -> list[tuple[str, str]]:
        catalogue = about.client.answers.catalogue
        entries = catalogue.families if self.field == "family" else catalogue.organisations
        counts: dict[str, int] = {}
        for model in catalogue.models.values():
            slug = model.family if self.field == "family" else model.organisation
            counts[slug] = counts.get(slug, 0) + 1
        largest = sorted(counts, key=lambda slug: (-counts[slug], slug))
        kept = cast("str", getattr(about.search.wanted, self.field) or "")
        slugs = [*([kept] if kept in entries else []), *(slug for slug in largest if slug != kept)]
        return [(slug, plain(entries[slug].name, 60)) for slug in slugs][:_MOST]


class _Downloadable(_Single):
    def chosen(self, search: Search) -> tuple[str, ...]:
        return ("yes",) if search.wanted.downloadable else ()

    def set(self, search: Search, values: Sequence[str]) -> Search:
        return search.changed(downloadable=bool(values))


class _Level(_Single):
    def chosen(self, search: Search) -> tuple[str, ...]:
        code = level_code(search.wanted)
        return (code,) if code else ()


class _Since(_Single):
    def said(self, about: About) -> str:
        since = about.search.wanted.since
        return about.text.moment(since) if since else ""


class _Sort(Condition):
    def options(self, about: About) -> list[tuple[str, str]]:
        return [(sort.value, about.text(f"find.sort.{sort}")) for sort in Sort]

    def chosen(self, search: Search) -> tuple[str, ...]:
        return (search.sort.value,)

    def set(self, search: Search, values: Sequence[str]) -> Search:
        return replace(search, sort=Sort(values[0]) if values else Sort.NEWEST)


def _years(client: AjarClient, text: Words) -> list[tuple[str, str]]:
    newest = max((model.released or "" for model in client.answers.catalogue.models.values()), default="")[:4]
    years = range(int(newest or _OLDEST), _OLDEST - 1, -1)
    return [(str(year), text.moment(str(year))) for year in years][:_MOST]


CONDITIONS: dict[str, Condition] = {
    "parts": _Parts(),
    "downloadable": _Downloadable("downloadable", lambda _, text: [("yes", text("find.downloadable"))]),
    "commerce": _Single(
        "commerce", lambda _, text: [(each.value, text(f"find.commerce.{each}")) for each in Commerce], Commerce
    ),
    "organisation": _Entry("organisation", lambda _client, _text: []),
    "country": _Single(
        "country",
        lambda client, text: [(code, country_name(code, text)) for code in countries(client.answers)][:_MOST],
    ),
    "family": _Entry("family", lambda _client, _text: []),
    "kind": _Single(
        "kind",
        lambda _, text: [(kind.value, text(f"kind.{kind}")) for kind in KINDS],
        lambda value: next(kind for kind in KINDS if kind == value),
    ),
    "since": _Since("since", _years),
    "at_least": _Level("at_least", lambda _, text: [(code, text(f"find.level.{code}")) for code in LEVELS], LEVELS.get),
    "sort": _Sort(),
}
"""Everything that can be changed, in the order of the menu: a new filter is one line here."""


def _search(interaction: Pressed, key: str) -> Search:
    search = Search.behind(key, client_of(interaction).answers)
    if search is None:
        raise Mistake("error.gone")
    return search


class Turn(ButtonPress, template=rf"ajar:find:turn:(?P<page>\d{{1,4}}):(?P<panel>[a-z_]{{0,12}}):{_KEY}"):
    """Turns to another page: in its place where only one member sees it, else privately."""

    def __init__(self, key: str, page: int, panel: str, label: str) -> None:
        self.key, self.page, self.panel = key, page, panel
        super().__init__(f"ajar:find:turn:{page}:{panel}:{key}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["key"], int(match["page"]), match["panel"], label)

    async def press(self, interaction: Pressed) -> None:
        """Show the page."""
        search = _search(interaction, self.key)
        await send(interaction, search, self.page, self.panel, private=True, turn=is_private(interaction))


class Share(ButtonPress, template=rf"ajar:find:share:(?P<page>\d{{1,4}}):{_KEY}"):
    """Posts a page of a private list for everyone."""

    def __init__(self, key: str, page: int, label: str) -> None:
        self.key, self.page = key, page
        super().__init__(f"ajar:find:share:{page}:{key}", label, discord.ButtonStyle.primary)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["key"], int(match["page"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Post it, saying who shared it."""
        search, who = _search(interaction, self.key), interaction.user.display_name
        await send(interaction, search, self.page, private=False, shared_by=who)


class Menu(MenuPress, template=rf"ajar:find:menu:{_KEY}"):
    """Chooses the filter to change."""

    def __init__(self, key: str, options: list[discord.SelectOption], placeholder: str) -> None:
        self.key = key
        super().__init__(discord.ui.Select(custom_id=f"ajar:find:menu:{key}", options=options, placeholder=placeholder))

    @classmethod
    def of(cls, search: Search, panel: str, text: Words) -> Self:
        """The menu, with the open panel chosen."""
        options = [
            discord.SelectOption(label=text(f"find.filter.{name}"), value=name, default=name == panel)
            for name in CONDITIONS
        ]
        return cls(search.key, options, text("find.menu"))

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:
        """The menu that an identifier stands for."""
        return cls(match["key"], menu.options, menu.placeholder or "")

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Open its values."""
        search = _search(interaction, self.key)
        await send(interaction, search, 0, values[0], private=True, turn=is_private(interaction))


class Values(MenuPress, template=rf"ajar:find:set:(?P<name>[a-z_]{{1,12}}):{_KEY}"):
    """Chooses the values of one filter."""

    def __init__(self, name: str, key: str, options: list[discord.SelectOption], placeholder: str) -> None:
        self.name, self.key = name, key
        super().__init__(
            discord.ui.Select(custom_id=f"ajar:find:set:{name}:{key}", options=options, placeholder=placeholder)
        )

    @classmethod
    def of(cls, client: AjarClient, search: Search, name: str, text: Words) -> Self:
        """The menu of a filter's values, with the present ones chosen."""
        condition = CONDITIONS[name]
        present = condition.chosen(search)
        options = [
            discord.SelectOption(label=shortened(label, 100), value=value, default=value in present)
            for value, label in condition.options(About(client, search, text))
        ]
        if not condition.several and name != "sort":
            options.insert(0, discord.SelectOption(label=text("find.any"), value=ANY, default=not present))
        made = cls(name, search.key, options, text(f"find.filter.{name}"))
        if condition.several:
            made.item.min_values, made.item.max_values = 0, len(options)
        return made

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:
        """The menu that an identifier stands for."""
        return cls(match["name"], match["key"], menu.options, menu.placeholder or "")

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Search anew."""
        condition = CONDITIONS.get(self.name)
        if condition is None:
            raise Mistake("error.gone")
        search = condition.set(_search(interaction, self.key), [value for value in values if value != ANY])
        await send(interaction, replace(search, maybe=False), 0, self.name, private=True, turn=is_private(interaction))


PRESSES = (Turn, Share, Menu, Values, CardChoice)
"""Everything that a press can be taken up by after a restart; the cog registers them."""
