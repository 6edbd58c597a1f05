"""The timetable: planning once and weekly, changing this one or all after it, cancelling, opening, closing."""

from __future__ import annotations

import uuid
from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from learning.accounts.models import Person
from learning.core import clock as core_clock
from learning.core.database import db
from learning.core.errors import NotFound
from tests.support import factories
from tests.support.meetings import draft, meeting
from training.meetings import actions, planning, queries
from training.meetings.coming import coming, forget_coming
from training.meetings.models import GuestCount, Meeting, MeetingState
from training.meetings.schedule import at, read_day, read_time, weekly, when_vi

MONDAY = date(2026, 11, 30)
EVENING = at(MONDAY, time(19, 30))


def weekly_class(by: Person, times: int = 4) -> Meeting:
    """A class on so many Mondays."""
    return meeting(by, weekly(MONDAY, times), starts_at=EVENING)


def all_meetings() -> list[Meeting]:
    """Every meeting by its start."""
    return list(db.session.scalars(select(Meeting).order_by(Meeting.starts_at)))


@pytest.mark.parametrize("typed", ["25/11/2026", "25.11.2026", "25-11-2026", " 25 / 11 / 2026 "])
def test_days_are_read_as_people_write_them(typed: str) -> None:
    assert read_day(typed) == date(2026, 11, 25)


@pytest.mark.parametrize("typed", ["", "31/02/2026", "2026-11-25", "25/11", "mai", "٢٥/11/2026"])
def test_what_is_no_day_is_none(typed: str) -> None:
    assert read_day(typed) is None


@pytest.mark.parametrize("typed", ["19:30", "19h30", "19 giờ 30", "19g30", "19.30", "19 giờ 30 phút"])
def test_times_are_read_as_people_say_them(typed: str) -> None:
    assert read_time(typed) == time(19, 30)


def test_a_bare_hour_and_nonsense() -> None:
    assert read_time("19h") == time(19)
    assert [read_time(typed) for typed in ("25:00", "19:60", "tối", "")] == [None] * 4


def test_weeks_are_counted_or_run_until_a_day() -> None:
    assert weekly(MONDAY, 3) == (MONDAY, MONDAY + timedelta(7), MONDAY + timedelta(14))
    assert len(weekly(MONDAY, 1, until=MONDAY + timedelta(20))) == 3


def test_a_meeting_over_midnight_says_both_days() -> None:
    late = at(MONDAY, time(22))
    assert when_vi(late, late + timedelta(hours=1)) == "Thứ Hai 30/11/2026, 22:00–23:00"
    assert when_vi(late, late + timedelta(hours=3)).endswith("01:00 ngày 01/12/2026")


def test_a_weekly_class_is_one_row_a_week_in_one_series(facilitator: Person) -> None:
    weekly_class(facilitator)
    rows = all_meetings()
    assert [row.starts_at for row in rows] == [EVENING + timedelta(weeks=number) for number in range(4)]
    assert len({row.series_id for row in rows}) == 1
    assert len({row.code for row in rows}) == 4
    assert {row.state for row in rows} == {"planned"}
    assert {queries.items_of(row.id) for row in rows} == {(factories.COURSE,)}


def test_a_second_tap_plans_nothing_more(facilitator: Person) -> None:
    made = uuid.uuid4()
    first = planning.plan(draft(), (MONDAY,), facilitator, made)
    assert planning.plan(draft(), (MONDAY,), facilitator, made) is first
    assert len(all_meetings()) == 1


def test_somebody_elses_id_is_not_a_key_to_their_meeting(facilitator: Person, staff: Person) -> None:
    made = uuid.uuid4()
    theirs = planning.plan(draft(), (MONDAY,), facilitator, made)
    assert planning.plan(draft(title="Khác"), (MONDAY,), staff, made).id != theirs.id


