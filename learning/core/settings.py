"""What the technician decides from outside, read once at start-up into one frozen object.

A bad value stops the app with a sentence saying what to change; nothing here is readable from anywhere by string.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SHORTEST_SECRET = 32
DEFAULT_COMMUNE = 11257  # xã Hải Hưng, thành phố Hải Phòng


class SettingRefused(Exception):
    """A value in the environment cannot be used; the message says which, and what to write instead."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs from one installation to the next.

    ``data_dir`` holds the embedded database and the secret key; ``base_url`` is the public address printed into QR
    codes ("" means: take it from the request); ``trusted_proxies`` is how many proxies may set ``X-Forwarded-For``;
    ``redis_url`` is where long work is queued ("" means: in a file under ``data_dir``); ``pin_rounds`` is argon2's time
    cost, lowered only by tests.
    """

    data_dir: Path
    database_url: str
    secret_key: str
    base_url: str = ""
    home_commune: int = DEFAULT_COMMUNE
    trusted_proxies: int = 0
    secure_cookies: bool = False
    redis_url: str = ""
    pin_rounds: int = 2
    testing: bool = False

    @property
    def on_sqlite(self) -> bool:
        """Whether the embedded database is in use."""
        return self.database_url.startswith("sqlite")


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the environment; raises ``SettingRefused`` with a remedy when a value is unusable."""
    data_dir = Path(environ.get("DATA_DIR", "instance")).resolve()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    base_url = environ.get("BASE_URL", "").rstrip("/")

    return Settings(
        data_dir=data_dir,
        database_url=_database_url(environ.get("DATABASE_URL", ""), data_dir),
        secret_key=_secret_key(environ.get("SECRET_KEY", ""), data_dir),
        base_url=_web_address(base_url),
        home_commune=_whole_number(environ, "HOME_COMMUNE", DEFAULT_COMMUNE),
        trusted_proxies=_whole_number(environ, "TRUSTED_PROXIES", 0),
        secure_cookies=base_url.startswith("https://"),
        redis_url=environ.get("REDIS_URL", ""),
    )


def _database_url(given: str, data_dir: Path) -> str:
    if not given:
        return f"sqlite:///{data_dir / 'site.db'}"
    if given.startswith(("postgres://", "postgresql://")):
        return "postgresql+psycopg://" + given.split("://", 1)[1]
    if given.startswith(("postgresql+psycopg://", "sqlite:")):
        return given
    raise SettingRefused("DATABASE_URL must begin with postgresql:// or sqlite:///")


def _secret_key(given: str, data_dir: Path) -> str:
    if given:
        if len(given) < SHORTEST_SECRET:
            raise SettingRefused(f"SECRET_KEY must have at least {SHORTEST_SECRET} characters")
        return given
    return _kept_secret(data_dir / "secret-key")


def _kept_secret(path: Path) -> str:
    """The secret of this installation, made on the first start and readable by its owner alone."""
    if not path.exists():
        _write_whole(path, secrets.token_hex(32))
    secret = path.read_text().strip()
    if len(secret) < SHORTEST_SECRET:
        raise SettingRefused(f"{path} is damaged: bring it back from a backup, or no PIN and no password is valid")
    return secret


def _write_whole(path: Path, secret: str) -> None:
    """Write the file whole or not at all, whatever cuts the power; the first of two processes wins."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # readable by its owner alone
    with os.fdopen(handle, "w") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(unfinished, path)
    Path(unfinished).unlink()


def _web_address(given: str) -> str:
    if given and not given.startswith(("http://", "https://")):
        raise SettingRefused("BASE_URL must begin with https:// (or http:// for a trial)")
    return given


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    given = environ.get(name, "")
    if not given:
        return default
    if not given.isdigit():
        raise SettingRefused(f"{name} must be a whole number, not {given!r}")
    return int(given)
