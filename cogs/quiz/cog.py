"""`/quiz`: parse, ask, show; and what Discord says about channels and the gateway, handed to the director."""

from datetime import timedelta
from typing import Any, Literal, cast

import discord
import structlog
from discord import app_commands
from discord.ext import commands, tasks

from bot.core.editing.policy import may_moderate
from bot.core.quiz.events import Pace, Refused, Rules, Stop, Vote, Voted
from bot.core.quiz.periods import Period
from bot.core.quiz.pool import Wish
from bot.core.quiz.questions import Level, Subject
from bot.services.quizzes import LiveGame, NotAllowed
from cogs.quiz import daily, practice, scores, views
from cogs.quiz.director import Director
from cogs.quiz.starting import start_game
from cogs.quiz.views import quiz_client
from cogs.shared.actor import actor_of
from cogs.shared.client import client_of, privately, words_for
from cogs.shared.errors import Mistake
from cogs.shared.text import plain
from cogs.shared.translator import localised

_log = structlog.stdlib.get_logger(__name__)

_SUBJECTS = [app_commands.Choice(name=localised(f"quiz.subject.{subject}"), value=subject.value) for subject in Subject]
_LEVELS = [app_commands.Choice(name=localised(f"quiz.level.{level}"), value=level) for level in (1, 2, 3)]
_PACES = [app_commands.Choice(name=localised(f"quiz.pace.{pace}"), value=pace.value) for pace in Pace]
_PERIODS = [app_commands.Choice(name=localised(f"board.button.{period}"), value=period.value) for period in Period]
_DAILY_SECONDS = 20.0
"""How often we look whether a daily question is due."""
_KEPT = timedelta(hours=1)
"""How long the events of a game outlast its end; its results stay."""


