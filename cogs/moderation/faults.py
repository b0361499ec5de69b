"""What is wrong with something that somebody typed, in their words. Finding it is for the services."""

from collections.abc import Iterable

from bot.core.editing.fitness import FieldFault
from bot.i18n import Words
from cogs.shared.changes import field_path
from cogs.shared.text import plain

MOST_TOLD = 6
_LONGEST = 220
_WORDED = frozenset(
    (
        "missing",
        "extra_forbidden",
        "enum",
        "literal_error",
        "string_too_long",
        "string_too_short",
        "string_pattern_mismatch",
        "string_type",
        "date_parsing",
        "tuple_type",
        "dict_type",
        "unseen",
        "turning",
        "mention",
        "markdown",
        "link_disguised",
        "link_characters",
        "link",
        "link_needed",
        "reference",
        "empty",
        "no_change",
        "no_entry",
        "slug_changed",
        "entry_too_long",
        "not_hidden",
        "no_overlay",
        "no_base",
        "no_revision",
        "not_behind",
        "yaml",
        "too_short",
    )
)
"""The codes that have words of their own in every language."""
_ALIKE = {
    "date_from_datetime_parsing": "date_parsing",
    "date_from_datetime_inexact": "date_parsing",
    "date_type": "date_parsing",
    "model_type": "dict_type",
}


def fault_lines(faults: Iterable[FieldFault], text: Words) -> list[str]:
    """A line for each fault, the field named; the last says how many more there are."""
    told = list(faults)
    lines = [f"- {fault_text(fault, text)}" for fault in told[:MOST_TOLD]]
    if len(told) > MOST_TOLD:
        lines.append(text.many("fault.more", len(told) - MOST_TOLD))
    return lines


def fault_text(fault: FieldFault, text: Words) -> str:
    """One fault: where it is and what is expected."""
    where = field_path(fault.path, text)
    if fault.entry:
        where = f"{plain(fault.entry, 90)}{': ' if where else ''}{where}"
    code = _ALIKE.get(fault.code, fault.code)
    if code in _WORDED:
        said = text(
            f"fault.{code}",
            said=plain(fault.sentence, _LONGEST),
            most=plain(fault.values.get("max_length", "")),
            mark=plain(fault.values.get("mark", "")),
            character=plain(fault.values.get("character", "")),
        )
    else:
        said = plain(fault.sentence, _LONGEST)
    return text("fault.at", where=where, said=said) if where else said
