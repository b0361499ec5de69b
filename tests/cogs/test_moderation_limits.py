"""What moderators see of every kind of entry fits a message, has its words, and shows nothing unescaped."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import discord
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.editing.changes import differences
from bot.core.editing.policy import Actor
from bot.i18n import LANGUAGES, Words, words
from bot.resources import data_folder
from bot.services.answers import Answers, catalogue_of
from bot.services.audit import Act, AuditKind, AuditPage
from bot.services.editing import Behind, EntryState, Proposal, Revision
from bot.services.served import ServedView
from bot.storage.datafiles import DataSet, Entry, EntryKind, as_json, read_folder
from bot.storage.entries import Effect
from cogs.moderation import auditing, drafting, history, panel, queue
from cogs.moderation.adding import _STEPS, KINDS
from cogs.moderation.drafting import Begun
from cogs.moderation.fields import Form, field_at, fields_of
from cogs.moderation.form import EntryForm
from cogs.shared.changes import values_of
from cogs.shared.errors import Mistake

MOST_COMPONENTS = 40
MOST_CHARACTERS = 4000
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NASTY = "@everyone <@123456789> **bold** [x](https://evil.example) `code` ||spoiler|| " + "x" * 300


class _View:
    """A server's view without a server."""

    def __init__(self, dataset: DataSet) -> None:
        self.dataset = dataset
        self.answers = Answers(catalogue_of(dataset))


@pytest.fixture(scope="module")
def view() -> ServedView:
    dataset, faults = read_folder(data_folder())
    assert not faults
    return cast(ServedView, _View(dataset))


@pytest.fixture(params=sorted(LANGUAGES))
def text(request: pytest.FixtureRequest) -> Words:
    return words(request.param)


def assert_fits(view: discord.ui.LayoutView) -> None:
    parts = list(view.walk_children())
    texts = [part.content for part in parts if isinstance(part, discord.ui.TextDisplay)]
    assert len(parts) <= MOST_COMPONENTS
    assert sum(map(len, texts)) <= MOST_CHARACTERS
    assert all(each.strip() for each in texts)
    for part in parts:
        if isinstance(part, discord.ui.Button):
            assert part.custom_id is None or len(part.custom_id) <= 100
            assert part.label is not None
            assert 0 < len(part.label) <= 80
        if isinstance(part, discord.ui.Select):
            assert len(part.custom_id) <= 100
            assert 0 < len(part.options) <= 25
            assert len({option.value for option in part.options}) == len(part.options)
            assert all(0 < len(o.label) <= 100 and len(o.description or "") <= 100 for o in part.options)
        if isinstance(part, discord.ui.ActionRow):
            assert 1 <= len(part.children) <= 5


def some(view: ServedView, every: int = 7) -> Iterator[tuple[EntryKind, Entry]]:
    """Entries of every kind: the longest of each, and each seventh."""
    for kind in EntryKind:
        entries = list(view.dataset.of(kind).values())
        longest = sorted(entries, key=lambda entry: -len(as_json(entry)))[:5]
        yield from ((kind, entry) for entry in {e.slug: e for e in [*longest, *entries[::every]]}.values())


def state_of(kind: EntryKind, entry: Entry) -> EntryState:
    return EntryState(kind, entry.slug, entry, entry, 3, "x", retracted=False, overlaid=True, behind=True)


def turned(values: Any) -> Any:
    """The same entry with every text made another and nasty one."""
    if isinstance(values, Mapping):
        return {key: value if key == "slug" else turned(value) for key, value in values.items()}
    if isinstance(values, list):
        return [turned(value) for value in values]
    return NASTY if isinstance(values, str) else values


