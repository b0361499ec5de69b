"""A file that somebody sent, as named texts: one YAML file, or a zip of them. What the texts say is read elsewhere.

Nothing is ever unpacked onto the disk, so no name in an archive can lead anywhere; names are checked all the same,
since they say what kind of entry a file holds. The sizes that an archive claims are not believed: each file is read
up to a limit.
"""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from struct import error as StructError

from bot.core.editing.fitness import unfit_text

MOST_BYTES = 1_000_000
"""Of what is sent."""
MOST_FILES = 300
"""In an archive, folders not counted."""
MOST_UNPACKED = 8_000_000
"""Of all files of an archive together."""
MOST_OF_ONE = 400_000
"""Of one file; the longest of the base catalogue has 25,000."""
MOST_RATIO = 100
"""By how much a file may have been packed; entries come to fifteen, bombs to a thousand."""
SMALL = 20_000
"""Files of this size are no bombs, whatever their ratio."""
DEEPEST = 5
"""Folders above a file."""
LONGEST_NAME = 160

_SUFFIXES = (".yaml", ".yml")
_PIECE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+() -]*")
_PASSED_OVER = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\.DS_Store|Thumbs\.db|SUMMARY\.md)")
"""What file managers leave in archives, and the page that an export carries for people."""
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x07\x08",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"(\xb5/\xfd",
)
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    StructError,
    NotImplementedError,
    ValueError,
    OSError,
    RuntimeError,
)
"""What reading a damaged archive raises, as the fuzzing of it showed."""


