"""Imports: what is right goes in whole with one reason, what is wrong is named by file and field and stores nothing."""

import asyncio
import random
import struct
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.core.catalogue.documents import ModelDocument
from bot.core.catalogue.plain import plain
from bot.core.definitions.index_score import PARAMETERS
from bot.services.editing import Faulty, NotAllowed
from bot.services.overlay_import import MOST_ENTRIES, Gone, LooksDifferent
from bot.services.uploads import (
    MOST_BYTES,
    MOST_FILES,
    MOST_OF_ONE,
    MOST_UNPACKED,
    ImportFault,
    Unacceptable,
    opened,
)
from bot.storage.database import Database
from bot.storage.datafiles import EntryKind
from bot.storage.tables import audit, entries, pending_imports, revisions
from tests.services.overlays import (
    ELSEWHERE,
    MEMBER,
    MODERATOR,
    NOW,
    OTHER,
    SERVER,
    Desk,
    desk_on,
    small_base,
)
from tests.storage.samples import MODEL

HERON_3 = "slug: heron-3\nname: Heron 3\nfamily: heron\norganisation: marsh\n"
MOT = """\
framework: {name: 'Model Openness Framework', version: '1.0', date: '2024-12-15'}
release:
  name: Heron 1.5
  date: '2025-05-22'
  type: language
  producer: Marsh
  components:
    - {name: Training code, license: MIT, component_path: 'https://marsh.example/code'}
"""
OSAI = "system:\n  name: Heron\n  endmodelname: Heron 1.5\n  endmodellicense: MIT\norg: {name: Marsh}\n" + "".join(
    f"{name}: {{class: open, link: 'https://marsh.example/{name}', notes: their own words}}\n" for name in PARAMETERS
)


def zipped(texts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def member(name: str, text: str = HERON_3, mode: int = 0o100644) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        archive.writestr(info, text)
    return packed.getvalue()


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Desk:
    return await desk_on(database, small_base(tmp_path / "data"))


async def stored(desk: Desk) -> list[Any]:
    async with desk.database.reading() as connection:
        return [
            (await connection.execute(select(table).where(table.c.guild_id != 0))).all()
            for table in (entries, revisions, audit, pending_imports)
        ]


async def refused(desk: Desk, name: str, content: bytes | str, **options: Any) -> tuple[ImportFault, ...]:
    """The faults of a file, which must leave nothing stored."""
    raw = content.encode() if isinstance(content, str) else content
    with pytest.raises(Unacceptable) as caught:
        await desk.importing.send(MODERATOR, SERVER, name, raw, **options)
    assert await stored(desk) == [[], [], [], []]
    for fault in caught.value.faults:
        told = str(fault)
        assert told.isprintable(), repr(told)
        assert len(told) < 2_000
    return caught.value.faults


# -- what is right


async def test_files_that_name_each_other_go_in_together_with_one_reason_and_can_be_undone_one_by_one(desk: Desk):
    files = {
        "data/organisations/fen.yaml": "slug: fen\nname: Fen\n",
        "data/families/crane.yaml": "slug: crane\nname: Crane\norganisation: fen\n",
        "data/models/crane-1.yaml": "slug: crane-1\nname: Crane 1\nfamily: crane\norganisation: fen\n",
        "data/models/heron-2.yaml": "slug: heron-2\nname: Heron 2\nfamily: heron\norganisation: marsh\nbase: crane-1\n",
        "data/organisations/marsh.yaml": 'slug: marsh\nname: Marsh Laboratory\ncountry: "NO"\n',
        "SUMMARY.md": "# not read",
        "__MACOSX/._x": b"\0",
    }
    trial = await desk.importing.send(MODERATOR, SERVER, "all.zip", zipped(files))
    assert (trial.added, len(trial.proposals), trial.same) == (3, 4, ((EntryKind.ORGANISATION, "marsh"),))
    assert trial.files[EntryKind.MODEL, "crane-1"] == "data/models/crane-1.yaml"
    assert (await stored(desk))[:3] == [[], [], []]
    done = await desk.importing.confirm(MODERATOR, SERVER, trial.id, trial.mark, "cranes exist", "https://fen.example")
    assert {(r.reason, r.evidence_link, r.origin) for r in done} == {("cranes exist", "https://fen.example", "import")}
    assert (await stored(desk))[3] == []
    heron = next(r for r in done if r.slug == "heron-2")
    await desk.editing.revert(MODERATOR, SERVER, heron.id, "no")
    assert desk.served.of(SERVER).dataset.models["heron-2"] == desk.served.base.dataset.models["heron-2"]
    assert "crane-1" in desk.served.of(SERVER).dataset.models
    assert "crane-1" not in desk.served.of(OTHER).dataset.models


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (EntryKind.MODEL, HERON_3),
        (EntryKind.FAMILY, "slug: crane\nname: Crane\norganisation: marsh\n"),
        (EntryKind.ORGANISATION, "slug: fen\nname: Fen\n"),
        (EntryKind.LICENCE, "slug: isc\nname: ISC\nshort: ISC\ncategory: open\n"),
        (EntryKind.TERM, "slug: w\nname: {en: w, zh-CN: 权}\ngroup: parts\nlevel: 1\nshort: {en: a, zh-CN: 甲}\n"
         "meaning: {en: Some., zh-CN: 有。}\nsources: [{title: T, link: 'https://a.example', read: 2026-01-01}]\n"),
    ],
)  # fmt: skip
async def test_a_single_file_says_by_its_fields_what_it_is(desk: Desk, kind: EntryKind, text: str) -> None:
    try:
        trial = await desk.importing.send(MODERATOR, SERVER, "some.yaml", b"\xef\xbb\xbf" + text.encode())
    except Unacceptable as problem:
        pytest.fail(str(problem))
    assert trial.proposals[0].kind is kind


