"""One hash for the whole folder, to know without parsing whether anything in it changed."""

from hashlib import blake2b
from pathlib import Path

from bot.storage.datafiles.reading import entry_files


def content_hash(folder: Path) -> str:
    """Hash names and bytes of every entry's file; 64 hexadecimal digits.

    Raises:
        OSError: a file vanished or cannot be read.
    """
    digest = blake2b(digest_size=32)
    for _, path in entry_files(folder):
        content = path.read_bytes()
        # Lengths keep two different folders from running together into the same bytes.
        digest.update(f"{path.parent.name}/{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
