"""What can be pressed in a quiz, and the messages that carry it. Identifiers name a place and never an answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, Protocol, Self, cast

import discord

from bot.core.quiz.events import (
    Accepted,
    Begin,
    Call,
    Effect,
    Join,
    JoinedTeam,
    Pace,
    Press,
    Recount,
    Refused,
    Rules,
    Why,
)
from bot.core.quiz.pool import Wish
from bot.core.quiz.questions import Question, Subject
from bot.i18n import Words
from bot.services.quizzes import LiveGame, NotAllowed, Quizzes
from cogs.quiz import render
from cogs.shared.actor import actor_of
from cogs.shared.client import AjarClient, client_of, words_for
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.opening import OpenPress, can_open
from cogs.shared.pressing import ButtonPress, MenuPress
from cogs.shared.reporting import ReportPress
from cogs.shared.text import plain, shortened

PODIUM = "ajar-podium.png"
_MOST_TO_READ = 4
_ON_ITS_WAY = timedelta(minutes=1)
"""No press takes longer to us, not even one that waited for a gateway session to be resumed."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message to post: its view, and what hangs on it."""

    view: discord.ui.LayoutView
    pictures: Sequence[tuple[str, bytes]] = field(default=())

    def files(self) -> list[discord.File]:
        """Fresh files, since Discord's library reads each only once."""
        return [discord.File(BytesIO(data), name) for name, data in self.pictures]


class Stage(Protocol):
    """What carries effects out; the cog has it."""

    def carry_out_soon(self, live: LiveGame, effects: Sequence[Effect]) -> None:
        """Carry out effects without making a member wait."""
        ...

    def schedule(self, live: LiveGame) -> None:
        """Wait for the game's next moment."""
        ...


class _QuizClient(AjarClient, Protocol):
    quizzes: Quizzes
    stage: Stage


def quiz_client(interaction: discord.Interaction) -> _QuizClient:
    """The bot behind an interaction, with its quizzes."""
    return cast(_QuizClient, client_of(interaction))


def live_game(interaction: discord.Interaction, game_id: int) -> LiveGame:
    """A game that goes on in the server of an interaction. Mistake where it does not."""
    quizzes = quiz_client(interaction).quizzes
    live = quizzes.live(game_id)
    if live is None:
        raise Mistake("quiz.over" if quizzes.knows(interaction.guild_id or 0) else "quiz.coming_back")
    return live


def blocks_view(
    blocks: Sequence[str],
    rows: Sequence[Sequence[discord.ui.Item[Any]]],
    note: str | None = None,
    *,
    apart: bool = False,
) -> CardView:
    """Paragraphs with rows of buttons under them; a note comes first, small. `apart` draws lines between them."""
    shown = [*([f"-# {note}"] if note else []), *blocks]
    body: list[discord.ui.Item[Any]] = []
    for block in filter(None, shown):
        if apart and body:
            body.append(discord.ui.Separator())
        body.append(discord.ui.TextDisplay(block))
    return CardView(body, rows)


def choice_row(question: Question, make: "MakeButton", text: Words) -> list[discord.ui.Item[Any]]:
    """A button for each option, or the one that opens putting in order."""
    if question.form == "order":
        return [make(None, text("quiz.button.order"))]
    return [make(index, render.button_label(question, index, text)) for index in range(len(question.options))]


class MakeButton(Protocol):
    """Makes the button of an option (by its index), or of putting in order (None)."""

    def __call__(self, index: int | None, label: str) -> discord.ui.Item[Any]:
        """Make it."""
        ...


# -- a game's messages


def gathering_view(live: LiveGame, text: Words) -> Prepared:
    """Where members join teams."""
    game = live.game
    deadline = game.next_at
    when = f"<t:{int(deadline.timestamp())}:R>" if deadline else ""
    joins: list[discord.ui.Item[Any]] = [
        TeamPress(live.id, team, f"{render.TEAM_SIGNS[team]} {text(f'quiz.team.{team}')}")
        for team in range(game.rules.teams)
    ]
    blocks = [f"**{text('quiz.gather')}**\n-# {text('quiz.gather.until', when=when)}"]
    return Prepared(blocks_view(blocks, [joins, [BeginPress(live.id, text("quiz.button.begin"))]]))


def question_view(live: LiveGame, number: int, text: Words, note: str | None = None) -> Prepared:
    """An open question with its buttons."""
    question = live.game.questions[number]

    def button(index: int | None, label: str) -> discord.ui.Item[Any]:
        return OrderPress(live.id, number, label) if index is None else AnswerPress(live.id, number, index, label)

    rows = [choice_row(question, button, text)]
    if live.game.rules.seconds is None:
        rows.append([CallPress(live.id, number, text("quiz.button.call"))])
    return Prepared(blocks_view(render.question_blocks(live.game, number, text), rows, note))


