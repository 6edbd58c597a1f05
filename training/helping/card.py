"""Whose card somebody has typed: found slowly by whoever guesses, as at the door of signing in."""

from __future__ import annotations

from dataclasses import dataclass

from learning.accounts import throttle
from learning.accounts.models import Person
from learning.accounts.pins import Keeper
from learning.accounts.queries import holder_of_card
from learning.accounts.sign_in import hidden_address
from learning.accounts.throttle import ADDRESS, STAFF
from learning.core import clock
from learning.core.formats import datetime_vi

UNKNOWN = "Không tìm thấy thẻ có mã này. Xin xem lại số in trên thẻ của người dạy, hoặc hỏi người hướng dẫn lớp."
WAIT = "Đã nhập sai nhiều lần. Xin đợi đến {until} rồi thử lại."


@dataclass(frozen=True, slots=True)
class Looked:
    """Who holds the card, or why that is not told. A refused try is an answer: its failure must be committed."""

    person: Person | None
    sentence: str = ""
    status: int = 422  # what a door answers; a phone sends again by itself what had to wait


def holder_of(keeper: Keeper, code: str, asker: Person, address: str) -> Looked:
    """Who holds the card with this code; wrong codes count for the address, as wrong PINs do, and for who asks."""
    guards = [(throttle.hold(hidden_address(keeper, "address", address), throttle.ADDRESS_FORGIVEN_AFTER), ADDRESS)]
    guards.append((throttle.hold(keeper.hidden("helper", str(asker.id))), STAFF))
    waits = [until for guard, _ in guards if (until := throttle.closed_until(guard, clock.now()))]
    if waits:
        return Looked(None, WAIT.format(until=datetime_vi(max(waits))), 429)
    found = holder_of_card(code)
    if found is not None:
        return Looked(found)
    for guard, policy in guards:
        throttle.count_failure(guard, policy)
    return Looked(None, UNKNOWN)
