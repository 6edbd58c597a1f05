"""Trying a PIN or a password: one path for cards, shared phone numbers and staff, with the throttle around it.

A refused try is an answer and not an exception, because the failure must be committed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from ipaddress import IPv6Address, ip_address

from learning.accounts import queries, throttle
from learning.accounts.models import Person, SignInGuard
from learning.accounts.pins import Keeper
from learning.accounts.throttle import ADDRESS, PERSON, STAFF, Policy
from learning.core import clock
from learning.core.formats import datetime_vi
from learning.core.phones import NotAPhone, normalise_phone

SHARED_A_DAY = 20  # sign-ins by one number that several people share


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
    STAFF_DOOR = (
        "Ai đang giữ việc của cán bộ thì đăng nhập bằng mật khẩu, ở mục “Dành cho cán bộ” cuối trang. "
        "Chưa có mật khẩu, xin hỏi người quản trị."
    )
    CARD_ONLY = (
        "Hôm nay số điện thoại dùng chung này đã đăng nhập nhiều lần. "
        "Xin nhập mã thẻ học (9 số) thay cho số điện thoại."
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
    """Let in whoever holds the card or phone number and its PIN.

    Anybody may write down a neighbour's number as their own, and then each right PIN of theirs tells one that the
    neighbour does not have: so even right ones are counted where several people share a number.
    """
    people = queries.signing_in(identifier)
    subject = f"person:{people[0].id}" if len(people) == 1 else keeper.hidden("typed", _digits(identifier))
    shared = _shared(keeper, _digits(identifier)) if len(people) > 1 else None

    def matching() -> list[Person]:
        if not people:
            keeper.matches(None, pin)  # an unknown number takes as long as a known one
        return [person for person in people if keeper.matches(person.pin_hash, pin)]

    return _try((subject, PERSON), hidden_address(keeper, "address", address), matching, shared)


def try_password(keeper: Keeper, login_name: str, password: str, address: str) -> Tried:
    """Let in a staff member. This door waits and never locks: nobody might be left to open the administrator's."""
    found = queries.staff_signing_in(login_name)
    subject = f"staff:{found[0].id}" if found else keeper.hidden("name", login_name.lower())

    def matching() -> list[Person]:
        right = keeper.matches(found[1].password_hash if found else None, password)
        return [found[0]] if found and right else []

    return _try((subject, STAFF), hidden_address(keeper, "address", address), matching)


def _try(
    door: tuple[str, Policy], address: str, matching: Callable[[], list[Person]], shared: str | None = None
) -> Tried:
    """Hold both guards, look whether either is closed, and only then try the secret."""
    subject, policy = door
    guards = [(throttle.hold(address, throttle.ADDRESS_FORGIVEN_AFTER), ADDRESS), (throttle.hold(subject), policy)]
    shut = _shut(guards)
    if shut is not None:
        return shut

    found = matching()
    if found and shared and not throttle.spend(shared, SHARED_A_DAY):
        return Tried(None, Failure.CARD_ONLY)
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
    throttle.clear(f"staff:{person.id}")
    if person.phone:
        throttle.clear(keeper.hidden("typed", person.phone))
        throttle.clear(_shared(keeper, person.phone))


def _shared(keeper: Keeper, phone: str) -> str:
    return keeper.hidden("shared", f"{phone} {clock.today()}")


def hidden_address(keeper: Keeper, kind: str, address: str) -> str:
    """One household or one phone has a whole /64 of IPv6 addresses: they count as one."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return keeper.hidden(kind, address)
    whole = str(int(parsed) >> 64) if isinstance(parsed, IPv6Address) and not parsed.ipv4_mapped else address
    return keeper.hidden(kind, whole)


def _digits(identifier: str) -> str:
    try:
        return normalise_phone(identifier)
    except NotAPhone:
        return "".join(letter for letter in identifier if letter.isalnum())[:40]
