"""An attack on "Chốt số liệu": whatever happens afterwards, not one figure of a frozen report changes.

Late arrivals, moves, deletions, revocations, corrected adults, renamed and closed thôn, other words, other hands.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text as sql

from certificates import actions as certificates
from certificates.models import Certificate
from learning.accounts import actions as accounts
from learning.accounts.models import AuditEntry, Person
from learning.accounts.permissions import Role
from learning.core.database import db, may_write
from learning.progress import actions as ledger
from pages import own_data
from reports.figures import actions as figures
from reports.papers import actions, queries
from reports.papers.choosing import choice_for
from reports.papers.findings import canonical, changes, digest_of, read_findings
from reports.papers.gathering import findings_of
from reports.papers.models import ReportFreeze
from tests.quizzes.on_disk import at_once, site_on_disk
from tests.reports.papers.conftest import OCTOBER, up_to_date
from tests.reports.papers.test_report import WRITE, sent
from tests.support import factories
from tests.support.clients import Browser
from tests.support.moved_clock import MovedClock

PAGE = "/can-bo/bao-cao?ky=thang&nam=2026&thang=10"
FREEZE = PAGE.replace("?", "/chot?")
LATE = datetime(2026, 10, 21, 3, 0, tzinfo=UTC)
ClientOf = Callable[[Person], Browser]


def paper_of(page: str) -> str:
    """The text and the annex, without what has changed since."""
    return page.partition('<section aria-label="Nội dung báo cáo">')[2].partition('<form class="no-print"')[0]


def without_thon_names(text: str) -> str:
    return re.sub(r"Thôn [^<,;.]+", "Thôn", text)


def word_of(browser: Browser) -> bytes:
    body = browser.get(PAGE.replace("?", "/tai-ve.docx?")).data
    return zipfile.ZipFile(io.BytesIO(body)).read("word/document.xml")


def pdf_of(browser: Browser) -> bytes:
    return browser.get(PAGE.replace("?", "/tai-ve.pdf?")).data


@pytest.fixture
def frozen(october: SimpleNamespace, client_of: ClientOf, clock: MovedClock) -> SimpleNamespace:
    """October with a certificate in it and numbers of adults, frozen on 10 November."""
    clock.set(datetime(2026, 10, 15, 3, 0, tzinfo=UTC))
    october.paper = factories.certificate(october.early)
    figures.set_roster_size(factories.place("Thôn Mẫu Một"), 40, "Sổ mẫu", clock.now(UTC).date(), october.staff)
    figures.set_roster_size(factories.place("Thôn Mẫu Hai"), 30, "Sổ mẫu", clock.now(UTC).date(), october.staff)
    clock.set(datetime(2026, 11, 10, 3, 0, tzinfo=UTC))
    db.session.commit()
    up_to_date()
    october.browser = client_of(october.staff)
    assert october.browser.post(FREEZE).status_code == 303
    return october


def late_arrival(at: SimpleNamespace) -> None:
    finish_then(at.shop, LATE)


def finish_then(who: Person, moment: datetime) -> None:
    ledger.record(who.id, f"{factories.COURSE}/mot", moment, "self")
    ledger.record(who.id, factories.COURSE, moment, "self")


def moved_away(at: SimpleNamespace) -> None:
    accounts.move(at.hoa, factories.place("Thôn Mẫu Hai"))


def deleted(at: SimpleNamespace) -> None:
    own_data.forget(at.hoa)


def revoked(at: SimpleNamespace) -> None:
    certificates.revoke(db.session.get_one(Certificate, at.paper.id), "Cấp nhầm người.", at.staff)


def adults_corrected(at: SimpleNamespace) -> None:
    figures.set_roster_size(factories.place("Thôn Mẫu Một"), 4, "Sổ sửa lại", LATE.date(), at.staff)


def made_younger(at: SimpleNamespace) -> None:
    at.hoa.birth_year = 2015


def thon_renamed(_at: SimpleNamespace) -> None:
    factories.place("Thôn Mẫu Một").name = "Thôn Mang Tên Khác"


def thon_merged(at: SimpleNamespace) -> None:
    """All move over, then the thôn is closed."""
    there = factories.place("Thôn Mẫu Một")
    for one in db.session.query(Person).filter_by(place_id=there.id):
        accounts.move(one, factories.place("Thôn Mẫu Hai"))
    there.closed_at = datetime(2026, 11, 9, tzinfo=UTC)


def meeting_called_off(at: SimpleNamespace) -> None:
    db.session.execute(sql("DELETE FROM attendance"))


CHANGED = {  # what happens, and a line that the table of differences must then hold (name, where, frozen, now)
    late_arrival: ("Người hoàn thành khóa học", "Chung", "2", "3"),
    moved_away: None,  # they lived there in October, whatever they do in November
    deleted: ("Người được tiếp cận", "Chung", "3", "2"),
    revoked: ("Người có giấy xác nhận tự học", "Chung", "1", "0"),
    adults_corrected: ("Tỷ lệ người lớn được tiếp cận", "Kết quả theo thôn: Thôn Mẫu Một", "5", "50"),
    made_younger: ("Tỷ lệ người lớn được tiếp cận", "Kết quả theo thôn: Thôn Mẫu Một", None, None),
    thon_renamed: None,
    thon_merged: None,
    meeting_called_off: ("Lượt dự buổi học", "Chung", "2", "0"),
}


@pytest.mark.parametrize("deed", CHANGED, ids=lambda deed: deed.__name__)
def test_nothing_that_happens_later_changes_a_frozen_report(
    frozen: SimpleNamespace, deed: Callable[[SimpleNamespace], None]
) -> None:
    browser = frozen.browser
    before = paper_of(browser.get(PAGE).text), pdf_of(browser), word_of(browser)
    assert "mã kiểm SHA-256" in before[0]
    deed(frozen)
    db.session.commit()
    up_to_date()
    page = browser.get(PAGE).text
    assert (paper_of(page), pdf_of(browser), word_of(browser)) == before
    rows = re.findall(
        r'<th scope="row">([^<]+)</th><td>([^<]+)</td><td class="num">([^<]+)</td><td class="num">([^<]+)</td>', page
    )
    wanted = CHANGED[deed]
    if wanted is None:
        assert not rows and "Sau khi chốt, số liệu thay đổi" not in page
    elif wanted[2] is None:
        assert wanted[:2] in [row[:2] for row in rows]
    else:
        assert wanted in rows, rows


def test_the_list_of_differences_is_what_changed_and_nothing_else(frozen: SimpleNamespace) -> None:
    choice = choice_for(frozen.staff, OCTOBER)
    row = queries.freeze_of(choice)
    assert row is not None
    then = read_findings(row.body)
    assert changes(then, findings_of(choice, frozen.staff)) == ()
    late_arrival(frozen)
    db.session.commit()
    up_to_date()
    now = findings_of(choice, frozen.staff)
    said = {(one.name, one.where): one for one in changes(then, now)}
    by_code = {one.code: one for one in now.figures}
    for old in then.figures:
        new = by_code[old.code]
        same = (old.value, old.numerator, old.denominator) == (new.value, new.numerator, new.denominator)
        assert same == ((old.measure, old.scope) not in {(c.frozen.measure, c.frozen.scope) for c in said.values()})
    assert all(one.frozen != one.now for one in said.values())


def test_words_may_change_and_figures_may_not(frozen: SimpleNamespace) -> None:
    browser = frozen.browser
    before = re.findall(r'class="num"><a [^>]*>([^<]*)</a>', browser.get(PAGE).text)
    browser.post(WRITE, data=sent(de_xuat="Xin 999 máy chiếu."))
    page = browser.get(PAGE).text
    assert "Xin 999 máy chiếu." in page and re.findall(r'class="num"><a [^>]*>([^<]*)</a>', page) == before


def test_a_row_changed_behind_the_site_s_back_is_noticed_at_every_door(frozen: SimpleNamespace) -> None:
    """Somebody with the database in hand takes the triggers away, changes a number, and puts them back."""
    _without_triggers("UPDATE report_freeze SET body = replace(body, :old, :new)", old='"value":3', new='"value":900')
    for door in ("", "/tai-ve.pdf", "/tai-ve.docx", "/so-lieu"):
        answer = frozen.browser.get(PAGE.replace("?", f"{door}?") + "&ma=A1")
        assert answer.status_code == 500 and "không còn khớp mã kiểm" in answer.text, door
        assert "900" not in re.sub(r"<[^>]+>", "", answer.text)


def test_a_freeze_pushed_under_another_place_or_month_is_noticed(frozen: SimpleNamespace) -> None:
    """The digest fits, but it is another report's."""
    other = factories.place("Thôn Mẫu Hai")
    _without_triggers(f"UPDATE report_freeze SET place_id = {other.id}")
    answer = frozen.browser.get(f"{PAGE}&noi={other.id}")
    assert answer.status_code == 500 and "không còn khớp mã kiểm" in answer.text
    _without_triggers(
        f"UPDATE report_freeze SET place_id = {factories.place('xã').id}, period_key = 'thang.20260901.20260930.0'"
    )
    assert frozen.browser.get(PAGE.replace("thang=10", "thang=9")).status_code == 500