async def test_what_brings_no_link_of_its_own_needs_one_for_the_whole(desk: Desk) -> None:
    """A version whose records name links, and a record that does, bring them; a bare name does not."""
    trial = await desk.importing.send(MODERATOR, SERVER, "heron-3.yaml", HERON_3.encode())
    assert trial.unproven == ((EntryKind.MODEL, "heron-3"),)
    with pytest.raises(Faulty) as refused_link:
        await desk.importing.confirm(MODERATOR, SERVER, trial.id, trial.mark, "it came out")
    assert [fault.code for fault in refused_link.value.faults] == ["link_needed"]
    assert "heron-3" not in desk.served.of(SERVER).dataset.models
    await desk.importing.confirm(MODERATOR, SERVER, trial.id, trial.mark, "it came out", "https://marsh.example/3")
    assert "heron-3" in desk.served.of(SERVER).dataset.models
    trial = await desk.importing.send(MODERATOR, SERVER, "Heron-1.5.yml", MOT.encode())
    assert trial.unproven == ()
    await desk.importing.confirm(MODERATOR, SERVER, trial.id, trial.mark, "the tool has it")
    bare = MOT.replace(", component_path: 'https://marsh.example/code'", "")
    trial = await desk.importing.send(MODERATOR, SERVER, "Heron-1.5.yml", bare.encode())
    assert trial.unproven == ((EntryKind.MODEL, "heron-1.5"),)


async def test_a_file_that_could_be_two_things_is_what_the_member_says(desk: Desk) -> None:
    faults = await refused(desk, "x.yaml", "slug: fen\n")
    assert faults[0].code in ("which_kind", "missing")
    faults = await refused(desk, "x.yaml", "slug: fen\n", kind=EntryKind.PERSON)
    assert {fault.key for fault in faults} == {"name", "field", "roles"}


async def test_a_record_of_the_tool_joins_the_entry_of_its_join_file_and_replaces_its_former_self(desk: Desk) -> None:
    trial = await desk.importing.send(MODERATOR, SERVER, "Heron-1.5.yml", MOT.encode())
    (proposal,) = trial.proposals
    assert isinstance(proposal.after, ModelDocument)
    assert [record.source for record in proposal.after.records] == ["ajar", "mot"]
    assert proposal.after.records[1].snapshot == NOW.date()
    await desk.importing.confirm(MODERATOR, SERVER, trial.id, trial.mark, "the tool has it", "https://proof.example/")
    trial = await desk.importing.send(
        MODERATOR, SERVER, "Heron-1.5.yml", MOT.replace("Training code", "Inference code").encode()
    )
    after = trial.proposals[0].after
    assert isinstance(after, ModelDocument)
    assert len(after.records) == 2
    assert list(after.records[1].assessments) == ["inference_code"]