class QuizCog(commands.Cog):
    """Games in a channel, practice alone, the question of the day, scores."""

    quiz = app_commands.Group(
        name=localised("command.quiz.name"),
        description=localised("command.quiz.description"),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
    )

    def __init__(self, bot: Any) -> None:
        self.bot = bot
        self.director = Director(bot)
        bot.stage = self.director

    async def cog_unload(self) -> None:
        """Stop waiting; games stay as they are stored."""
        self.post_daily.cancel()
        self.tidy.cancel()
        await self.director.close()

    # -- commands

    @quiz.command(name=localised("command.quiz.start.name"), description=localised("command.quiz.start.description"))
    @app_commands.rename(
        subject=localised("command.quiz.option.subject"),
        level=localised("command.quiz.option.level"),
        questions=localised("command.quiz.start.questions"),
        seconds=localised("command.quiz.start.seconds"),
        untimed=localised("command.quiz.start.untimed"),
        pace=localised("command.quiz.start.pace"),
        teams=localised("command.quiz.start.teams"),
        thread=localised("command.quiz.start.thread"),
    )
    @app_commands.describe(
        subject=localised("command.quiz.option.subject.description"),
        level=localised("command.quiz.option.level.description"),
        questions=localised("command.quiz.start.questions.description"),
        seconds=localised("command.quiz.start.seconds.description"),
        untimed=localised("command.quiz.start.untimed.description"),
        pace=localised("command.quiz.start.pace.description"),
        teams=localised("command.quiz.start.teams.description"),
        thread=localised("command.quiz.start.thread.description"),
    )
    @app_commands.choices(subject=_SUBJECTS, pace=_PACES)
    @app_commands.choices(level=_LEVELS)
    async def start(
        self,
        interaction: discord.Interaction,
        subject: app_commands.Choice[str] | None = None,
        level: app_commands.Choice[int] | None = None,
        questions: app_commands.Range[int, 5, 30] = 10,
        seconds: app_commands.Range[int, 10, 120] = 30,
        untimed: bool = False,
        pace: app_commands.Choice[str] | None = None,
        teams: app_commands.Range[int, 2, 4] | None = None,
        thread: bool = False,
    ) -> None:
        """Start a quiz here, or in a thread made for it."""
        wish = Wish(_subject(subject), _level(level), questions)
        rules = Rules(
            subject=wish.subject,
            level=wish.level,
            seconds=None if untimed else seconds,
            pace=Pace(pace.value) if pace else Pace.EVERYONE,
            teams=teams or 0,
        )
        await start_game(interaction, wish, rules, thread=thread)

    @quiz.command(name=localised("command.quiz.stop.name"), description=localised("command.quiz.stop.description"))
    async def stop(self, interaction: discord.Interaction) -> None:
        """End the quiz of this channel."""
        client, live = quiz_client(interaction), _running(interaction)
        try:
            effects = await client.quizzes.steer(live.id, actor_of(interaction), Stop())
        except NotAllowed:
            raise Mistake("quiz.not_yours", name=plain(live.game.names.get(live.game.starter, "?"), 32)) from None
        _refuse(effects)
        text = words_for(interaction, private=False)
        try:
            await interaction.response.send_message(text("quiz.stopped", name=plain(interaction.user.display_name, 32)))
        finally:
            # It is stored, whether or not this answer still reaches Discord.
            client.stage.carry_out_soon(live, effects)

    @quiz.command(name=localised("command.quiz.skip.name"), description=localised("command.quiz.skip.description"))
    async def skip(self, interaction: discord.Interaction) -> None:
        """Vote to skip the question."""
        client, live = quiz_client(interaction), _running(interaction)
        effects = await client.quizzes.apply(live.id, Vote(member=interaction.user.id))
        _refuse(effects)
        text = words_for(interaction, private=False)
        try:
            for effect in effects:
                if isinstance(effect, Voted):
                    key = "quiz.skipped" if effect.votes >= effect.needed else "quiz.votes"
                    await interaction.response.send_message(text(key, votes=effect.votes, needed=effect.needed))
        finally:
            client.stage.carry_out_soon(live, effects)

    @quiz.command(
        name=localised("command.quiz.practice.name"), description=localised("command.quiz.practice.description")
    )
    @app_commands.rename(subject=localised("command.quiz.option.subject"), level=localised("command.quiz.option.level"))
    @app_commands.describe(
        subject=localised("command.quiz.option.subject.description"),
        level=localised("command.quiz.option.level.description"),
    )
    @app_commands.choices(subject=_SUBJECTS)
    @app_commands.choices(level=_LEVELS)
    async def practise(
        self,
        interaction: discord.Interaction,
        subject: app_commands.Choice[str] | None = None,
        level: app_commands.Choice[int] | None = None,
    ) -> None:
        """Practise alone."""
        await practice.send_turn(interaction, practice.wish_key(_subject(subject), _level(level)), edit=False)

    @quiz.command(name=localised("command.quiz.daily.name"), description=localised("command.quiz.daily.description"))
    async def today(self, interaction: discord.Interaction) -> None:
        """Show the question of the day."""
        await daily.send_today(interaction)

    @quiz.command(
        name=localised("command.quiz.leaderboard.name"), description=localised("command.quiz.leaderboard.description")
    )
    @app_commands.rename(
        period=localised("command.quiz.leaderboard.period"), private=localised("command.option.private")
    )
    @app_commands.describe(
        period=localised("command.quiz.leaderboard.period.description"),
        private=localised("command.option.private.description"),
    )
    @app_commands.choices(period=_PERIODS)
    async def leaderboard(
        self,
        interaction: discord.Interaction,
        period: app_commands.Choice[str] | None = None,
        private: bool | None = None,
    ) -> None:
        """Show who leads."""
        private = privately(interaction, private)
        chosen = Period(period.value) if period else Period.WEEK
        await scores.send_leaderboard(interaction, chosen, private=private)

    @quiz.command(name=localised("command.quiz.stats.name"), description=localised("command.quiz.stats.description"))
    async def stats(self, interaction: discord.Interaction) -> None:
        """Show a member their own results."""
        await scores.send_stats(interaction)

    @quiz.command(
        name=localised("command.quiz.questions.name"), description=localised("command.quiz.questions.description")
    )
    async def questions(self, interaction: discord.Interaction) -> None:
        """Show moderators how questions fared."""
        guild_id = interaction.guild_id
        client = client_of(interaction)
        if guild_id is None or not may_moderate(actor_of(interaction), guild_id, client.preferences.of(guild_id)):
            raise Mistake("quiz.moderators_only")
        await scores.send_questions(interaction)

    # -- what happens around games

    @commands.Cog.listener()
    async def on_shard_connect(self, shard_id: int) -> None:
        """Go on with a shard's games as soon as it has a session; nobody waits for servers or for other shards."""
        await self.director.gateway_back(shard_id, self.bot.shard_count or 1)
        await self.director.take_up(shard_id)

    @commands.Cog.listener()
    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Members cannot answer now."""
        self.director.gateway_lost([shard_id])

    @commands.Cog.listener()
    async def on_shard_resumed(self, shard_id: int) -> None:
        """Members can answer again."""
        await self.director.gateway_back(shard_id, self.bot.shard_count or 1)

    @commands.Cog.listener()
    async def on_shard_ready(self, shard_id: int) -> None:
        """Members can answer again, and what goes by the clock goes on with the servers that are known by now."""
        await self.director.gateway_back(shard_id, self.bot.shard_count or 1)
        for work in (self.post_daily, self.tidy):
            if not work.is_running():
                work.start()

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A game cannot go on without its channel."""
        await self.director.channel_gone(channel.id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """A game cannot go on without its thread."""
        await self.director.channel_gone(payload.thread_id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Games cannot go on in a server that the bot is not in."""
        await self.director.server_gone(guild.id)

    @tasks.loop(seconds=_DAILY_SECONDS)
    async def post_daily(self) -> None:
        """Post the questions of the day whose time has come, and reveal those that no next one follows."""
        try:
            client = cast("daily.DailyClient", self.bot)
            await daily.post_due(client)
            await daily.reveal_last(client)
        except Exception:
            # A loop that raised would never run again.
            _log.exception("daily_failed")

    @tasks.loop(seconds=_KEPT.total_seconds())
    async def tidy(self) -> None:
        """Forget who pressed what in games that ended: what members erase is gone then."""
        if not self.bot.leads:
            return
        try:
            await self.bot.scores.forget_ended_games(_KEPT)
        except Exception:
            _log.exception("tidying_failed")


def _subject(chosen: app_commands.Choice[str] | None) -> Subject | None:
    return Subject(chosen.value) if chosen else None


def _level(chosen: app_commands.Choice[int] | None) -> Level | None:
    return cast("Literal[1, 2, 3]", chosen.value) if chosen else None


def _running(interaction: discord.Interaction) -> LiveGame:
    """The game of the channel that a command came from."""
    if not actor_of(interaction).in_server:
        raise Mistake("quiz.server_only")
    client = quiz_client(interaction)
    live = client.quizzes.in_channel(interaction.channel_id or 0)
    if live is None:
        raise Mistake("quiz.none_here" if client.quizzes.knows(interaction.guild_id or 0) else "quiz.coming_back")
    return live


def _refuse(effects: Any) -> None:
    for effect in effects:
        if isinstance(effect, Refused):
            raise Mistake(f"quiz.refused.{effect.why}")


async def setup(bot: commands.Bot) -> None:
    """Add the commands, and take up presses on messages from before a restart."""
    bot.add_dynamic_items(*views.PRESSES, *practice.PRESSES, *daily.PRESSES, *scores.PRESSES)
    await bot.add_cog(QuizCog(bot))
