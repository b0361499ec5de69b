"""Doing on the preview's page what a member does on Discord's; not what is expected of it."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page

_PATIENCE = 60.0
_LOST = 3.0
"""Seconds after which a message that still stands in the composer was not taken."""
_ROOM = 400
"""Pixels that the page needs above and below its messages, and some more."""
_MARGIN = 16
_RIGHT_EDGE = """message => Math.max(
  ...[...message.querySelectorAll('.component-container, .component-button, .text-display, img, p')]
    .map(part => part.getBoundingClientRect().right))"""
_CLICK = "button => button.isConnected && !button.disabled && (button.click(), true)"
_PICTURE = ".component-gallery img, .component-media img"
_STEP = 40
"""Milliseconds between two looks: the page's content policy forbids waiting on functions in it."""


@dataclass(frozen=True, slots=True)
class Pick:
    """An option's value picked from what is offered: what is typed, and the offer to take."""

    typed: str
    offer: str


class PreviewPage:
    """One channel in one browser tab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, url: str) -> "PreviewPage":
        """Open the address that the preview printed."""
        self.page.goto(url)
        return self.settle()

    def go_to(self, channel: str) -> "PreviewPage":
        """Follow the link to another channel (`#models`, `@Ajar`)."""
        self.page.locator(".ajar-channels:visible").get_by_role("link", name=channel, exact=True).click()
        self._until(lambda: channel in self.page.title(), f"the page of {channel}")
        return self.settle()

    # -- waiting

    def settle(self) -> "PreviewPage":
        """Wait until the page has nothing under way."""
        self._until(
            lambda: bool(self.page.evaluate("Boolean(window.simcordPreview && window.simcordPreview.ready)")),
            "the page to be ready",
        )
        return self

    def wait_for_text(self, text: str, *, gone: bool = False) -> "PreviewPage":
        """Wait until some message in the channel says (or with `gone`, none says any more) these words."""
        self._until(lambda: (text in self.text()) is not gone, f"{'no ' if gone else ''}{text!r} in the channel")
        return self

    def wait_for_messages(self, count: int) -> "PreviewPage":
        """Wait until the channel shows at least so many messages."""
        self._until(lambda: self.messages().count() >= count, f"{count} messages")
        return self

    def _until(self, condition: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"waited in vain for {what}; the channel says:\n{self.text()}")
            self.page.wait_for_timeout(_STEP)

    # -- reading

    def text(self) -> str:
        """All that the channel shows."""
        timeline = self.page.locator("#channel-message-list")
        return timeline.inner_text() if timeline.count() else ""

    def messages(self) -> Locator:
        """The messages, oldest first."""
        return self.page.locator("#channel-message-list article.channel-message")

    def message(self, saying: str | None = None) -> Locator:
        """The newest message, or the newest that says these words."""
        messages = self.messages()
        return (messages.filter(has_text=saying) if saying is not None else messages).last

    def buttons(self, saying: str | None = None) -> list[str]:
        """The words on the buttons and links of a message."""
        return self.message(saying).locator(".component-button").all_inner_texts()

    def picture_size(self, saying: str | None = None) -> tuple[int, int]:
        """The pixels of the newest picture in a message; waits until it is drawn."""
        picture = self.message(saying).locator(_PICTURE).last
        size = "img => [img.complete ? img.naturalWidth : 0, img.naturalHeight]"
        self._until(lambda: picture.count() > 0 and picture.evaluate(size)[0] > 0, "a picture")
        width, height = picture.evaluate(size)
        return int(width), int(height)

    def widest(self) -> int:
        """How far to the right anything in the channel reaches, in CSS pixels."""
        return int(
            self.page.evaluate(
                "Math.max(...[...document.querySelectorAll('#channel-layout *')]"
                ".map(part => part.getBoundingClientRect().right))"
            )
        )

    # -- doing

    def switch_member(self, name: str) -> "PreviewPage":
        """Go on as another member, by the beginning of the name."""
        picker = self.page.locator("#viewer-picker")
        label = next(text for text in picker.locator("option").all_inner_texts() if text.startswith(name))
        picker.select_option(label=label)
        self.page.wait_for_timeout(_STEP)
        self.settle()
        self._until(lambda: picker.locator("option:checked").inner_text() == label, f"the page to be {label}'s")
        return self

    def send(self, text: str) -> "PreviewPage":
        """Send an ordinary message, or a wish to the preview such as `//restart`."""
        composer = self.page.locator("#channel-composer-input")
        composer.fill(text)
        composer.press("Enter")
        again = time.monotonic() + _LOST

        def sent() -> bool:
            nonlocal again
            if composer.input_value() == "":
                return True
            if time.monotonic() > again:
                # The page drops a key that comes while it draws itself anew.
                composer.press("Enter")
                again = time.monotonic() + _LOST
            return False

        self._until(sent, "the message to be sent")
        return self.settle()

    def reply(self, saying: str, text: str) -> "PreviewPage":
        """Reply to the newest message with these words; `//Name` uses a context menu on it."""
        message = self.message(saying)
        message.hover()
        message.get_by_role("button", name=re.compile("reply", re.IGNORECASE)).first.click()
        return self.send(text)

    def choose_command(self, command: str) -> "PreviewPage":
        """Type `/` and take a command by its full name (`model profile`), in any language of the member."""
        composer = self.page.locator("#channel-composer-input")
        composer.click()
        composer.fill("")
        composer.press_sequentially("/")
        key = f":{command.replace(' ', '.')}"
        entry = self.page.locator(f'.command-entry[data-entry-key$="{key}"]')
        self._until(lambda: entry.count() > 0, f"/{command} among the commands")
        entry.first.click()
        return self

    def type_option(self, option: str, text: str) -> "PreviewPage":
        """Type into an option of the chosen command, adding the option if it is not there yet."""
        field = self.page.locator(f'.command-option-input[data-option="{option}"]')
        if field.count() == 0:
            self.page.locator(".command-ghost").click()
            self.page.locator(f'.command-suggestion[data-value="{option}"]').click()
        field.click()
        field.press_sequentially(text, delay=15)
        return self

    def offers(self) -> list[str]:
        """What autocomplete offers now, once it offers anything."""
        labels = self.page.locator(".command-suggestion-label")
        self._until(lambda: labels.count() > 0, "an offer of autocomplete")
        return labels.all_inner_texts()

    def take(self, offer: str) -> "PreviewPage":
        """Take the offer of exactly these words."""
        label = self.page.locator(".command-suggestion-label").get_by_text(offer, exact=True)
        row = self.page.locator(".command-suggestion").filter(has=label)
        self._until(lambda: row.count() > 0, f"{offer!r} among the offers")
        row.first.click()
        return self

    def run_command(self) -> "PreviewPage":
        """Send the composed command and wait for the page to come to rest."""
        self.page.locator("#send-message").click()
        self._until(lambda: self.page.locator(".command-chip").count() == 0, "the command to be sent")
        return self.settle()

    def slash(self, command: str, **options: "str | Pick") -> "PreviewPage":
        """Use a slash command: `slash("model profile", name=Pick("llam", "Llama 3.1"))`."""
        self.choose_command(command)
        for option, value in options.items():
            if isinstance(value, Pick):
                self.type_option(option, value.typed).take(value.offer)
            else:
                self.type_option(option, value)
        return self.run_command()

    def press(self, label: str, *, saying: str | None = None, with_picture: bool = False) -> "PreviewPage":
        """Press a button of the newest message that has it.

        `saying` and `with_picture` look further: for the newest that also says these words or has a picture.
        """
        messages = self.messages().filter(has=self.page.get_by_role("button", name=label, exact=True))
        if saying is not None:
            messages = messages.filter(has_text=saying)
        if with_picture:
            messages = messages.filter(has=self.page.locator(_PICTURE))
        self._until(lambda: messages.count() > 0, f"a button {label!r}")
        button = messages.last.get_by_role("button", name=label, exact=True).last
        # The page may draw a message anew between a mouse's down and up, and the click would be lost.
        self._until(lambda: bool(button.evaluate(_CLICK)), f"a button {label!r} that can be pressed")
        self.page.wait_for_timeout(_STEP)
        return self.settle()

    def choose(self, menu: str, option: str) -> "PreviewPage":
        """Choose an option of the newest menu with these words on it.

        The page draws all messages anew when a menu opens and shuts one that is out of sight meanwhile, as any is
        below a picture; so the window is made as high as the channel until the choice is made.
        """
        size = self.page.viewport_size or {"width": 1280, "height": 900}
        height = int(self.page.locator("#channel-message-list").evaluate("list => list.scrollHeight")) + 2 * _ROOM
        self.page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
        self.settle()
        self.page.wait_for_timeout(10 * _STEP)
        trigger = self.messages().locator(f'.select-trigger[aria-label="{menu}"]').last
        offered = self.page.locator(".select-list:not([hidden]) .select-option").get_by_text(option, exact=True)

        def is_open() -> bool:
            if offered.count() == 0 and trigger.get_attribute("aria-expanded") != "true":
                trigger.click()
                self.page.wait_for_timeout(_STEP)
            return offered.count() > 0

        self._until(is_open, f"{option!r} in the menu {menu!r}")
        offered.first.click()
        self.page.wait_for_timeout(10 * _STEP)
        self.settle()
        self.page.set_viewport_size(size)
        return self.settle()

    # -- pictures

    def show_latest(self) -> "PreviewPage":
        """Scroll so that the newest message is in sight from its beginning."""
        jump = self.page.locator("#new-messages")
        if jump.is_visible():
            jump.click()
            self.settle()
        self.message().evaluate("message => message.scrollIntoView({block: 'start'})")
        self.page.wait_for_timeout(_STEP)
        return self

    def screenshot(self, path: Path) -> Path:
        """Save what the window shows as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.mouse.move(0, 0)
        self.page.screenshot(path=path)
        return path

    def screenshot_of_answer(self, path: Path, *, saying: str | None = None) -> Path:
        """Save the newest message (or the newest that says these words) as PNG, whole, however long it is."""
        path.parent.mkdir(parents=True, exist_ok=True)
        message = self.message(saying)
        size = self.page.viewport_size or {"width": 1280, "height": 900}
        height = int(message.evaluate("message => message.scrollHeight")) + _ROOM
        self.page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
        self.settle()
        self.page.mouse.move(0, 0)
        # The page puts its own scrolling right after a change of size, so ours comes a moment later.
        self.page.wait_for_timeout(10 * _STEP)
        message.evaluate("message => message.scrollIntoView({block: 'end'})")
        self.page.wait_for_timeout(_STEP)
        box = message.bounding_box()
        assert box is not None
        right = float(message.evaluate(_RIGHT_EDGE)) + _MARGIN
        self.page.screenshot(
            path=path,
            clip={
                "x": box["x"],
                "y": box["y"],
                "width": min(box["width"], right - box["x"]),
                "height": box["height"],
            },
        )
        self.page.set_viewport_size(size)
        self.settle()
        return path
