"""Where the files stand that travel with the program: the base catalogue, migrations, messages. No reading here."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_folder() -> Path:
    """The base catalogue: `data/` of a checkout, or the copy that an installed package carries."""
    carried = _PACKAGE / "_data"
    return carried if carried.is_dir() else _PACKAGE.parent / "data"


def migrations_folder() -> Path:
    """Alembic's scripts."""
    return _PACKAGE / "storage" / "migrations"


def messages_folder() -> Path:
    """The message catalogues, one folder a language."""
    return _PACKAGE / "i18n" / "messages"
