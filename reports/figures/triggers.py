"""The triggers by which the database itself writes down whose facts have changed, for SQLite and for PostgreSQL.

No door can forget them, and an import of thousands of rows needs no other code. Migrations (0008, 0015, 0016 …) hold
the same text as it was then; ``flask reports rebuild`` puts today's in place, for instance after a migration that
copied a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from reports.figures.marks import AUDIENCE_NUMBERS, AUDIENCES_A_PLACE, RATERS

_INTO = "INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT"


@dataclass(frozen=True)
class Watch:
    """What is written when a row of ``table`` comes, goes or changes in one of ``columns``; ``{row}`` is that row."""

    table: str
    columns: str
    writes: tuple[str, ...]
    first: str = ""  # done once for a new row, before anything is written
    going: tuple[str, ...] = ()  # written before a row goes, in the place of ``writes``
    about: str = ""  # tells two watches of one table apart

    @property
    def name(self) -> str:
        """How its triggers and functions are called."""
        return f"figure_note_{self.about or self.table}"


def _line(columns: str, rest: str) -> str:
    """One line of the log: what is said, and where the person's ordinal comes from."""
    return f"{_INTO} {columns} {rest}".rstrip()


def _own(fact: str, key: str, source: str, at: str, only: str = "") -> str:
    """The line for a table whose rows name a person."""
    whose = "FROM figure_person WHERE person_id = {row}.person_id" + (f" AND {only}" if only else "")
    return _line(f"ordinal, '{fact}', {key}, {source}, {at}", whose)


def _of_the_person(fact: str, key: str) -> str:
    return _line(
        f"ordinal, '{fact}', {key}, '', {{row}}.registered_at", "FROM figure_person WHERE person_id = {row}.id"
    )


