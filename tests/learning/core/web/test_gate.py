"""The gate: who sends from where, what is malformed, and the headers every answer leaves with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from wtforms import PasswordField

from learning.accounts.models import Person
from learning.core.access import public
from learning.core.database import db
from learning.core.forms import StrictForm
from learning.core.web.gate import LARGEST_FORM, LARGEST_REQUEST, LONGEST_VALUE
from learning.core.web.mishaps import SECRET_FIELDS
from tests.support import factories
from tests.support.clients import Browser

SOMETHING = {"co": "2"}


def sends(client: Browser, **headers: str) -> int:
    """A form sent with these headers about its origin and no others."""
    return client.post("/co-chu", data=SOMETHING, headers=headers, site=None).status_code


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "anything"])
def test_a_form_of_another_site_is_refused(client: Browser, site: str) -> None:
    assert sends(client, **{"Sec-Fetch-Site": site}) == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_forms_come_through(client: Browser, site: str) -> None:
    assert sends(client, **{"Sec-Fetch-Site": site}) == 303


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost", 303),
        ("http://localhost.xau.example", 403),
        ("http://xau.example", 403),
        ("http://localhost:8080", 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_old_phones_are_judged_by_origin(client: Browser, origin: str, status: int) -> None:
    assert sends(client, Origin=origin) == status


def test_a_lying_origin_does_not_help_against_the_other_header(client: Browser) -> None:
    assert sends(client, Origin="http://localhost", **{"Sec-Fetch-Site": "cross-site"}) == 403


def test_what_comes_from_no_browser_carries_no_borrowed_cookies(client: Browser) -> None:
    assert sends(client) == 303


def test_links_from_other_sites_may_be_followed(client: Browser) -> None:
    """Zalo and the commune's portal link here."""
    assert client.get("/khoa-hoc/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"co": "2\x00"},
        {"co\x00": "2"},
        {"co": "2", "thua": "x" * (LONGEST_VALUE + 1)},
        {"co": ["2", "1\x00"]},
    ],
    ids=["nul in a value", "nul in a name", "far too long", "nul in a second value"],
)
def test_a_malformed_form_is_refused(client: Browser, fields: dict[str, str]) -> None:
    answer = client.post("/co-chu", data=fields)
    assert answer.status_code == 400
    assert "Máy gửi lên chưa đúng" in answer.get_data(as_text=True)


def test_a_long_text_that_somebody_may_have_typed_is_not_malformed(client: Browser) -> None:
    assert client.post("/co-chu", data={"co": "2", "thua": "ă" * LONGEST_VALUE}).status_code == 303


@pytest.mark.parametrize("address", ["/tim-kiem?q=a%00b", "/khoa-hoc/%00/", "/xac-minh/%00"])
def test_a_nul_in_an_address_is_refused(client: Browser, address: str) -> None:
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("address", ["/tim-kiem?q=%ff%fe", "/xac-minh/%ff", "/khoa-hoc/%c3%28/"])
def test_an_address_that_is_no_text_gets_a_page_and_no_fault(client: Browser, address: str) -> None:
    assert client.get(address).status_code in (200, 400, 404)


def test_too_many_bytes_are_refused(client: Browser) -> None:
    answer = client.post("/co-chu", data={"co": "2", "thua": "x" * LARGEST_REQUEST})
    assert answer.status_code == 413
    assert "Tệp quá lớn" in answer.get_data(as_text=True)


def test_a_field_given_twice_is_told_beside_the_field(client: Browser) -> None:
    answer = client.post("/dang-nhap", data={"identifier": ["0912345678", "0987654321"], "pin": factories.PIN})
    assert answer.status_code == 422
    assert "Mục này được gửi hai lần" in answer.get_data(as_text=True)


def _kinds(app: Flask, client: Browser, signed_in: Browser) -> dict[str, object]:
    """One answer of every kind."""
    lesson = f"/khoa-hoc/{factories.COURSE}/{factories.LESSON}"
    picture = factories.course().cover
    tag = client.get(lesson).headers["ETag"]
    return {
        "page": client.get("/"),
        "lesson": client.get(lesson),
        "lesson again": client.get(lesson),
        "lesson of a reader": signed_in.get(lesson),
        "not modified": client.get(lesson, headers={"If-None-Match": tag}),
        "picture": client.get(picture),
        "style": client.get(app.jinja_env.globals["asset"]("site.css")),
        "json": client.get("/suc-khoe"),
        "download": signed_in.get("/toi/du-lieu.json"),
        "redirect": signed_in.get("/can-bo/"),
        "sign in first": client.get("/toi/du-lieu"),
        "unauthorised": client.post("/toi/xoa"),
        "refused": client.post("/co-chu", site="cross-site"),
        "malformed": client.get("/tim-kiem?q=%00"),
        "unknown": client.get("/khong-co"),
        "wrong method": client.post("/gioi-thieu"),
        "slash": client.get("/khoa-hoc"),
        "form again": client.post("/dang-nhap", data={}),
        "options": client.options("/"),
        "head": client.head("/"),
    }


def test_every_kind_of_answer_leaves_with_the_safe_headers(
    app: Flask, client: Browser, client_of, resident: Person
) -> None:
    for kind, answer in _kinds(app, client, client_of(resident)).items():
        assert answer.headers["X-Content-Type-Options"] == "nosniff", kind
        assert answer.headers["Referrer-Policy"] == "same-origin", kind
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", kind
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'"), kind
        assert answer.headers["Cache-Control"], kind
        assert len(answer.headers.getlist("Content-Security-Policy")) == 1, kind


