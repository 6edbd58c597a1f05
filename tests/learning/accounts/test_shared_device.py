"""A phone that a family shares: names to tap, a PIN for each, nothing of the last one for the next one."""

from __future__ import annotations

import hashlib
import re
import uuid

import pytest
from werkzeug.wrappers import Response

from learning.accounts.actions import grant, reset_pin
from learning.accounts.device import faces_of, with_key, without_person
from learning.accounts.office_actions import replace_card
from learning.accounts.permissions import Role
from learning.accounts.pins import keeper
from learning.core.web.assets import STATIC
from learning.core.web.device import DEVICE_COOKIE, IDLE_AFTER, MOST_KEPT, device_keys, keep_on_device
from pages import own_data
from tests.support import factories
from tests.support.factories import COURSE, LESSON, PASSWORD, PIN

CHOOSER = "/ai-dang-hoc"
VENDOR = STATIC / "vendor" / "qr"
OTHER_PIN = "730158"


def sign_in(browser, person, pin=PIN, **more):
    return browser.post("/dang-nhap", data={"identifier": person.card_code, "pin": pin} | more)


def sign_out(browser, **more):
    return browser.post("/dang-xuat", data=more)


def taps(browser, person, pin=PIN, **more):
    return browser.post(f"{CHOOSER}/{person.id}", data={"pin": pin} | more)


def names(browser):
    """The names that the chooser offers, in their order."""
    return re.findall(r'class="face".*?<b>([^<]+)</b>', browser.get(CHOOSER).text)


def who(browser):
    """Whose page "Học của tôi" is, or None for a guest."""
    found = re.search(r'<p class="lead">([^<]+)<br>', browser.get("/toi").text)
    return found and found.group(1)


def told(answer):
    """The sentence beside the field."""
    return re.search(r"<b>Cần sửa:</b> ([^<]*)<", answer.text).group(1)


@pytest.fixture
def phone(client, resident, stranger):
    """A phone on which two people have signed in; nobody is signed in now."""
    sign_in(client, resident)
    sign_out(client)
    sign_in(client, stranger, OTHER_PIN)
    sign_out(client)
    return client


# --- whose names ------------------------------------------------------------------------------------------


def test_a_new_phone_offers_nobody_and_still_leads_on(client):
    page = client.get(CHOOSER).text
    assert names(client) == [] and "Máy này chưa có tên ai" in page
    assert all(word in page for word in ("/quet-the", "/dang-nhap", "Chỉ đọc bài, không cần tên"))


def test_whoever_came_last_stands_first_with_the_short_name_and_the_thon(phone):
    page = phone.get(CHOOSER).text
    assert names(phone) == ["Văn Lượng", "Thị Hoà"]
    assert "Thôn Mẫu Một" in page and "Nguyễn Thị Hoà" not in page


def test_registering_also_leaves_the_name(client, home):
    form = {"full_name": "Cao Thị Mới", "audience": "residents", "place": str(home.id), "may_record": "y"}
    client.post("/dang-ky", data=form | {"pin": PIN, "pin_again": PIN})
    assert names(client) == ["Thị Mới"]


def test_the_cookie_holds_keys_alone_and_no_script_reads_it(phone, app, resident, stranger):
    cookie = phone.get_cookie(DEVICE_COOKIE)
    assert cookie.http_only and cookie.same_site == "Lax" and cookie.expires is not None
    with app.test_request_context(headers={"Cookie": f"{DEVICE_COOKIE}={cookie.value}"}):
        assert device_keys() == (stranger.get_id(), resident.get_id())


def test_names_are_never_stored_by_the_browser(phone, resident):
    for path in (CHOOSER, f"{CHOOSER}/{resident.id}"):
        assert phone.get(path).headers["Cache-Control"] == "private, no-store"


def test_at_most_eight_names_the_oldest_go(client):
    people = factories.people(MOST_KEPT + 1)
    for person in people:
        sign_in(client, person)
    assert names(client) == [person.display_name for person in reversed(people[1:])]


def test_the_same_person_twice_stands_once(phone, resident):
    sign_in(phone, resident)
    assert names(phone) == ["Thị Hoà", "Văn Lượng"]


