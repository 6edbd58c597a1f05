"""Exports as long work: figures, people with names, people without; .xlsx or .csv."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from learning.accounts.models import Person
from learning.accounts.permissions import Permission
from learning.accounts.queries import may, places_for
from learning.core import clock
from learning.core.database import db
from learning.core.errors import Forbidden
from learning.core.formats import count_vi
from learning.core.jobs import Progress, job
from learning.core.sheet_writing import Table, Value, write_csv, write_xlsx
from learning.core.text import slugify
from reports.figures.queries import open_book, scope_for
from reports.papers.export_tables import about, definitions, figure_tables, learners, named_table, unnamed_table

KINDS = {
    "so-lieu": "Bảng số liệu",
    "khong-ten": "Danh sách không tên",
    "co-ten": "Danh sách có tên và số điện thoại",
}
FILES = {"xlsx": "Excel (.xlsx)", "csv": "Văn bản ngăn cách (.csv)"}
TOLD_EVERY = 2500  # lines
LONGEST_PERIOD = 60  # letters of a campaign's name in the name of a file


@job("export")
def export(progress: Progress, args: dict[str, Any]) -> None:
    """Write the file that was asked for. What its owner may see is looked up now, not when it was asked."""
    viewer = db.session.get_one(Person, progress.owner_id)
    kind, ending = args["content"], args["file"]
    if not may(viewer, Permission.SEE_STATISTICS) or (kind == "co-ten" and not may(viewer, Permission.SEE_PEOPLE)):
        raise Forbidden
    scope = scope_for(viewer, args["query"])
    places = places_for(viewer, Permission.SEE_STATISTICS, closed_too=True)
    said = about(scope, viewer, clock.now(), KINDS[kind], places)
    tables, lines = _tables(kind, scope, viewer)
    progress(0, lines)  # commits: what follows takes a while and needs no lock

    path = progress.result(f"{slugify(KINDS[kind])}-{slugify(scope.period.name)[:LONGEST_PERIOD]}.{ending}")
    _write(path, ending, [_told(table, progress, lines) for table in tables], said)
    progress(lines, lines)
    progress.say(f"Tệp đã xong, {count_vi(lines, 'dòng')}. Tệp chỉ giữ 24 giờ.")


def _tables(kind: str, scope: Any, viewer: Person) -> tuple[list[Table], int]:
    book = open_book()
    if kind == "so-lieu":
        tables = list(figure_tables(scope, viewer, book))
        return tables, sum(len(list(table.rows)) - 1 for table in tables)
    people = learners(scope, book)
    named = kind == "co-ten"
    table = named_table(people, viewer) if named else unnamed_table(people, scope.period.last.year)
    return [table], len(people)


def _told(table: Table, progress: Progress, lines: int) -> Table:
    """The same table, telling how far it is while it is written."""

    def rows() -> Iterator[Sequence[Value]]:
        for number, row in enumerate(table.rows):
            if number and number % TOLD_EVERY == 0:
                progress(number, lines)
            yield row

    return Table(table.name, rows(), table.heading, table.widths)


def _write(path: Path, ending: str, tables: Iterable[Table], said: Sequence[tuple[str, Value]]) -> None:
    notes = Table("Về tệp này", said, 0, (20, 80))
    if ending == "xlsx":
        write_xlsx(path, [*tables, definitions(), notes])
    else:
        path.write_bytes(write_csv(_one_after_the_other((*tables, notes))))


def _one_after_the_other(tables: Iterable[Table]) -> Iterator[Sequence[Value]]:
    """Tables in one text file: an empty line between them."""
    for number, table in enumerate(tables):
        if number:
            yield ()
            yield (table.name,)
        yield from table.rows
