"""The preview as a process: its addresses, its folder, and its end."""

import signal
import socket
import sys
from pathlib import Path

import pytest

from tests.e2e.process import free_port, preview

CLOCKWORK = (sys.executable, "-m", "tests.preview.clockwork")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_status_0(number: signal.Signals) -> None:
    with preview(command=CLOCKWORK) as process:
        assert process.stop(number) == 0
    assert "Traceback" not in "\n".join(process.output)


def test_it_ends_by_itself_when_its_time_is_up() -> None:
    with preview("--seconds", "1", command=CLOCKWORK) as process:
        assert process.wait(30) == 0


def test_a_folder_that_nobody_named_is_gone_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with preview(command=CLOCKWORK) as process:
        assert list(tmp_path.glob("ajar-preview-*/starts"))
        assert process.stop() == 0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_named_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    for _ in range(2):
        with preview("--folder", str(folder), command=CLOCKWORK) as process:
            assert process.stop() == 0
    assert (folder / "starts").read_text() == "started\n" * 2


def test_it_prints_an_address_for_each_channel_and_says_when_a_port_was_taken() -> None:
    port = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with preview("--port", str(port), command=CLOCKWORK) as process:
            assert list(process.urls) == ["#general", "#models", "@Clockwork"]
            assert any(str(port) in line and "--port" in line for line in process.output)
            assert process.stop() == 0
