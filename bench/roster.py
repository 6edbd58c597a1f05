"""A roster of five thousand rows: read, matched and taken in, in a process of its own on an embedded database."""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.figures import Figure, NotHere, measures
from bench.ground import ROOT, Ground

ROWS = 5_000
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đặng", "Bùi", "Đỗ", "Hoàng", "Ngô")
MIDDLE = ("Thị Mẫu", "Văn Mẫu", "Đức Mẫu", "Hữu Mẫu", "Ngọc Mẫu", "Thị Hồng", "Thanh", "Quốc", "Xuân")
GIVEN = ("Hương", "Thuận", "Nghĩa", "Lượng", "Quyên", "Khoẻ", "Thuỳ", "Đoàn", "Bưởi", "Việt", "Ửng")


@measures("roster")
def roster(_ground: Ground) -> Iterator[Figure]:
    """The whole way from the bytes of the file to people in the register, and a second time."""
    with tempfile.TemporaryDirectory(prefix="hoc-so-bench.") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "bench.roster"],
            cwd=ROOT,
            env=os.environ | {"DATA_DIR": folder},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise NotHere(done.stderr.strip()[-300:])
    seen = json.loads(done.stdout.splitlines()[-1])
    yield Figure("roster-5000", seen.pop("all_s"), "s", most=10, detail=seen)


def _file() -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Danh sách")
        sheet.write_row(0, 0, ["DANH SÁCH CẢ XÃ"])
        sheet.write_row(2, 0, ["STT", "Họ và tên", "Năm sinh", "Giới tính", "Thôn", "Điện thoại", "Số CCCD"])
        for number in range(ROWS):
            name = f"{FAMILY[number % 10]} {MIDDLE[number // 10 % 9]} {GIVEN[number // 90 % 11]}"
            year, thon = 1930 + number // 990 * 13 + number % 7, f"Thôn Mẫu {'Một' if number % 2 else 'Hai'}"
            phone, paper = 912_000_000 + number, f"00106{number:07d}"
            sheet.write_row(number + 3, 0, [number + 1, name, year, "Nữ" if number % 3 else "Nam", thon, phone, paper])
    return out.getvalue()


def _report() -> dict[str, float]:
    from app import create_app
    from learning.accounts.places import plant_commune
    from learning.core.database import db
    from pages.cli import migrate

    app = create_app()
    with app.app_context():
        migrate()
        commune = plant_commune(app.config["HOME_COMMUNE"])
        db.session.commit()
        sender = _sender(commune)
        body = _file()
        first, second = _taken_in(sender, commune, body), _taken_in(sender, commune, body)
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    return first | {"second_time_s": second["all_s"], "made_again": second["made"], "peak_mb": peak}


def _sender(commune: Any) -> Any:
    from learning.accounts import actions
    from learning.accounts.audiences import Audience
    from learning.accounts.permissions import Role
    from learning.core.database import db

    for name in ("Thôn Mẫu Một", "Thôn Mẫu Hai"):
        actions.add_village(commune, name, None)
    sender = actions.add_staff(actions.Registration("Phùng Đức Mẫu", Audience.OFFICIALS, commune), "mau")
    actions.grant(sender, Role.STAFF, commune, None)
    db.session.commit()
    return sender


def _taken_in(sender: Any, commune: Any, body: bytes) -> dict[str, float]:
    from learning.core.database import db, new_id
    from learning.core.sheets import open_workbook
    from learning.jobs.cli import run_job
    from training.roster import actions
    from training.roster.reading import read_roster

    began = time.perf_counter()
    reading = read_roster(open_workbook(body), 2026)
    read = time.perf_counter() - began
    roster = actions.send_in(sender, reading, commune, "residents", None, new_id())
    job_id = actions.ask_to_take_in(roster, sender)
    db.session.commit()
    run_job(str(job_id))
    db.session.refresh(roster)
    took = time.perf_counter() - began
    return {"all_s": round(took, 2), "read_s": round(read, 2), "made": roster.made, "left_out": roster.left_out}


if __name__ == "__main__":
    Path(os.environ["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    print(json.dumps(_report()))
