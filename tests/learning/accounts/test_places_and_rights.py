"""The tree of places, what a role reaches in it, and what the commune has filled in."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from learning.accounts import queries
from learning.accounts.actions import add_village, fill_in, grant, take_back
from learning.accounts.commune import MISSING, forget_communes
from learning.accounts.models import Place, PlaceSetting
from learning.accounts.permissions import GRANTED, Permission, Role
from learning.accounts.places import plant_commune
from learning.accounts.queries import commune_of, home_commune, may, may_at, open_places, people_for, place_for
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.settings import SettingRefused
from tests.support import factories


@pytest.fixture
def many(home):
    """Enough thôn that the id of one is the beginning of the id of another (4 and 40, say)."""
    for number in range(1, 45):
        factories.village(f"Thôn {number}")
    ids = {place.id: place for place in db.session.scalars(select(Place).where(Place.kind == "village"))}
    short = next(
        number for number in sorted(ids) if any(str(other).startswith(str(number)) for other in ids if other != number)
    )
    return SimpleNamespace(
        short=ids[short],
        longer=[place for number, place in ids.items() if number != short and str(number).startswith(str(short))],
    )


@pytest.fixture
def local(many):
    """A facilitator of the thôn with the short number."""
    return factories.staff("Bùi Thị Na", "na", Role.FACILITATOR, many.short.name)


# --- reach ------------------------------------------------------------------------------------------------


def test_a_facilitator_of_thon_4_has_no_right_in_thon_40(local, many):
    assert may_at(local, Permission.SEE_PEOPLE, many.short) and many.longer
    assert not any(may_at(local, Permission.SEE_PEOPLE, place) for place in many.longer)


def test_the_lists_of_a_facilitator_of_thon_4_hold_nobody_from_thon_40(local, many):
    near = factories.person("Trần Văn Gần", thon=many.short.name)
    for place in many.longer:
        factories.person("Trần Văn Xa", thon=place.name)
    found = db.session.scalars(people_for(local, Permission.SEE_PEOPLE)).all()
    assert near in found and {person.place_id for person in found} == {many.short.id}


def test_a_role_reaches_down_the_tree_and_never_up(facilitator, staff, home, thon_mot):
    assert may_at(staff, Permission.SEE_PEOPLE, thon_mot) and may_at(staff, Permission.SEE_PEOPLE, home)
    assert not may_at(facilitator, Permission.SEE_PEOPLE, home)
    assert not may_at(staff, Permission.SEE_PEOPLE, home.parent)


def test_a_place_out_of_reach_does_not_exist_for_the_one_who_asks(facilitator, thon_mot, thon_hai):
    assert place_for(facilitator, thon_mot.id, Permission.SEE_PEOPLE) is thon_mot
    for place_id in (thon_hai.id, 99999):
        with pytest.raises(NotFound):
            place_for(facilitator, place_id, Permission.SEE_PEOPLE)


def test_somebody_out_of_reach_does_not_exist_either(facilitator, resident, stranger):
    assert queries.person_for(facilitator, resident.id, Permission.SEE_PEOPLE) is resident
    with pytest.raises(NotFound):
        queries.person_for(facilitator, stranger.id, Permission.SEE_PEOPLE)


def test_a_right_of_another_kind_does_not_reach_at_all(editor, facilitator, home, thon_mot):
    assert not may_at(editor, Permission.SEE_PEOPLE, home)
    assert not may_at(facilitator, Permission.REVOKE_CERTIFICATES, thon_mot)


def test_two_roles_in_two_places_do_not_mix(app, thon_mot, thon_hai):
    who = factories.staff("Bùi Thị Na", "na", Role.FACILITATOR, "Thôn Mẫu Một")
    grant(who, Role.STAFF, thon_hai, None)
    assert may_at(who, Permission.REVOKE_CERTIFICATES, thon_hai)
    assert not may_at(who, Permission.REVOKE_CERTIFICATES, thon_mot)


def test_a_resident_holds_no_right_but_to_learn(resident, home):
    assert {permission for permission in Permission if may(resident, permission)} == {Permission.LEARN}
    assert db.session.scalars(people_for(resident, Permission.SEE_PEOPLE)).all() == []


def test_giving_a_role_twice_gives_it_once_and_taking_it_back_takes_it(staff, admin, home):
    grant(staff, Role.STAFF, home, admin)
    assert len(staff.grants) == 1
    take_back(staff.grants[0], admin)
    db.session.commit()
    db.session.expire_all()
    assert not may(staff, Permission.SEE_PEOPLE)


def test_only_an_administrator_looks_after_rights_settings_and_the_trail():
    for permission in (
        Permission.MANAGE_ROLES,
        Permission.MANAGE_SETTINGS,
        Permission.MANAGE_PLACES,
        Permission.READ_AUDIT,
    ):
        assert [role for role, granted in GRANTED.items() if permission in granted] == [Role.ADMIN]


def test_who_teaches_cannot_revoke_and_who_edits_sees_nobody():
    assert Permission.REVOKE_CERTIFICATES not in GRANTED[Role.FACILITATOR]
    assert GRANTED[Role.EDITOR] == {Permission.PUBLISH_COURSES, Permission.TEACH}


# --- planting ---------------------------------------------------------------------------------------------


def test_the_home_commune_is_hai_hung_in_hai_phong(home):
    assert (home.name, home.parent.name, home.code) == ("xã Hải Hưng", "thành phố Hải Phòng", 11257)
    assert home_commune().full_name == "xã Hải Hưng, thành phố Hải Phòng"


def test_planting_the_same_commune_again_changes_nothing(home):
    before = db.session.scalar(select(func.count()).select_from(Place))
    assert plant_commune(11257) is home
    assert db.session.scalar(select(func.count()).select_from(Place)) == before


def test_a_commune_of_the_same_city_shares_its_city(home):
    from vietnam_provinces import Ward

    other = next(ward for ward in Ward.iter_all() if ward.province_code == 31 and int(ward.code) != 11257)
    neighbour = plant_commune(int(other.code))
    assert neighbour.parent_id == home.parent_id and neighbour.path.startswith(home.parent.path)
    assert not home.covers(neighbour) and not neighbour.covers(home)


@pytest.mark.parametrize("code", [0, 1, 99999])
def test_a_code_that_no_commune_has_is_refused_with_its_name(app, code):
    with pytest.raises(SettingRefused, match="HOME_COMMUNE"):
        plant_commune(code)


def test_a_commune_has_no_two_thon_of_one_name(home):
    factories.village("Thôn Lạc")
    with pytest.raises(IntegrityError), db.session.begin_nested():
        add_village(home, "Thôn Lạc", None)


def test_thon_2_stands_before_thon_10_and_the_commune_before_its_thon(home):
    for name in ("Thôn 10", "Thôn 2", "Thôn 1"):
        factories.village(name)
    names = [place.name for place in open_places()]
    assert names[0] == "xã Hải Hưng" and [name for name in names if name[-1].isdigit()] == [
        "Thôn 1",
        "Thôn 2",
        "Thôn 10",
    ]


def test_nobody_registers_in_a_closed_thon(client, home, clock):
    closed = factories.village("Thôn Cũ")
    closed.closed_at = clock.now()
    assert "Thôn Cũ" not in client.get("/dang-ky").text


# --- what the commune fills in ----------------------------------------------------------------------------


@pytest.fixture
def setting(home):
    """Fill in one blank of the home commune and look at it."""

    def write(value, key="so-tram-y-te"):
        fill_in(home, key, value, None)
        db.session.commit()
        forget_communes()
        return home_commune().shown(key)

    return write


def test_an_empty_blank_says_that_the_commune_will_add_it(app):
    assert home_commune().shown("so-tram-y-te") == MISSING == "xã sẽ bổ sung"
    assert home_commune().value("so-tram-y-te") == ""


def test_a_blank_can_be_filled_changed_and_emptied(setting):
    assert [setting(value) for value in ("0225 111 222", "0225 333 444", "")] == [
        "0225 111 222",
        "0225 333 444",
        MISSING,
    ]
    assert db.session.scalar(select(func.count()).select_from(PlaceSetting)) == 0


def test_a_thon_speaks_with_the_voice_of_its_commune(setting, thon_mot):
    setting("0225 111 222")
    assert commune_of(thon_mot).shown("so-tram-y-te") == "0225 111 222"


def test_another_process_sees_a_change_within_two_seconds(home, monkeypatch, clock):
    hand = SimpleNamespace(passed=0.0)
    monkeypatch.setattr("learning.core.clock.ticks", lambda: 1000.0 + hand.passed)
    assert home_commune().shown("so-tram-y-te") == MISSING
    fill_in(home, "so-tram-y-te", "0225 111 222", None)
    hand.passed = 2.1
    assert home_commune().shown("so-tram-y-te") == "0225 111 222"


def test_the_edition_changes_with_every_change(setting, clock):
    editions = []
    for value in ("một", "hai", ""):
        setting(value)
        clock.move(seconds=1)
        editions.append(home_commune().edition)
    assert len(set(editions)) == 3


def test_every_blank_that_a_lesson_may_use_can_be_filled_in_by_somebody():
    from learning.accounts.commune import BLANK_KEYS, BLANKS

    assert len(BLANK_KEYS) == len(BLANKS) and all(blank.label and blank.group for blank in BLANKS)