@dataclass(frozen=True, slots=True)
class ImportFault:
    """One thing that is wrong with what was sent."""

    file: str
    """Its name in the archive, legible; empty for what was sent as a whole."""
    sentence: str
    """What is wrong and what is expected, in English."""
    code: str = "value"
    """Names the message that words it for members."""
    values: dict[str, str] = field(default_factory=dict[str, str], compare=False)
    """What the message fills in."""
    line: int = 0
    """From 1; 0 where the fault has no line."""
    key: str = ""
    """The field, such as `records[0].snapshot`."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(piece for piece in (place, self.key, self.sentence) if piece)


class Unacceptable(Exception):
    """What was sent cannot be taken. Nothing was stored."""

    def __init__(self, *faults: ImportFault) -> None:
        """At least one fault."""
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


def legible(text: str, limit: int = LONGEST_NAME) -> str:
    """A text that somebody else wrote, with what nobody sees written out, and not endless."""
    shown = "".join(c if unfit_text(c, marks=True) is None else f"\\u{ord(c):04x}" for c in text[:limit])
    return shown if len(text) <= limit else f"{shown[: limit - 1]}…"


def opened(name: str, content: bytes) -> dict[str, str]:
    """The texts of what was sent, by their names, in the order of the names.

    Args:
        name: of the file as it was sent.
        content: its bytes.

    Raises:
        Unacceptable: with every fault that there is, or the first one that makes going on pointless.
    """
    if len(content) > MOST_BYTES:
        raise Unacceptable(_fault("", "too_large", f"a file may have at most {MOST_BYTES:,} bytes", most=MOST_BYTES))
    if not content:
        raise Unacceptable(_fault(name, "empty_file", "the file is empty"))
    if content.startswith(_ARCHIVES[:3]):
        return _unzipped(content)
    if name.lower().endswith(".zip"):
        raise Unacceptable(_fault(name, "not_zip", "this is not a zip archive, or a damaged one"))
    fault = _bad_name(name.rpartition("/")[2])
    if fault is not None:
        raise Unacceptable(fault)
    text = _decoded(name, content)
    if isinstance(text, ImportFault):
        raise Unacceptable(text)
    return {name: text}


def _unzipped(content: bytes) -> dict[str, str]:
    faults: list[ImportFault] = []
    texts: dict[str, str] = {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            wanted = [info for info in archive.infolist() if not _PASSED_OVER.fullmatch(info.filename)]
            files = [info for info in wanted if not info.is_dir()]
            _check_sums(files)
            faults.extend(_bad_members(wanted))
            if faults:
                raise Unacceptable(*faults)
            left = MOST_UNPACKED
            for info in sorted(files, key=lambda info: info.filename):
                with archive.open(info) as member:
                    found = member.read(min(left, MOST_OF_ONE) + 1)
                left -= len(found)
                if len(found) > MOST_OF_ONE or left < 0:
                    raise Unacceptable(_too_long(info.filename))
                text = _decoded(info.filename, found)
                if isinstance(text, ImportFault):
                    faults.append(text)
                else:
                    texts[info.filename] = text
    except _BROKEN as problem:
        words = legible(" ".join(str(problem).split()), 100)
        raise Unacceptable(
            _fault("", "broken_zip", f"the archive is damaged ({words or type(problem).__name__})")
        ) from problem
    if faults:
        raise Unacceptable(*faults)
    if not texts:
        raise Unacceptable(_fault("", "nothing_inside", "there is no YAML file in the archive"))
    return texts


def _check_sums(files: list[zipfile.ZipInfo]) -> None:
    if len(files) > MOST_FILES:
        raise Unacceptable(
            _fault("", "too_many_files", f"an archive may hold at most {MOST_FILES} files, this one holds {len(files)}",
                   most=MOST_FILES, count=len(files))
        )  # fmt: skip
    if sum(info.file_size for info in files) > MOST_UNPACKED:
        words = f"unpacked, an archive may have at most {MOST_UNPACKED:,} bytes"
        raise Unacceptable(_fault("", "too_large_unpacked", words, most=MOST_UNPACKED))


def _bad_members(members: list[zipfile.ZipInfo]) -> Iterator[ImportFault]:
    seen: set[str] = set()
    for info in members:
        name = info.filename
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFDIR if info.is_dir() else stat.S_IFREG):
            yield _fault(name, "no_plain_file", "this is a link or a device and not a file")
            continue
        fault = _bad_path(name.removesuffix("/") if info.is_dir() else name, folder=info.is_dir())
        if fault is not None:
            yield fault
        elif name.casefold() in seen:
            yield _fault(name, "name_twice", "this name stands twice in the archive")
        elif info.flag_bits & 0x1:
            yield _fault(name, "encrypted", "the file is encrypted; send it without a password")
        elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield _fault(name, "packed_strangely", "the file is packed in an uncommon way; use plain zip")
        elif info.file_size > MOST_OF_ONE:
            yield _too_long(name)
        elif info.file_size > SMALL and info.file_size > MOST_RATIO * max(1, info.compress_size):
            yield _fault(name, "bomb", f"the file is packed more than {MOST_RATIO} times; that is no text")
        seen.add(name.casefold())


def _bad_path(path: str, *, folder: bool) -> ImportFault | None:
    *folders, last = path.split("/")
    if len(path) > LONGEST_NAME or len(folders) > DEEPEST or "\\" in path or any(
        not _PIECE.fullmatch(piece) for piece in (*folders, *((last,) if folder else ()))
    ):  # fmt: skip
        return _bad(path)
    return None if folder else _bad_name(last, path)


def _bad_name(name: str, path: str = "") -> ImportFault | None:
    shown = path or name
    if not name.lower().endswith(_SUFFIXES):
        if name.lower().endswith((".zip", ".gz", ".7z", ".rar", ".tar", ".bz2", ".xz")):
            if path:
                return _fault(shown, "nested", "an archive in the archive is not opened")
            return _fault(shown, "not_zip", "this is not a zip archive, or a damaged one")
        return _fault(shown, "wrong_ending", "only .yaml, .yml and one .zip are read")
    return None if _PIECE.fullmatch(name) and len(name) <= LONGEST_NAME else _bad(shown)


def _bad(name: str) -> ImportFault:
    words = "a name has Latin letters, digits and . - _ + ( ) only, and does not lead out of its folder"
    return _fault(name, "bad_name", words)


def _too_long(name: str) -> ImportFault:
    return _fault(name, "file_too_long", f"a file may have at most {MOST_OF_ONE:,} characters", most=MOST_OF_ONE)


def _decoded(name: str, content: bytes) -> str | ImportFault:
    if not content.strip():
        return _fault(name, "empty_file", "the file is empty")
    if content.startswith(_ARCHIVES):
        return _fault(name, "nested", "an archive in the archive is not opened")
    if len(content) > MOST_OF_ONE:
        return _too_long(name)
    try:
        if content.startswith(_WIDE):
            raise UnicodeDecodeError("utf-8", content, 0, 2, "UTF-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        return _fault(name, "encoding", "this is not UTF-8 text; save it as UTF-8", line=line)


def _fault(file: str, code: str, sentence: str, *, line: int = 0, **values: object) -> ImportFault:
    worded = {name: f"{value:,}" if isinstance(value, int) else str(value) for name, value in values.items()}
    return ImportFault(legible(file), sentence, code, worded, line)