async def test_a_record_of_the_european_index_goes_where_the_member_says(desk: Desk) -> None:
    assert (await refused(desk, "heron.yaml", OSAI))[0].code == "no_home"
    trial = await desk.importing.send(MODERATOR, SERVER, "heron.yaml", OSAI.encode(), model="heron-1.5")
    after = trial.proposals[0].after
    assert isinstance(after, ModelDocument)
    assert after.records[-1].record == "heron.yaml#Heron 1.5"
    assert "their own words" not in str(plain(after))


async def test_records_without_a_home_or_left_out_on_purpose_are_named_and_never_guessed(desk: Desk) -> None:
    assert (await refused(desk, "Other.yml", MOT))[0].code == "no_home"
    assert (await refused(desk, "Gone.yml", MOT))[0].code == "left_out"
    assert (await refused(desk, "Lost.yml", MOT))[0].code == "no_such_model"
    assert (await refused(desk, "Heron-1.5.yml", MOT, model="heron-9"))[0].code == "no_such_model"
    both = zipped({"mot/Heron-1.5.yml": MOT, "models/heron-1.5.yaml": MODEL})
    assert {fault.code for fault in await refused(desk, "x.zip", both)} == {"entry_twice"}


async def test_a_licence_that_is_not_known_is_left_out_and_told(desk: Desk) -> None:
    text = MOT.replace("license: MIT", "license: Marsh-Own-1")
    trial = await desk.importing.send(MODERATOR, SERVER, "Heron-1.5.yml", text.encode())
    assert [warning.code for warning in trial.warnings] == ["unknown_licence"]


async def test_the_verdicts_that_change_are_told_before_anything_is_stored(desk: Desk) -> None:
    text = MODEL.replace("status: open", "status: closed").replace("access: public", "access: not_available")
    trial = await desk.importing.send(MODERATOR, SERVER, "heron-1.5.yaml", text.encode())
    assert {change.model for change in trial.consequences} == {"heron-1.5"}


# -- who, when, and what came between


async def test_only_moderators_of_the_server_send_look_confirm_and_discard(desk: Desk) -> None:
    trial = await desk.importing.send(MODERATOR, SERVER, "a.yaml", HERON_3.encode())
    for actor in (MEMBER, ELSEWHERE):
        with pytest.raises(NotAllowed):
            await desk.importing.send(actor, SERVER, "a.yaml", HERON_3.encode())
        with pytest.raises(NotAllowed):
            await desk.importing.look(actor, SERVER, trial.id)
        with pytest.raises(NotAllowed):
            await desk.importing.confirm(actor, SERVER, trial.id, trial.mark, "why", "https://proof.example/")
        with pytest.raises(NotAllowed):
            await desk.importing.discard(actor, SERVER, trial.id)
    for call in (desk.importing.look(ELSEWHERE, OTHER, trial.id),
                 desk.importing.confirm(ELSEWHERE, OTHER, trial.id, trial.mark, "why")):  # fmt: skip
        with pytest.raises(Gone):
            await call
    await desk.importing.discard(ELSEWHERE, OTHER, trial.id)
    assert (await desk.importing.look(MODERATOR, SERVER, trial.id)).mark == trial.mark


async def test_an_import_waits_a_day_and_no_longer(desk: Desk) -> None:
    trial = await desk.importing.send(MODERATOR, SERVER, "a.yaml", HERON_3.encode())
    desk.at(NOW + timedelta(days=1))
    assert (await desk.importing.look(MODERATOR, SERVER, trial.id)).mark == trial.mark
    assert await desk.importing.forget_old() == 0
    desk.at(NOW + timedelta(days=1, seconds=1))
    with pytest.raises(Gone):
        await desk.importing.confirm(MODERATOR, SERVER, trial.id, trial.mark, "why", "https://proof.example/")
    assert await desk.importing.forget_old() == 1
    assert await stored(desk) == [[], [], [], []]


async def test_a_second_file_takes_the_place_of_the_first_and_the_old_confirmation_stores_nothing(desk: Desk) -> None:
    first = await desk.importing.send(MODERATOR, SERVER, "a.yaml", HERON_3.encode())
    second = await desk.importing.send(MODERATOR, SERVER, "a.yaml", HERON_3.replace("Heron 3", "Heron III").encode())
    with pytest.raises((Gone, LooksDifferent)):
        await desk.importing.confirm(MODERATOR, SERVER, first.id, first.mark, "why", "https://proof.example/")
    assert (await stored(desk))[:3] == [[], [], []]
    await desk.importing.confirm(MODERATOR, SERVER, second.id, second.mark, "why", "https://proof.example/")