@pytest.mark.parametrize("cookie", ["", "x", "WyIwMDAiXQ.AAAA", "á", "W10.", "." * 3000])
def test_a_forged_cookie_offers_nobody(client, resident, cookie):
    client.set_cookie(DEVICE_COOKIE, cookie)
    assert names(client) == [] and taps(client, resident).headers["Location"] == CHOOSER


def test_a_cookie_of_another_purpose_offers_nobody(client, resident):
    """The visit's cookie is signed by the same installation."""
    sign_in(client, resident)
    visit = client.get_cookie("phien").value
    client.set_cookie(DEVICE_COOKIE, visit)
    assert names(client) == []


def test_who_has_left_falls_out(phone, resident):
    own_data.forget(resident)
    assert names(phone) == ["Văn Lượng"]


@pytest.mark.parametrize(
    "change",
    [
        lambda person, by: reset_pin(keeper(), person, by),
        lambda person, by: replace_card(keeper(), person, [person.card_code], by),
    ],
    ids=["a new PIN from the office", "a new card"],
)
def test_who_has_another_key_falls_out_until_the_next_sign_in(phone, resident, facilitator, change):
    change(resident, facilitator)
    assert names(phone) == ["Văn Lượng"]
    assert taps(phone, resident).headers["Location"] == CHOOSER and who(phone) is None


def test_who_has_fallen_out_is_no_longer_in_the_cookie(phone, resident, facilitator):
    before = phone.get_cookie(DEVICE_COOKIE).value
    reset_pin(keeper(), resident, facilitator)
    names(phone)
    assert len(phone.get_cookie(DEVICE_COOKIE).value) < len(before)


def test_changing_ones_own_pin_keeps_the_name(phone, resident):
    sign_in(phone, resident)
    phone.post("/toi/ma-pin", data={"pin_now": PIN, "pin": "593027"})
    sign_out(phone)
    assert names(phone) == ["Thị Hoà", "Văn Lượng"]
    assert taps(phone, resident, "593027").status_code == 303


def test_who_takes_on_an_office_falls_out(phone, resident, home):
    grant(resident, Role.FACILITATOR, home, None)
    assert names(phone) == ["Văn Lượng"] and taps(phone, resident).headers["Location"] == CHOOSER


def test_even_a_fresh_key_of_an_officer_opens_nothing(client, app, resident, home):
    grant(resident, Role.FACILITATOR, home, None)
    with app.test_request_context():
        keep_on_device(answer := Response(), (resident.get_id(),))
    client.set_cookie(DEVICE_COOKIE, re.search(rf"{DEVICE_COOKIE}=([^;]+)", answer.headers["Set-Cookie"]).group(1))
    assert names(client) == [] and taps(client, resident).headers["Location"] == CHOOSER


def test_those_who_sign_in_with_a_password_leave_no_name(client, admin):
    client.post("/dang-nhap/can-bo", data={"login_name": "ky", "password": PASSWORD})
    assert names(client) == []


def test_an_officer_who_changes_an_old_pin_leaves_no_name(client_of, resident, home):
    grant(resident, Role.FACILITATOR, home, None)
    browser = client_of(resident)
    assert browser.post("/toi/ma-pin", data={"pin_now": PIN, "pin": "593027"}).status_code == 303
    assert browser.get_cookie(DEVICE_COOKIE) is None


def test_two_who_look_alike_are_told_apart_by_their_cards(client):
    people = [factories.person("Nguyễn Văn Hải"), factories.person("Trần Văn Hải")]
    for person in people:
        sign_in(client, person)
    page = client.get(CHOOSER).text
    assert all(f"Thẻ học có số cuối {person.card_code[-3:]}" in page for person in people)
    assert not any(person.card_code in page for person in people)


def test_a_name_can_be_taken_off_the_phone_and_nothing_else_happens(phone, resident):
    assert phone.post(f"{CHOOSER}/{resident.id}/bo-ten").headers["Location"] == CHOOSER
    assert names(phone) == ["Văn Lượng"]
    assert sign_in(phone, resident).status_code == 303


def test_a_person_without_a_thon_and_with_one_word_has_a_face(app):
    face = faces_of([factories.person("Hoà", thon="xã")])[0]
    assert (face.name, face.initials, face.thon, face.hint) == ("Hoà", "H", "", "")


def test_a_newer_key_takes_the_place_of_an_older_one():
    assert with_key(("a.1", "b.1"), "a.2") == ("a.2", "b.1")
    assert without_person(("a.1", "ab.1"), "a") == ("ab.1",)


