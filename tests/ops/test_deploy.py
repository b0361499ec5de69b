"""The files of `deploy/`: what systemd says of the unit, and what of the container can be tried without building it."""

import ast
import asyncio
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from prometheus_client import generate_latest

from bot.app import create_bot
from bot.ops.health import Health, HealthServer
from bot.ops.metrics import Metrics
from bot.settings import Settings, load_settings, unknown_variables
from bot.watching import Watch

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "deploy" / "ajar.service"
SETTINGS = ROOT / "deploy" / "ajar.env"
CONTAINER = ROOT / "deploy" / "Containerfile"
EXPOSED_AT_MOST = 1.5
"""What `systemd-analyze security` calls OK ends at 4; 10 is a service without any protection."""


@pytest.fixture
def systemd_analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        assert not os.environ.get("CI"), "CI must try the unit: apt-get install systemd"
        pytest.skip("systemd-analyze is not here; on Debian and Ubuntu: apt-get install systemd")
    return found


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a program that exists on this machine."""
    file = tmp_path / "ajar.service"
    file.write_text(re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={sys.executable}", UNIT.read_text()))
    return file


def test_systemd_finds_nothing_wrong_in_the_unit(systemd_analyze: str, unit: Path) -> None:
    done = subprocess.run(
        [systemd_analyze, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    # It may say something of other units of this machine, which is none of ours.
    assert "ajar.service" not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr


def test_the_unit_is_shut_tight(systemd_analyze: str, unit: Path) -> None:
    done = subprocess.run(
        [systemd_analyze, "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    found = re.search(r"Overall exposure level for ajar.service: (\d+\.\d)", done.stdout)
    assert found, done.stdout + done.stderr
    assert float(found[1]) <= EXPOSED_AT_MOST, done.stdout


@pytest.mark.parametrize("name", ["ajar-dump.service", "ajar-dump.timer"])
def test_systemd_finds_nothing_wrong_in_the_backup_of_postgresql(systemd_analyze: str, name: str) -> None:
    done = subprocess.run(
        [systemd_analyze, "verify", "--man=no", str(ROOT / "deploy" / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ajar-dump" not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr


async def test_alerts_and_the_guide_name_metrics_that_there_are() -> None:
    watch = Watch(create_bot(Settings.model_validate({"database_url": "sqlite://"})))
    watch.metrics.watch_backups(lambda: 0.0, lambda: (0, 0))
    page = generate_latest(watch.metrics.registry).decode()
    there = {line.split()[2].removesuffix("_total") for line in page.splitlines() if line.startswith("# TYPE")}
    alerts = yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text())
    expressions = " ".join(rule["expr"] for group in alerts["groups"] for rule in group["rules"])
    guide = (ROOT / "docs" / "operating.md").read_text()
    for text in (expressions, guide):
        named = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in re.findall(r"\bajar_[a-z_]+[a-z]", text)}
        assert named
        assert named <= there


def given(text: str) -> dict[str, str]:
    """The settings that a file of `deploy/` brings along."""
    return dict(re.findall(r"(AJAR_[A-Z_]+)=(\S+)", re.sub(r"(?m)^#.*$", "", text)))


@pytest.mark.parametrize("file", [SETTINGS, CONTAINER], ids=lambda file: file.name)
def test_every_setting_in_it_is_one_and_is_right(
    file: Path, monkeypatch: pytest.MonkeyPatch, bare_environment: None
) -> None:
    settings = given(file.read_text())
    assert {"AJAR_DATABASE_URL", "AJAR_BACKUP_FOLDER", "AJAR_HEALTH_PORT"} <= set(settings)
    assert not {"AJAR_TOKEN", "AJAR_SENTRY_DSN"} & set(settings), "a secret belongs to the operator"
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert unknown_variables(None) == {}
    assert load_settings(None).health_port == 8098


def instructions() -> list[tuple[str, str]]:
    """The container file's instructions, with lines that are continued put together."""
    text = re.sub(r"(?m)^#.*\n", "", CONTAINER.read_text()).replace("\\\n", "")
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in text.splitlines() if line)]


def test_the_container_copies_what_exists_and_nothing_that_may_hold_a_secret() -> None:
    copied = [rest.split()[:-1] for word, rest in instructions() if word == "COPY" and "--from" not in rest]
    names = {name for names in copied for name in names}
    assert names == {"requirements.txt", "pyproject.toml", "README.md", "LICENSE", "bot", "cogs", "data"}
    assert all((ROOT / name).exists() for name in names)
    assert not any(word in ("ADD", "ARG") for word, _ in instructions())


def test_the_container_has_two_stages_and_ends_as_nobody_special() -> None:
    words = [word for word, _ in instructions()]
    assert words.count("FROM") == 2
    assert [rest for word, rest in instructions() if word == "USER"] == ["10001:10001"]
    assert words.index("USER") < words.index("ENTRYPOINT")


def check_command() -> list[str]:
    (health,) = [rest for word, rest in instructions() if word == "HEALTHCHECK"]
    command: list[str] = ast.literal_eval(health.partition("CMD ")[2])
    assert command[:2] == ["python", "-c"]
    return [sys.executable, *command[1:]]


@pytest.mark.parametrize(("problems", "status"), [((), 0), (("shard 0 is lost",), 1)])
async def test_the_containers_health_check_ends_as_the_process_is(problems: tuple[str, ...], status: int) -> None:
    async def health() -> Health:
        return Health(problems)

    server = HealthServer(health, Metrics().registry)
    port = await server.start("127.0.0.1", 0)
    try:
        process = await asyncio.create_subprocess_exec(
            *check_command(), env={**os.environ, "AJAR_HEALTH_PORT": str(port)}, stderr=asyncio.subprocess.DEVNULL
        )
        assert await process.wait() == status
    finally:
        await server.close()
