"""What all tests share: no network but loopback, and the command line as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

import konon as package


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Every connection that leaves this machine fails the test that tries it."""
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


class Konon:
    """`python -m konon` in an empty home; the ledger is in its data folder unless told otherwise."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.ledger = home / "data" / "konon" / "ledger.sqlite"
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ}
        self.env = {
            **kept,
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "data"),
            "PYTHONPATH": str(Path(package.__file__).parents[1]),
            "PYTHONWARNINGS": "error::ResourceWarning",
            "LC_ALL": "C.UTF-8",
        }

    def command(self, *args: str | Path) -> list[str]:
        return [sys.executable, "-m", "konon", *map(str, args)]

    def __call__(
        self, *args: str | Path, stdin: bytes = b"", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Runs to the end, at most a minute."""
        return subprocess.run(
            self.command(*args), input=stdin, capture_output=True, timeout=60, env={**self.env, **(env or {})}, check=False
        )

    def start(self, *args: str | Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self.command(*args), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.env, bufsize=0)


def complaints(stderr: bytes) -> list[str]:
    """The lines on standard error, each of which must be one of ours: no traceback, no warning of a library."""
    lines = stderr.decode().splitlines()
    assert all(line.startswith("konon: ") for line in lines), stderr.decode()
    return [line.removeprefix("konon: ") for line in lines]


def articles(count: int, *, start: int = 0) -> Sequence[str]:
    """Texts of an invented land, no two alike, each with four claims or so."""
    return [
        f"Harga Garam Naik {i} Persen\n"
        f"Menteri Kelautan Arunika, Bima Sakti, memperkirakan harga garam akan naik {i} persen pekan depan. "
        '"Persediaan garam cukup," kata Bima pada Rabu (1/5/2024).\n'
        "Menurut Kementerian Kelautan, panen tahun ini turun. Pemerintah Selasih membantah tuduhan itu.\n"
        for i in range(start, start + count)
    ]


@pytest.fixture
def konon(tmp_path: Path) -> Konon:
    home = tmp_path / "home"
    home.mkdir()
    return Konon(home)