def _without_triggers(deed: str, **values: str) -> None:
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sql("SET LOCAL session_replication_role = replica"))
        db.session.execute(sql(deed), values)
    else:
        kept = db.session.execute(
            sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report_freeze'")
        ).all()
        for name, _ in kept:
            db.session.execute(sql(f"DROP TRIGGER {name}"))
        db.session.execute(sql(deed), values)
        for _, made in kept:
            db.session.execute(sql(made))
    db.session.commit()


def test_a_freeze_of_years_ago_knows_fewer_measures_and_still_stands(frozen: SimpleNamespace) -> None:
    """What the site has learnt to count since is neither printed into it nor called a correction."""
    choice = choice_for(frozen.staff, OCTOBER)
    whole = findings_of(choice, frozen.staff)
    unknown = {"satisfaction", "helpers", "credits", "visited", "visits", "visit_hours", "practice_clean"}
    old = replace(whole, figures=tuple(one for one in whole.figures if one.measure not in unknown))
    codes = {one.code for one in old.figures}
    tables = [
        replace(
            table,
            columns=tuple(
                column for column, code in zip(table.columns, table.rows[0].codes, strict=True) if code in codes
            ),
            rows=tuple(replace(row, codes=tuple(code for code in row.codes if code in codes)) for row in table.rows),
        )
        for table in old.tables
        if table.key != "tai-nha"
    ]
    body = canonical(replace(old, tables=tuple(tables)))
    _without_triggers("UPDATE report_freeze SET body = :body, digest = :digest", body=body, digest=digest_of(body))
    page = frozen.browser.get(PAGE)
    assert page.status_code == 200 and "Sau khi chốt, số liệu thay đổi" not in page.text
    assert "Mức hài lòng" not in paper_of(page.text)
    assert pdf_of(frozen.browser).startswith(b"%PDF")