def test_changing_the_later_ones_too_moves_them_by_as_much(facilitator: Person) -> None:
    first = weekly_class(facilitator)
    second = all_meetings()[1]
    planning.change(
        second, draft(starts_at=second.starts_at + timedelta(days=1, hours=1), hall="Trường học"), 0, facilitator, True
    )
    rows = all_meetings()
    assert rows[0] is first
    assert [row.hall for row in rows] == ["Nhà văn hóa Thôn Mẫu Một", *["Trường học"] * 3]
    moved = timedelta(days=1, hours=1)
    assert [row.starts_at for row in rows[1:]] == [EVENING + timedelta(weeks=week) + moved for week in (1, 2, 3)]


def test_two_who_change_at_once_do_not_undo_each_other(facilitator: Person, staff: Person) -> None:
    found = meeting(facilitator)
    planning.change(found, draft(hall="Trường học"), 0, facilitator)
    with pytest.raises(planning.ChangedMeanwhile):
        planning.change(found, draft(hall="Đình làng"), 0, staff)
    assert found.hall == "Trường học"


def test_every_change_is_a_new_edition_for_calendars(facilitator: Person) -> None:
    found = meeting(facilitator)
    planning.change(found, draft(hall="Trường học"), 0, facilitator)
    actions.cancel(found, "Mất điện", facilitator)
    assert found.revision == 2


def test_cancelling_tells_why_and_is_final(facilitator: Person, clock) -> None:
    found = meeting(facilitator)
    actions.cancel(found, "Hội trường mất điện", facilitator)
    assert (found.state, queries.state_of(found.id).reason) == ("cancelled", "Hội trường mất điện")
    clock.move(minutes=1)
    with pytest.raises(actions.CancelledMeeting):
        actions.set_state(found, "opened", core_clock.now(), facilitator)


def test_what_took_place_cannot_be_called_off(facilitator: Person, resident: Person, clock) -> None:
    """Else those who came would be counted for a class that, the timetable says, never was."""
    closed, ticked, visited = (meeting(facilitator) for _ in range(3))
    db.session.add(GuestCount(meeting_id=visited.id, number=20, said_at=core_clock.now()))
    actions.keep_check_ins(ticked, [actions.Seen(uuid.uuid4(), resident, "tick", core_clock.now(), facilitator.id)])
    clock.move(minutes=1)
    actions.set_state(closed, "closed", core_clock.now(), facilitator)
    for held in (closed, ticked, visited):
        with pytest.raises(planning.MeetingHeld):
            planning.cancel(held, "Mưa bão", facilitator)


def test_the_database_wants_a_reason_for_cancelling(facilitator: Person) -> None:
    found = meeting(facilitator)
    db.session.add(MeetingState(meeting_id=found.id, number=2, state="cancelled"))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_cancelling_the_rest_of_a_class_leaves_what_was(facilitator: Person) -> None:
    weekly_class(facilitator)
    third = all_meetings()[2]
    assert planning.cancel(third, "Nghỉ Tết", facilitator, later_too=True) == 2
    assert [row.state for row in all_meetings()] == ["planned", "planned", "cancelled", "cancelled"]


def test_opening_twice_is_one_opening(facilitator: Person, clock) -> None:
    found = meeting(facilitator)
    clock.move(minutes=1)
    for _ in range(2):
        actions.set_state(found, "opened", core_clock.now(), facilitator)
    assert [state.state for state in queries.states_of(found.id)] == ["planned", "opened"]


def test_an_opening_that_arrives_after_the_closing_changes_nothing(facilitator: Person, clock) -> None:
    found = meeting(facilitator)
    tapped = clock.move(minutes=5)
    clock.move(minutes=90)
    actions.set_state(found, "closed", core_clock.now(), facilitator)
    actions.set_state(found, "opened", tapped, facilitator)
    assert found.state == "closed"


def test_only_those_in_charge_find_the_office_of_a_meeting(
    facilitator: Person, staff: Person, thon_hai, resident: Person
) -> None:
    elsewhere = meeting(staff, place=thon_hai)
    assert queries.meeting_for(staff, elsewhere.id) is elsewhere
    with pytest.raises(NotFound):
        queries.meeting_for(facilitator, elsewhere.id)
    with pytest.raises(NotFound):
        queries.meeting_for(resident, elsewhere.id)


