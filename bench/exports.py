"""Exports and the report over 50,000 people: how long the list takes, what memory it needs, how long the report takes.

The people and facts are those of ``bench.reporting``; a process of its own writes the list, so that its peak memory is
that of exporting and nothing else.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench import reporting
from bench.figures import Figure, NotHere, measures
from bench.ground import ROOT, Ground

FACTS = 200_000


@measures("exports", slow=True)
def exports(ground: Ground) -> Iterator[Figure]:
    """50,000 people over three years: the list with names as .xlsx, the yearly report as PDF and Word."""
    folder = ground.folder / "exports"
    with reporting._site(folder) as places:
        reporting._people(places)
        reporting._facts(FACTS)
    command = [sys.executable, "-m", "bench.exports", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotHere(done.stderr.strip()[-300:])
    seen = json.loads(done.stdout)
    detail = {"people": seen["people"], "bytes": seen["bytes"]}
    yield Figure("export-people-xlsx", seen["export_s"], "s", most=20, detail=detail)
    yield Figure("export-people-memory", seen["peak_mb"], "MB", most=300, detail={"is": "peak resident set"})
    yield Figure("report-figures", seen["figures_s"], "s", detail={"figures": seen["figures"]})
    yield Figure("report-pdf", seen["pdf_s"], "s", most=5, detail={"is": "figures and PDF of a whole year"})
    yield Figure("report-word", seen["word_s"], "s", most=5)


def _measured(folder: Path) -> dict[str, Any]:
    from app import create_app
    from learning.accounts import actions as accounts
    from learning.accounts.audiences import Audience
    from learning.accounts.permissions import Role
    from learning.accounts.queries import home_place
    from learning.core.database import db
    from learning.core.settings import Settings
    from reports.papers import exporting

    url = f"sqlite:///{folder / 'site.db'}"
    app = create_app(Settings(data_dir=folder, database_url=url, secret_key="only to measure", testing=True))
    with app.app_context():
        home = home_place()
        staff = accounts.add_staff(accounts.Registration("Phạm Thị Đo", Audience.OFFICIALS, home), "do")
        accounts.grant(staff, Role.STAFF, home, None)
        db.session.commit()
        path, began = folder / "people.xlsx", time.perf_counter()
        query = {"ky": "tu-chon", "tu": "2022-01-01", "den": "2030-12-31"}
        exporting.export(_Progress(staff.id, path), {"query": query, "content": "co-ten", "file": "xlsx"})
        seen = {"export_s": time.perf_counter() - began, "bytes": path.stat().st_size}
        seen["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return seen | {"people": _Progress.lines} | _report(staff)


def _report(staff: Any) -> dict[str, Any]:
    from learning.core import clock
    from reports.papers.choosing import choice_for
    from reports.papers.gathering import findings_of
    from reports.papers.paper import letterhead
    from reports.papers.pdf_file import report_pdf
    from reports.papers.word_file import report_word
    from reports.papers.writing import write_paper

    began = time.perf_counter()
    choice = choice_for(staff, {"ky": "nam", "nam": str(clock.today().year - 1)})
    findings = findings_of(choice, staff)
    figured = time.perf_counter() - began
    paper = write_paper(findings, {}, letterhead(choice.place, "co-quan"), clock.now(), None)
    report_pdf(paper)
    printed = time.perf_counter() - began
    began = time.perf_counter()
    report_word(paper)
    seen = SimpleNamespace(word_s=time.perf_counter() - began + figured, pdf_s=printed, figures_s=figured)
    return vars(seen) | {"figures": len(findings.figures)}


class _Progress:
    """Takes the place of a job's progress: it commits, as that does."""

    lines = 0

    def __init__(self, owner_id: Any, path: Path) -> None:
        self.owner_id, self._path = owner_id, path

    def __call__(self, done: int, total: int) -> None:
        from learning.core.database import db

        _Progress.lines = total
        db.session.commit()

    def say(self, sentence: str) -> None:
        """Nobody listens."""

    def lead_to(self, address: str, words: str) -> None:
        """Nobody follows."""

    def result(self, file_name: str) -> Path:
        """Where the file goes."""
        return self._path


if __name__ == "__main__":
    print(json.dumps(_measured(Path(sys.argv[1]))))
