"""The real bot in a local browser, with no token: a simulated Discord in real time (simcord)."""

from bot.preview.live import RestartFailed
from bot.preview.pages import NoFreePort
from bot.preview.serve import PreviewOptions, run, serve
from bot.preview.session import PreviewWords

__all__ = ["NoFreePort", "PreviewOptions", "PreviewWords", "RestartFailed", "run", "serve"]
