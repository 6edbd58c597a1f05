"""The doors for people who run the site: they parse, are strict, and say in the documents what they obey."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = [ROOT / "script/server", ROOT / "script/test", ROOT / "script/bench", ROOT / ".ci/run"]
SOURCED = [ROOT / "script/machine.sh", ROOT / "script/postgresql.sh"]
BASH = "/bin/bash"


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("script", RUN + SOURCED, ids=name_of)
def test_a_script_parses(script):
    said = subprocess.run([BASH, "-n", script], capture_output=True, text=True, check=False)

    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.parametrize("script", RUN, ids=name_of)
def test_a_script_can_be_run_and_stops_at_the_first_failure(script):
    text = script.read_text()

    assert os.access(script, os.X_OK)
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "\nset -euo pipefail\n" in text


def settings_read() -> set[str]:
    """The names that the site and script/server take from the environment."""
    in_code = re.findall(r'environ(?:\.get\(|, )"([A-Z_]+)"', (ROOT / "learning/core/settings.py").read_text())
    in_script = re.findall(r"\$\{([A-Z_]+):-", (ROOT / "script/server").read_text())
    return {*in_code, *in_script} - {"ADDRESS", "MALLOC_ARENA_MAX"}


@pytest.mark.parametrize("name", sorted(settings_read()))
def test_every_setting_is_explained_to_the_technician(name):
    assert f"| `{name}` |" in (ROOT / "docs/operations.md").read_text()


def test_the_document_names_no_setting_that_nobody_reads():
    table = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/operations.md").read_text(), re.MULTILINE)

    assert set(table) == settings_read()


def test_a_second_server_at_the_same_port_is_refused_with_a_sentence(tmp_path):
    """The web server shares its port silently: half of the readers would see the other installation."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = {"PORT": str(other.getsockname()[1]), "HOST": "127.0.0.1", "DATA_DIR": str(tmp_path / "data")}
        said = subprocess.run(
            [ROOT / "script/server"], env=os.environ | taken, capture_output=True, text=True, timeout=30, check=False
        )

    assert said.returncode == 1
    assert "answers at port" in said.stderr
    assert not (tmp_path / "data").exists()