def reading_row(question: Question, text: Words) -> list[discord.ui.Item[Any]]:
    """The ways on from an answer: the entries that it rests on, and a word to the moderators."""
    row: list[discord.ui.Item[Any]] = []
    for name in question.entries:
        kind, _, slug = name.partition("/")
        if can_open(kind) and len(row) < 3:
            row.append(OpenPress(kind, slug, text(f"quiz.button.read.{kind}"), private=True))
    unique = {cast("OpenPress", item).kind: item for item in reversed(row)}
    return [*reversed(list(unique.values())), ReportPress("question", question.id, text("button.report"))]


def reveal_view(live: LiveGame, number: int, text: Words) -> Prepared:
    """A question whose answer is out."""
    row = reading_row(live.game.questions[number], text)
    return Prepared(blocks_view(render.reveal_blocks(live.game, number, text), [row], apart=True))


def withdrawn_view(live: LiveGame, number: int, text: Words, *, skipped: bool) -> Prepared:
    """A question that does not count."""
    row = reading_row(live.game.questions[number], text)
    blocks = render.withdrawn_blocks(live.game, number, text, skipped=skipped)
    return Prepared(blocks_view(blocks, [row], apart=True))


def finish_view(live: LiveGame, why: Why, text: Words, drawn: bytes | None) -> Prepared:
    """How it went: the winner first, the podium, what to read next, and once more."""
    game = live.game
    blocks = render.finish_blocks(game, why, text)
    body: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(block) for block in blocks]
    if drawn is not None:
        described = shortened(blocks[0].removeprefix("## ").splitlines()[0], 250)
        body.insert(
            1, discord.ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{PODIUM}", description=described))
        )
    reading: list[discord.ui.Item[Any]] = []
    lines: list[str] = []
    taken: set[str] = set()
    for number in render.hardest(game):
        question = game.questions[number]
        found = next(
            (name for name in question.entries if can_open(name.partition("/")[0]) and name not in taken), None
        )
        if found is None or len(reading) >= _MOST_TO_READ:
            continue
        taken.add(found)
        kind, _, slug = found.partition("/")
        reading.append(OpenPress(kind, slug, text("quiz.button.read_on", number=number + 1), private=True))
        prompt = shortened(render.say(question.prompt, text, render.escaped), 140)
        lines.append(f"{render.numbered(number + 1)} {prompt}")
    if lines:
        body.append(discord.ui.TextDisplay("\n".join([f"### {text('quiz.to_read')}", *lines])))
    again = AgainPress.of(game.rules, len(game.questions), text("quiz.button.again"))
    pictures = [(PODIUM, drawn)] if drawn is not None else []
    return Prepared(CardView(body, [reading, [again]]), pictures)


# -- presses


async def tell(interaction: Pressed, live: LiveGame, number: int, effects: Sequence[Effect], *, edit: bool) -> None:
    """Tell a member alone what became of an answer that is stored by now."""
    text = words_for(interaction, private=True)
    question = live.game.questions[number] if number < len(live.game.questions) else None
    for effect in effects:
        match effect:
            case Accepted(choice, changed) if question is not None:
                key = "quiz.changed" if changed else "quiz.locked"
                if live.game.rules.pace is Pace.FIRST:
                    key = "quiz.locked.race"
                message = text(key, choice=render.choice_text(question, choice, text))
            case Refused(why):
                message = text(f"quiz.refused.{why}")
            case _:
                continue
        if edit:
            await interaction.response.edit_message(view=blocks_view([message], []))
        else:
            await interaction.response.send_message(message, ephemeral=True)
        return


def _made_at(interaction: Pressed, now: datetime) -> datetime:
    """When a press was made, by Discord, as far as this machine's clock lets that be true.

    Where that clock is wrong, deadlines are wrong with it: every answer would come after them, or none ever would.
    """
    return min(max(interaction.created_at, now - _ON_ITS_WAY), now)


async def answer(interaction: Pressed, game_id: int, number: int, choice: tuple[int, ...], *, edit: bool) -> None:
    """Give an answer: stored first, then acknowledged."""
    client = quiz_client(interaction)
    live = live_game(interaction, game_id)
    due = live.game.due
    effects = await client.quizzes.apply(
        game_id,
        Press(
            member=interaction.user.id,
            name=interaction.user.display_name,
            round=number,
            choice=choice,
            at=_made_at(interaction, client.clock()),
        ),
    )
    try:
        await tell(interaction, live, number, effects, edit=edit)
    finally:
        if any(isinstance(effect, Recount) for effect in effects):
            client.stage.carry_out_soon(live, effects)
        elif live.game.due != due:
            client.stage.schedule(live)


