"""Signing in: any spelling of card or number, the right one of a family, and not a word about who exists."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.accounts.actions import change_pin, grant, reset_pin
from learning.accounts.models import AuditEntry
from learning.accounts.permissions import Role
from learning.accounts.pins import keeper
from learning.core.codes import show_card_code
from learning.core.database import db
from learning.core.web import safe_next
from tests.support import factories
from tests.support.factories import COURSE, PASSWORD, PIN
from tests.support.journeys import finishes_lesson

PHONE = "0912345678"
OTHER_PIN = "730158"


def sign_in(browser, identifier, pin=PIN, **more):
    return browser.post("/dang-nhap", data={"identifier": identifier, "pin": pin} | more)


def who(browser):
    """Whose page "Học của tôi" is, or None for a guest."""
    found = re.search(r'<p class="lead">([^<]+)<br>', browser.get("/toi").text)
    return found and found.group(1)


def told(answer):
    """The sentence of a refusal, as it stands beside the field."""
    return re.search(r"<b>Cần sửa:</b> ([^<]*)<", answer.text).group(1)


@pytest.fixture
def family(app):
    """Two people with one phone number and different PINs."""
    return factories.person("Trần Thị Mai", phone=PHONE), factories.person("Trần Văn Ba", phone=PHONE, pin=OTHER_PIN)


# --- cards and numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "grouped", ["{0}{1}{2}", "{0} {1} {2}", "{0}-{1}-{2}", "{0}.{1}.{2}", " {0}  {1} {2} ", "{0} – {1} – {2}"]
)
def test_a_card_code_may_be_typed_with_spaces_and_dashes(client, resident, grouped):
    card = grouped.format(*show_card_code(resident.card_code).split())
    assert sign_in(client, card).status_code == 303 and who(client) == "Nguyễn Thị Hoà"


def test_o_for_nought_and_l_for_one_are_forgiven_on_a_card(client, resident):
    assert sign_in(client, resident.card_code.replace("0", "O").replace("1", "l")).status_code == 303


@pytest.mark.parametrize(
    "typed", [PHONE, "0912 345 678", "0912.345.678", "+84 912 345 678", "84912345678", "912345678"]
)
def test_a_phone_number_may_be_typed_in_any_usual_way(client, app, typed):
    factories.person("Trần Thị Mai", phone=PHONE)
    assert sign_in(client, typed).status_code == 303 and who(client) == "Trần Thị Mai"


@pytest.mark.parametrize(("pin", "name"), [(PIN, "Trần Thị Mai"), (OTHER_PIN, "Trần Văn Ba")])
def test_of_a_family_with_one_phone_the_pin_picks_the_right_one(client, family, pin, name):
    sign_in(client, PHONE, pin)
    assert who(client) == name


def test_two_with_the_same_phone_and_the_same_pin_are_asked_for_the_card(client, app):
    people = [factories.person(name, phone=PHONE) for name in ("Trần Thị Mai", "Trần Văn Ba")]
    answer = sign_in(client, PHONE)
    assert answer.status_code == 422 and "Xin nhập mã thẻ học" in told(answer) and who(client) is None
    sign_in(client, people[1].card_code)
    assert who(client) == "Trần Văn Ba"


def test_a_shared_number_never_shows_a_list_of_names(client, family):
    pages = [sign_in(client, PHONE, pin).text for pin in ("111222", "482917")]
    assert not any(name in page for page in pages for name in ("Mai", "Trần", "Văn Ba"))


def test_a_wrong_card_and_an_unknown_number_sound_like_a_wrong_pin(client, app, resident):
    factories.person("Trần Thị Mai", phone=PHONE)
    tries = [(resident.card_code, "482917"), (PHONE, "482917"), ("0987654321", PIN), ("412345678", PIN), ("hoà", PIN)]
    answers = [sign_in(app.test_client(), identifier, pin) for identifier, pin in tries]
    blanked = {
        answer.text.replace(f'value="{identifier}"', "") for answer, (identifier, _) in zip(answers, tries, strict=True)
    }
    assert {answer.status_code for answer in answers} == {422} and len(blanked) == 1


def test_somebody_unknown_waits_and_is_locked_out_just_like_somebody_known(client, app, resident, clock):
    """Otherwise ten tries would tell whether a number is registered."""
    heard = []
    for identifier, address in (
        (resident.card_code, "10.0.0.1"),
        ("0987654321", "10.0.0.2"),
        ("412345678", "10.0.0.3"),
    ):
        clock.set(clock.now().replace(hour=3, minute=0, second=0, microsecond=0))
        sentences = []
        for _ in range(11):
            form = {"identifier": identifier, "pin": "482917"}
            sentences.append(told(client.post("/dang-nhap", data=form, environ_base={"REMOTE_ADDR": address})))
            clock.move(minutes=16)
        heard.append(sentences)
    assert heard[0] == heard[1] == heard[2] and "đã khóa" in heard[0][-1]


def test_neither_the_pin_nor_its_length_comes_back_in_the_page(client, resident):
    assert "482917" not in sign_in(client, resident.card_code, "482917").text


@pytest.mark.parametrize(
    "form", [{}, {"identifier": "412345678"}, {"pin": PIN}, {"identifier": "x" * 5000, "pin": PIN}]
)
def test_half_a_form_is_told_what_is_missing(client, form):
    answer = client.post("/dang-nhap", data=form)
    assert answer.status_code == 422 and "Cần sửa" in answer.text


# --- the session ------------------------------------------------------------------------------------------


def test_a_borrowed_phone_forgets_with_its_browser_and_an_own_one_remembers(client, app, resident):
    sign_in(client, resident.card_code)
    own = app.test_client()
    sign_in(own, resident.card_code, remember="y")
    assert client.get_cookie("phien").expires is None and own.get_cookie("phien").expires is not None


def test_signing_out_leaves_nothing_of_the_person_on_the_device(client, resident):
    finishes_lesson(client, "chuan-bi-may")
    sign_in(client, resident.card_code)
    assert client.post("/dang-xuat").headers["Location"] == "/"
    assert who(client) is None and "Chuẩn bị máy" not in client.get("/toi").text


def test_a_link_cannot_sign_anybody_out(client, resident):
    sign_in(client, resident.card_code)
    assert client.get("/dang-xuat").status_code == 405 and who(client) == "Nguyễn Thị Hoà"


def test_another_site_cannot_sign_anybody_in_or_out(client, resident):
    form = {"identifier": resident.card_code, "pin": PIN}
    assert client.post("/dang-nhap", data=form, site="cross-site").status_code == 403 and who(client) is None


def test_a_new_pin_from_the_office_makes_every_old_session_stale(app, resident, facilitator):
    phones = [app.test_client(), app.test_client()]
    for phone in phones:
        sign_in(phone, resident.card_code, remember="y")
    pin = reset_pin(keeper(), resident, facilitator)
    assert [who(phone) for phone in phones] == [None, None]
    assert sign_in(phones[0], resident.card_code).status_code == 422
    assert sign_in(phones[0], resident.card_code, pin).status_code == 303


def test_giving_a_new_pin_leaves_a_trace(app, resident, facilitator):
    reset_pin(keeper(), resident, facilitator)
    db.session.flush()
    trace = db.session.query(AuditEntry).filter_by(action="reset_pin").one()
    assert (trace.actor_id, trace.subject, trace.note) == (facilitator.id, f"person:{resident.id}", "")


def test_changing_ones_pin_keeps_this_device_and_signs_out_the_others(app, resident):
    here, there = app.test_client(), app.test_client()
    for browser in (here, there):
        sign_in(browser, resident.card_code)
    assert here.post("/toi/ma-pin", data={"pin_now": PIN, "pin": OTHER_PIN}).status_code == 303
    assert (who(here), who(there)) == ("Nguyễn Thị Hoà", None)


@pytest.mark.parametrize("pin", ["123456", "777777", "196000"])
def test_a_chosen_pin_must_not_be_easy_to_guess(resident, client_of, pin):
    answer = client_of(resident).post("/toi/ma-pin", data={"pin_now": PIN, "pin": pin})
    assert answer.status_code == 422 and "dễ đoán" in answer.text
    assert keeper().matches(resident.pin_hash, PIN)


def test_somebody_who_has_left_is_a_guest_with_their_old_cookie(client, resident):
    sign_in(client, resident.card_code)
    db.session.delete(resident)
    assert who(client) is None


@pytest.mark.parametrize("cookie", ["", ".", "x.1", "0" * 32, "0" * 32 + ".1", "\u0301.1"])
def test_a_forged_identity_in_a_session_is_a_guest(client, cookie):
    with client.session_transaction() as session:
        session["_user_id"] = cookie
    assert who(client) is None


# --- where to go on ---------------------------------------------------------------------------------------


def test_a_guest_is_led_to_sign_in_and_back_to_where_they_wanted(client, resident):
    wanted = f"/giay-xac-nhan/khoa/{COURSE}"
    assert unquote(client.get(wanted).headers["Location"]) == f"/dang-nhap?next={wanted}"
    assert sign_in(client, resident.card_code, next=wanted).headers["Location"] == wanted


@pytest.mark.parametrize(
    "target",
    [
        "https://example.vn/",
        "//example.vn/",
        "///example.vn",
        " //example.vn",
        "/\\example.vn",
        "\\\\example.vn",
        "/\texample.vn",
        "/\n/example.vn",
        "/ok\r\nSet-Cookie: a=b",
        "http:example.vn",
        "example.vn",
        "javascript:alert(1)",
    ],
)
def test_signing_in_never_leads_off_the_site(client, resident, target):
    location = sign_in(client, resident.card_code, next=target).headers["Location"]
    assert urlsplit(urljoin("http://localhost/dang-nhap", location.replace("\\", "/"))).netloc == "localhost"


PIECES = ["/", "\\", "//", ":", "http", "@", "example.vn", "\t", " ", "..", "?", "#", "%2f", "toi"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_no_target_of_a_redirect_ever_leaves_our_host(target):
    onward = safe_next(target, "/toi")
    as_browsers_read_it = re.sub(r"[\t\r\n]", "", onward).replace("\\", "/")
    assert onward.startswith("/") and urlsplit(urljoin("http://localhost/a", as_browsers_read_it)).netloc == "localhost"


# --- those who work with the site -------------------------------------------------------------------------


def staff_sign_in(browser, name, password=PASSWORD):
    return browser.post("/dang-nhap/can-bo", data={"login_name": name, "password": password})


def test_staff_sign_in_with_a_password_and_come_to_their_desk(client, admin):
    assert staff_sign_in(client, "ky").headers["Location"] == "/can-bo/"
    assert client.get("/can-bo/").status_code == 200


def test_a_sign_in_name_may_be_typed_with_capitals(client, admin):
    assert staff_sign_in(client, "KY").status_code == 303


def test_a_wrong_password_and_an_unknown_name_sound_alike(client, app, admin, staff):
    """The third has a name and has not set a password yet."""
    answers = [
        staff_sign_in(app.test_client(), *tried) for tried in (("ky", "sai-mat-khau"), ("khong-co",), ("thang",))
    ]
    assert {answer.status_code for answer in answers} == {422} and len({told(answer) for answer in answers}) == 1


def test_a_password_does_not_open_the_learners_door_nor_a_pin_the_staffs(client, admin, resident):
    assert sign_in(client, admin.card_code, "482916").status_code == 422
    assert staff_sign_in(client, resident.card_code, PIN).status_code == 422


def test_a_password_that_was_set_anew_signs_other_devices_out(client, admin):
    from learning.accounts.actions import set_password

    staff_sign_in(client, "ky")
    set_password(keeper(), admin, "mot-cau-khac-han")
    assert who(client) is None


def test_a_change_of_pin_by_the_code_needs_a_strong_one(app, resident):
    from learning.accounts.pins import WeakPin

    with pytest.raises(WeakPin):
        change_pin(keeper(), resident, "112112")


def test_six_digits_do_not_open_the_office(client, resident, home):
    """Whoever filled in the card knows its PIN; a role is behind the password."""
    grant(resident, Role.ADMIN, home, None)
    answer = sign_in(client, resident.card_code)
    assert answer.status_code == 422 and "đăng nhập bằng mật khẩu" in told(answer)
    assert client.get("/quan-tri/").status_code == 303


def test_a_device_signed_in_by_pin_is_not_promoted_with_its_person(client, resident, home):
    sign_in(client, resident.card_code)
    grant(resident, Role.STAFF, home, None)
    db.session.commit()
    assert who(client) is None and client.get("/can-bo/nguoi-hoc").status_code == 303