def test_there_is_no_way_to_thaw(frozen: SimpleNamespace) -> None:
    first = db.session.query(ReportFreeze).one().digest
    finish_then(frozen.shop, LATE)
    for address in (FREEZE, f"{FREEZE}&bo=1", f"{FREEZE}&mau=doan"):
        assert frozen.browser.post(address).status_code == 303
    for method in ("delete", "put", "patch"):
        assert getattr(frozen.browser, method)(FREEZE).status_code == 405
    assert db.session.query(ReportFreeze).one().digest == first


def test_who_may_freeze_which_place(october: SimpleNamespace, client_of: ClientOf, facilitator: Person) -> None:
    one = factories.staff("Lý Thị Một Thôn", "mot", Role.STAFF, "Thôn Mẫu Một")
    commune, own, other = (factories.place(name) for name in ("xã", "Thôn Mẫu Một", "Thôn Mẫu Hai"))
    for place in (commune, other):
        assert client_of(one).post(f"{FREEZE}&noi={place.id}").status_code == 404
    assert client_of(facilitator).post(f"{FREEZE}&noi={own.id}").status_code == 403
    assert not db.session.query(ReportFreeze).count()
    assert client_of(one).post(f"{FREEZE}&noi={own.id}").status_code == 303
    assert client_of(one).post(FREEZE).status_code == 303  # without a place it is about their own
    assert [row.place_id for row in db.session.query(ReportFreeze)] == [own.id]
    assert db.session.query(AuditEntry).filter_by(action="freeze_report").count() == 1