class AnswerPress(ButtonPress, template=r"ajar:quiz:(?P<game>\d{1,19}):(?P<round>\d{1,2}):(?P<index>[0-4])"):
    """Answers a question."""

    def __init__(self, game: int, number: int, index: int, label: str) -> None:
        self.game, self.number, self.index = game, number, index
        super().__init__(f"ajar:quiz:{game}:{number}:{index}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(int(match["game"]), int(match["round"]), int(match["index"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Lock it in."""
        await answer(interaction, self.game, self.number, (self.index,), edit=False)


class OrderPress(ButtonPress, template=r"ajar:quiz-order:(?P<game>\d{1,19}):(?P<round>\d{1,2})"):
    """Opens putting in order, privately."""

    def __init__(self, game: int, number: int, label: str) -> None:
        self.game, self.number = game, number
        super().__init__(f"ajar:quiz-order:{game}:{number}", label, discord.ButtonStyle.primary)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(int(match["game"]), int(match["round"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Ask for the first."""
        live = live_game(interaction, self.game)
        text = words_for(interaction, private=True)
        if self.number >= len(live.game.rounds):
            raise Mistake("quiz.over")
        view = ordering_view(live.game.questions[self.number], f"game:{self.game}:{self.number}", (), text)
        await interaction.response.send_message(view=view, ephemeral=True)


def ordering_view(question: Question, where: str, chosen: tuple[int, ...], text: Words) -> CardView:
    """What was put in order so far, and a menu with the rest."""
    lines = [
        f"{place}. {render.say(question.options[index].said, text, render.escaped)}"
        for place, index in enumerate(chosen, start=1)
    ]
    prompt = f"**{render.say(question.prompt, text, render.escaped)}**"
    return blocks_view(
        ["\n".join([prompt, *lines])],
        [[OrderPick.over(question, where, chosen, text)]],
    )


class OrderPick(
    MenuPress,
    template=r"ajar:order:(?P<where>[a-z]+(?::[a-z0-9-]{1,20}){1,2}):(?P<chosen>[0-4]{0,4})",
):
    """Chooses what comes next. `where` says which question: `game:<id>:<round>`, `daily:<day>`,
    `practice:<number>:<wish>`."""

    def __init__(self, where: str, chosen: tuple[int, ...], options: list[discord.SelectOption], label: str) -> None:
        self.where, self.chosen = where, chosen
        identifier = f"ajar:order:{where}:{''.join(map(str, chosen))}"
        super().__init__(discord.ui.Select(custom_id=identifier, options=options, placeholder=label))

    @classmethod
    def over(cls, question: Question, where: str, chosen: tuple[int, ...], text: Words) -> Self:
        """A menu of what is not in its place yet."""
        options = [
            discord.SelectOption(
                label=shortened(f"{render.LETTERS[index]} · {render.option_text(question, index, text)}", 100),
                value=str(index),
            )
            for index in range(len(question.options))
            if index not in chosen
        ]
        return cls(where, chosen, options, text("quiz.order.next", place=len(chosen) + 1))

    @classmethod
    def taken_up(cls, match: re.Match[str], menu: Any) -> Self:
        """The menu that an identifier stands for."""
        chosen = tuple(int(digit) for digit in match["chosen"])
        return cls(match["where"], chosen, menu.options, menu.placeholder or "")

    async def choose(self, interaction: Pressed, values: Sequence[str]) -> None:
        """Go on, or give the answer when only one is left."""
        kind, _, rest = self.where.partition(":")
        await ORDERED[kind](interaction, rest, (*self.chosen, int(values[0])))


class _Ordered(Protocol):
    async def __call__(self, interaction: Pressed, rest: str, chosen: tuple[int, ...]) -> None: ...


ORDERED: dict[str, _Ordered] = {}
"""Where an order that a member is making goes on, by the first word of its place; games, the daily question and
practice each register theirs."""


def completed(question: Question, chosen: tuple[int, ...]) -> tuple[int, ...] | None:
    """The whole order, once all but one are chosen; None before."""
    rest = [index for index in range(len(question.options)) if index not in chosen]
    return (*chosen, *rest) if len(rest) <= 1 else None


async def _order_in_game(interaction: Pressed, rest: str, chosen: tuple[int, ...]) -> None:
    game_id, number = (int(part) for part in rest.split(":"))
    live = live_game(interaction, game_id)
    question = live.game.questions[number]
    whole = completed(question, chosen)
    if whole is None:
        text = words_for(interaction, private=True)
        await interaction.response.edit_message(view=ordering_view(question, f"game:{rest}", chosen, text))
    else:
        await answer(interaction, game_id, number, whole, edit=True)


ORDERED["game"] = _order_in_game


class TeamPress(ButtonPress, template=r"ajar:quiz-team:(?P<game>\d{1,19}):(?P<team>[0-3])"):
    """Joins a team."""

    def __init__(self, game: int, team: int, label: str) -> None:
        self.game, self.team = game, team
        super().__init__(f"ajar:quiz-team:{game}:{team}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(int(match["game"]), int(match["team"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Join."""
        client, text = quiz_client(interaction), words_for(interaction, private=True)
        live_game(interaction, self.game)
        joined = Join(member=interaction.user.id, name=interaction.user.display_name, team=self.team)
        for effect in await client.quizzes.apply(self.game, joined):
            if isinstance(effect, JoinedTeam):
                name = f"{render.TEAM_SIGNS[effect.team]} {text(f'quiz.team.{effect.team}')}"
                await interaction.response.send_message(text("quiz.joined", team=name), ephemeral=True)
            elif isinstance(effect, Refused):
                raise Mistake(f"quiz.refused.{effect.why}")


async def _steer(interaction: Pressed, game_id: int, event: Begin | Call) -> None:
    """Do what only the starter and moderators may do, and carry it out."""
    client, text = quiz_client(interaction), words_for(interaction, private=True)
    live = live_game(interaction, game_id)
    try:
        effects = await client.quizzes.steer(game_id, actor_of(interaction), event)
    except NotAllowed:
        raise Mistake("quiz.not_yours", name=plain(live.game.names.get(live.game.starter, "?"), 32)) from None
    for effect in effects:
        if isinstance(effect, Refused):
            raise Mistake(f"quiz.refused.{effect.why}")
    client.stage.carry_out_soon(live, effects)
    await interaction.response.send_message(text("quiz.done"), ephemeral=True)


class BeginPress(ButtonPress, template=r"ajar:quiz-begin:(?P<game>\d{1,19})"):
    """Begins a game whose teams gather."""

    def __init__(self, game: int, label: str) -> None:
        self.game = game
        super().__init__(f"ajar:quiz-begin:{game}", label, discord.ButtonStyle.primary)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(int(match["game"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Begin, if one may."""
        await _steer(interaction, self.game, Begin())


class CallPress(ButtonPress, template=r"ajar:quiz-call:(?P<game>\d{1,19}):(?P<round>\d{1,2})"):
    """Ends a question that has no deadline."""

    def __init__(self, game: int, number: int, label: str) -> None:
        self.game, self.number = game, number
        super().__init__(f"ajar:quiz-call:{game}:{number}", label, discord.ButtonStyle.primary)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(int(match["game"]), int(match["round"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Reveal, if one may."""
        await _steer(interaction, self.game, Call(round=self.number))


class AgainPress(
    ButtonPress,
    template=r"ajar:quiz-again:(?P<subject>[a-z]+):(?P<level>[0-3]):(?P<count>\d{1,2}):(?P<seconds>\d{1,4})"
    r":(?P<pace>everyone|first):(?P<teams>[0-4])",
):
    """Starts another game of the same kind."""

    def __init__(self, key: str, label: str, wish: Wish, rules: Rules) -> None:
        self.wish, self.rules = wish, rules
        super().__init__(f"ajar:quiz-again:{key}", label, discord.ButtonStyle.primary)

    @classmethod
    def of(cls, rules: Rules, count: int, label: str) -> Self:
        """The button under a game's result."""
        wish = Wish(rules.subject, rules.level, count)
        key = ":".join(
            str(part)
            for part in (rules.subject or "any", rules.level or 0, count, rules.seconds or 0, rules.pace, rules.teams)
        )
        return cls(key, label, wish, rules)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        subject = Subject(match["subject"]) if match["subject"] in set(Subject) else None
        level = cast("Any", int(match["level"]) or None)
        rules = Rules(
            subject=subject,
            level=level,
            seconds=int(match["seconds"]) or None,
            pace=Pace(match["pace"]),
            teams=int(match["teams"]),
        )
        key = match.string.removeprefix("ajar:quiz-again:")
        return cls(key, label, Wish(subject, level, int(match["count"])), rules)

    async def press(self, interaction: Pressed) -> None:
        """Start it, for whoever presses."""
        from cogs.quiz.starting import start_game

        await start_game(interaction, self.wish, self.rules)


PRESSES = (AnswerPress, OrderPress, OrderPick, TeamPress, BeginPress, CallPress, AgainPress)
"""Everything in a game that a press can be taken up by after a restart."""