async def test_two_presses_at_once_store_once(desk: Desk) -> None:
    trial = await desk.importing.send(MODERATOR, SERVER, "a.yaml", HERON_3.encode())
    outcomes = await asyncio.gather(
        *(
            desk.importing.confirm(MODERATOR, SERVER, trial.id, trial.mark, "why", "https://proof.example/")
            for _ in range(4)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, list) for outcome in outcomes) == 1
    assert [len(rows) for rows in await stored(desk)] == [1, 1, 1, 0]


async def test_what_changed_since_the_look_is_not_stored_unseen(desk: Desk) -> None:
    text = "slug: heron-2\nname: Heron Two\nfamily: heron\norganisation: marsh\n"
    trial = await desk.importing.send(MODERATOR, SERVER, "a.yaml", text.encode())
    now = desk.served.of(SERVER).dataset.models["heron-2"].model_copy(update={"released": "2025"})
    proposal = await desk.editing.propose(MODERATOR, SERVER, EntryKind.MODEL, "heron-2", now)
    await desk.editing.confirm(MODERATOR, SERVER, proposal, "meanwhile", "https://proof.example/")
    with pytest.raises(LooksDifferent) as caught:
        await desk.importing.confirm(MODERATOR, SERVER, trial.id, trial.mark, "why", "https://proof.example/")
    again = caught.value.trial
    assert any(one.path == ("released",) for one in again.proposals[0].differences)
    await desk.importing.confirm(MODERATOR, SERVER, again.id, again.mark, "seen now", "https://proof.example/")
    assert desk.served.of(SERVER).dataset.models["heron-2"].name == "Heron Two"


@pytest.mark.parametrize(
    ("reason", "link"), [("", ""), ("x" * 501, ""), ("why", "javascript:alert(1)"), ("a\u202eb", "")]
)
async def test_a_reason_or_link_that_is_no_good_stores_nothing_and_the_import_waits_on(
    desk: Desk, reason: str, link: str
) -> None:
    trial = await desk.importing.send(MODERATOR, SERVER, "a.yaml", HERON_3.encode())
    with pytest.raises(Faulty):
        await desk.importing.confirm(MODERATOR, SERVER, trial.id, trial.mark, reason, link)
    assert [len(rows) for rows in await stored(desk)] == [0, 0, 0, 1]
    await desk.importing.confirm(MODERATOR, SERVER, trial.id, trial.mark, "a good one", "https://proof.example/")


# -- what is wrong


def bomb(levels: int = 9) -> str:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, levels)]
    return "\n".join(lines)


