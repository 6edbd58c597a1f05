"""Whoever is shown a paper sees all that is printed on it, and whether it counts; the file itself is for few."""

from __future__ import annotations

import io
import re

import html5lib
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates import actions
from certificates.paper import date_text, papers_html
from certificates.queries import Standing, paper_of, verify
from learning.accounts import actions as accounts
from learning.accounts.commune import forget_communes
from learning.core.codes import new_code, show_code
from tests.support import factories
from tests.support.factories import COURSE

X = "{http://www.w3.org/1999/xhtml}"
SITE = "https://hoc.example.vn"


@pytest.fixture
def paper(resident):
    """The resident's certificate."""
    return factories.certificate(resident)


def facts(html):
    """What the page says, by its labels."""
    found = next(html5lib.parse(html).iter(f"{X}dl"))
    words = [" ".join(" ".join(part.itertext()).split()) for part in found]
    return dict(zip(words[::2], words[1::2], strict=True))


def looked_up(client, typed):
    """The page that comes after typing something into the form."""
    return client.get("/xac-minh/", query_string={"ma": typed}, follow_redirects=True)


def printed(certificate):
    """Every word of the sheet of paper."""
    body = re.sub(r"<(style|svg)\b.*?</\1>", " ", papers_html([paper_of(certificate, SITE)]), flags=re.DOTALL)
    return " ".join(" ".join(html5lib.parse(body).itertext()).split())


# --- what is said -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("filled", [False, True])
def test_everything_the_page_says_stands_on_the_paper_too(client, home, resident, filled):
    words = {
        "don-vi-cap": "PHÒNG VĂN HÓA - XÃ HỘI",
        "chuc-vu-nguoi-ky": "TRƯỞNG PHÒNG",
        "ho-ten-nguoi-ky": "Trần Quốc Khánh",
    }
    for key, value in words.items() if filled else ():
        accounts.fill_in(home, key, value, None)
    forget_communes()
    paper = factories.certificate(resident)
    said, sheet = facts(client.get(f"/xac-minh/{paper.code}").text), printed(paper)
    said["Ngày cấp"] = f"{paper.place_name}, {date_text(paper.issued_on)}"
    parts = [said.pop(label) for label in ("Nơi cấp", "Người ký")]
    parts += (
        [paper.parent_body, paper.issuing_unit, paper.signer_title, paper.signer_name]
        if filled
        else ["(xã sẽ bổ sung)"]
    )
    assert [value for value in said.values() if value not in sheet] == [] and len(said) == 8
    assert [part for part in parts[2:] if part not in sheet] == [] and all(
        part in " ".join(parts[:2]) for part in parts[2:]
    )


def test_everything_that_is_frozen_about_a_paper_is_said_on_the_page(client, paper):
    said = " ".join(facts(client.get(f"/xac-minh/{paper.code}").text).values())
    frozen = (
        paper.holder_name,
        paper.course_title,
        paper.audience_label,
        paper.serial,
        show_code(paper.code),
        paper.parent_body,
    )
    assert [value for value in frozen if value not in said] == [] and "1,5 giờ học" in said.replace("\xa0", " ")


def test_the_code_on_the_paper_leads_to_its_page(client, paper):
    address = paper_of(paper, SITE).verify_url
    assert address == f"{SITE}/xac-minh/{paper.code}"
    assert "Giấy có hiệu lực" in client.get(address.removeprefix(SITE)).text


def test_the_page_says_honestly_how_the_course_was_done(client, resident, paper):
    assert facts(client.get(f"/xac-minh/{paper.code}").text)["Hình thức"] == "Tự học trên mạng"
    watched = actions.issue(resident, factories.course(), "supervised", "Nhà văn hóa Thôn Mẫu Một")
    watched_page = client.get(f"/xac-minh/{watched.code}").text
    assert facts(watched_page)["Hình thức"] == "Có giám sát tại Nhà văn hóa Thôn Mẫu Một"
    assert "Có giám sát tại Nhà văn hóa Thôn Mẫu Một" in printed(watched)


