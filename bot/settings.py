"""All configuration, from the environment and `.env`, with what each setting is for. Nothing is opened here."""

import difflib
import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import platformdirs
from dotenv import dotenv_values
from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.core.catalogue.documents import Link
from bot.resources import data_folder, messages_folder

PREFIX = "AJAR_"
ENV_FILE = Path(".env")


class SettingsProblem(Exception):
    """A setting is wrong; the message names the variable and says what to write, one problem a line."""


def _default_database() -> str:
    file = platformdirs.user_data_path("ajar", appauthor=False) / "ajar.sqlite3"
    return f"sqlite+aiosqlite:///{file.as_posix()}"


def languages() -> list[str]:
    """The languages that there are messages for, such as `en`."""
    folder = messages_folder()
    return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _lower_case(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _known_language(value: str) -> str:
    known = languages()
    if value not in known:
        raise ValueError(f"there are no messages in `{value}`; choose one of {', '.join(known)}")
    return value


def _existing_folder(value: Path) -> Path:
    if not value.is_dir():
        raise ValueError(f"there is no folder {value}")
    return value


def _shard_numbers(value: object) -> object:
    """Read `0-3`, `0,2` or a mixture of both."""
    if not isinstance(value, str):
        return value
    numbers: set[int] = set()
    for part in value.split(","):
        found = re.fullmatch(r"\s*(\d{1,5})(?:\s*-\s*(\d{1,5}))?\s*", part)
        if found is None or int(found[2] or found[1]) < int(found[1]):
            raise ValueError("write shards as 0-3 or 0,2")
        numbers.update(range(int(found[1]), int(found[2] or found[1]) + 1))
    return tuple(sorted(numbers))


ShardIds = Annotated[tuple[int, ...], BeforeValidator(_shard_numbers)]


class Settings(BaseSettings):
    """What an operator can set. Read it with `load_settings`, which explains what is wrong."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    token: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("AJAR_TOKEN", "DISCORD_TOKEN"),
        description="The bot's token, from the page Bot of your application at "
        "https://discord.com/developers/applications. `ajar run` needs it; the preview does not. "
        "DISCORD_TOKEN is read too. Keep it secret: whoever has it is the bot.",
    )
    database_url: str = Field(
        default_factory=_default_database,
        repr=False,
        description="Where Ajar keeps its data: sqlite+aiosqlite:///path/to/ajar.sqlite3, or "
        "postgresql+asyncpg://user:password@host/name. Left out, it is a SQLite file in the folder "
        "that the system gives programs for their data.",
    )
    log_format: Annotated[Literal["console", "json"], BeforeValidator(_lower_case)] = Field(
        default="console",
        description="console for people to read, json for one JSON object a line. Logs go to standard error.",
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower_case)] = Field(
        default="info", description="The least serious messages to log: debug, info, warning or error."
    )
    sync_guild: Annotated[int, Field(gt=0)] | None = Field(
        default=None,
        description="For development: the id of one server that gets the commands at once, instead of "
        "all servers. Leave it out in production.",
    )
    locale: Annotated[str, AfterValidator(_known_language)] = Field(
        default="en",
        description="The language to answer in where a member's or a server's own is not among ours: en or zh-CN.",
    )
    data_folder: Annotated[Path, AfterValidator(_existing_folder)] | None = Field(
        default=None,
        description="Another folder with a base catalogue, laid out like data/. Left out, Ajar uses its own.",
    )
    support_link: Link | None = Field(
        default=None, description="Where members find help, shown by /about: an invitation or a page."
    )
    source_link: Link | None = Field(
        default=None, description="Where the source code of this bot is to be found, shown by /about."
    )

    discord_api: Link = Field(
        default="https://discord.com/api/v10",
        description="The base address of Discord's HTTP interface. Change it only for a proxy that keeps "
        "the rate limits for several processes, or for a test bench.",
    )
    shard_count: Annotated[int, Field(gt=0)] | None = Field(
        default=None,
        description="How many shards there are over all processes. Left out, Discord says how many.",
    )
    shard_ids: Annotated[ShardIds | None, NoDecode] = Field(
        default=None,
        description="Which shards this process runs, such as 0-3 or 0,2; needs AJAR_SHARD_COUNT and, with several "
        "processes, PostgreSQL. Left out, it runs all of them.",
    )
    health_port: Annotated[int, Field(ge=0, le=65535)] | None = Field(
        default=None,
        description="The port of /healthz and /metrics. Left out, there is none; 0 takes a free one and logs it.",
    )
    health_host: str = Field(
        default="127.0.0.1",
        description="The address that /healthz and /metrics listen on. Neither asks for a password, so leave "
        "it at this machine itself unless only your own network can reach it.",
    )
    backup_folder: Path | None = Field(
        default=None,
        description="A folder for backups of the SQLite database. Left out, none are made by themselves.",
    )
    backup_hours: Annotated[float, Field(gt=0)] = Field(
        default=24, description="How many hours lie between two backups."
    )
    backup_keep: Annotated[int, Field(ge=1)] = Field(
        default=7, description="How many of these backups are kept; the oldest go first."
    )
    sentry_dsn: SecretStr | None = Field(
        default=None,
        description="The address of a Sentry project that errors are sent to; needs the package sentry-sdk. "
        "Left out, nothing leaves this machine but what goes to Discord.",
    )

    @model_validator(mode="after")
    def _shards_fit(self) -> Self:
        if self.shard_ids is None:
            return self
        if self.shard_count is None:
            raise ValueError("AJAR_SHARD_IDS needs AJAR_SHARD_COUNT, the number of shards over all processes")
        if max(self.shard_ids) >= self.shard_count:
            raise ValueError(
                f"AJAR_SHARD_IDS names a shard that is not among the {self.shard_count} of AJAR_SHARD_COUNT"
            )
        return self

    @property
    def catalogue_folder(self) -> Path:
        """The base catalogue to take in: the one that was set, else the one that travels with the program."""
        return self.data_folder or data_folder()


def variable(name: str) -> str:
    """The environment variable of a field of `Settings`."""
    return f"{PREFIX}{name.upper()}"


def load_settings(env_file: Path | None = ENV_FILE) -> Settings:
    """Read the settings from the environment, and from a file for what the environment lacks.

    Raises:
        SettingsProblem: a value is wrong, or the file cannot be read.
    """
    # The parameter with the underscore is how pydantic-settings takes another file, and no field of ours.
    options: dict[str, Any] = {"_env_file": env_file}
    try:
        return Settings(**options)
    except ValidationError as problem:
        lines = [_sentence(dict(error)) for error in problem.errors(include_url=False)]
        raise SettingsProblem("\n".join(lines)) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingsProblem(f"The file {env_file} cannot be read as UTF-8 text: {problem}") from problem


def _sentence(error: dict[str, Any]) -> str:
    if not error["loc"]:
        # What several settings together make wrong names them itself.
        return f"{error['ctx']['error']}."
    name = str(error["loc"][0])
    known = name.lower() in Settings.model_fields
    field = Settings.model_fields[name.lower() if known else "token"]
    words = str(error.get("ctx", {}).get("error") or error["msg"]).removeprefix("Value error, ")
    return f"{variable(name) if known else name}: {words}. {field.description}"


def unknown_variables(env_file: Path | None = ENV_FILE) -> dict[str, str | None]:
    """Names that begin like ours and are none of our settings, each with the one that was probably meant."""
    known = [variable(name) for name in Settings.model_fields]
    given = set(os.environ)
    if env_file is not None and env_file.is_file():
        given |= set(dotenv_values(env_file))
    strange = sorted(name for name in given if name.upper().startswith(PREFIX) and name.upper() not in known)
    return {name: next(iter(difflib.get_close_matches(name.upper(), known, n=1)), None) for name in strange}


def example_file() -> str:
    """The text of `.env.example`: every setting, what it is for, and its default, all commented out."""
    blocks = ["# Settings of Ajar. Copy this file to .env, take away the # before a setting, and fill it in.\n"]
    for name, field in Settings.model_fields.items():
        words = _wrapped(field.description or "")
        default = field.default if isinstance(field.default, str | int | float) else ""
        blocks.append("\n".join([*words, f"#{variable(name)}={default}"]) + "\n")
    return "\n".join(blocks)


def _wrapped(text: str, width: int = 98) -> list[str]:
    lines = ["#"]
    for word in text.split():
        if len(lines[-1]) + 1 + len(word) > width:
            lines.append("#")
        lines[-1] += f" {word}"
    return lines
