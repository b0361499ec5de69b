"""A preview of the small bot as a test sees it: its people, its bots, and a wall clock moved by hand."""

from dataclasses import dataclass, field

import simcord

from bot.preview.session import Session
from tests.preview.clockwork import Clockwork

START = 1_790_000_000.0


@dataclass
class Stage:
    """A running session, with the bots it has started, first to last."""

    session: Session
    bots: list[Clockwork]
    wall: list[float] = field(default_factory=lambda: [START])

    @property
    def bot(self) -> Clockwork:
        return self.bots[-1]

    @property
    def general(self) -> simcord.ChannelHandle:
        return self.session.world.channels[0]

    def member(self, name: str) -> simcord.MemberActor:
        return next(p.actor for p in self.session.world.people if p.actor.name == name)

    async def beat(self) -> None:
        await self.session.live.beat(self.session.fulfil_wishes)

    async def type(self, member: str, text: str, reply_to: str | None = None) -> None:
        """Send a message as a member, and let the preview do what it asks."""
        target = next((m for m in self.general.history() if reply_to is not None and reply_to in m.content), None)
        await self.member(member).send(self.general, text, reply_to=target)
        await self.beat()

    def said(self) -> list[str]:
        return [message.content for message in self.general.history()]