def test_who_leads_a_meeting_elsewhere_finds_it(facilitator: Person, staff: Person, thon_hai) -> None:
    led = meeting(staff, place=thon_hai, facilitator_ids=(facilitator.id,))
    assert queries.meeting_for(facilitator, led.id, lock=True) is led
    assert queries.meetings_between(queries.reach_of(facilitator), core_clock.now()) == [led]


def test_a_thon_sees_its_own_meetings_and_those_of_the_commune(staff: Person, home, thon_mot, thon_hai) -> None:
    everywhere = [meeting(staff, place=place, title=place.name) for place in (home, thon_mot, thon_hai)]
    seen = queries.meetings_between(queries.open_to(thon_mot), core_clock.now())
    assert {row.title for row in seen} == {home.name, thon_mot.name}
    assert len(queries.meetings_between(queries.open_to(home), core_clock.now())) == len(everywhere)


def test_who_may_lead_is_looked_for_in_the_own_commune(facilitator: Person, staff: Person, resident: Person) -> None:
    names = [person.full_name for person in queries.possible_facilitators(facilitator)]
    assert names == ["Bùi Thị Quỳnh", "Phùng Đức Thắng"]


def test_what_comes_next_is_told_from_memory(facilitator: Person, thon_hai, queries) -> None:
    assert coming() == ()
    found = meeting(facilitator)
    db.session.commit()
    assert [row.code for row in coming()] == [found.code]
    with queries() as log:
        assert coming(thon_hai.id) == ()
    assert len(log) == 0


def test_what_is_cancelled_or_over_does_not_come(facilitator: Person, clock) -> None:
    first, second = meeting(facilitator), meeting(facilitator, day=core_clock.today() + timedelta(days=2))
    actions.cancel(first, "Mưa bão", facilitator)
    assert [row.code for row in coming()] == [second.code]
    clock.move(days=4)
    forget_coming()
    assert coming() == ()


# Signing up


def wish(person: Person | None = None, name: str = "", made: uuid.UUID | None = None) -> actions.Wish:
    """Somebody wants to come."""
    return actions.Wish(made or uuid.uuid4(), core_clock.now(), person, name)


def test_signing_up_twice_takes_one_seat(facilitator: Person, resident: Person) -> None:
    found, made = meeting(facilitator), uuid.uuid4()
    for _ in range(2):
        actions.sign_up(found, wish(resident))
        actions.sign_up(found, wish(name="Phạm Văn Khách", made=made))
    assert queries.seats_taken(found.id) == 2


def test_two_guests_of_one_name_take_two_seats(facilitator: Person) -> None:
    found = meeting(facilitator)
    for _ in range(2):
        actions.sign_up(found, wish(name="Phạm Văn Khách"))
    assert queries.seats_taken(found.id) == 2


def test_an_id_that_was_passed_on_takes_nothing_from_anybody(facilitator: Person) -> None:
    found, made = meeting(facilitator), uuid.uuid4()
    actions.sign_up(found, wish(name="Phạm Văn Khách", made=made))
    actions.sign_up(found, wish(name="Trần Thị Khác", made=made))
    assert [row.name for row, _ in queries.sign_ups_of(found.id)] == ["Phạm Văn Khách", "Trần Thị Khác"]


def test_a_full_meeting_says_so_but_not_to_those_who_have_a_seat(facilitator: Person, resident: Person) -> None:
    found = meeting(facilitator, capacity=1)
    actions.sign_up(found, wish(resident))
    actions.sign_up(found, wish(resident))
    with pytest.raises(actions.MeetingFull):
        actions.sign_up(found, wish(name="Phạm Văn Khách"))


