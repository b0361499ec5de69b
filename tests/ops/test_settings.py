"""Settings: where they come from, and what an operator is told about a wrong one."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsProblem, example_file, load_settings, unknown_variables, variable

ROOT = Path(__file__).resolve().parents[2]
NEVER = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.never-to-be-seen-never-to-be-seen-1234"


def test_without_any_setting_there_is_a_default_for_everything_but_the_token() -> None:
    settings = load_settings()
    assert settings.token is None
    assert settings.database_url.startswith("sqlite+aiosqlite:///")
    assert (settings.log_format, settings.log_level, settings.locale) == ("console", "info", "en")
    assert settings.catalogue_folder.name in ("data", "_data")


@pytest.mark.parametrize("name", ["AJAR_TOKEN", "DISCORD_TOKEN"])
def test_the_token_is_read_under_both_names_and_shown_by_neither(name: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"{name}={NEVER}\nAJAR_DATABASE_URL=postgresql://me:hunter2@host/x\n")
    settings = load_settings()
    assert settings.token is not None
    assert settings.token.get_secret_value() == NEVER
    assert "never-to-be-seen" not in repr(settings) + str(settings)
    assert "hunter2" not in repr(settings) + str(settings)


def test_the_environment_goes_before_the_file_and_empty_means_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("AJAR_LOCALE=zh-CN\nAJAR_LOG_LEVEL=debug\nAJAR_SYNC_GUILD=\nOTHER=1\n")
    monkeypatch.setenv("AJAR_LOG_LEVEL", "WARNING")
    settings = load_settings()
    assert (settings.locale, settings.log_level, settings.sync_guild) == ("zh-CN", "warning", None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AJAR_SYNC_GUILD", "my server"),
        ("AJAR_SYNC_GUILD", "-1"),
        ("AJAR_LOG_LEVEL", "loud"),
        ("AJAR_LOG_FORMAT", "xml"),
        ("AJAR_LOCALE", "tlh"),
        ("AJAR_DATA_FOLDER", "/nowhere/at/all"),
        ("AJAR_SUPPORT_LINK", "javascript:alert(1)"),
        ("AJAR_SOURCE_LINK", "example"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_is_for(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("AJAR_TOKEN", NEVER)
    with pytest.raises(SettingsProblem) as caught:
        load_settings()
    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"{name}: ")
    described = Settings.model_fields[name.removeprefix("AJAR_").lower()].description
    assert described is not None
    assert line.endswith(described)
    assert NEVER not in line


def test_all_wrong_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AJAR_LOG_LEVEL", "loud")
    monkeypatch.setenv("AJAR_SYNC_GUILD", "x")
    with pytest.raises(SettingsProblem) as caught:
        load_settings()
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == ["AJAR_LOG_LEVEL", "AJAR_SYNC_GUILD"]


def test_a_file_that_is_not_text_is_a_problem_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"AJAR_LOCALE=\xff\xfe\n")
    with pytest.raises(SettingsProblem, match="cannot be read as UTF-8"):
        load_settings()


def test_a_misspelt_name_is_found_in_the_environment_and_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AJAR_LOG_LEVLE", "debug")
    (tmp_path / ".env").write_text("AJAR_TOKENN=x\nAJAR_LOCALE=en\nAJAR_ZZZZZZZZZ=1\n")
    assert unknown_variables() == {
        "AJAR_LOG_LEVLE": "AJAR_LOG_LEVEL",
        "AJAR_TOKENN": "AJAR_TOKEN",
        "AJAR_ZZZZZZZZZ": None,
    }


def test_every_setting_is_explained() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


def test_the_example_file_is_the_one_that_the_settings_give() -> None:
    # To write it anew: python -c "from bot.settings import example_file; print(example_file(), end='')"
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == example_file()
    for name in Settings.model_fields:
        assert f"#{variable(name)}=" in example_file()


def test_the_example_file_sets_nothing_until_it_is_filled_in(tmp_path: Path) -> None:
    before = load_settings()
    (tmp_path / ".env").write_text(example_file(), encoding="utf-8")
    assert load_settings() == before
    (tmp_path / ".env").write_text(example_file().replace("#AJAR_", "AJAR_"), encoding="utf-8")
    assert load_settings() == before
