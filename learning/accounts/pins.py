"""PINs and passwords: peppered, hashed with argon2id, never logged. Weak ones are named and refused."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from learning.core.errors import Refusal

PIN_LENGTH = 6
SHORTEST_PASSWORD = 10
_RUNS = "01234567890" + "09876543210"


class WeakPin(Refusal):
    """A PIN that a neighbour would guess."""

    status = 422
    sentence = "Mã PIN này dễ đoán. Xin chọn 6 số khác, không phải dãy liền nhau, số giống nhau hay năm sinh."


class WeakPassword(Refusal):
    """A password that is too short or only digits."""

    status = 422
    sentence = "Mật khẩu cần ít nhất 10 ký tự, có cả chữ. Một câu ngắn dễ nhớ là tốt nhất."


class Keeper:
    """Hashes and checks secrets with the installation's pepper; ``rounds`` is argon2's time cost."""

    def __init__(self, pepper: str, rounds: int) -> None:
        self._pepper = pepper.encode()
        memory = 19 * 1024 if rounds > 1 else 1024  # KiB; OWASP's minimum for argon2id, tiny in tests
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory, parallelism=1)
        self._decoy = self._hasher.hash(self._seasoned(secrets.token_hex(8)))

    def hash(self, secret: str) -> str:
        """A hash fit for the database."""
        return self._hasher.hash(self._seasoned(secret))

    def matches(self, kept: str | None, secret: str) -> bool:
        """Whether ``secret`` is the one behind ``kept``; takes as long when there is none to compare with."""
        try:
            return self._hasher.verify(kept or self._decoy, self._seasoned(secret)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False

    def hidden(self, kind: str, value: str) -> str:
        """A guard's subject that does not say which address or number it stands for."""
        return f"{kind}:{hmac.new(self._pepper, value.encode(), hashlib.sha256).hexdigest()[:40]}"

    def _seasoned(self, secret: str) -> str:
        return hmac.new(self._pepper, secret.encode(), hashlib.sha256).hexdigest()


def check_pin(pin: str, birth_year: int | None = None) -> None:
    """Raises ``WeakPin`` for runs, one or two digits repeated, and the birth year in it."""
    too_plain = pin in _RUNS or len(set(pin)) <= 2
    if too_plain or (birth_year and str(birth_year) in pin):
        raise WeakPin


def check_password(password: str) -> None:
    """Raises ``WeakPassword`` unless it is long enough and not only digits."""
    if len(password) < SHORTEST_PASSWORD or password.isdigit() or len(set(password)) < 4:
        raise WeakPassword


def new_pin() -> str:
    """A PIN for somebody who forgot theirs, to be read out once."""
    while True:
        pin = f"{secrets.randbelow(10**PIN_LENGTH):06d}"
        try:
            check_pin(pin)
        except WeakPin:
            continue
        return pin


def keeper() -> Keeper:
    """The keeper of this installation."""
    kept: Keeper = current_app.extensions["keeper"]
    return kept
