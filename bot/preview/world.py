"""The server of the preview: its channels and people; not the pages that show it."""

from dataclasses import dataclass

import discord
import simcord

from bot.preview import pictures

MODERATOR = discord.Permissions(manage_guild=True, manage_messages=True, moderate_members=True, manage_events=True)


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the preview's server, and the language (Discord's code) of their Discord."""

    actor: simcord.MemberActor
    locale: str


@dataclass(frozen=True, slots=True)
class World:
    """The server, its channels in the order they are shown, its people, and the voice of the preview itself."""

    guild: simcord.GuildHandle
    channels: tuple[simcord.ChannelHandle, ...]
    people: tuple[Person, ...]
    notices: dict[int, simcord.WebhookHandle]

    @property
    def locales(self) -> dict[int, str]:
        """Each person's language by user id."""
        return {person.actor.id: person.locale for person in self.people}


def build(env: simcord.Env) -> World:
    """Make the server with two channels, a moderator, a member, and a member whose Discord is Chinese."""
    guild = env.create_guild("Open or not?", preferred_locale="en-US")
    channels = (
        guild.create_text_channel("general", topic="Anything about open and closed AI"),
        guild.create_text_channel("models", topic="Which model is how open?"),
    )
    moderators = guild.create_role("Moderators", permissions=MODERATOR, color=0xF0B429, hoist=True)
    people = (
        _join(env, guild, "mona", "Mona (moderator)", "#8a5a00", "en-US", moderators),
        _join(env, guild, "ann", "Ann", "#1f7a54", "en-US"),
        _join(env, guild, "lin", "Lin (中文)", "#6d4bd1", "zh-CN"),
    )
    notices = {channel.id: guild.create_webhook(channel, "Preview") for channel in channels}
    return World(guild, channels, people, notices)


def _join(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    username: str,
    shown: str,
    colour: str,
    locale: str,
    *roles: simcord.RoleHandle,
) -> Person:
    user = env.create_user(username, global_name=shown)
    pictures.give_avatar(env, user.id, pictures.initial(shown[0], colour))
    return Person(guild.add_member(user, roles=roles), locale)