def test_pages_allow_only_what_is_our_own(client: Browser) -> None:
    policy = dict(part.split(" ", 1) for part in client.get("/").headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in str(policy)


def test_a_picture_can_only_be_shown(client: Browser) -> None:
    """An SVG opened by itself is a document; it must not be one of ours."""
    assert client.get(factories.course().cover).headers["Content-Security-Policy"].endswith("sandbox")


def test_what_somebody_sees_signed_in_is_kept_by_nobody_else(client_of, resident: Person) -> None:
    for address in ("/toi", "/toi/du-lieu", "/toi/du-lieu.json", f"/khoa-hoc/{factories.COURSE}/"):
        assert client_of(resident).get(address).headers["Cache-Control"].startswith("private, no-")


def test_an_answer_that_sets_a_cookie_is_never_stored(client: Browser) -> None:
    answer = client.post(f"/khoa-hoc/{factories.COURSE}/{factories.LESSON}/da-hoc-xong")
    assert "phien=" in answer.headers["Set-Cookie"]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_session_cookie_is_for_our_server_alone(client: Browser) -> None:
    cookie = client.post(f"/khoa-hoc/{factories.COURSE}/{factories.LESSON}/da-hoc-xong").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_reading_sets_no_cookie_at_all(client: Browser) -> None:
    for address in ("/", "/khoa-hoc/", f"/khoa-hoc/{factories.COURSE}/{factories.LESSON}", "/dang-ky", "/toi"):
        assert "Set-Cookie" not in client.get(address).headers


@pytest.mark.parametrize(("status", "title"), [(404, "Không tìm thấy trang này"), (405, "Không tìm thấy trang này")])
def test_what_does_not_exist_gets_a_calm_page(client: Browser, status: int, title: str) -> None:
    answer = client.get("/khong-co") if status == 404 else client.post("/gioi-thieu")
    assert answer.status_code == status
    assert title in answer.get_data(as_text=True)


@pytest.fixture
def breaks(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Make the page "Giới thiệu" fail in this way."""

    def arrange(failure: Exception) -> None:
        @public
        def failing() -> str:
            raise failure

        monkeypatch.setitem(app.view_functions, "pages.about", failing)

    return arrange


def test_a_fault_of_ours_is_told_without_its_inside(client: Browser, breaks) -> None:
    breaks(RuntimeError("mật khẩu là 1234"))
    answer = client.get("/gioi-thieu")
    assert answer.status_code == 500
    assert "không phải do bà con" in answer.get_data(as_text=True)
    assert "1234" not in answer.get_data(as_text=True)


def test_a_database_that_refuses_is_told(client: Browser, breaks) -> None:
    breaks(OperationalError("SELECT 1", {}, Exception("away")))
    assert client.get("/gioi-thieu").status_code == 503


def test_a_machine_is_answered_in_json(client: Browser) -> None:
    answer = client.get("/khong-co", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.get_json() == {"sentence": "Địa chỉ có thể bị gõ nhầm, hoặc trang đã được gỡ xuống."}


def test_reading_begins_a_transaction_that_keeps_nobody_waiting(client: Browser, queries, app: Flask) -> None:
    from learning.core.database import may_write

    seen: list[bool] = []
    app.before_request_funcs[None].append(lambda: seen.append(may_write.get()))
    try:
        client.get("/khoa-hoc/")
        client.post("/co-chu", data=SOMETHING)
    finally:
        app.before_request_funcs[None].pop()
    assert seen == [False, True]


def test_an_origin_that_is_no_address_is_refused_and_no_fault(client: Browser) -> None:
    assert sends(client, Origin="http://[") == 403


def test_a_host_that_is_none_is_refused_and_no_fault(client: Browser) -> None:
    assert client.get("/", headers={"Host": "a" * 5000}).status_code == 400


def test_a_form_of_countless_fields_is_refused_unread(client: Browser) -> None:
    """Taking it to pieces cost a second of processor."""
    many = b"a&" * LARGEST_FORM
    answer = client.post("/co-chu", data=many, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413


def test_no_secret_of_any_form_travels_back_in_an_error_page() -> None:
    """The PIN in use stood in the page after a refused change of PIN, when the database was locked."""
    fields = {name: field for form in _forms() for name, field in vars(form).items()}
    secrets = {name for name, field in fields.items() if getattr(field, "field_class", None) is PasswordField}
    assert "pin_now" in secrets and secrets <= SECRET_FIELDS


def _forms() -> list[type[StrictForm]]:
    """The forms of the site; those of other tests are no business of this one."""
    known, forms = [StrictForm], []
    while known:
        form = known.pop()
        known += form.__subclasses__()
        forms.append(form)
    return [form for form in forms if not form.__module__.startswith("tests.")]


def test_what_the_database_was_told_about_people_is_not_in_the_log(client: Browser, breaks, caplog) -> None:
    values = {"name": " ".join(("Nguyễn", "Thị", "Kín"))}  # not as one word: the log quotes our own lines
    with pytest.raises(IntegrityError) as refused:
        db.session.execute(text("INSERT INTO person (full_name) VALUES (:name)"), values)
    db.session.rollback()
    breaks(refused.value)
    assert client.get("/gioi-thieu").status_code == 500
    assert "unforeseen" in caplog.text and values["name"] not in caplog.text


def test_a_host_longer_than_any_is_refused(client: Browser) -> None:
    assert client.get("/", headers={"Host": ".".join(["a" * 60] * 10)}).status_code == 400
