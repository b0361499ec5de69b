"""What Discord's documentation allows in a body that is sent to it; each check answers what is wrong, by its place.

The numbers are those of Discord's developer documentation: resources/message, components/reference,
interactions/receiving-and-responding, interactions/application-commands, reference (uploads). Nothing is stored here.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

CONTENT = 2000
COMPONENTS = 40
"""In a message of components (version 2), nested ones included."""
TEXT = 4000
"""Characters in all text displays of a message together."""
ATTACHMENTS = 10
UPLOAD = 10 * 1024 * 1024
NONCE = 25
CHOICES, CHOICE = 25, 100
COMMAND_CHARACTERS = 8000
VERSION_2 = 1 << 15
_NAME = re.compile(r"[-_'\w]{1,32}")

Faults = list[tuple[str, str]]
"""Where in the body, and what is wrong there."""
Body = Mapping[str, Any]


def too_long(faults: Faults, place: str, value: Any, most: int, least: int = 0) -> None:
    """Note a text that is too long or too short."""
    if value is not None and not least <= len(value) <= most:
        faults.append((place, f"Must be between {least} and {most} in length."))


def message_faults(body: Body, files: Mapping[str, bytes], flags: int, *, fresh: bool) -> Faults:
    """What is wrong with a message.

    Args:
        body: as it was sent.
        files: what came with it, by name.
        flags: the message's, where it is edited; else the body's own.
        fresh: whether the message is new, and so must have something in it.
    """
    faults: Faults = []
    content, embeds, components = body.get("content"), body.get("embeds") or (), body.get("components") or ()
    attachments = body.get("attachments") or ()
    too_long(faults, "content", content, CONTENT)
    nonce = body.get("nonce")
    if nonce is not None:
        too_long(faults, "nonce", str(nonce), NONCE)
    if len(embeds) > 10:
        faults.append(("embeds", "Must be 10 or fewer in length."))
    for number, embed in enumerate(embeds):
        _embed(faults, f"embeds.{number}", embed)
    if len(attachments) > ATTACHMENTS or len(files) > ATTACHMENTS:
        faults.append(("attachments", f"Must be {ATTACHMENTS} or fewer in length."))
    for name, data in files.items():
        if len(data) > UPLOAD:
            faults.append((name, "File is too large."))
    if flags & VERSION_2:
        if content or embeds:
            faults.append(("flags", "The message cannot have content or embeds beside components of version 2."))
        if fresh and not components:
            faults.append(("components", "This field is required."))
        if components:
            names = {str(each.get("filename")) for each in attachments} | set(files)
            _Components(faults, names).all(components)
    else:
        if len(components) > 5:
            faults.append(("components", "Must be 5 or fewer in length."))
        if components:
            _Components(faults, set()).rows(components)
        if fresh and not (content or embeds or files or components or body.get("poll") or body.get("sticker_ids")):
            faults.append(("", "Cannot send an empty message"))
    return faults


def choice_faults(body: Body) -> Faults:
    """What is wrong with the choices of an autocomplete."""
    faults: Faults = []
    choices: Sequence[Body] = body.get("choices") or ()
    if len(choices) > CHOICES:
        faults.append(("choices", f"Must be {CHOICES} or fewer in length."))
    for number, choice in enumerate(choices):
        too_long(faults, f"choices.{number}.name", choice["name"], CHOICE, 1)
        if isinstance(choice["value"], str):
            too_long(faults, f"choices.{number}.value", choice["value"], CHOICE)
    return faults


def modal_faults(body: Body) -> Faults:
    """What is wrong with a form."""
    faults: Faults = []
    too_long(faults, "title", body.get("title", ""), 45, 1)
    too_long(faults, "custom_id", body.get("custom_id", ""), 100, 1)
    components: Sequence[Body] = body.get("components") or ()
    if not 1 <= len(components) <= 5:
        faults.append(("components", "Must be between 1 and 5 in length."))
    checks = _Components(faults, set())
    for number, component in enumerate(components):
        place = f"components.{number}"
        match component["type"]:
            case 1:
                for inner in component["components"]:
                    if inner["type"] != 4:
                        faults.append((place, "A row of a form holds one text input."))
                    checks.one(place, inner)
                    too_long(faults, f"{place}.label", inner.get("label"), 45, 1)
            case 10:
                checks.one(place, component)
            case 18:
                too_long(faults, f"{place}.label", component.get("label", ""), 45, 1)
                too_long(faults, f"{place}.description", component.get("description"), 100)
                checks.one(place, component["component"])
            case other:
                faults.append((place, f"A form holds no component of type {other}."))
    return faults


def command_faults(commands: Sequence[Body]) -> Faults:
    """What is wrong with the commands of an application."""
    faults: Faults = []
    for kind, most in ((1, 100), (2, 15), (3, 15)):
        names = [each["name"] for each in commands if each.get("type", 1) == kind]
        if len(names) > most:
            faults.append(("", f"Maximum number of application commands reached ({most})."))
        if len(set(names)) < len(names):
            faults.append(("", "Application command names must be unique."))
    for number, command in enumerate(commands):
        place = f"{number}"
        if command.get("type", 1) == 1:
            _command(faults, place, command)
            if _characters(command) > COMMAND_CHARACTERS:
                faults.append((place, f"Command exceeds maximum size ({COMMAND_CHARACTERS})"))
        else:
            too_long(faults, f"{place}.name", command["name"], 32, 1)
    return faults


def _command(faults: Faults, place: str, command: Body) -> None:
    for name in (command["name"], *(command.get("name_localizations") or {}).values()):
        if not _NAME.fullmatch(name) or name != name.lower():
            faults.append((f"{place}.name", f"Command name is invalid: {name}"))
    for text in (command["description"], *(command.get("description_localizations") or {}).values()):
        too_long(faults, f"{place}.description", text, 100, 1)
    options: Sequence[Body] = command.get("options") or ()
    if len(options) > 25:
        faults.append((f"{place}.options", "Must be 25 or fewer in length."))
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        faults.append((f"{place}.options", "Required options must be placed before non-required options"))
    for number, option in enumerate(options):
        inner = f"{place}.options.{number}"
        _command(faults, inner, option)
        choices: Sequence[Body] = option.get("choices") or ()
        if len(choices) > CHOICES:
            faults.append((f"{inner}.choices", f"Must be {CHOICES} or fewer in length."))
        for choice in choices:
            for text in (choice["name"], *(choice.get("name_localizations") or {}).values()):
                too_long(faults, f"{inner}.choices", text, CHOICE, 1)


def _characters(command: Body) -> int:
    def longest(field: str) -> int:
        texts = [command.get(field) or "", *(command.get(f"{field}_localizations") or {}).values()]
        return max(map(len, texts))

    total = longest("name") + longest("description")
    for choice in command.get("choices") or ():
        total += len(choice["name"]) + (len(choice["value"]) if isinstance(choice["value"], str) else 0)
    return total + sum(_characters(option) for option in command.get("options") or ())


def _embed(faults: Faults, place: str, embed: Body) -> None:
    fields: Sequence[Body] = embed.get("fields") or ()
    footer, author = embed.get("footer") or {}, embed.get("author") or {}
    too_long(faults, f"{place}.title", embed.get("title"), 256)
    too_long(faults, f"{place}.description", embed.get("description"), 4096)
    too_long(faults, f"{place}.footer.text", footer.get("text"), 2048)
    too_long(faults, f"{place}.author.name", author.get("name"), 256)
    if len(fields) > 25:
        faults.append((f"{place}.fields", "Must be 25 or fewer in length."))
    for number, field in enumerate(fields):
        too_long(faults, f"{place}.fields.{number}.name", field["name"], 256, 1)
        too_long(faults, f"{place}.fields.{number}.value", field["value"], 1024, 1)
    texts = [embed.get("title"), embed.get("description"), footer.get("text"), author.get("name")]
    texts += [text for field in fields for text in (field["name"], field["value"])]
    if sum(len(text or "") for text in texts) > 6000:
        faults.append((place, "Embed size exceeds maximum size of 6000"))


class _Components:
    """One walk over the components of a message or form."""

    def __init__(self, faults: Faults, files: Collection[str]) -> None:
        self._faults = faults
        self._files = files
        self._ids: set[str] = set()
        self._count = 0
        self._text = 0

    def all(self, components: Sequence[Body]) -> None:
        for number, component in enumerate(components):
            self.one(f"components.{number}", component)
        if self._count > COMPONENTS:
            self._say("components", f"The total number of components cannot exceed {COMPONENTS}.")
        if self._text > TEXT:
            self._say("components", f"The total text length of components cannot exceed {TEXT}.")

    def rows(self, components: Sequence[Body]) -> None:
        for number, component in enumerate(components):
            if component["type"] != 1:
                self._say(f"components.{number}", "Only action rows are allowed without the components flag.")
            self.one(f"components.{number}", component)

    def one(self, place: str, component: Body) -> None:
        self._count += 1
        kind: int = component["type"]
        if kind in _PRESSABLE and not component.get("url") and not component.get("sku_id"):
            identifier = component.get("custom_id", "")
            too_long(self._faults, f"{place}.custom_id", identifier, 100, 1)
            if identifier in self._ids:
                self._say(f"{place}.custom_id", "Component custom id cannot be duplicated")
            self._ids.add(identifier)
        match kind:
            case 1:
                self._row(place, component["components"])
            case 2:
                too_long(self._faults, f"{place}.label", component.get("label"), 80)
                too_long(self._faults, f"{place}.url", component.get("url"), 512)
                if not (component.get("label") or component.get("emoji")):
                    self._say(place, "A button must have a label or an emoji.")
            case 3 | 5 | 6 | 7 | 8:
                self._menu(place, component)
            case 4:
                too_long(self._faults, f"{place}.placeholder", component.get("placeholder"), 100)
                too_long(self._faults, f"{place}.value", component.get("value"), 4000)
                most = component.get("max_length")
                if most is not None and len(component.get("value") or "") > most:
                    self._say(f"{place}.value", "The value is longer than max_length.")
            case 9:
                if not 1 <= len(component["components"]) <= 3:
                    self._say(place, "Must be between 1 and 3 in length.")
                self._many(place, component["components"])
                self.one(f"{place}.accessory", component["accessory"])
            case 10:
                too_long(self._faults, f"{place}.content", component["content"], TEXT, 1)
                self._text += len(component["content"])
            case 11:
                self._media(place, component["media"], component)
            case 12:
                if not 1 <= len(component["items"]) <= 10:
                    self._say(place, "Must be between 1 and 10 in length.")
                for item in component["items"]:
                    self._media(place, item["media"], item)
            case 13:
                self._media(place, component["file"], component)
            case 17:
                if not component["components"]:
                    self._say(place, "Must be 1 or more in length.")
                self._many(place, component["components"])
            case 14 | 19 | 21 | 22 | 23:
                pass
            case other:
                self._say(place, f"There is no component of type {other}.")

    def _many(self, place: str, components: Sequence[Body]) -> None:
        for number, component in enumerate(components):
            self.one(f"{place}.components.{number}", component)

    def _row(self, place: str, components: Sequence[Body]) -> None:
        buttons = sum(component["type"] == 2 for component in components)
        if not (1 <= buttons == len(components) <= 5 or (buttons == 0 and len(components) == 1)):
            self._say(place, "A row holds one to five buttons, or one menu.")
        self._many(place, components)

    def _menu(self, place: str, component: Body) -> None:
        too_long(self._faults, f"{place}.placeholder", component.get("placeholder"), 150)
        least, most = component.get("min_values", 1), component.get("max_values", 1)
        if component["type"] != 3:
            return
        options: Sequence[Body] = component["options"]
        if not 1 <= len(options) <= 25:
            self._say(f"{place}.options", "Must be between 1 and 25 in length.")
        if most is not None and (most > max(len(options), 1) or least > most):
            self._say(f"{place}.max_values", "Must not be more than there are options.")
        values = [option["value"] for option in options]
        if len(set(values)) < len(values):
            self._say(f"{place}.options", "The specified option value is already used")
        for number, option in enumerate(options):
            too_long(self._faults, f"{place}.options.{number}.label", option["label"], 100, 1)
            too_long(self._faults, f"{place}.options.{number}.value", option["value"], 100, 1)
            too_long(self._faults, f"{place}.options.{number}.description", option.get("description"), 100)

    def _media(self, place: str, media: Body, item: Body) -> None:
        url: str = media["url"]
        too_long(self._faults, f"{place}.description", item.get("description"), 1024)
        if url.startswith("attachment://") and url.removeprefix("attachment://") not in self._files:
            self._say(f"{place}.media.url", "The referenced attachment was not found")

    def _say(self, place: str, words: str) -> None:
        self._faults.append((place, words))


_PRESSABLE = frozenset((2, 3, 4, 5, 6, 7, 8, 19))