# --- going in ---------------------------------------------------------------------------------------------


def test_a_tap_and_a_pin_let_the_right_one_in(phone, resident):
    assert "Chào Thị Hoà" in phone.get(f"{CHOOSER}/{resident.id}").text
    assert taps(phone, resident).headers["Location"] == "/toi" and who(phone) == "Nguyễn Thị Hoà"


def test_the_neighbours_pin_does_not_open_it(phone, resident):
    answer = taps(phone, resident, OTHER_PIN)
    assert answer.status_code == 422 and told(answer) == "Mã PIN chưa đúng. Xin nhập lại, chậm từng số."
    assert who(phone) is None and OTHER_PIN not in answer.text


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "abcdef"])
def test_half_a_pin_is_told_so_and_costs_no_try(phone, resident, pin):
    assert taps(phone, resident, pin).status_code == 422


def test_wrong_pins_wait_and_lock_here_as_at_the_sign_in(phone, app, resident, clock):
    for _ in range(3):
        taps(phone, resident, "482917")
    assert "Xin đợi đến" in told(taps(phone, resident))
    elsewhere = sign_in(app.test_client(), resident)
    assert elsewhere.status_code == 422 and "Xin đợi đến" in told(elsewhere)
    for _ in range(10):
        clock.move(minutes=16)
        taps(phone, resident, "482917")
    clock.move(minutes=16)
    assert "đã khóa" in told(taps(phone, resident))


def test_somebody_of_another_phone_cannot_be_tapped(client, resident):
    for answer in (client.get(f"{CHOOSER}/{resident.id}"), taps(client, resident), taps(client, resident, "000000")):
        assert (answer.status_code, answer.headers["Location"]) == (303, CHOOSER)
    assert client.get(f"{CHOOSER}/{uuid.uuid4()}").status_code == 303
    assert who(client) is None


def test_wrong_tries_for_somebody_of_another_phone_do_not_lock_them_out(client, app, resident):
    for _ in range(12):
        taps(client, resident, "482917")
    assert sign_in(app.test_client(), resident).status_code == 303


def test_the_way_back_is_kept_and_never_leads_off_the_site(phone, resident):
    wanted = f"/khoa-hoc/{COURSE}/{LESSON}"
    assert f'value="{wanted}"' in phone.get(f"{CHOOSER}/{resident.id}?next={wanted}").text
    assert taps(phone, resident, next=wanted).headers["Location"] == wanted
    for bad in ("//example.vn/", "https://example.vn/", "/\\example.vn", "javascript:alert(1)"):
        assert taps(phone, resident, next=bad).headers["Location"] == "/toi"
        assert "example.vn" not in phone.get(CHOOSER, query_string={"next": bad}).text


def test_a_shared_phone_is_not_remembered_beyond_its_browser(phone, resident):
    taps(phone, resident)
    assert phone.get_cookie("phien").expires is None


def test_another_site_cannot_tap_or_take_off(phone, resident):
    for path in (f"{CHOOSER}/{resident.id}", f"{CHOOSER}/{resident.id}/bo-ten"):
        assert phone.post(path, data={"pin": PIN}, site="cross-site").status_code == 403
    assert who(phone) is None and "Thị Hoà" in names(phone)


# --- changing places --------------------------------------------------------------------------------------


def test_leaving_a_shared_phone_leads_to_the_names(phone, resident):
    taps(phone, resident)
    answer = sign_out(phone)
    assert answer.headers["Location"] == CHOOSER and answer.headers["Clear-Site-Data"] == '"cache"'
    assert who(phone) is None


def test_leaving_ones_own_phone_leads_home(client, resident):
    sign_in(client, resident)
    assert sign_out(client).headers["Location"] == "/"


def test_changing_keeps_the_lesson_that_was_open(phone, resident):
    taps(phone, resident)
    lesson = f"/khoa-hoc/{COURSE}/{LESSON}"
    assert sign_out(phone, den="chon", next=lesson).headers["Location"] == f"{CHOOSER}?next={lesson}"


