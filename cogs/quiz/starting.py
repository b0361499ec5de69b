"""Starting a game: what must be so first, the word to everybody, and the first question."""

import discord

from bot.core.quiz.events import Pace, Rules
from bot.core.quiz.pool import Wish
from bot.i18n import Words
from bot.services.quizzes import ChannelBusy, TooFew
from cogs.quiz.views import quiz_client
from cogs.shared.actor import actor_of
from cogs.shared.client import words_for
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.text import plain

_NEEDED = ("view_channel", "send_messages", "embed_links", "attach_files")


def announcement(interaction: Pressed, wish: Wish, rules: Rules, count: int, text: Words) -> str:
    """What everybody in the channel reads first: what is played, and how."""
    facts = [
        text.many("quiz.count", count),
        text(f"quiz.subject.{wish.subject}") if wish.subject else text("quiz.subject.all"),
        text(f"quiz.level.{wish.level}") if wish.level else text("quiz.level.all"),
        text.many("quiz.seconds", int(rules.span(rules.seconds).total_seconds()))
        if rules.seconds
        else text("quiz.seconds.none"),
    ]
    lines = [text("quiz.started", name=plain(interaction.user.display_name, 32)), f"-# {' · '.join(facts)}"]
    lines.append(f"-# {text('quiz.how.first' if rules.pace is Pace.FIRST else 'quiz.how.everyone')}")
    if count < wish.count:
        lines.append(f"-# {text.many('quiz.fewer', count)}")
    return "\n".join(lines)


async def start_game(interaction: Pressed, wish: Wish, rules: Rules, *, thread: bool = False) -> None:
    """Start a game where the interaction came from, or in a thread made for it."""
    client = quiz_client(interaction)
    actor = actor_of(interaction)
    channel = interaction.channel
    if not actor.in_server or interaction.guild_id is None or channel is None:
        raise Mistake("quiz.server_only")
    if not client.quizzes.knows(interaction.guild_id):
        raise Mistake("quiz.coming_back")
    text = words_for(interaction, private=False)
    _check_permissions(interaction, thread=thread)
    running = client.quizzes.in_channel(channel.id)
    if running is not None and not thread:
        raise Mistake("quiz.busy")
    home = channel.id
    if thread:
        made = await _open_thread(interaction, text)
        home = made.id
    try:
        live, effects = await client.quizzes.start(
            guild_id=interaction.guild_id,
            channel_id=home,
            actor=actor,
            name=interaction.user.display_name,
            language=text.language,
            wish=wish,
            rules=rules,
        )
    except ChannelBusy:
        raise Mistake("quiz.busy") from None
    except TooFew:
        raise Mistake("quiz.too_few") from None
    said = announcement(interaction, wish, live.game.rules, len(live.game.questions), text)
    if thread:
        said += f"\n{text('quiz.in_thread', thread=f'<#{home}>')}"
    try:
        if interaction.response.is_done():
            await interaction.followup.send(said)
        else:
            await interaction.response.send_message(said)
    finally:
        # The game is stored: it is played even where Discord takes no announcement any more.
        client.stage.carry_out_soon(live, effects)


def _check_permissions(interaction: Pressed, *, thread: bool) -> None:
    """Say which permission is missing before anything begins, rather than fail in the middle."""
    here = interaction.app_permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    needed = [name for name in _NEEDED if not (in_thread and name == "send_messages")]
    if in_thread:
        needed.append("send_messages_in_threads")
    if thread:
        needed += ["create_public_threads", "send_messages_in_threads"]
    missing = [name for name in needed if not getattr(here, name)]
    if missing:
        text = words_for(interaction, private=True)
        raise Mistake("quiz.permission", missing=text.listing([text(f"permission.{name}") for name in missing]))


async def _open_thread(interaction: Pressed, text: Words) -> discord.Thread:
    channel = interaction.channel
    if not isinstance(channel, discord.TextChannel):
        raise Mistake("quiz.no_thread_here")
    await interaction.response.defer()
    name = text("quiz.thread_name", name=interaction.user.display_name)[:100]
    return await channel.create_thread(name=name, type=discord.ChannelType.public_thread)
