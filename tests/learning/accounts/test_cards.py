"""Learning cards: what stands on them, who may print them, and a lost one that stops working at once."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

import learning.accounts.views.cards
from learning.accounts.card_forms import CARDS_AT_ONCE
from learning.accounts.card_paper import NAME, Card, cards_html, face, render_cards
from learning.accounts.models import AuditEntry, Person
from learning.accounts.office_actions import replace_card
from learning.accounts.permissions import Role
from learning.accounts.pins import keeper
from learning.core.codes import new_card_code, show_card_code
from learning.core.database import db
from learning.core.fitting import PaperUnprintable, fit
from learning.core.pdf import text_width
from learning.core.qr import qr_strokes
from tests.support import factories
from tests.support.clients import Browser

PEOPLE, PRINT, OWN = "/can-bo/nguoi-hoc", "/can-bo/the-hoc/in", "/toi/the-hoc.pdf"
ClientOf = Callable[[Person], Browser]
HANH = Card(
    "Nguyễn Thị Hạnh",
    "Thôn An Bình",
    "Xã Hải Hưng, thành phố Hải Phòng",
    "412345678",
    "https://hoc.example.vn/the/412345678",
)
DAY = date(2026, 11, 5)


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[Card]:
    """Every card that is printed, as plain values; printing itself costs most of a second."""
    cards: list[Card] = []

    def note(values: list[Card], _day: date) -> bytes:
        cards.extend(values)
        return b"%PDF-1.7"

    monkeypatch.setattr(learning.accounts.views.cards, "render_cards", note)
    return cards


def sheets(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def prints(browser: Browser, *people: Person, **more: str) -> TestResponse:
    return browser.post(PRINT, data={"person": [str(person.id) for person in people]} | more)


def replaces(browser: Browser, person: Person, lost_code: str = "") -> TestResponse:
    return browser.post(f"{PEOPLE}/{person.id}/doi-the", data={"lost_code": lost_code or person.card_code})


def signs_in(browser: Browser, code: str, pin: str = factories.PIN) -> TestResponse:
    return browser.post("/dang-nhap", data={"identifier": code, "pin": pin})


def traces(action: str) -> list[tuple[str, str]]:
    query = select(AuditEntry.subject, AuditEntry.note).where(AuditEntry.action == action)
    return [(subject, note) for subject, note in db.session.execute(query)]


# --- on paper


def test_eleven_cards_take_two_sheets_with_ten_on_the_first() -> None:
    names = [f"Phạm Thị {factories.in_letters(number)}" for number in range(11)]
    first, second = sheets(render_cards([replace(HANH, holder_name=name) for name in names], DAY))
    assert [first.count(said) for said in ("Thẻ học – Bình dân học vụ số", "412 345 678", "Phạm Thị")] == [10, 10, 10]
    assert second.count("412 345 678") == 1
    assert names[10] in second


def test_a_card_reads_back_with_every_mark_and_without_a_pin() -> None:
    pdf = render_cards([replace(HANH, holder_name="Đỗ Thị Ngoãn Ngoẵng")], DAY)
    (text,) = sheets(pdf)
    for said in ("Đỗ Thị Ngoãn Ngoẵng", "Thôn An Bình", "Xã Hải Hưng", "412 345 678", "Không viết mã PIN lên thẻ."):
        assert said in text
    assert re.findall(r"\d{3,}", text) == ["412", "345", "678"]


def test_the_same_cards_on_the_same_day_are_the_same_bytes() -> None:
    assert render_cards([HANH], DAY) == render_cards([HANH], DAY)


def test_a_sheet_is_a4_upright() -> None:
    box = pypdf.PdfReader(io.BytesIO(render_cards([HANH], DAY))).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((595.28, 841.89), abs=0.1)


@pytest.mark.parametrize(
    "name", ["Vũ An", "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Bảo Khánh Ngọc Phương Thảo", "Nghiêng " * 10, "W" * 80]
)
def test_a_name_of_any_length_stays_whole_on_its_card(name: str) -> None:
    fitted = fit(NAME, name)
    assert " ".join(fitted.lines) == name.strip()
    widest = max(text_width(line, "BeVietnamPro-SemiBold") for line in fitted.lines)
    assert widest * fitted.points * 25.4 / 72 < NAME.width


def test_the_qr_symbol_holds_the_address_of_the_sign_in() -> None:
    assert face(HANH)["qr"] == qr_strokes("https://hoc.example.vn/the/412345678")


def test_a_card_without_a_thon_and_markup_in_a_name_print_as_text() -> None:
    html = cards_html([replace(HANH, thon="", holder_name="<b>Bình</b>")])
    assert "&lt;b&gt;Bình" in html
    assert 'class="thon' not in html


def test_a_name_no_font_can_draw_is_refused() -> None:
    with pytest.raises(PaperUnprintable):
        cards_html([replace(HANH, holder_name="Nguyễn 王")])


# --- printing


def test_a_facilitator_prints_the_people_she_ticked(
    client_of: ClientOf, facilitator: Person, resident: Person, printed: list[Card]
) -> None:
    factories.people(3)
    response = prints(client_of(facilitator), resident)
    assert response.mimetype == "application/pdf"
    assert "no-store" in response.headers["Cache-Control"]
    assert [(card.holder_name, card.thon, card.code) for card in printed] == [
        ("Nguyễn Thị Hoà", "Thôn Mẫu Một", resident.card_code)
    ]
    assert printed[0].address == f"http://localhost/the/{resident.card_code}"
    assert printed[0].commune.startswith("Xã ")
    assert traces("print_cards") == [(f"person:{resident.id}", "1 cards")]


def test_somebody_of_another_thon_is_printed_for_nobody(
    client_of: ClientOf, facilitator: Person, resident: Person, stranger: Person, printed: list[Card]
) -> None:
    browser = client_of(facilitator)
    assert prints(browser, resident, stranger).status_code == 404
    assert browser.post(PRINT, data={"person": str(uuid.uuid4())}).status_code == 404
    assert not printed
    assert not traces("print_cards")


def test_all_of_the_narrowed_list_is_printed_in_its_order(
    client_of: ClientOf, staff: Person, stranger: Person, printed: list[Card]
) -> None:
    factories.people(12)
    place = factories.place("Thôn Mẫu Một").id
    response = client_of(staff).post(f"{PRINT}?q=pham&thon={place}&trang=1", data={"everything": "y"})
    assert response.status_code == 200
    assert len(printed) == 12
    codes = select(Person.card_code).where(Person.search_key.contains("pham")).order_by(Person.name_key)
    assert [card.code for card in printed] == list(db.session.scalars(codes))
    assert traces("print_cards")[0][1] == "12 cards"


def test_a_facilitator_prints_only_her_thon_when_she_asks_for_everybody(
    client_of: ClientOf, facilitator: Person, resident: Person, stranger: Person, printed: list[Card]
) -> None:
    client_of(facilitator).post(PRINT, data={"everything": "y"})
    assert stranger.full_name not in {card.holder_name for card in printed}
    assert resident.full_name in {card.holder_name for card in printed}


def test_nobody_ticked_is_said_and_too_many_too(
    client_of: ClientOf, staff: Person, resident: Person, printed: list[Card], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client_of(staff)
    nobody = browser.post(PRINT)
    assert nobody.status_code == 422
    assert "Chưa chọn ai" in nobody.text
    assert resident.full_name in nobody.text
    assert prints(browser, person="khong-phai-ma").status_code == 422
    assert browser.post(f"{PRINT}?q=khongcoai", data={"everything": "y"}).status_code == 422
    monkeypatch.setattr(learning.accounts.views.cards, "CARDS_AT_ONCE", 1)
    assert "lọc theo thôn" in browser.post(PRINT, data={"everything": "y"}).text
    assert not printed


def test_a_hand_made_form_cannot_ask_for_more_than_the_most(client_of: ClientOf, staff: Person) -> None:
    ids = [str(uuid.uuid4()) for _ in range(CARDS_AT_ONCE + 1)]
    assert client_of(staff).post(PRINT, data={"person": ids}).status_code == 422


def test_forty_cards_cost_as_many_queries_as_one(
    client_of: ClientOf, staff: Person, resident: Person, printed: list[Card], queries: Callable
) -> None:
    browser, forty = client_of(staff), {"person": [str(person.id) for person in factories.people(40)]}
    one = {"person": str(resident.id)}
    browser.post(PRINT, data=one)
    with queries() as for_one:
        browser.post(PRINT, data=one)
    with queries() as for_forty:
        browser.post(PRINT, data=forty)
    assert len(for_one) == len(for_forty) <= 5, str(for_forty)


def test_a_learner_prints_the_own_card_and_no_other(
    client: Browser, client_of: ClientOf, resident: Person, stranger: Person, printed: list[Card]
) -> None:
    browser = client_of(resident)
    assert OWN in browser.get("/toi").text
    assert browser.get(OWN).status_code == 200
    assert [card.code for card in printed] == [resident.card_code]
    assert prints(browser, stranger).status_code == 403
    assert client.get(OWN).headers["Location"].startswith("/dang-nhap")


# --- where the QR symbol leads


def test_the_address_of_a_card_shows_a_filled_in_form_and_no_name(client: Browser, resident: Person) -> None:
    text = client.get(f"/the/{resident.card_code}").text
    assert f'value="{show_card_code(resident.card_code)}"' in text
    assert resident.full_name not in text
    assert signs_in(client, show_card_code(resident.card_code)).status_code == 303


def test_a_code_that_nobody_has_looks_the_same_and_asks_the_database_nothing(
    client: Browser, resident: Person, queries: Callable
) -> None:
    answers = []
    for code in (resident.card_code, new_card_code(), "999999999"):
        client.get("/dang-nhap")
        with queries() as log:
            response = client.get(f"/the/{code}")
        answers.append(
            (response.status_code, response.text.replace(show_card_code(code), "…").replace(code, "…"), len(log))
        )
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("typed", ["abc", "%3Cb%3E", "4", "٤١٢٣٤٥٦٧٨", "412345678901234"])
def test_nonsense_in_the_address_is_the_same_form(client: Browser, typed: str) -> None:
    assert client.get(f"/the/{typed}").status_code == 200


# --- a lost card


def test_a_lost_card_stops_working_at_once_and_the_new_one_opens_with_the_same_pin(
    client: Browser, client_of: ClientOf, facilitator: Person, resident: Person
) -> None:
    old, record = resident.card_code, resident.id
    browser = client_of(facilitator)
    asked = browser.get(f"{PEOPLE}/{record}/doi-the")
    assert f'value="{old}"' in asked.text
    assert replaces(browser, resident).headers["Location"] == f"{PEOPLE}/{record}"
    fresh = db.session.get_one(Person, record).card_code
    assert fresh != old
    assert signs_in(client, old).status_code == 422
    assert signs_in(client, fresh).status_code == 303
    assert traces("replace_card") == [(f"person:{record}", "")]
    assert show_card_code(fresh) in browser.get(f"{PEOPLE}/{record}").text


def test_replacing_signs_other_devices_out(client_of: ClientOf, facilitator: Person, resident: Person) -> None:
    phone = client_of(resident)
    assert phone.get("/toi/du-lieu").status_code == 200
    replaces(client_of(facilitator), resident)
    assert phone.get("/toi/du-lieu").status_code == 303


def test_a_second_tap_gives_no_second_card(client_of: ClientOf, facilitator: Person, resident: Person) -> None:
    browser, old = client_of(facilitator), resident.card_code
    replaces(browser, resident, old)
    fresh = resident.card_code
    assert replaces(browser, resident, old).status_code == 303
    assert resident.card_code == fresh
    assert len(traces("replace_card")) == 1


def test_whoever_found_the_card_and_guessed_has_not_locked_its_holder_out(
    client: Browser, client_of: ClientOf, facilitator: Person, resident: Person
) -> None:
    for _ in range(4):
        signs_in(client, resident.card_code, "000000")
    assert signs_in(client, resident.card_code).status_code == 422
    replaces(client_of(facilitator), resident)
    assert signs_in(client, resident.card_code).status_code == 303


def test_a_code_that_is_taken_is_tried_anew(
    app: object, admin: Person, resident: Person, stranger: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = iter([stranger.card_code, "412345678"])
    monkeypatch.setattr("learning.accounts.identities.new_card_code", lambda: next(offered))
    epoch = resident.sign_in_epoch
    assert replace_card(keeper(), resident, [resident.card_code], admin)
    assert (resident.card_code, resident.sign_in_epoch) == ("412345678", epoch + 1)


def test_a_stranger_to_the_thon_replaces_nothing(client_of: ClientOf, facilitator: Person, stranger: Person) -> None:
    browser, code = client_of(facilitator), stranger.card_code
    assert browser.get(f"{PEOPLE}/{stranger.id}/doi-the").status_code == 404
    assert replaces(browser, stranger).status_code == 404
    assert stranger.card_code == code


def test_a_facilitator_does_not_replace_the_card_of_somebody_who_works_here(
    client_of: ClientOf, facilitator: Person
) -> None:
    chief = factories.staff("Tạ Văn Cả", "ca", Role.ADMIN)
    chief.place_id = factories.place("Thôn Mẫu Một").id
    assert client_of(facilitator).get(f"{PEOPLE}/{chief.id}/doi-the").status_code == 403
    assert replaces(client_of(facilitator), chief).status_code == 403


def test_the_trail_says_what_was_done_in_words(client_of: ClientOf, admin: Person, resident: Person) -> None:
    browser = client_of(admin)
    replaces(browser, resident)
    text = browser.get("/quan-tri/nhat-ky").text
    assert "Đổi thẻ học mới" in text


def test_the_learner_reads_in_plain_words_what_was_done(
    client_of: ClientOf, facilitator: Person, resident: Person, printed: list[Card]
) -> None:
    """Their data page said "see_person" and "print_cards"."""
    browser = client_of(facilitator)
    browser.get(f"{PEOPLE}/{resident.id}")
    prints(browser, resident)
    replaces(browser, resident)
    text = client_of(resident).get("/toi/du-lieu").text
    for said in ("xem hồ sơ", "in thẻ học", "đổi thẻ học mới"):
        assert f": {said}<" in text
