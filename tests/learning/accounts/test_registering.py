"""Making a learning record: one person a form, a clean name, a yes to each purpose, a reason for each question."""

from __future__ import annotations

import re
import unicodedata

import html5lib
import pytest
from sqlalchemy import func, select

from learning.accounts.models import Consent, Person
from learning.accounts.queries import consents_of
from learning.core.codes import show_card_code
from learning.core.database import db
from tests.support import factories
from tests.support.factories import COURSE, PIN
from tests.support.journeys import finishes_lesson, offered, registers

X = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def register(client, thon_mot):
    """Fill in the form as a guest; what is given overrides what is typed otherwise."""
    return lambda **typed: registers(client, thon_mot.id, **typed)


def people():
    return db.session.scalars(select(Person)).all()


def the_person():
    (person,) = people()
    return person


def refused_with(answer, words):
    assert answer.status_code == 422 and words in answer.text, answer.text
    assert people() == []
    return True


def test_a_newcomer_is_signed_in_and_shown_the_card_code(register, client):
    assert register().headers["Location"] == "/toi"
    page = client.get("/toi").text
    assert "Nguyễn Thị Hoà" in page and show_card_code(the_person().card_code) in page


def test_pressing_twice_makes_one_person(client, thon_mot):
    made_id = offered(client.get("/dang-ky"), "person_id")
    for _ in range(2):
        assert registers(client, thon_mot.id, person_id=made_id).status_code == 303
    assert len(people()) == 1 and db.session.scalar(select(func.count()).select_from(Consent)) == 1


def test_the_same_form_with_another_pin_makes_another_person_and_takes_nothing_over(client, app, thon_mot):
    registers(client, thon_mot.id, person_id=(made_id := offered(client.get("/dang-ky"), "person_id")))
    other = app.test_client()
    registers(other, thon_mot.id, person_id=made_id, full_name="Kẻ Lạ Mặt", pin="730158", pin_again="730158")
    assert sorted(person.full_name for person in people()) == ["Kẻ Lạ Mặt", "Nguyễn Thị Hoà"]
    assert "Nguyễn Thị Hoà" not in other.get("/toi").text


def test_nobody_gets_in_by_trying_pins_at_the_registration_form(client, resident, thon_mot, clock):
    """A person's id is known to whoever sees lists; with it, PINs could be tried here without any throttle."""
    clock.move(days=2)
    registers(client, thon_mot.id, person_id=str(resident.id), full_name="Kẻ Lạ Mặt")
    assert "Nguyễn Thị Hoà" not in client.get("/toi").text


@pytest.mark.parametrize("made_id", ["", "khong-phai-ma", "0" * 300])
def test_a_form_without_a_usable_id_still_registers(register, made_id):
    assert register(person_id=made_id).status_code == 303 and len(people()) == 1


# --- consent ----------------------------------------------------------------------------------------------


def test_without_consent_nothing_is_kept(register):
    assert refused_with(register(may_record=""), "Cần đánh dấu đồng ý")


def test_consent_is_kept_with_purpose_version_and_channel(register):
    register()
    assert [(row.purpose, row.version, row.channel) for row in consents_of(the_person())] == [
        ("learning_record", 1, "web")
    ]


def test_being_called_is_a_consent_of_its_own(register):
    register(phone="0912 345 678", may_contact="y")
    assert {row.purpose for row in consents_of(the_person())} == {"learning_record", "contact"}


def test_a_phone_number_alone_is_no_consent_to_be_called(register):
    register(phone="0912 345 678")
    assert {row.purpose for row in consents_of(the_person())} == {"learning_record"}


def test_no_box_is_ticked_beforehand(client):
    page = html5lib.parse(client.get("/dang-ky").text)
    boxes = [box for box in page.iter(f"{X}input") if box.get("type") in ("checkbox", "radio")]
    assert len(boxes) == 6 and not any("checked" in box.attrib for box in boxes)


def test_the_purposes_name_the_commune_that_keeps_the_record(client):
    assert "đồng ý để xã Hải Hưng, thành phố Hải Phòng lưu họ tên" in client.get("/dang-ky").text


@pytest.mark.parametrize("field", ["birth_year", "gender", "phone", "guardian_name"])
def test_every_optional_field_says_so_and_gives_its_reason(client, field):
    page = client.get("/dang-ky").text
    label = re.search(rf'<label for="{field}">(.*?)</label>', page, re.DOTALL)
    hint = re.search(rf'id="{field}-goi-y">([^<]+)<', page)
    assert "không bắt buộc" in label.group(1) and len(hint.group(1)) > 20


def test_nobody_is_asked_for_an_identity_number_or_an_address_of_mail(client):
    fields = set(re.findall(r' name="([^"]+)"', client.get("/dang-ky").text))
    wanted = {"person_id", "full_name", "audience", "place", "pin", "pin_again", "birth_year", "gender", "phone"}
    assert fields - {"next", "co", "viewport", "description", "theme-color"} == wanted | {
        "guardian_name",
        "may_record",
        "may_contact",
    }


