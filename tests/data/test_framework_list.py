"""Licences that we call open in the framework's sense are those of its own list, to the letter, and no others."""

import json

from bot.resources import data_folder
from bot.storage.datafiles import read_folder


def test_what_counts_as_open_for_the_framework_stands_in_its_list():
    listed = set(json.loads((data_folder() / "licences" / "framework.json").read_text(encoding="utf-8")))
    documents, _ = read_folder(data_folder())
    ours = {licence.slug: licence for licence in documents.licences.values()}
    spdx = {slug: licence.spdx for slug, licence in ours.items() if licence.spdx}
    assert {s for s in spdx if ours[s].framework_open} == {s for s, name in spdx.items() if name in listed}
    unlisted_by_spdx = {slug for slug, licence in ours.items() if licence.framework_open and not licence.spdx}
    named = {slug for slug, licence in ours.items() if not licence.spdx and listed.intersection(licence.aliases)}
    assert unlisted_by_spdx == named == {"openmdw-1.0"}
