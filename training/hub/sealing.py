"""Signatures (Ed25519) and the sealed copy: scrypt makes a key of the passphrase, AES-256-GCM seals, the commune signs.

Pure: bytes in, bytes out. Whatever is not as it was written raises a refusal with a sentence.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import zlib
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from learning.core.errors import Refusal

MAGIC = b"BDHVS-TRAM-1\n"
SIGNATURE = 64  # bytes
MOST_UNPACKED = 512 * 1024 * 1024  # bytes: courses with all their pictures are a few per cent of it
_SYMBOLS = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is read or heard wrong
_SCRYPT = {"n": 2**15, "r": 8, "p": 1}


class NotACopy(Refusal):
    """The file is no copy for a hub, or has been changed on its way."""

    status = 422
    title = "Tệp không dùng được"
    sentence = "Tệp này không phải bản mang theo của trạm, hoặc đã bị sửa, bị cắt. Xin tải lại từ trang của xã."


class WrongPassphrase(Refusal):
    """The passphrase does not open the copy."""

    status = 422
    title = "Mật khẩu tệp chưa đúng"
    sentence = "Mật khẩu của tệp chưa đúng. Mật khẩu hiện một lần lúc lấy tệp; quên thì lấy tệp mới."


def home_key(secret: str) -> Ed25519PrivateKey:
    """The commune's signing key, made from the installation's secret: one thing to back up, one key on all machines."""
    seed = HKDF(SHA256(), 32, salt=b"bdhvs tram", info=b"ed25519").derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_half(key: Ed25519PrivateKey) -> str:
    """The public key, hexadecimal."""
    return key.public_key().public_bytes_raw().hex()


def is_signed(body: bytes, signature: bytes, public_key: str) -> bool:
    """Whether the holder of this key has signed exactly this."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signature, body)
    except (InvalidSignature, ValueError):
        return False
    return True


def new_passphrase() -> str:
    """Four groups of four symbols (79 bits), to be written down on paper."""
    groups = ("".join(secrets.choice(_SYMBOLS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def seal(head: dict[str, Any], content: bytes, passphrase: str, key: Ed25519PrivateKey) -> bytes:
    """The copy as one file. ``head`` can be read by anybody: it names no person."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    told = head | {"salt": salt.hex(), "nonce": nonce.hex(), "home": public_half(key)}
    line = json.dumps(told, ensure_ascii=False, sort_keys=True).encode() + b"\n"
    sealed = AESGCM(_stretched(passphrase, salt)).encrypt(nonce, zlib.compress(content), line)
    body = MAGIC + line + sealed
    return body + key.sign(body)


def read_head(file: bytes) -> dict[str, Any]:
    """What the copy says of itself, its signature checked; raises ``NotACopy``."""
    body, signature = file[:-SIGNATURE], file[-SIGNATURE:]
    line, found, _ = body.removeprefix(MAGIC).partition(b"\n")
    if not body.startswith(MAGIC) or not found:
        raise NotACopy
    try:
        head: dict[str, Any] = json.loads(line)
        home = str(head["home"])
    except (ValueError, KeyError, TypeError) as damaged:
        raise NotACopy from damaged
    if not is_signed(body, signature, home):
        raise NotACopy
    return head


def unseal(file: bytes, passphrase: str) -> bytes:
    """What is inside the copy; raises ``NotACopy`` and ``WrongPassphrase``."""
    head = read_head(file)
    line, _, sealed = file[len(MAGIC) : -SIGNATURE].partition(b"\n")
    key = _stretched(passphrase, bytes.fromhex(head["salt"]))
    try:
        packed = AESGCM(key).decrypt(bytes.fromhex(head["nonce"]), sealed, line + b"\n")
    except InvalidTag as wrong:
        raise WrongPassphrase from wrong
    opener = zlib.decompressobj()
    content = opener.decompress(packed, MOST_UNPACKED)
    if not opener.eof:
        raise NotACopy
    return content


def _stretched(passphrase: str, salt: bytes) -> bytes:
    plain = "".join(letter for letter in passphrase.casefold() if letter.isalnum())
    return hashlib.scrypt(plain.encode(), salt=salt, dklen=32, maxmem=64 * 1024 * 1024, **_SCRYPT)