def test_reading_without_a_name_signs_nobody_in_and_whoever_was_in_out(phone, resident):
    taps(phone, resident)
    assert sign_out(phone, den="doc").headers["Location"] == "/khoa-hoc/"
    assert who(phone) is None
    assert sign_out(phone, den="doc", next="//example.vn").headers["Location"] == "/khoa-hoc/"


def test_the_next_one_finds_nothing_of_the_last_ones_visit(phone, resident, stranger):
    """Somebody signs in over somebody else, without "Thoát" in between."""
    taps(phone, resident)
    with phone.session_transaction() as visit:
        visit["_flashes"] = [("success", "Mã thẻ học của chị Hoà")]
    taps(phone, stranger, OTHER_PIN)
    page = phone.get("/toi").text
    assert "Đỗ Văn Lượng" in page and "chị Hoà" not in page


def test_what_a_guest_has_read_is_still_offered_to_who_comes_in(phone, resident):
    phone.post(f"/khoa-hoc/{COURSE}/{LESSON}/da-hoc-xong")
    assert taps(phone, resident).headers["Location"].startswith("/toi/nhan-bai")


# --- after a while ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/toi", f"/khoa-hoc/{COURSE}/{LESSON}"])
def test_a_shared_phone_asks_after_ten_minutes_and_one_of_ones_own_never(phone, app, resident, path):
    taps(phone, resident)
    alone = app.test_client()
    sign_in(alone, resident)
    pages = [(browser.get("/toi"), browser.get(path).text)[1] for browser in (phone, alone, phone)]
    asks = [f'data-idle="{IDLE_AFTER}"' in page and "Đổi người học" in page for page in pages]
    assert asks == [True, False, True]
    assert "data-idle" not in pages[1] and "Đổi người học" not in pages[1]


def test_nobody_signed_in_is_never_asked(phone):
    assert not any("data-idle" in phone.get(path).text for path in ("/", "/toi", CHOOSER))


def test_slides_on_the_wall_are_never_interrupted(phone, admin):
    phone.post("/dang-nhap/can-bo", data={"login_name": "ky", "password": PASSWORD})
    assert "data-idle" not in phone.get("/can-bo/").text


def test_the_sign_in_leads_to_the_names_where_there_are_any(phone, app):
    wanted = f'href="{CHOOSER}?next=/toi"'
    assert wanted in phone.get("/dang-nhap?next=/toi").text
    assert wanted not in app.test_client().get("/dang-nhap?next=/toi").text


def test_the_names_cost_one_question_however_many(phone, queries):
    phone.get(CHOOSER)  # the process has been running for a while
    with queries() as log:
        phone.get(CHOOSER)
    assert len(log) == 1, log


# --- the card ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("grouped", ["{0}{1}{2}", "{0} {1} {2}", "{0}-{1}.{2}"])
def test_a_typed_code_leads_where_the_qr_symbol_leads(client, resident, grouped):
    code = resident.card_code
    answer = client.post("/quet-the", data={"card_code": grouped.format(code[:3], code[3:6], code[6:]), "next": "/toi"})
    assert answer.headers["Location"] == f"/the/{code}?next=/toi"
    page = client.get(answer.headers["Location"]).text
    assert f"{code[:3]} {code[3:6]} {code[6:]}" in page and 'name="next" value="/toi"' in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Xin điền mục này"), ("41234", "Mã thẻ học có 9 số"), ("412345679", "có số gõ nhầm"), ("x" * 500, "Dài quá")],
)
def test_a_slip_of_the_finger_is_told(client, typed, sentence):
    answer = client.post("/quet-the", data={"card_code": typed})
    assert answer.status_code == 422 and sentence in answer.text


def test_a_card_nobody_holds_looks_like_any_other(client, resident):
    """The check digit is public arithmetic; whether somebody holds the card is not told."""
    assert client.post("/quet-the", data={"card_code": "412345678"}).status_code in (303, 422)
    assert client.get("/quet-the?next=//example.vn").text.count("example.vn") == 0


def test_the_kept_library_is_what_its_checksums_say(app):
    """Changed by nobody, with its licence beside it."""
    text = (VENDOR / "VERSION.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"\| `([a-z]+\.js)` \| `([0-9a-f]{64})` \|", text))
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")}
    assert listed == found and (VENDOR / "LICENSE-MIT").read_text().startswith("The MIT License")
    assert app.test_client().get("/tinh/x/vendor/qr/decode.js").mimetype == "text/javascript"
