"""Whom every command and every button is for; `python -m tests.cogs.permission_table` writes docs/permissions.md of it.

What stands here is what should be; that it is so, and that nothing is missing, is for test_permissions.py.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.core.catalogue.short_keys import short_key

ENTRY = "mo:bloom"
_PAIR = ".".join(map(short_key, ("bloom", "olmo-2")))
FILE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"


class Who(StrEnum):
    """Everybody who may press."""

    MEMBER = "member"
    BY_ROLE = "moderator by role"
    BY_PERMISSION = "moderator by permission"
    ADMINISTRATOR = "administrator"
    ELSEWHERE = "moderator of another server"
    DIRECT = "direct message"
    INSTALLED = "user-installed elsewhere"
    MUTED = "muted suggester"


class May(StrEnum):
    """Whom something is for."""

    EVERYBODY = "everybody, everywhere"
    MEMBERS = "members of a server that has the bot"
    STARTER = "who started the game, and moderators"
    MODERATORS = "moderators"
    ADMINISTRATORS = "members with Manage Server"


class Seen(StrEnum):
    """What came of it."""

    LET_THROUGH = "yes"
    REFUSED = "refused"
    NOT_OFFERED = "not offered"


MODERATES = {Who.BY_ROLE, Who.BY_PERMISSION, Who.ADMINISTRATOR}
ADMINISTERS = {Who.BY_PERMISSION, Who.ADMINISTRATOR}

_MODEL: Mapping[str, Any] = {"kind": "model", "name": "bloom"}
COMMANDS: Mapping[str, tuple[May, Mapping[str, Any]]] = {
    "about": (May.EVERYBODY, {}),
    "audit": (May.MODERATORS, {}),
    "claim": (May.EVERYBODY, {"text": "BLOOM is open source."}),
    "Check openness claims": (May.EVERYBODY, {}),
    "data export": (May.MODERATORS, {}),
    "data import": (May.MODERATORS, {"file": ("heron.yaml", b"slug: heron\n")}),
    "debate topic": (May.EVERYBODY, {"topic": "open weights"}),
    "entry add": (May.MODERATORS, {"kind": "term"}),
    "entry edit": (May.MODERATORS, _MODEL),
    "entry history": (May.MODERATORS, _MODEL),
    "entry restore-base": (May.MODERATORS, _MODEL),
    "entry retract": (May.MODERATORS, _MODEL),
    "entry review": (May.MODERATORS, {}),
    "learn licence": (May.EVERYBODY, {"name": "apache-2.0"}),
    "learn spectrum": (May.EVERYBODY, {}),
    "learn term": (May.EVERYBODY, {"word": "weights"}),
    "learn terms": (May.EVERYBODY, {}),
    "model compare": (May.EVERYBODY, {"first": "bloom", "second": "olmo-2"}),
    "model definitions": (May.EVERYBODY, {}),
    "model find": (May.EVERYBODY, {}),
    "model fit": (May.EVERYBODY, {}),
    "model history": (May.EVERYBODY, {"name": "bloom"}),
    "model profile": (May.EVERYBODY, {"name": "bloom"}),
    "model ranking": (May.EVERYBODY, {"definition": "osaid"}),
    "privacy erase": (May.EVERYBODY, {}),
    "privacy show": (May.EVERYBODY, {}),
    "quiz daily": (May.MEMBERS, {}),
    "quiz leaderboard": (May.MEMBERS, {}),
    "quiz practice": (May.EVERYBODY, {}),
    "quiz questions": (May.MODERATORS, {}),
    "quiz skip": (May.MEMBERS, {}),
    "quiz start": (May.MEMBERS, {"questions": 5, "untimed": True}),
    "quiz stats": (May.MEMBERS, {}),
    "quiz stop": (May.STARTER, {}),
    "quote about": (May.EVERYBODY, {"subject": "bloom"}),
    "quote random": (May.EVERYBODY, {}),
    "quote search": (May.EVERYBODY, {"words": "open"}),
    "settings": (May.ADMINISTRATORS, {}),
    "suggest": (May.EVERYBODY, _MODEL),
    "timeline": (May.EVERYBODY, {}),
    "who": (May.EVERYBODY, {"name": "meta"}),
}
"""Commands, with options to call them with."""
MENU_COMMANDS = ("Check openness claims",)
"""Those of `COMMANDS` that are called on a message."""
_MODERATES: Mapping[str, str] = {
    "exchange.views.ApplyPress": "ajar:import:apply:1:0123456789abcdef",
    "exchange.views.DiscardPress": "ajar:import:discard:1",
    "exchange.views.TurnPress": "ajar:import:page:1:0",
    "moderation.adding.StepPress": f"ajar:e:step:{ENTRY}",
    "moderation.auditing.AuditPress": "ajar:m:audit:0:-:0:-:-:0",
    "moderation.auditing.ExportPress": "ajar:m:audit-file",
    "moderation.history.RevertMenu": f"ajar:e:revert:{ENTRY}",
    "moderation.panel.ActPress": f"ajar:e:do:hide:{ENTRY}",
    "moderation.panel.AgainPress": f"ajar:e:again:{ENTRY}",
    "moderation.panel.AsideMenu": f"ajar:e:aside:6:{ENTRY}",
    "moderation.panel.ConfirmPress": f"ajar:e:confirm:{ENTRY}",
    "moderation.panel.DropPress": f"ajar:e:drop:{ENTRY}",
    "moderation.panel.HistoryPress": f"ajar:e:hist:0:{ENTRY}",
    "moderation.panel.PanelPress": f"ajar:e:panel:0:{ENTRY}",
    "moderation.panel.PartMenu": f"ajar:e:pick:0:{ENTRY}",
    "moderation.panel.RedoPress": f"ajar:e:redo:{ENTRY}",
    "moderation.panel.ReviewPress": f"ajar:e:review:{ENTRY}",
    "moderation.queue.BehindPress": "ajar:m:behind:0",
    "moderation.queue.ChoosePress": f"ajar:m:ours:{ENTRY}",
    "moderation.queue.DecidePress": "ajar:m:approve:1",
    "moderation.queue.QueuePress": "ajar:m:queue:0",
    "shared.opening.OpenPress, to correct": "ajar:open:edit-model:private:bloom",
}
_ADMINISTERS: Mapping[str, str] = {
    "settings.views.ChannelMenu": "ajar:settings:channel:log_channel",
    "settings.views.RolesMenu": "ajar:settings:roles",
    "settings.views.TimePress": "ajar:settings:time",
    "settings.views.TogglePress": "ajar:settings:private:yes",
    "settings.views.ValueMenu": "ajar:settings:value:language",
}
_STEERS: Mapping[str, str] = {
    "quiz.views.BeginPress": "ajar:quiz-begin:{game}",
    "quiz.views.CallPress": "ajar:quiz-call:{game}:0",
}
_BELONGS: Mapping[str, str] = {
    "quiz.daily.DailyPress": "ajar:daily:2026-01-31:0",
    "quiz.daily.DailyOrderPress": "ajar:daily-order:2026-01-31",
    "quiz.scores.BoardPress": "ajar:quiz-board:month",
    "quiz.scores.ErasePress": "ajar:quiz-erase:no",
    "quiz.scores.HidePress": "ajar:quiz-hide:no",
    "quiz.views.AgainPress": "ajar:quiz-again:any:0:5:0:everyone:0",
}
_OPEN: Mapping[str, str] = {
    "claims.views.SharePress": "ajar:claims:osbloom",
    "debate.views.Aside": "ajar:aside:context:musk-2016-sounds-good",
    "debate.views.Browse": "ajar:quotes:open:0:topic/regulation",
    "debate.views.TimelinePage": "ajar:timeline:0:----",
    "learn.views.GroupMenu": "ajar:term-groups",
    "learn.views.ListPress": "ajar:terms:0",
    "learn.views.SpectrumPress": "ajar:spectrum",
    "learn.views.TermMenu": "ajar:term-menu",
    "learn.views.TermPress": "ajar:term:weights",
    "models.compare.Add": f"ajar:compare:add:{_PAIR}",
    "models.compare.Share": f"ajar:compare:share:{_PAIR}",
    "models.compare.Show": f"ajar:compare:show:private:{_PAIR}",
    "models.compare.Without": f"ajar:compare:without:1:{_PAIR}",
    "models.find.Menu": "ajar:find:menu:_________n_",
    "models.find.Share": "ajar:find:share:0:_________n_",
    "models.find.Turn": "ajar:find:turn:0:filters:_________n_",
    "models.find.Values": "ajar:find:set:commercial:_________n_",
    "models.fit.FitPress": "ajar:fit:over:",
    "models.fit.KindMenu": "ajar:fit-kind:aaaaa",
    "models.history.ChangesPress": "ajar:changes:0:bloom",
    "models.lists.CardChoice": "ajar:list:card",
    "models.ranking.Among": "ajar:rank:among:o__",
    "models.ranking.Share": "ajar:rank:share:0:ranked:o__",
    "models.ranking.Turn": "ajar:rank:turn:0:unjudged:o__",
    "models.ranking.Under": "ajar:rank:under:o__",
    "models.views.ChoicePage": "ajar:choices:0:family/bloom",
    "models.views.Leaf": "ajar:leaf:evidence:open:0:bloom",
    "models.views.SharePress": "ajar:share:bloom",
    "models.views.VersionChoice": "ajar:choose:private:0:family/bloom",
    "models.views.VersionsPress": "ajar:versions:bloom",
    "privacy.views.ErasePress": "ajar:privacy:erase:everywhere",
    "quiz.practice.GradePress": "ajar:practice-grade:1:easy:any-0",
    "quiz.practice.NextPress": "ajar:practice-next:any-0",
    "quiz.practice.PracticeOrderPress": "ajar:practice-order:1:any-0",
    "quiz.practice.PracticePress": "ajar:practice:1:0:any-0",
    "quiz.views.AnswerPress": "ajar:quiz:{game}:0:0",
    "quiz.views.OrderPick": "ajar:order:game:1:0:",
    "quiz.views.OrderPress": "ajar:quiz-order:{game}:0",
    "quiz.views.TeamPress": "ajar:quiz-team:{game}:0",
    "shared.opening.OpenPress": "ajar:open:model:private:bloom",
    "shared.reporting.ReportPress": "ajar:report:model:bloom",
    "shared.reporting.SuggestPress": "ajar:suggest:model:bloom",
}
BUTTONS: Mapping[str, tuple[May, str]] = dict(
    sorted(
        (name, (may, identifier))
        for may, those in (
            (May.MODERATORS, _MODERATES),
            (May.ADMINISTRATORS, _ADMINISTERS),
            (May.STARTER, _STEERS),
            (May.MEMBERS, _BELONGS),
            (May.EVERYBODY, _OPEN),
        )
        for name, identifier in those.items()
    )
)
"""Buttons and menus by module and class, with an identifier each; `{game}` is the number of a game that goes on."""


def item_of(name: str) -> str:
    """The class that a row is about: some have two rows."""
    return name.partition(",")[0]


def expected(may: May, who: Who, *, command: bool) -> Seen:
    """What should come of it."""
    outside = who in (Who.DIRECT, Who.INSTALLED)
    match may:
        case May.EVERYBODY:
            return Seen.LET_THROUGH
        case May.MEMBERS:
            return Seen.REFUSED if outside else Seen.LET_THROUGH
        case May.STARTER:
            return Seen.LET_THROUGH if who in MODERATES else Seen.REFUSED
        case _:
            allowed = MODERATES if may is May.MODERATORS else ADMINISTERS
    if command and outside:
        return Seen.NOT_OFFERED
    if command and may is May.ADMINISTRATORS and who not in allowed:
        # Discord itself keeps `/settings` from those without Manage Server.
        return Seen.NOT_OFFERED
    return Seen.LET_THROUGH if who in allowed else Seen.REFUSED


SENT = "a suggestion that is sent"
"""The one form that is judged when it is sent, and not when it is opened."""


def sent(who: Who) -> Seen:
    """What should come of a suggestion."""
    return Seen.REFUSED if who is Who.MUTED else Seen.LET_THROUGH


# -- the page


def page() -> str:
    """docs/permissions.md."""
    lines = [
        "# Who may do what",
        "",
        "Written by `python -m tests.cogs.permission_table`. `tests/cogs/test_permissions.py` calls every command and",
        "presses every button as each of these people, and fails where one comes of it that is not said here, and",
        "where a command or a button is missing.",
        "",
        "“Refused” is a sentence that says why; nothing is changed. “Not offered” means that Discord does not show the",
        "command there at all. A moderator has Manage Server, or a role that `/settings` names, in that very server.",
        "“User-installed elsewhere” is somebody with Manage Server in a server that does not have the bot, who brought",
        "it along.",
        "",
        "## Commands",
        "",
        *_table(
            (f"`{name}`" if name in MENU_COMMANDS else f"`/{name}`", may, [expected_of(name, who) for who in Who])
            for name, (may, _) in COMMANDS.items()
        ),
        "",
        "## Buttons, menus and forms",
        "",
        *_table(
            (f"`{name}`", may, [expected(may, who, command=False) for who in Who]) for name, (may, _) in BUTTONS.items()
        ),
        *_rows([(SENT, "everybody who is not muted", [sent(who) for who in Who])]),
        "",
    ]
    return "\n".join(lines)


def expected_of(name: str, who: Who) -> Seen:
    """What should come of a command."""
    may = COMMANDS[name][0]
    # `/quiz questions` stands in a group that is offered everywhere.
    return expected(may, who, command=not name.startswith("quiz "))


def _table(rows: Iterable[tuple[str, str, list[Seen]]]) -> list[str]:
    head = ["", "for", *Who]
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *_rows(rows)]


def _rows(rows: Iterable[tuple[str, str, list[Seen]]]) -> list[str]:
    return [f"| {name} | {may} | {' | '.join(seen)} |" for name, may, seen in rows]


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
