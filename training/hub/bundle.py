"""The way home: a hub's log of facts, each line holding the hash of the one before, and bundles of its lines.

A bundle is packed, sealed for the commune alone (X25519 and AES-256-GCM) and signed by the hub (Ed25519). Pure.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from learning.core.errors import Refusal
from training.hub.facts import KINDS, Fact, canonical
from training.hub.sealing import SIGNATURE, is_signed

MAGIC = b"BDHVS-GUI-1\n"
HEAD = len(MAGIC) + 16 + 32 + 12  # the hub's id, a key for this bundle alone, a nonce
MOST_UNPACKED = 64 * 1024 * 1024
MOST_FACTS = 50_000
NOTHING_BEFORE = "0" * 64


class NotABundle(Refusal):
    """The file was not made by the hub it names, for this commune, or has been changed."""

    status = 422
    title = "Tệp gửi về không dùng được"
    sentence = (
        "Tệp này không phải do trạm của xã làm ra, hoặc đã bị sửa, bị cắt trên đường. "
        "Chưa ghi gì vào sổ. Xin lấy lại tệp từ máy của trạm."
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One fact in the log and the hash of the line before it."""

    fact: Fact
    before: str

    @property
    def text(self) -> bytes:
        """The line as it is written and hashed."""
        return canonical({"b": self.fact.body, "k": self.fact.kind, "n": self.fact.number, "p": self.before})

    @property
    def hash(self) -> str:
        """What the next line holds."""
        return hashlib.sha256(self.text).hexdigest()


def append(lines: Sequence[Line], facts: Sequence[Fact]) -> list[Line]:
    """The lines that carry these facts on from where the log ends."""
    before, number = (lines[-1].hash, lines[-1].fact.number) if lines else (NOTHING_BEFORE, 0)
    fresh: list[Line] = []
    for step, fact in enumerate(facts, 1):
        line = Line(Fact(fact.kind, fact.body, number + step), before)
        fresh.append(line)
        before = line.hash
    return fresh


def read_lines(text: bytes) -> list[Line]:
    """The lines of a log or of a bundle, their chain checked wherever they follow each other; raises ``NotABundle``."""
    lines = [_read_line(line) for line in text.split(b"\n") if line]
    for earlier, later in pairwise(lines):
        step = later.fact.number - earlier.fact.number
        if step < 1 or (step == 1 and later.before != earlier.hash):
            raise NotABundle
    return lines


def _read_line(text: bytes) -> Line:
    try:
        said: dict[str, Any] = json.loads(text)
        fact = Fact(str(said["k"]), dict(said["b"]), int(said["n"]))
        line = Line(fact, str(said["p"]))
        same = line.text == text
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as wrong:
        raise NotABundle from wrong
    if fact.kind not in KINDS or not same or not 0 < fact.number < 2**31:
        raise NotABundle
    return line


def opener_of(secret: str) -> X25519PrivateKey:
    """The commune's key for opening bundles, made from the installation's secret."""
    seed = HKDF(SHA256(), 32, salt=b"bdhvs tram", info=b"x25519").derive(secret.encode())
    return X25519PrivateKey.from_private_bytes(seed)


def pack(hub_id: UUID, lines: Sequence[Line], key: Ed25519PrivateKey, opener: str) -> bytes:
    """Some lines of the log, in its order, as a file that only the commune can open."""
    once, nonce = X25519PrivateKey.generate(), secrets.token_bytes(12)
    head = MAGIC + hub_id.bytes + once.public_key().public_bytes_raw() + nonce
    shared = once.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(opener)))
    packed = zlib.compress(b"\n".join(line.text for line in lines), 9)
    body = head + AESGCM(_sealing_key(shared)).encrypt(nonce, packed, head)
    return body + key.sign(body)


def hub_named(file: bytes) -> UUID:
    """The hub that says it made this file; raises ``NotABundle``."""
    if not file.startswith(MAGIC) or len(file) < HEAD + SIGNATURE:
        raise NotABundle
    return UUID(bytes=file[len(MAGIC) : len(MAGIC) + 16])


def unpack(file: bytes, public_key: str, opener: X25519PrivateKey) -> list[Fact]:
    """The facts of a bundle, signature and chain checked; raises ``NotABundle``."""
    body, signature = file[:-SIGNATURE], file[-SIGNATURE:]
    if not is_signed(body, signature, public_key):
        raise NotABundle
    head, sealed = body[:HEAD], body[HEAD:]
    once, nonce = head[-44:-12], head[-12:]
    try:
        shared = opener.exchange(X25519PublicKey.from_public_bytes(once))
        packed = AESGCM(_sealing_key(shared)).decrypt(nonce, sealed, head)
        text = _unpacked(packed)
    except (InvalidTag, ValueError, zlib.error) as wrong:
        raise NotABundle from wrong
    facts = [line.fact for line in read_lines(text)]
    if len(facts) > MOST_FACTS:
        raise NotABundle
    return facts


def _sealing_key(shared: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=b"bdhvs tram", info=b"bundle").derive(shared)


def _unpacked(packed: bytes) -> bytes:
    opener = zlib.decompressobj()
    text = opener.decompress(packed, MOST_UNPACKED)
    if not opener.eof:
        raise NotABundle
    return text