def test_every_panel_of_every_kind_fits_on_every_page(view: ServedView, text: Words):
    for kind, entry in some(view):
        state = state_of(kind, entry)
        values = values_of(entry)
        assert values is not None
        for begun in (drafting.begin(state), Begun(turned(values), values, part=next(iter(values)))):
            parts = fields_of(kind, begun.entry)
            for page in range((len(parts) - 1) // panel.PARTS_A_PAGE + 1):
                assert_fits(panel.panel_view(state, begun, view, text, page))


def test_every_form_of_every_part_can_be_opened_and_holds_what_stands_there(view: ServedView, text: Words):
    async def then(*_: object) -> None: ...

    for kind, entry in some(view, every=40):
        begun = drafting.begin(state_of(kind, entry))
        for field in fields_of(kind, begun.entry):
            inputs = [*panel.part_inputs(field, begun, view, text), *panel.why_inputs(kind, begun, text)]
            assert len(inputs) <= 5, field.key
            if any(len(asked.default) > asked.longest for asked in inputs):
                assert field.form is Form.YAML
                with pytest.raises(Mistake):
                    EntryForm(panel.part_name(field, text), inputs, then)
                continue
            payload = EntryForm(panel.part_name(field, text), inputs, then).to_dict()
            assert 0 < len(payload["title"]) <= 45
            for component in payload["components"]:
                assert 0 < len(component["label"]) <= 45
                assert len(component.get("description") or "") <= 100


def test_every_form_of_a_new_entry_fits(text: Words):
    for kind in KINDS:
        for step in _STEPS[kind]:
            assert 1 <= len(step) <= 5
            for asked in step:
                made = asked.input(text)
                assert len(made.label) <= 45
                assert len(made.choices) <= 25


def test_every_diff_history_and_audit_fits_whatever_was_written(view: ServedView, text: Words):
    for kind, entry in some(view, every=25):
        values = values_of(entry)
        assert values is not None
        nasty = turned(values)
        found = drafting.difference(kind, values, nasty)
        proposal = Proposal(kind, entry.slug, entry, entry, 3, found, ())
        begun = Begun(nasty, values, reason=NASTY[:500], link="https://example.org/" + "x" * 500)
        assert_fits(panel.review_view(proposal, begun, view, text))
        made = Revision(
            1, kind, entry.slug, 5, 1, entry, entry, NASTY[:500], "https://example.org/" + "x" * 500, "12345",
            "edit", NOW, Effect.OWN, found,
        )  # fmt: skip
        assert_fits(panel.done_view(made, text))
        assert_fits(history.history_view(kind, entry.slug, [made] * 11, 0, text))
        behind = Behind(kind, entry.slug, 1, entry, entry, entry, found, found)
        assert_fits(queue.behind_view([behind] * 3, 1, text))
        act = Act(
            1, 5, "12345", AuditKind.EDIT, kind, entry.slug, json.dumps(values), json.dumps(nasty), NASTY[:500],
            "https://example.org/" + "x" * 500, NOW,
        )  # fmt: skip
        shown = auditing.audit_view(AuditPage((act,) * 10, 1, 9, 90), auditing.Sift(), view, text)
        assert_fits(shown)
        for part in shown.walk_children():
            if isinstance(part, discord.ui.TextDisplay):
                assert "@everyone" not in part.content
                assert "**bold**" not in part.content
                assert not re.search(r"(?<!\\)\[x\]\(", part.content)


def test_every_kind_of_act_has_its_words(view: ServedView, text: Words):
    for what in AuditKind:
        act = Act(1, 5, "12345", what, None, None, "before", "67890", "why", None, NOW)
        assert_fits(auditing.audit_view(AuditPage((act,), 0, 1, 1), auditing.Sift(), view, text))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=400))
def test_whatever_is_written_is_shown_without_mentions_or_turning(view: ServedView, written: str):
    text = words("en")
    entry = view.dataset.terms[next(iter(view.dataset.terms))]
    values = values_of(entry)
    assert values is not None
    changed = {**values, "name": {"en": written or "x", "zh": written or "x"}}
    begun = Begun(changed, values, reason=written)
    shown = panel.panel_view(state_of(EntryKind.TERM, entry), begun, view, text)
    assert_fits(shown)
    for part in shown.walk_children():
        if isinstance(part, discord.ui.TextDisplay):
            assert "<@" not in part.content.replace("\\<@", "")
            assert not any(mark in part.content for mark in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200e\u200f")


def test_a_slug_of_eighty_characters_fits_every_button():
    slug = "a" * 80
    for kind in EntryKind:
        panel.PanelPress(kind, slug, 99, "x")
        panel.ActPress("unhide", kind, slug, "x")
        panel.HistoryPress(kind, slug, 999, "x")
        queue.ChoosePress("base", kind, slug, "x")
    assert Actor(1, 2)
    assert differences(None, None) == ()
    assert field_at(EntryKind.TERM, {}, "no such") is None