_PERSON = (
    _of_the_person("person", "COALESCE(CAST({row}.birth_year AS VARCHAR(4)), '')"),
    _of_the_person("residence", "CAST({row}.place_id AS VARCHAR(20))"),
)
_GONE = (_of_the_person("gone", "''"),)
_CERTIFIED = _line(
    "p.ordinal, 'certificate', c.course_slug, c.level, c.issued_at",
    "FROM certificate c JOIN figure_person p ON p.person_id = c.person_id WHERE c.id = {row}.certificate_id",
)
_CAME = _line(
    "p.ordinal, 'attendance', COALESCE(i.item_key, ''), 'class', m.starts_at",
    "FROM figure_person p JOIN meeting m ON m.id = {row}.meeting_id"
    " LEFT JOIN meeting_item i ON i.meeting_id = m.id WHERE p.person_id = {row}.person_id",
)
_RESCHEDULED = _line(
    "p.ordinal, 'attendance', COALESCE(i.item_key, ''), 'class', {row}.starts_at",
    "FROM attendance a JOIN figure_person p ON p.person_id = a.person_id"
    " LEFT JOIN meeting_item i ON i.meeting_id = a.meeting_id WHERE a.meeting_id = {row}.id",
)
_TAUGHT = _line(
    "p.ordinal, 'attendance', {row}.item_key, 'class', m.starts_at",
    "FROM attendance a JOIN figure_person p ON p.person_id = a.person_id JOIN meeting m ON m.id = a.meeting_id"
    " WHERE a.meeting_id = {row}.meeting_id",
)
_VISITED = _line(
    "p.ordinal, 'visit', COALESCE(c.course_slug, ''), 'visit', v.visited_at",
    "FROM figure_person p JOIN house_visit v ON v.id = {row}.visit_id"
    " LEFT JOIN visited_course c ON c.visit_id = v.id WHERE p.person_id = {row}.person_id",
)
_VISIT_MOVED = _line(
    "p.ordinal, 'visit', COALESCE(c.course_slug, ''), 'visit', {row}.visited_at",
    "FROM visited_person w JOIN figure_person p ON p.person_id = w.person_id"
    " LEFT JOIN visited_course c ON c.visit_id = w.visit_id WHERE w.visit_id = {row}.id",
)
_VISIT_TAUGHT = _line(
    "p.ordinal, 'visit', {row}.course_slug, 'visit', v.visited_at",
    "FROM visited_person w JOIN figure_person p ON p.person_id = w.person_id JOIN house_visit v ON v.id = w.visit_id"
    " WHERE w.visit_id = {row}.visit_id",
)
_TAKEN_AS = (
    "CASE WHEN {row}.supervised_at = '' THEN 'self' WHEN {row}.supervised_until IS NULL THEN 'paper'"
    " ELSE 'supervised' END"
)
_PASSED = "a.passed AND a.supervised_at <> ''"
_OF_A_PASS = f"p.ordinal, 'credit', a.course_slug, {_TAKEN_AS.replace('{row}', 'a')}, a.handed_in_at"
_TAUGHT_BY = _line(  # the passes of a learner, each of which may be this helper's merit
    _OF_A_PASS,
    "FROM figure_person p JOIN attempt a ON a.person_id = {row}.learner_id"
    f" WHERE p.person_id = {{row}}.helper_id AND {_PASSED}",
)
_HELPERS = "FROM helping h JOIN figure_person p ON p.person_id = h.helper_id"
_PASSED_THEN = _line(
    f"p.ordinal, 'credit', {{row}}.course_slug, {_TAKEN_AS}, {{row}}.handed_in_at",
    f"{_HELPERS} WHERE h.learner_id = {{row}}.person_id AND {_PASSED.replace('a.', '{row}.')}",
)
_PAPER_CAME = _line(  # one that is valid takes away what a revoked one has said
    _OF_A_PASS,
    f"{_HELPERS} JOIN attempt a ON a.person_id = h.learner_id WHERE h.learner_id = {{row}}.person_id"
    f" AND a.course_slug = {{row}}.course_slug AND {{row}}.level = 'supervised' AND {_PASSED}",
)
_PAPER_REVOKED = _line(
    _OF_A_PASS,
    f"{_HELPERS} JOIN attempt a ON a.person_id = h.learner_id JOIN certificate c ON c.person_id = a.person_id"
    f" WHERE c.id = {{row}}.certificate_id AND a.course_slug = c.course_slug AND c.level = 'supervised' AND {_PASSED}",
)
_RATED = _line(
    f"{RATERS} + COALESCE({{row}}.place_id, 0) * {AUDIENCES_A_PLACE} + CASE {{row}}.audience "
    + " ".join(f"WHEN '{name}' THEN {number}" for name, number in AUDIENCE_NUMBERS.items() if name)
    + " ELSE 0 END, 'rating', {row}.item_key, CAST({row}.rated_on AS VARCHAR(10)), NULL",
    "",
)

WATCHES = (
    Watch(
        "person",
        "audience, gender, birth_year, place_id, registered_at",
        _PERSON,
        first="INSERT INTO figure_person (person_id) VALUES ({row}.id)",
        going=_GONE,
    ),
    Watch(
        "former_residence",
        "person_id, place_id, until",
        (_own("residence", "CAST({row}.place_id AS VARCHAR(20))", "''", "{row}.until"),),
    ),
    Watch(
        "completion",
        "person_id, item_key, source, finished_at",
        (_own("completion", "{row}.item_key", "{row}.source", "{row}.finished_at"),),
    ),
    Watch(
        "attempt",
        "person_id, handed_in_at, percent, passed, supervised_at, supervised_until",
        (_own("attempt", "{row}.course_slug", _TAKEN_AS, "{row}.handed_in_at", "{row}.handed_in_at IS NOT NULL"),),
    ),
    Watch(
        "certificate",
        "person_id, course_slug, level, issued_at",
        (_own("certificate", "{row}.course_slug", "{row}.level", "{row}.issued_at"),),
    ),
    Watch(
        "revocation",
        "certificate_id",
        (_CERTIFIED,),
    ),
    Watch(
        "practice_run",
        "person_id, item_key, finished_at, left_at, wrong_taps, hints",
        (_own("practice_run", "{row}.item_key", "'self'", "COALESCE({row}.finished_at, {row}.left_at)"),),
    ),
    Watch(
        "scam_test",
        "person_id, finished_at, detected, false_alarms, shown_scams, shown_genuine",
        (_own("scam_test", "''", "'self'", "{row}.finished_at", "{row}.finished_at IS NOT NULL"),),
    ),
    Watch(
        "attendance",
        "person_id, meeting_id",
        (_CAME,),
    ),
    Watch("meeting", "starts_at, ends_at", (_RESCHEDULED,), going=(_RESCHEDULED,)),
    Watch(
        "meeting_item",
        "meeting_id, item_key",
        (_TAUGHT,),
    ),
    Watch("visited_person", "visit_id, person_id", (_VISITED,)),
    Watch("house_visit", "visited_at, minutes", (_VISIT_MOVED,), going=(_VISIT_MOVED,)),
    Watch("visited_course", "visit_id, course_slug", (_VISIT_TAUGHT,)),
    Watch("helping", "learner_id, helper_id, named_at, withdrawn_at", (_TAUGHT_BY,)),
    Watch(
        "attempt",
        "person_id, course_slug, handed_in_at, passed, supervised_at, supervised_until",
        (_PASSED_THEN,),
        about="credit_attempt",
    ),
    Watch("certificate", "person_id, course_slug, level", (_PAPER_CAME,), about="credit_certificate"),
    Watch("revocation", "certificate_id", (_PAPER_REVOKED,), about="credit_revocation"),
    Watch("rating", "item_key, face, place_id, audience, rated_on", (_RATED,)),
)