TEXTS: dict[str, tuple[str | bytes, str]] = {
    "nothing": (b"", "empty_file"),
    "blanks": (b" \n\t\n", "empty_file"),
    "a YAML bomb": (bomb(), "yaml"),
    "an alias of itself": ("slug: &a [*a]\n", "yaml"),
    "a merge key": ("<<: {a: b}\nslug: x\n", ""),
    "a tag that makes objects": ("slug: !!python/object/apply:os.system ['true']\n", "yaml"),
    "another tag": ("slug: !x y\n", "yaml"),
    "deep lists": ("a: " + "[" * 900 + "]" * 900, "yaml"),
    "very many brackets": ("a: " + "[" * 100_000, "yaml"),
    "deep mappings": ("\n".join(" " * n + f"k{n}:" for n in range(60)), "yaml"),
    "deep dashes": ("- " * 500 + "x", "yaml"),
    "two documents": ("slug: a\n---\nslug: b\n", "yaml"),
    "a key twice": (HERON_3 + "name: Heron\n", "yaml"),
    "a key that is a list": ("? [a]\n: b\n", "yaml"),
    "a list": ("- slug: a\n", "no_mapping"),
    "a word": ("hello", "no_mapping"),
    "no YAML": ("a: [\n", "yaml"),
    "a tab": ("a:\n\tb: c\n", "yaml"),
    "a control character": ("slug: a\x07b\n", "yaml"),
    "a NUL": (b"slug: a\0b\n", "yaml"),
    "UTF-16": (HERON_3.encode("utf-16"), "encoding"),
    "UTF-16 without its mark": (HERON_3.encode("utf-16-le"), "yaml"),
    "Latin-1": ("slug: é\n".encode("latin-1"), "encoding"),
    "GBK": ("name: 苍鹭\n".encode("gbk"), "encoding"),
    "half a character": ("name: 鹭".encode()[:-1], "encoding"),
    "a lone surrogate": (b"name: \xed\xa0\x80\n", "encoding"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "encoding"),
    "a gzip": (b"\x1f\x8b\x08\x00abc", "nested"),
    "too long a file": ("name: " + "x" * MOST_OF_ONE, "file_too_long"),
    "too large a file": (b"x" * (MOST_BYTES + 1), "too_large"),
    "an unknown field": (HERON_3 + "colour: red\n", "extra_forbidden"),
    "a misspelt field": (HERON_3 + "realeased: 2025\n", "extra_forbidden"),
    "no slug": ("name: Heron 3\nfamily: heron\norganisation: marsh\n", "missing"),
    "a slug that is a list": ("slug: [a]\nname: Heron 3\nfamily: heron\norganisation: marsh\n", "missing"),
    "a slug that is a path": (HERON_3.replace("heron-3", "../../etc/passwd"), "string_pattern_mismatch"),
    "a slug in another script": (HERON_3.replace("heron-3", "鹭"), "string_pattern_mismatch"),
    "a family that is not there": (HERON_3.replace("family: heron", "family: stork"), "reference"),
    "a name that another has": (HERON_3.replace("Heron 3", "Heron 2"), "reference"),
    "a wrong type": (HERON_3 + "aliases: Heron\n", "tuple_type"),
    "a date that is none": (HERON_3 + "released: 2025-13\n", "value_error"),
    "a right-to-left mark": (HERON_3.replace("Heron 3", "Heron \u202e3"), "turning"),
    "a zero-width space": (HERON_3.replace("Heron 3", "Heron \u200b3"), "unseen"),
    "a byte order mark inside": (HERON_3.replace("Heron 3", "Heron \ufeff3"), "unseen"),
    "a private-use character": (HERON_3.replace("Heron 3", "Heron \ue0003"), "unseen"),
    "a control character written out": (HERON_3.replace("name: Heron 3", 'name: "Heron \\u0007 3"'), "unseen"),
    "an escape sequence": (HERON_3.replace("name: Heron 3", 'name: "\\x1b[31mHeron"'), "unseen"),
    "a mention of everyone": (HERON_3 + "note: '@everyone look'\n", "mention"),
    "a mention of a member": (HERON_3 + "note: 'ask <@810000000000000001>'\n", "mention"),
    "Markdown": (HERON_3 + "note: '**bold**'\n", "markdown"),
    "a masked link": (HERON_3 + "note: 'see [x](https://x.example)'\n", "markdown"),
    "4,000 characters": (HERON_3 + f"note: {'x' * 4000}\n", "string_too_long"),
    "the base source's slug": ("slug: ajar\nname: x\n", ""),
}


@pytest.mark.parametrize("what", TEXTS)
@pytest.mark.parametrize("inside", [False, True])
async def test_a_bad_text_alone_or_in_an_archive_is_named_and_stores_nothing(desk: Desk, what: str, inside: bool):
    content, code = TEXTS[what]
    raw = content.encode() if isinstance(content, str) else content
    if not inside:
        faults = await refused(desk, "heron-3.yaml", raw, kind=EntryKind.MODEL)
    else:
        packed = zipped({"data/models/heron-3.yaml": raw}, zipfile.ZIP_STORED)
        faults = await refused(desk, "x.zip", packed)
        assert faults[0].file in ("data/models/heron-3.yaml", "")
    codes = {fault.code for fault in faults}
    slugs = {"string_pattern_mismatch"} if inside else set[str]()
    allowed = {code, "slug_and_name" if slugs else code, "file_too_long" if inside else code}
    if inside and code == "too_large":
        allowed.add("too_large")
    assert not code or codes & allowed, codes


