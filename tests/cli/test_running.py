"""`run` without a usable token says what to do; what an operator meets first."""

from tests.cli.conftest import Run


def test_a_missing_token_says_where_to_get_one_and_ends_with_1(ajar: Run):
    result = ajar("run")
    assert result.status == 1
    assert "AJAR_TOKEN" in result.err
    assert "discord.com/developers/applications" in result.err


def test_a_wrong_setting_is_named(ajar: Run):
    result = ajar("lookup", "olmo", AJAR_LOG_FORMAT="parchment")
    assert result.status == 2
    assert "AJAR_LOG_FORMAT" in result.err


def test_an_unusable_database_is_named_without_a_trace(ajar: Run):
    result = ajar("lookup", "olmo", AJAR_DATABASE_URL="sqlite+aiosqlite:////proc/nowhere/ajar.sqlite3")
    assert result.status == 1
    assert "Traceback" not in result.err
    assert "AJAR_DATABASE_URL" in result.err


def test_the_doctor_says_what_is_missing(ajar: Run):
    result = ajar("doctor")
    assert "token" in result.out.casefold()
