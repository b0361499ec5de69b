"""A headless Chromium for the browser tests and screenshots; not what is done on the page."""

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")

DESKTOP = (1280, 900)
PHONE = (390, 844)


def find_chromium() -> str | None:
    """The browser's executable: CHROMIUM names it, else the first found on PATH."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def must_run() -> bool:
    """Whether a missing browser is a fault rather than a reason to skip: so it is in CI."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@contextmanager
def chromium(size: tuple[int, int] = DESKTOP, *, sharpness: float = 1) -> Generator[BrowserContext]:
    """A browser of its own with a new profile, closed at the end. `sharpness` is device pixels to one of CSS."""
    executable = find_chromium()
    if executable is None:
        raise FileNotFoundError("no Chromium: install it, or name its executable in CHROMIUM")
    with (
        tempfile.TemporaryDirectory(prefix="ajar-browser-", ignore_cleanup_errors=True) as profile,
        sync_playwright() as playwright,
    ):
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=executable,
            args=_ARGUMENTS,
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=sharpness,
            has_touch=False,
        )
        try:
            yield context
        finally:
            context.close()
