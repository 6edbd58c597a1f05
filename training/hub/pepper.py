"""What a hub needs to try PINs that were hashed at home, without the secret they were seasoned with.

A PIN is hashed as argon2(HMAC-SHA-256(secret, PIN)). HMAC reads its key as two blocks before everything else; what
SHA-256 holds after these two blocks (``Pepper``) is enough to go on from, and does not lead back to the secret. So
cards and PINs work in the hall, and a stolen laptop can neither sign cookies of the commune's site nor copies of it.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

from learning.accounts.pins import Keeper

BLOCK = 64  # bytes
_START = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)
_WORD = 0xFFFFFFFF


def _primes(number: int) -> list[int]:
    found: list[int] = []
    candidate = 2
    while len(found) < number:
        if all(candidate % prime for prime in found):
            found.append(candidate)
        candidate += 1
    return found


def _cube_root_bits(prime: int) -> int:
    """The first 32 bits of the fraction of the cube root (FIPS 180-4, section 4.2.2), in whole numbers."""
    low, high = 0, 1 << 36
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**3 <= prime << 96 else (low, middle)
    return low & _WORD


_ROUNDS = tuple(map(_cube_root_bits, _primes(64)))
State = tuple[int, ...]


def _turn(word: int, by: int) -> int:
    return (word >> by | word << (32 - by)) & _WORD


def _spread(block: bytes) -> list[int]:
    words = list(struct.unpack(">16I", block))
    for at in range(16, 64):
        small = _turn(words[at - 15], 7) ^ _turn(words[at - 15], 18) ^ words[at - 15] >> 3
        great = _turn(words[at - 2], 17) ^ _turn(words[at - 2], 19) ^ words[at - 2] >> 10
        words.append((words[at - 16] + small + words[at - 7] + great) & _WORD)
    return words


def compress(state: State, block: bytes) -> State:
    """SHA-256's step over one block of 64 bytes (FIPS 180-4, section 6.2.2)."""
    a, b, c, d, e, f, g, h = state
    for constant, word in zip(_ROUNDS, _spread(block), strict=True):
        mixed = _turn(e, 6) ^ _turn(e, 11) ^ _turn(e, 25)
        first = (h + mixed + (e & f ^ ~e & g) + constant + word) & _WORD
        second = (_turn(a, 2) ^ _turn(a, 13) ^ _turn(a, 22)) + (a & b ^ a & c ^ b & c)
        a, b, c, d, e, f, g, h = (first + second) & _WORD, a, b, c, (d + first) & _WORD, e, f, g
    return tuple((old + new) & _WORD for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True))


@dataclass(frozen=True, slots=True)
class Pepper:
    """SHA-256 after HMAC's two key blocks, hexadecimal."""

    inner: str
    outer: str

    def hmac(self, message: bytes) -> str:
        """HMAC-SHA-256 of the message under the key that this was made from, hexadecimal."""
        return _finish(self.outer, _finish(self.inner, message)).hex()


def pepper_of(secret: str) -> Pepper:
    """What a hub may have of an installation's secret."""
    key = secret.encode()
    key = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    states = (compress(_START, bytes(byte ^ pad for byte in key)) for pad in (0x36, 0x5C))
    return Pepper(*(struct.pack(">8I", *state).hex() for state in states))


def _finish(begun: str, message: bytes) -> bytes:
    """SHA-256 of a first block, known by what it left behind, and the message after it."""
    state: State = struct.unpack(">8I", bytes.fromhex(begun))
    padded = message + b"\x80" + b"\0" * ((BLOCK - 9 - len(message)) % BLOCK)
    padded += struct.pack(">Q", 8 * (BLOCK + len(message)))
    for at in range(0, len(padded), BLOCK):
        state = compress(state, padded[at : at + BLOCK])
    return struct.pack(">8I", *state)


class HallKeeper(Keeper):
    """The keeper of a hub: its hashes are those of home, whichever of the two makes them."""

    def __init__(self, pepper: Pepper, own_secret: str, rounds: int) -> None:
        self._borrowed = pepper
        super().__init__(own_secret, rounds)

    def _seasoned(self, secret: str) -> str:
        return self._borrowed.hmac(secret.encode())