# --- names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("H’Hen Niê", "H’Hen Niê"),
        ("H'Hen Niê", "H'Hen Niê"),
        ("  nguyễn   thị hoà ", "Nguyễn Thị Hoà"),
        ("ĐẶNG VĂN ĐỨC", "Đặng Văn Đức"),
        (unicodedata.normalize("NFD", "Đỗ Thị Mỹ Lệ"), "Đỗ Thị Mỹ Lệ"),
        ("Nguyễn\u200b Thị\xa0Hoà", "Nguyễn Thị Hoà"),
        ("Ðinh Thị Lan", "Đinh Thị Lan"),
    ],
)
def test_a_name_is_kept_as_it_belongs_on_paper(register, typed, kept):
    register(full_name=typed)
    assert the_person().full_name == kept


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Xin điền mục này"),
        ("Hoà 123", "không có chữ số"),
        ("NguyÔn ThÞ Hoµ", "bảng mã cũ"),
        ("Tên " * 30, "80"),
        ("@@@", "chỉ gồm các chữ"),
    ],
)
def test_what_is_no_name_is_refused_with_its_reason(register, typed, told):
    assert refused_with(register(full_name=typed), told)


def test_html_in_a_name_is_refused_and_comes_back_as_text(register):
    answer = register(full_name='<script>alert("1")</script>')
    assert refused_with(answer, "&lt;script&gt;") and "<script>alert" not in answer.text


def test_what_was_typed_is_still_there_after_a_refusal_but_no_pin_in_another_place(register):
    page = register(full_name="Nguyễn Thị Hoà", phone="12").text
    assert 'value="Nguyễn Thị Hoà"' in page and 'value="12"' in page


# --- PINs, children, numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize("pin", ["123456", "654321", "000000", "888888", "121212", "100000", "196012", "011960"])
def test_a_pin_that_a_neighbour_would_guess_is_refused(register, pin):
    assert refused_with(register(pin=pin, pin_again=pin, birth_year="1960"), "dễ đoán")


@pytest.mark.parametrize("pin", ["12345", "1234567", "abcdef", "48 291", "４８２９１６", ""])
def test_a_pin_is_six_digits(register, pin):
    assert refused_with(register(pin=pin, pin_again=pin), "Cần sửa")


def test_two_pins_that_differ_are_refused(register):
    assert refused_with(register(pin_again="482917"), "chưa giống nhau")


def test_a_child_needs_the_name_of_an_adult(register, clock):
    young = str(clock.now().year - 15)
    assert refused_with(register(birth_year=young), "dưới 16 tuổi")


def test_a_child_with_an_adults_name_is_welcome(register, clock):
    register(birth_year=str(clock.now().year - 15), guardian_name="trần văn ba")
    assert the_person().guardian_name == "Trần Văn Ba"


def test_at_sixteen_nobody_needs_an_adult(register, clock):
    assert register(birth_year=str(clock.now().year - 16)).status_code == 303


@pytest.mark.parametrize("year", ["60", "1850", "3000", "196O", "-1960", "hai nghìn", "1" * 5000])
def test_a_year_of_birth_is_plausible(register, year):
    assert refused_with(register(birth_year=year), "bốn chữ số")


@pytest.mark.parametrize(
    ("typed", "told"), [("123", "10 chữ số"), ("01683456789", "đã đổi thành"), ("abc", "chỉ gồm chữ số")]
)
def test_what_is_no_phone_number_is_told_with_the_remedy(register, typed, told):
    assert refused_with(register(phone=typed), told)


def test_a_whole_family_may_share_a_number(register, app, thon_mot):
    register(phone="0912345678")
    registers(
        app.test_client(),
        thon_mot.id,
        full_name="Trần Văn Ba",
        pin="730158",
        pin_again="730158",
        phone="+84 912 345 678",
    )
    assert [person.phone for person in people()] == ["0912345678"] * 2


@pytest.mark.parametrize(
    "changed", [{"audience": "nobody"}, {"audience": ""}, {"place": "999"}, {"place": "x"}, {"gender": "other"}]
)
def test_what_the_form_did_not_offer_is_refused(register, changed):
    assert refused_with(register(**changed), "Cần sửa")


def test_a_field_sent_twice_is_refused(client, thon_mot):
    form = {"full_name": ["Một Người", "Hai Người"], "audience": "residents", "place": str(thon_mot.id)}
    form |= {"pin": PIN, "pin_again": PIN, "may_record": "y"}
    assert refused_with(client.post("/dang-ky", data=form), "gửi hai lần")


# --- afterwards -------------------------------------------------------------------------------------------


def test_what_was_read_on_this_device_is_offered_to_the_newcomer(client, register):
    finishes_lesson(client, "chuan-bi-may")
    assert register().headers["Location"].startswith("/toi/nhan-bai")
    assert "Chuẩn bị máy trước khi gọi" in client.get("/toi/nhan-bai").text


def test_the_newcomer_goes_on_where_they_came_from(client, register):
    assert (
        register(next=f"/kiem-tra/{COURSE}/kiem-tra-cuoi-khoa").headers["Location"]
        == f"/kiem-tra/{COURSE}/kiem-tra-cuoi-khoa"
    )


@pytest.mark.parametrize("target", ["https://example.vn/", "//example.vn", "/\\example.vn", "javascript:alert(1)"])
def test_the_newcomer_is_never_led_off_the_site(register, target):
    assert register(next=target).headers["Location"] == "/toi"


def test_every_card_code_is_another(app):
    assert len({person.card_code for person in factories.people(25)}) == 25


def test_a_flood_of_registrations_from_one_address_ends(register, monkeypatch):
    monkeypatch.setattr("learning.accounts.views.registering.MOST_REGISTRATIONS", 2)
    assert [register(person_id="").status_code for _ in range(3)] == [303, 303, 429]