LINKS = (
    "javascript:alert(1)", "JAVASCRIPT:alert(1)", "file:///etc/passwd", "data:text/html,x", "//a.example",
    "ftp://a.example/x", "https://", "https://localhost", "https://a b.example", "https://user:pw@a.example",
    "https://a.example/<x>", "mailto:a@b.example", "https://a.example/\u202ex", "http:/a.example", "vbscript:x", " ",
    "https://a.example/`x`", "https://.example.",
)  # fmt: skip
PLACES: dict[str, tuple[EntryKind, Callable[[str], str]]] = {
    "organisations": (EntryKind.ORGANISATION, lambda link: f"slug: fen\nname: Fen\nlink: {link!r}\n"),
    "licences": (
        EntryKind.LICENCE,
        lambda link: f"slug: fen\nname: F\nshort: F\ncategory: open\nlink: {link!r}\n",
    ),
    "models": (
        EntryKind.MODEL,
        lambda link: (
            HERON_3.replace("heron-3", "fen") + "records:\n  - source: ajar\n    record: x\n    judged: x\n"
            f"    snapshot: 2026-01-01\n    links:\n      - {link!r}\n"
        ),
    ),
}


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("place", PLACES)
async def test_a_link_that_is_none_of_the_web_is_named_by_its_field(desk: Desk, place: str, link: str) -> None:
    kind, made = PLACES[place]
    faults = await refused(desk, "fen.yaml", made(link), kind=kind)
    assert "link" in faults[0].key
    assert faults[0].line > 1


BAD_NAMES = (
    "../../etc/passwd.yaml", "/etc/x.yaml", "C:\\x.yaml", "data\\models\\x.yaml", "data/../x.yaml", "./x.yaml",
    "data//x.yaml", ".hidden.yaml", "models/.x.yaml", "鹭.yaml", "models/苍鹭.yaml", "a\u202eb.yaml", "x.yaml\u200b",
    "a" * 200 + ".yaml", "a/b/c/d/e/f/g.yaml", "~/x.yaml", "x;rm.yaml", "<@1>.yaml", "@everyone.yaml", "nul\x01.yaml",
    "a\nb.yaml", "CON:.yaml", "-x.yaml", "%2e%2e/x.yaml",
)  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
async def test_a_name_that_leads_elsewhere_or_is_strange_is_refused(desk: Desk, name: str) -> None:
    faults = await refused(desk, "x.zip", zipped({name: HERON_3}))
    assert faults[0].code in ("bad_name", "wrong_ending")
    assert faults[0].file


@pytest.mark.parametrize(
    "name", ["x.txt", "x", "models/x.json", "x.yaml.exe", "joins/mot.csv", "licences/framework.json"]
)
async def test_only_yaml_is_read(desk: Desk, name: str) -> None:
    assert (await refused(desk, "x.zip", zipped({name: HERON_3})))[0].code == "wrong_ending"
    assert (await refused(desk, name.rpartition("/")[2], HERON_3))[0].code == "wrong_ending"


@pytest.mark.parametrize(
    "folder", ["joins", "data", "data/joins", "Models", "quotes", "debate", "x/models", "models/deep"]
)
async def test_a_folder_that_holds_no_entries_is_refused(desk: Desk, folder: str) -> None:
    faults = await refused(desk, "x.zip", zipped({f"{folder}/heron-3.yaml": HERON_3}))
    assert faults[0].code == "no_such_folder"


def encrypted() -> bytes:
    raw = bytearray(zipped({"a.yaml": HERON_3}, zipfile.ZIP_STORED))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(signature) + offset] |= 1
    return bytes(raw)


def lying(claimed: int) -> bytes:
    """An archive whose directory claims another size than its file has."""
    raw = bytearray(zipped({"a.yaml": "x" * 300_000}))
    place = raw.index(b"PK\x01\x02") + 24
    raw[place : place + 4] = struct.pack("<I", claimed)
    return bytes(raw)


