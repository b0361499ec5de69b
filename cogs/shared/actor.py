"""Who pressed, as the policy wants to know it."""

import discord

from bot.core.editing.policy import Actor


def actor_of(interaction: discord.Interaction) -> Actor:
    """The member behind an interaction, with what they may do where it came from."""
    user = interaction.user
    roles = frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset[int]()
    return Actor(
        member_id=user.id,
        guild_id=interaction.guild_id,
        roles=roles,
        manage_server=interaction.permissions.manage_guild,
        administrator=interaction.permissions.administrator,
        installed=interaction.is_guild_integration(),
    )
