"""Starts Red as it was published, with the rig where Discord would be. Run by the Python that Red is installed in.

Nothing of Red is changed but two addresses: Discord's, and the one at which it asks for newer versions of itself.
"""

import os
from importlib import import_module
from typing import Any


def main() -> None:
    """Run Red's own entry point, with its own arguments."""
    # Red's entry point comes first: it chooses the event loop before anything else is imported.
    entry = import_module("redbot.__main__")
    import_module("discord.http").Route.BASE = os.environ["RED_API"]
    client_error = import_module("aiohttp").ClientError

    async def nothing_newer() -> None:
        raise client_error("nobody outside of this machine is asked")

    events: Any = import_module("redbot.core._events")
    events.fetch_latest_red_version_info = nothing_newer
    entry.main()


if __name__ == "__main__":
    main()
