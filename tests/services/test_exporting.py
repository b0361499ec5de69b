"""An export is a pull request in a zip: it passes the check over the base, says why, and names no member."""

import asyncio
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bot.core.catalogue.documents import FamilyDocument, ModelDocument, OrganisationDocument
from bot.core.catalogue.plain import plain
from bot.resources import data_folder
from bot.services.exporting import Export, NothingToExport, TooLarge, without_members
from bot.services.intake import take_in
from bot.services.preferences import NotAllowed
from bot.storage.database import Database
from bot.storage.datafiles import EntryKind, check_references, read_folder
from tests.services.overlays import (
    ANN,
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
from tests.storage.samples import replace as replace_in

HERON_3 = ModelDocument(slug="heron-3", name="Heron 3", family="heron", organisation="marsh")

PROOF = "https://proof.example/"


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Desk:
    return await desk_on(database, small_base(tmp_path / "data"))


async def edit(desk: Desk, kind: EntryKind, slug: str, why: str = "read it", **changes: Any) -> None:
    document = desk.served.of(SERVER).dataset.of(kind)[slug]
    await put(desk, kind, document.model_copy(update=changes), why)


async def put(desk: Desk, kind: EntryKind, document: Any, why: str = "read it", link: str = PROOF) -> None:
    proposal = await desk.editing.propose(MODERATOR, SERVER, kind, document.slug, document)
    await desk.editing.confirm(MODERATOR, SERVER, proposal, why, link)


def unpacked(export: Export) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(export.content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def merged(desk_data: Path, export: Export, target: Path) -> Path:
    """The base with the export over it, as a pull request has it."""
    folder = target / "data"
    shutil.copytree(desk_data, folder)
    for name, text in unpacked(export).items():
        if name.startswith("data/"):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_text(text, encoding="utf-8")
    for name in export.removed:
        (target / name).unlink()
    return folder


def faults(folder: Path) -> list[str]:
    dataset, found = read_folder(folder)
    return [str(fault) for fault in (*found, *check_references(dataset, folder))]


async def test_only_moderators_of_the_server_export(desk: Desk) -> None:
    await edit(desk, EntryKind.MODEL, "heron-2", released="2025")
    for actor in (MEMBER, ELSEWHERE, replace(MODERATOR, guild_id=None), replace(MODERATOR, installed=False)):
        with pytest.raises(NotAllowed):
            await desk.exporting.export(actor, SERVER)


async def test_a_server_without_changes_has_nothing_to_export_and_sees_nothing_of_another(desk: Desk) -> None:
    await edit(desk, EntryKind.MODEL, "heron-2", released="2025")
    with pytest.raises(NothingToExport):
        await desk.exporting.export(ELSEWHERE, OTHER)
    await desk.editing.restore_base(MODERATOR, SERVER, EntryKind.MODEL, "heron-2", "no")
    with pytest.raises(NothingToExport):
        await desk.exporting.export(MODERATOR, SERVER)


async def test_files_keep_the_comments_of_the_base_and_read_back_as_what_the_server_sees(
    desk: Desk, tmp_path: Path
) -> None:
    await edit(desk, EntryKind.MODEL, "heron-1.5", released="2025-03")
    await put(desk, EntryKind.MODEL, HERON_3)
    export = await desk.exporting.export(MODERATOR, SERVER)
    assert (export.changed, export.added, export.removed, export.left_out) == (1, 1, (), ())
    texts = unpacked(export)
    assert "# The heron, first of its kind." in texts["data/models/heron-1.5.yaml"]
    assert "# as people type it" in texts["data/models/heron-1.5.yaml"]
    folder = merged(desk.data, export, tmp_path / "merged")
    assert faults(folder) == []
    dataset, _ = read_folder(folder)
    assert dataset.models == dict(desk.served.of(SERVER).dataset.models)


async def test_the_same_state_gives_the_same_bytes_whenever_it_is_exported(desk: Desk) -> None:
    await edit(desk, EntryKind.MODEL, "heron-2", released="2025")
    await edit(desk, EntryKind.ORGANISATION, "marsh", country="SE")
    first = await desk.exporting.export(MODERATOR, SERVER)
    desk.at(NOW + timedelta(days=3))
    await desk.served.load()
    assert (await desk.exporting.export(MODERATOR, SERVER)).content == first.content


async def test_the_summary_says_what_changed_and_why_with_links_and_names_no_member(desk: Desk) -> None:
    why = f"<@{ANN}> and <@!{ANN}> found it; ask {ANN} @everyone, closes #3 [x](http://evil.example)"
    document = desk.served.base.dataset.models["heron-2"].model_copy(update={"released": "2025"})
    await put(desk, EntryKind.MODEL, document, why, "https://marsh.example/heron-2")
    export = await desk.exporting.export(MODERATOR, SERVER)
    assert "### `model/heron-2`" in export.summary
    assert "- `released`: nothing → `2025`" in export.summary
    assert "<https://marsh.example/heron-2>" in export.summary
    everything = "\n".join(unpacked(export).values())
    assert str(ANN) not in everything
    assert "@everyone" not in export.summary
    assert "#3" not in export.summary
    assert "](http" not in export.summary.replace("\\]", "")
    assert str(SERVER) not in everything


async def test_reasons_from_before_the_base_was_restored_are_left_out(desk: Desk) -> None:
    await edit(desk, EntryKind.MODEL, "heron-2", "first try", released="2024")
    await desk.editing.restore_base(MODERATOR, SERVER, EntryKind.MODEL, "heron-2", "that was wrong")
    await edit(desk, EntryKind.MODEL, "heron-2", "second try", released="2025")
    summary = (await desk.exporting.export(MODERATOR, SERVER)).summary
    assert "second try" in summary
    assert "first try" not in summary
    assert "that was wrong" not in summary


async def test_what_the_server_hides_is_to_be_deleted_unless_others_need_it(desk: Desk, tmp_path: Path) -> None:
    await desk.editing.retract(MODERATOR, SERVER, EntryKind.MODEL, "heron-2", "a double")
    export = await desk.exporting.export(MODERATOR, SERVER)
    assert export.removed == ("data/models/heron-2.yaml",)
    assert "a double" in export.summary
    assert faults(merged(desk.data, export, tmp_path / "merged")) == []


async def test_what_the_base_would_not_take_is_left_out_and_said(desk: Desk, tmp_path: Path) -> None:
    await put(desk, EntryKind.ORGANISATION, OrganisationDocument(slug="fen", name="Fen"))
    await put(desk, EntryKind.FAMILY, FamilyDocument(slug="crane", name="Crane", organisation="fen"))
    await edit(desk, EntryKind.MODEL, "heron-2", released="2025")
    export = await desk.exporting.export(MODERATOR, SERVER)
    assert [name for name, _ in export.left_out] == ["family/crane"]
    assert "Left out" in export.summary
    assert set(export.files) == {"data/models/heron-2.yaml", "data/organisations/fen.yaml"}
    assert faults(merged(desk.data, export, tmp_path / "merged")) == []


async def test_a_base_that_has_moved_on_under_the_change_is_pointed_out(desk: Desk) -> None:
    await edit(desk, EntryKind.MODEL, "heron-2", released="2025")
    replace_in(desk.data, "models/heron-2.yaml", "second heron", "heron the second")
    assert (await take_in(desk.database, desk.data)).changed
    await desk.served.load()
    export = await desk.exporting.export(MODERATOR, SERVER)
    assert "The base has changed since" in export.summary


async def test_a_base_file_that_cannot_be_read_costs_its_comments_only(desk: Desk) -> None:
    await edit(desk, EntryKind.MODEL, "heron-1.5", released="2025-03")
    (desk.data / "models" / "heron-1.5.yaml").write_text("a: [\n")
    export = await desk.exporting.export(MODERATOR, SERVER)
    assert "slug: heron-1.5" in unpacked(export)["data/models/heron-1.5.yaml"]


async def test_what_does_not_fit_into_a_message_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await edit(desk, EntryKind.MODEL, "heron-2", released="2025")
    monkeypatch.setattr("bot.services.exporting.MOST_BYTES", 10)
    with pytest.raises(TooLarge):
        await desk.exporting.export(MODERATOR, SERVER)


async def test_an_export_is_taken_in_by_another_server_as_it_is(desk: Desk) -> None:
    await edit(desk, EntryKind.MODEL, "heron-1.5", released="2025-03")
    await put(desk, EntryKind.MODEL, HERON_3)
    export = await desk.exporting.export(MODERATOR, SERVER)
    trial = await desk.importing.send(ELSEWHERE, OTHER, export.name, export.content)
    await desk.importing.confirm(
        ELSEWHERE, OTHER, trial.id, trial.mark, "from our neighbours", "https://proof.example/"
    )
    ours, theirs = (desk.served.of(guild).dataset for guild in (SERVER, OTHER))
    assert {slug: plain(model) for slug, model in ours.models.items()} == {
        slug: plain(model) for slug, model in theirs.models.items()
    }
    again = await desk.exporting.export(ELSEWHERE, OTHER)
    assert {k: v for k, v in unpacked(again).items() if k.startswith("data/")} == {
        k: v for k, v in unpacked(export).items() if k.startswith("data/")
    }


def test_ids_and_mentions_are_taken_out_of_texts() -> None:
    assert without_members("by <@123> in <#456>, 710000000000000010, 2024") == (
        "by [removed] in [removed], [removed], 2024"
    )


async def test_the_real_base_with_an_export_passes_catalogue_check(database: Database, tmp_path: Path) -> None:
    data = tmp_path / "real" / "data"
    shutil.copytree(data_folder(), data)
    desk = await desk_on(database, data)
    for kind in EntryKind:
        slug, document = next(iter(sorted(desk.served.base.dataset.of(kind).items())))
        field = "aliases" if "aliases" in type(document).model_fields else None
        if field:
            changed = document.model_copy(update={field: (*getattr(document, field), f"Zyx {kind.value} quux")})
            await put(desk, kind, changed)
        assert slug
    export = await desk.exporting.export(MODERATOR, SERVER)
    assert export.left_out == ()
    assert len(export.files) >= 6
    folder = merged(data, export, tmp_path / "merged")
    checked = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "bot", "catalogue", "check"],
        cwd=Path(__file__).parents[2],
        env={"AJAR_DATA_FOLDER": str(folder), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "".join(str(folder).split()) in "".join(checked.stdout.split())