def test_nothing_is_said_of_the_holder_that_is_not_printed(client, paper, resident):
    resident.phone = "0912345678"
    html = client.get(f"/xac-minh/{paper.code}").text
    assert not any(secret in html for secret in ("0912", "1960", resident.card_code, str(resident.id), "Thôn Mẫu"))


def test_a_page_about_a_paper_is_not_found_by_search_engines(client, paper):
    assert '<meta name="robots" content="noindex">' in client.get(f"/xac-minh/{paper.code}").text


# --- typing -----------------------------------------------------------------------------------------------


def misread(code, choices):
    looks = {"0": "0oO", "1": "1lIi", "V": "VvUu"}
    letters = [
        looks.get(letter, letter + letter.lower())[choice % len(looks.get(letter, "xx"))]
        for letter, choice in zip(code, choices, strict=True)
    ]
    return "".join(letters)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(0, 11), min_size=10, max_size=10), st.sampled_from(["", " ", "-", ".", "–"]), st.integers(1, 9)
)
def test_a_code_is_understood_however_it_is_read_and_typed(app, blank_again, choices, between, cut):
    blank_again()
    paper = factories.certificate(factories.person())
    typed = misread(paper.code, choices)
    assert verify(f" {typed[:cut]}{between}{typed[cut:]} ").standing is Standing.VALID


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 9), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_letter_never_shows_another_paper(app, blank_again, place, letter):
    blank_again()
    paper = factories.certificate(factories.person())
    typed = paper.code[:place] + letter + paper.code[place + 1 :]
    assert verify(typed).standing is (Standing.VALID if typed == paper.code else Standing.MISTYPED)


@pytest.mark.parametrize("shape", ["{0} {1}", "{0}-{1}", "{0}  –  {1}", "{0}{1}"])
def test_a_code_may_be_typed_into_the_form_as_it_stands_on_the_paper(client, paper, shape):
    typed = shape.format(paper.code[:5], paper.code[5:]).lower()
    answer = looked_up(client, typed)
    assert "Giấy có hiệu lực" in answer.text


def test_the_address_from_the_qr_code_may_be_pasted_into_the_form(client, paper):
    answer = looked_up(client, f"{SITE}/xac-minh/{paper.code}")
    assert "Giấy có hiệu lực" in answer.text


def test_a_slip_of_the_finger_is_told_as_such_and_can_be_mended(client, paper):
    wrong = paper.code[:-1] + ("0" if paper.code[-1] != "0" else "2")
    answer = client.get(f"/xac-minh/{wrong}")
    assert answer.status_code == 404 and "gõ nhầm" in answer.text and f'value="{wrong}"' in answer.text


def test_a_code_that_was_never_issued_is_told_as_unknown(client, paper):
    answer = client.get(f"/xac-minh/{new_code()}")
    assert answer.status_code == 404 and "không do xã cấp" in answer.text and "Nguyễn" not in answer.text


@pytest.mark.parametrize("typed", ["<u>x</u>", "K7M2P", "ă" * 10, "%", "x" * 3000, "{{ma}}"[2:4]])
def test_odd_codes_are_answered_calmly(client, typed):
    answer = looked_up(client, typed)
    assert answer.status_code == 404 and "<u>x" not in answer.text and "Mã in trên giấy" in answer.text


def test_who_types_the_number_of_the_paper_instead_of_its_code_is_helped(client, paper):
    answer = looked_up(client, paper.serial)
    assert answer.status_code == 404 and "Xin xem lại mã in trên giấy" in answer.text and 'name="ma"' in answer.text


def test_an_empty_form_is_shown_again(client):
    assert client.get("/xac-minh/", query_string={"ma": "  "}).status_code == 200


# --- what no longer counts --------------------------------------------------------------------------------


def test_a_revoked_paper_shows_its_reason_and_what_replaces_it(client, paper, resident, staff):
    fresh = actions.issue_anew(paper, resident, factories.course(), "Sửa tên in sai", staff)
    html = client.get(f"/xac-minh/{paper.code}").text
    assert "Giấy đã bị thu hồi" in html and "Sửa tên in sai" in html and f"/xac-minh/{fresh.code}" in html
    assert "Giấy có hiệu lực" in client.get(f"/xac-minh/{fresh.code}").text