def test_a_seat_given_back_can_be_taken_again(facilitator: Person, resident: Person, clock) -> None:
    found = meeting(facilitator, capacity=1)
    actions.sign_up(found, wish(resident))
    clock.move(minutes=1)
    actions.withdraw(found, resident, core_clock.now())
    actions.sign_up(found, wish(name="Phạm Văn Khách"))
    assert [row.name for row, _ in queries.sign_ups_of(found.id)] == ["Phạm Văn Khách"]


def test_a_queued_sign_up_does_not_undo_a_later_withdrawal(facilitator: Person, resident: Person, clock) -> None:
    found, queued = meeting(facilitator), wish(resident)
    clock.move(minutes=1)
    actions.sign_up(found, wish(resident))
    clock.move(minutes=1)
    actions.withdraw(found, resident, core_clock.now())
    actions.sign_up(found, queued)
    assert queries.seats_taken(found.id) == 0


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_nobody_signs_up_for_what_is_over(facilitator: Person, resident: Person, clock, state: str) -> None:
    found = meeting(facilitator)
    clock.move(minutes=1)
    actions.set_state(found, state, core_clock.now(), facilitator, "Mưa bão")
    with pytest.raises(actions.MeetingOver):
        actions.sign_up(found, wish(resident))


def test_mere_names_are_let_go_of_a_month_after_the_meeting(facilitator: Person, resident: Person, clock) -> None:
    old, fresh = meeting(facilitator), meeting(facilitator, day=core_clock.today() + timedelta(days=20))
    for found in (old, fresh):
        actions.sign_up(found, wish(name="Phạm Văn Khách"))
        actions.sign_up(found, wish(resident))
    clock.move(days=33)
    actions.set_state(fresh, "closed", core_clock.now(), facilitator)
    assert [row.name for row, _ in queries.sign_ups_of(old.id)] == [None]
    assert len(queries.sign_ups_of(fresh.id)) == 2


def test_an_office_puts_many_on_the_list_in_one_question(facilitator: Person, queries) -> None:
    found, people = meeting(facilitator), factories.people(30)
    db.session.flush()
    with queries() as log:
        actions.sign_up_people(found, people, facilitator)
    assert len(log) == 1
    actions.sign_up_people(found, people, facilitator)
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 1


def test_a_withdrawal_that_arrives_again_does_not_undo_a_newer_wish(facilitator: Person, resident: Person) -> None:
    found, now = meeting(facilitator), core_clock.now()
    actions.sign_up(found, actions.Wish(uuid.uuid4(), now - timedelta(minutes=9), resident))
    taken_back = now - timedelta(minutes=6)
    actions.withdraw(found, resident, taken_back)
    actions.sign_up(found, actions.Wish(uuid.uuid4(), now - timedelta(minutes=3), resident))
    actions.withdraw(found, resident, taken_back)  # the phone did not hear that it had arrived
    assert queries.seats_taken(found.id) == 1


def test_nobody_signs_up_for_what_was_called_off_a_moment_ago(facilitator: Person, resident: Person) -> None:
    """Whoever waited for the lock has read the meeting as it was before."""
    found = meeting(facilitator)
    assert found.state == "planned"
    db.session.add(MeetingState(meeting_id=found.id, number=2, state="cancelled", reason="mưa bão"))
    db.session.flush()
    with pytest.raises(actions.MeetingOver):
        actions.sign_up(found, actions.Wish(uuid.uuid4(), core_clock.now(), resident))


def test_a_guest_leader_touches_only_the_meeting_they_lead(staff: Person, facilitator: Person, thon_hai) -> None:
    """A class of another thôn, of which the facilitator leads one evening: the later ones are not theirs."""
    days = weekly(MONDAY, 3)
    first = meeting(staff, days, starts_at=EVENING, place=thon_hai)
    second = all_meetings()[1]
    change = draft(starts_at=second.starts_at, place=thon_hai, facilitator_ids=(facilitator.id,))
    planning.change(second, change, second.revision, staff)
    assert [row.id for row in queries.following(first, facilitator)] == [second.id]
    assert planning.cancel(second, "bận", facilitator, later_too=True) == 1
    assert [row.state for row in all_meetings()] == ["planned", "cancelled", "planned"]