ARCHIVES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (lambda: zipped({"a.yaml": b"a" * 390_000}), "bomb"),
    "a larger bomb": (lambda: zipped({"a.yaml": b"0" * 500_000_00}), "too_large_unpacked"),
    "many middling files": (
        lambda: zipped({f"a{n}.yaml": b"a" * 390_000 for n in range(MOST_UNPACKED // 390_000 + 1)}),
        "too_large_unpacked",
    ),
    "a bomb that lies about its size": (lambda: lying(10), "broken_zip"),
    "an archive that claims too much": (lambda: lying(2**31), "too_large_unpacked"),
    "a symbolic link": (lambda: member("a.yaml", "/etc/passwd", 0o120777), "no_plain_file"),
    "a device": (lambda: member("a.yaml", "", 0o060644), "no_plain_file"),
    "a pipe": (lambda: member("a.yaml", "", 0o010644), "no_plain_file"),
    "a link that poses as a folder": (lambda: member("models/", "/etc", 0o120777), "no_plain_file"),
    "an archive in the archive": (lambda: zipped({"a.zip": zipped({"a.yaml": HERON_3})}), "nested"),
    "an archive that poses as YAML": (lambda: zipped({"a.yaml": zipped({"a.yaml": HERON_3})}), "nested"),
    "a gzip in the archive": (lambda: zipped({"a.yaml": b"\x1f\x8b\x08"}), "nested"),
    "a tar in the archive": (lambda: zipped({"a.tar": b"x"}), "nested"),
    "nothing in it": (lambda: zipped({}), "nothing_inside"),
    "folders alone": (lambda: zipped({"data/": b"", "data/models/": b""}), "nothing_inside"),
    "the page for people alone": (lambda: zipped({"SUMMARY.md": b"x"}), "nothing_inside"),
    "too many files": (lambda: zipped({f"a{n}.yaml": b"a: b" for n in range(MOST_FILES + 1)}), "too_many_files"),
    "the same name in other letters": (lambda: zipped({"a.yaml": HERON_3, "A.yaml": HERON_3}), "name_twice"),
    "the same entry twice": (
        lambda: zipped({"models/heron-3.yaml": HERON_3, "data/models/heron-3.yaml": HERON_3}), "entry_twice",
    ),
    "a name that is not the slug": (lambda: zipped({"models/heron-4.yaml": HERON_3}), "slug_and_name"),
    "a password": (encrypted, "encrypted"),
    "an uncommon way of packing": (lambda: zipped({"a.yaml": HERON_3}, zipfile.ZIP_LZMA), "packed_strangely"),
    "another uncommon way": (lambda: zipped({"a.yaml": HERON_3}, zipfile.ZIP_BZIP2), "packed_strangely"),
    "half of it": (lambda: zipped({"a.yaml": HERON_3})[:60], "broken_zip"),
    "its first bytes alone": (lambda: b"PK\x03\x04", "broken_zip"),
    "too many entries": (
        lambda: zipped({f"models/h-{n}.yaml": f"slug: h-{n}\nname: H{n}x\nfamily: heron\norganisation: marsh\n"
                        for n in range(MOST_ENTRIES + 1)}), "too_many_entries",
    ),
    "what the server sees already": (lambda: zipped({"models/heron-1.5.yaml": MODEL}), "no_change"),
}  # fmt: skip


@pytest.mark.parametrize("what", ARCHIVES)
async def test_a_bad_archive_is_refused_in_a_sentence(desk: Desk, what: str) -> None:
    made, code = ARCHIVES[what]
    faults = await refused(desk, "x.zip", made())
    assert code in {fault.code for fault in faults}, faults


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.gz", "x.7z", "x.rar"])
async def test_what_only_says_that_it_is_an_archive_is_none(desk: Desk, name: str) -> None:
    assert (await refused(desk, name, "hello"))[0].code == "not_zip"


async def test_one_bad_file_among_good_ones_keeps_all_of_them_out(desk: Desk) -> None:
    files = {f"models/h-{n}.yaml": f"slug: h-{n}\nname: H{n}x\nfamily: heron\norganisation: marsh\n" for n in range(20)}
    faults = await refused(desk, "x.zip", zipped({**files, "models/bad.yaml": "slug: bad\nname: [x]\n"}))
    assert {fault.file for fault in faults} == {"models/bad.yaml"}


async def test_breaking_an_entry_that_was_not_sent_names_it(desk: Desk) -> None:
    faults = await refused(
        desk, "x.zip", zipped({"families/heron.yaml": "slug: heron\nname: Second heron\norganisation: marsh\n"})
    )
    assert any("heron-2" in str(fault) for fault in faults)


async def test_archives_with_bytes_changed_at_random_never_do_more_than_be_refused(desk: Desk) -> None:
    chance = random.Random(5)
    whole = zipped({"models/heron-3.yaml": HERON_3, "models/heron-1.5.yaml": MODEL})
    for _ in range(400):
        raw = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        if chance.random() < 0.3:
            raw = raw[: chance.randrange(1, len(raw))]
        with suppress(Unacceptable):
            opened("x.zip", bytes(raw))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_texts_or_refused(content: bytes) -> None:
    with suppress(Unacceptable):
        assert list(opened("a.yaml", content)) == ["a.yaml"]
