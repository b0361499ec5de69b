"""Who may do what in a server. Asked where a change is made, whatever Discord's own settings say."""

from dataclasses import dataclass

from bot.core.preferences import Preferences


@dataclass(frozen=True, slots=True)
class Actor:
    """A member as Discord describes them in one interaction, for the server that it came from."""

    member_id: int
    guild_id: int | None
    """None in direct messages and groups."""
    roles: frozenset[int] = frozenset()
    manage_server: bool = False
    administrator: bool = False
    installed: bool = True
    """Whether the bot itself is in that server; False where a member only brought it along."""

    @property
    def in_server(self) -> bool:
        """Whether this is in a server that has the bot, the only place where anything can be changed."""
        return self.guild_id is not None and self.installed


def may_moderate(actor: Actor, guild_id: int, preferences: Preferences) -> bool:
    """Whether somebody moderates a server: by Manage Server there, or by one of its moderator roles."""
    if not actor.in_server or actor.guild_id != guild_id:
        return False
    return actor.manage_server or actor.administrator or bool(actor.roles & set(preferences.moderator_roles))


def may_administer(actor: Actor, guild_id: int) -> bool:
    """Whether somebody may change a server's preferences: by Manage Server or Administrator there."""
    return actor.in_server and actor.guild_id == guild_id and (actor.manage_server or actor.administrator)


def may_steer_game(actor: Actor, guild_id: int, starter: int, preferences: Preferences) -> bool:
    """Whether somebody may stop a game or end a question: its starter, and moderators."""
    here = actor.in_server and actor.guild_id == guild_id
    return here and (actor.member_id == starter or may_moderate(actor, guild_id, preferences))