def test_a_thon_that_was_frozen_by_itself_leaves_the_commune_open(
    october: SimpleNamespace, client_of: ClientOf
) -> None:
    browser, own = client_of(october.staff), factories.place("Thôn Mẫu Hai")
    browser.post(f"{FREEZE}&noi={own.id}")
    finish_then(october.shop, LATE)
    db.session.commit()
    up_to_date()
    page, thon = browser.get(PAGE).text, browser.get(f"{PAGE}&noi={own.id}").text
    assert "chưa chốt nên còn có thể thay đổi" in page and "Sau khi chốt" not in paper_of(page)
    assert "Sau khi chốt, số liệu thay đổi" in thon and "đã chốt lúc" in thon


@pytest.mark.parametrize("query", ["ky=dot&dot=999", "ky=thang&nam=abc&thang=10", "ky=tu-chon&tu=01/10/2026&den="])
def test_a_period_that_cannot_be_read_is_never_frozen_as_another(
    october: SimpleNamespace, client_of: ClientOf, clock: MovedClock, query: str
) -> None:
    """On a month's last day such an address once froze the month."""
    clock.set(datetime(2026, 11, 30, 3, 0, tzinfo=UTC))
    answer = client_of(october.staff).post(f"/can-bo/bao-cao/chot?{query}")
    assert answer.status_code == 422 and "chọn lại kỳ" in answer.text
    assert not db.session.query(ReportFreeze).count()


def test_the_frozen_row_holds_nobody(frozen: SimpleNamespace) -> None:
    """What can never be deleted must hold no personal data."""
    body = db.session.query(ReportFreeze).one().body
    for one in db.session.query(Person):
        assert one.full_name not in body and str(one.id) not in body and (one.card_code or "-") not in body
    assert json.loads(body)["place_kind"] == "commune"


def test_two_who_freeze_at_once_get_one_freeze(tmp_path: Path) -> None:
    """Four at one moment, on a database of its own: the first one's figures hold, and nobody is shown an error."""
    with site_on_disk(tmp_path) as site:
        people = [factories.staff(f"Phùng Đức {name}", name, Role.STAFF).id for name in ("mai", "lan", "hoa", "sen")]
        db.session.commit()
        september = {"ky": "thang", "nam": "2026", "thang": "9"}

        def freeze(index: int) -> str:
            with site.app_context():
                may_write.set(True)
                by = db.session.get_one(Person, people[index])
                choice = choice_for(by, september)
                row = actions.freeze(choice, replace(findings_of(choice, by), place=f"xã số {index}"), by)
                db.session.commit()
                return row.digest

        digests = at_once(4, freeze)
        rows = db.session.query(ReportFreeze).all()
        assert len(rows) == 1 and digests == [rows[0].digest] * 4
        assert db.session.query(AuditEntry).filter_by(action="freeze_report").count() == 1