def test_a_paper_that_was_only_revoked_names_no_replacement(client, paper, staff):
    actions.revoke(paper, "Cấp nhầm", staff)
    html = client.get(f"/xac-minh/{paper.code}").text
    assert "Cấp nhầm" in html and "Đã cấp lại" not in html


def test_html_in_a_reason_is_shown_as_text(client, paper, staff):
    actions.revoke(paper, "<u>nhầm</u>", staff)
    assert "<u>nhầm" not in client.get(f"/xac-minh/{paper.code}").text


def test_who_asked_to_be_forgotten_is_not_named_and_the_paper_is_not_called_false(client, paper, resident):
    name, code = resident.full_name, paper.code
    actions.forget(resident.id)
    answer = client.get(f"/xac-minh/{code}")
    assert answer.status_code == 200 and "đã yêu cầu xóa dữ liệu" in answer.text
    assert name not in answer.text and "không do xã cấp" not in answer.text


# --- the file ---------------------------------------------------------------------------------------------


def test_holder_and_staff_in_charge_get_the_same_bytes(client_of, paper, resident, facilitator):
    files = [client_of(person).get(f"/giay-xac-nhan/{paper.code}.pdf") for person in (resident, facilitator)]
    assert {file.status_code for file in files} == {200} and files[0].data == files[1].data
    assert files[0].mimetype == "application/pdf" and "no-store" in files[0].headers["Cache-Control"]
    words = pypdf.PdfReader(io.BytesIO(files[0].data)).pages[0].extract_text()
    assert "Nguyễn Thị Hoà" in words and show_code(paper.code) in words and "BẢN XEM THỬ" not in words


@pytest.mark.parametrize("path", ["", ".pdf"])
def test_a_paper_does_not_exist_for_a_stranger(client_of, paper, stranger, editor, path):
    for person in (stranger, editor):
        assert client_of(person).get(f"/giay-xac-nhan/{paper.code}{path}").status_code == 404


def test_a_facilitator_of_another_thon_gets_no_file(client_of, stranger, facilitator):
    far = factories.certificate(stranger)
    assert client_of(facilitator).get(f"/giay-xac-nhan/{far.code}.pdf").status_code == 404


def test_a_guest_is_led_to_sign_in_before_any_file(client, paper):
    answer = client.get(f"/giay-xac-nhan/{paper.code}.pdf")
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/dang-nhap")


def test_a_file_is_found_by_its_code_in_any_spelling_and_by_no_other(client_of, paper, resident):
    browser = client_of(resident)
    assert browser.get(f"/giay-xac-nhan/{paper.code.lower()}").status_code == 200
    assert [browser.get(f"/giay-xac-nhan/{code}").status_code for code in (new_code(), "abc", "..")] == [404] * 3


def test_the_file_of_somebody_forgotten_is_gone_even_for_staff(client_of, paper, resident, staff):
    code = paper.code
    actions.forget(resident.id)
    assert client_of(staff).get(f"/giay-xac-nhan/{code}.pdf").status_code == 404


def test_a_trial_print_says_so_and_cannot_be_verified(client, client_of, resident):
    factories.finished_course(resident)
    file = client_of(resident).get(f"/giay-xac-nhan/khoa/{COURSE}/xem-thu.pdf")
    words = pypdf.PdfReader(io.BytesIO(file.data)).pages[0].extract_text()
    assert "BẢN XEM THỬ" in words and "Nguyễn Thị Hoà" in words
    assert verify("0" * 10).standing is Standing.UNKNOWN


def test_the_paper_can_be_kept_as_a_picture(client_of, paper, resident, stranger):
    answer = client_of(resident).get(f"/giay-xac-nhan/{paper.code}.png")
    assert answer.mimetype == "image/png" and answer.data.startswith(b"\x89PNG") and len(answer.data) < 120_000
    assert client_of(stranger).get(f"/giay-xac-nhan/{paper.code}.png").status_code == 404
