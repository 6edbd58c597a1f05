"""Trying a PIN or a password: one path for cards, shared phone numbers and staff, with the throttle around it.

A refused try is an answer and not an exception, because the failure must be committed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from learning.accounts import queries, throttle
from learning.accounts.models import Person, SignInGuard
from learning.accounts.pins import Keeper
from learning.accounts.throttle import ADDRESS, PERSON, Policy
from learning.core import clock
from learning.core.formats import datetime_vi
from learning.core.phones import NotAPhone, normalise_phone


class Failure(Enum):
    """Why somebody did not get in; the sentence says what to do next and never whether a person exists."""

    WRONG = "Mã thẻ, số điện thoại hoặc mã PIN chưa đúng. Xin xem lại thẻ học rồi nhập chậm từng số."
    WAIT = "Đã nhập sai nhiều lần. Xin đợi đến {until} rồi thử lại."
    LOCKED = (
        "Cửa này đã khóa vì nhập sai quá nhiều lần. Kết quả học vẫn còn nguyên. "
        "Xin nhờ người hướng dẫn lớp hoặc cán bộ xã cấp mã PIN mới."
    )
    AMBIGUOUS = (
        "Có nhiều người dùng chung số điện thoại và mã PIN này. Xin nhập mã thẻ học (9 số) thay cho số điện thoại."
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one try: a person, or a reason."""

    person: Person | None
    failure: Failure | None = None
    until: datetime | None = None

    @property
    def sentence(self) -> str:
        """The reason in words."""
        if self.failure is None:
            return ""
        return self.failure.value.format(until=datetime_vi(self.until) if self.until else "")


def try_pin(keeper: Keeper, identifier: str, pin: str, address: str) -> Tried:
    """Let in whoever holds the card or phone number and its PIN."""
    people = queries.signing_in(identifier)
    subject = f"person:{people[0].id}" if len(people) == 1 else keeper.hidden("typed", _digits(identifier))

    def matching() -> list[Person]:
        if not people:
            keeper.matches(None, pin)  # an unknown number takes as long as a known one
        return [person for person in people if keeper.matches(person.pin_hash, pin)]

    return _try(subject, keeper.hidden("address", address), matching)


def try_password(keeper: Keeper, login_name: str, password: str, address: str) -> Tried:
    """Let in a staff member."""
    found = queries.staff_signing_in(login_name)
    subject = f"person:{found[0].id}" if found else keeper.hidden("name", login_name.lower())

    def matching() -> list[Person]:
        right = keeper.matches(found[1].password_hash if found else None, password)
        return [found[0]] if found and right else []

    return _try(subject, keeper.hidden("address", address), matching)


def _try(subject: str, address: str, matching: Callable[[], list[Person]]) -> Tried:
    """Hold both guards, look whether either is closed, and only then try the secret."""
    guards = [(throttle.hold(address), ADDRESS), (throttle.hold(subject), PERSON)]
    shut = _shut(guards)
    if shut is not None:
        return shut

    found = matching()
    if len(found) == 1:
        throttle.clear(subject)
        return Tried(found[0])
    if found:
        return Tried(None, Failure.AMBIGUOUS)
    for guard, policy in guards:
        throttle.count_failure(guard, policy)
    return _shut(guards) or Tried(None, Failure.WRONG)


def _shut(guards: list[tuple[SignInGuard, Policy]]) -> Tried | None:
    if any(guard.locked for guard, _ in guards):
        return Tried(None, Failure.LOCKED)
    moment = clock.now()
    waits = [until for guard, _ in guards if (until := throttle.closed_until(guard, moment))]
    return Tried(None, Failure.WAIT, max(waits)) if waits else None


def unlock(keeper: Keeper, person: Person) -> None:
    """Open the doors of one person again: the card's, and the shared phone number's."""
    throttle.clear(f"person:{person.id}")
    if person.phone:
        throttle.clear(keeper.hidden("typed", person.phone))


def _digits(identifier: str) -> str:
    try:
        return normalise_phone(identifier)
    except NotAPhone:
        return "".join(letter for letter in identifier if letter.isalnum())[:40]
