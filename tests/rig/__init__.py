"""A loopback Discord: gateway and HTTP interface, version 10, as far as Ajar speaks them, for real processes."""

from tests.rig.faults import Fault
from tests.rig.interactions import Exchange, NoAnswer
from tests.rig.processes import Process
from tests.rig.server import Rig
from tests.rig.world import Channel, Guild, Member, Message

__all__ = ["Channel", "Exchange", "Fault", "Guild", "Member", "Message", "NoAnswer", "Process", "Rig"]
