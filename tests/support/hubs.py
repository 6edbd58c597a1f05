"""What a hub would bring home, without a second machine."""

from __future__ import annotations

import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from training.hub.actions import TakenAlong
from training.hub.bundle import append, pack
from training.hub.facts import Fact
from training.hub.sealing import unseal


def brought(taken: TakenAlong, *facts: Fact) -> bytes:
    """A bundle of these facts, signed with the key that went along with the copy."""
    inside = json.loads(unseal(taken.file, taken.passphrase))
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(inside["private_key"]))
    return pack(taken.hub.id, append([], facts), key, inside["opener"])