def made(dialect: str) -> list[str]:
    """The statements that put the triggers in place."""
    each = _made_on_sqlite if dialect == "sqlite" else _made_on_postgresql
    return [statement for watch in WATCHES for statement in each(watch)]


def taken_away(dialect: str) -> list[str]:
    """The statements that remove them, whether they are there or not."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for watch in WATCHES for name, _, _ in _on_sqlite(watch)]
    return [f"DROP FUNCTION IF EXISTS {watch.name}{end}() CASCADE" for watch in WATCHES for end in ("", "_going")]


def install(connection: Connection) -> None:
    """Put the triggers of today in the place of whatever is there."""
    dialect = connection.dialect.name
    for statement in taken_away(dialect) + made(dialect):
        connection.exec_driver_sql(statement)


def _lines(writes: tuple[str, ...], *rows: str) -> str:
    return " ".join(f"{write.replace('{row}', row)};" for row in rows for write in writes if write)


def _on_sqlite(watch: Watch) -> Iterator[tuple[str, str, str]]:
    """Name, event and body of each trigger."""
    name, table = watch.name, watch.table
    yield f"{name}_comes", f"AFTER INSERT ON {table}", _lines((watch.first, *watch.writes), "NEW")
    yield f"{name}_changes", f"AFTER UPDATE OF {watch.columns} ON {table}", _lines(watch.writes, "OLD", "NEW")
    if watch.going:
        yield f"{name}_goes", f"BEFORE DELETE ON {table}", _lines(watch.going, "OLD")
    else:
        yield f"{name}_goes", f"AFTER DELETE ON {table}", _lines(watch.writes, "OLD")


def _made_on_sqlite(watch: Watch) -> Iterator[str]:
    for name, event, body in _on_sqlite(watch):
        yield f"CREATE TRIGGER {name} {event} BEGIN {body} END"


def _made_on_postgresql(watch: Watch) -> Iterator[str]:
    name, table = watch.name, watch.table
    new, old = _lines(watch.writes, "NEW"), _lines(watch.writes, "OLD")
    first = _lines((watch.first,), "NEW")
    coming = f"IF TG_OP = 'INSERT' THEN {first} END IF; " if first else ""
    yield _function(
        name, f"{coming}IF TG_OP <> 'INSERT' THEN {old} END IF; IF TG_OP <> 'DELETE' THEN {new} END IF; RETURN NULL;"
    )
    going = "" if watch.going else " OR DELETE"
    event = f"AFTER INSERT OR UPDATE OF {watch.columns}{going} ON {table}"
    yield f"CREATE TRIGGER {name} {event} FOR EACH ROW EXECUTE FUNCTION {name}()"
    if watch.going:
        yield _function(f"{name}_going", f"{_lines(watch.going, 'OLD')} RETURN OLD;")
        event = f"BEFORE DELETE ON {table}"
        yield f"CREATE TRIGGER {name}_going {event} FOR EACH ROW EXECUTE FUNCTION {name}_going()"


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
