"""house visits, and where a try was taken in the figures

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# Written by reports/figures/triggers.py as it was on the day of this migration; a test holds the two together.

ON_SQLITE = (
    "CREATE TRIGGER figure_note_attempt_comes AFTER INSERT ON attempt BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', NEW.course_slug, CASE WHEN NEW.supervised_at = '' THEN 'self' WHEN NEW.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, NEW.handed_in_at FROM figure_person WHERE person_id = NEW.person_id AND NEW.handed_in_at IS NOT NULL; END",
    "CREATE TRIGGER figure_note_attempt_changes AFTER UPDATE OF person_id, handed_in_at, percent, passed, supervised_at, supervised_until ON attempt BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', OLD.course_slug, CASE WHEN OLD.supervised_at = '' THEN 'self' WHEN OLD.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, OLD.handed_in_at FROM figure_person WHERE person_id = OLD.person_id AND OLD.handed_in_at IS NOT NULL; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', NEW.course_slug, CASE WHEN NEW.supervised_at = '' THEN 'self' WHEN NEW.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, NEW.handed_in_at FROM figure_person WHERE person_id = NEW.person_id AND NEW.handed_in_at IS NOT NULL; END",
    "CREATE TRIGGER figure_note_attempt_goes AFTER DELETE ON attempt BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', OLD.course_slug, CASE WHEN OLD.supervised_at = '' THEN 'self' WHEN OLD.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, OLD.handed_in_at FROM figure_person WHERE person_id = OLD.person_id AND OLD.handed_in_at IS NOT NULL; END",
    "CREATE TRIGGER figure_note_visited_person_comes AFTER INSERT ON visited_person BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', COALESCE(c.course_slug, ''), 'visit', v.visited_at FROM figure_person p JOIN house_visit v ON v.id = NEW.visit_id LEFT JOIN visited_course c ON c.visit_id = v.id WHERE p.person_id = NEW.person_id; END",
    "CREATE TRIGGER figure_note_visited_person_changes AFTER UPDATE OF visit_id, person_id ON visited_person BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', COALESCE(c.course_slug, ''), 'visit', v.visited_at FROM figure_person p JOIN house_visit v ON v.id = OLD.visit_id LEFT JOIN visited_course c ON c.visit_id = v.id WHERE p.person_id = OLD.person_id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', COALESCE(c.course_slug, ''), 'visit', v.visited_at FROM figure_person p JOIN house_visit v ON v.id = NEW.visit_id LEFT JOIN visited_course c ON c.visit_id = v.id WHERE p.person_id = NEW.person_id; END",
    "CREATE TRIGGER figure_note_visited_person_goes AFTER DELETE ON visited_person BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', COALESCE(c.course_slug, ''), 'visit', v.visited_at FROM figure_person p JOIN house_visit v ON v.id = OLD.visit_id LEFT JOIN visited_course c ON c.visit_id = v.id WHERE p.person_id = OLD.person_id; END",
    "CREATE TRIGGER figure_note_house_visit_comes AFTER INSERT ON house_visit BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', COALESCE(c.course_slug, ''), 'visit', NEW.visited_at FROM visited_person w JOIN figure_person p ON p.person_id = w.person_id LEFT JOIN visited_course c ON c.visit_id = w.visit_id WHERE w.visit_id = NEW.id; END",
    "CREATE TRIGGER figure_note_house_visit_changes AFTER UPDATE OF visited_at, minutes ON house_visit BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', COALESCE(c.course_slug, ''), 'visit', OLD.visited_at FROM visited_person w JOIN figure_person p ON p.person_id = w.person_id LEFT JOIN visited_course c ON c.visit_id = w.visit_id WHERE w.visit_id = OLD.id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', COALESCE(c.course_slug, ''), 'visit', NEW.visited_at FROM visited_person w JOIN figure_person p ON p.person_id = w.person_id LEFT JOIN visited_course c ON c.visit_id = w.visit_id WHERE w.visit_id = NEW.id; END",
    "CREATE TRIGGER figure_note_house_visit_goes BEFORE DELETE ON house_visit BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', COALESCE(c.course_slug, ''), 'visit', OLD.visited_at FROM visited_person w JOIN figure_person p ON p.person_id = w.person_id LEFT JOIN visited_course c ON c.visit_id = w.visit_id WHERE w.visit_id = OLD.id; END",
    "CREATE TRIGGER figure_note_visited_course_comes AFTER INSERT ON visited_course BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', NEW.course_slug, 'visit', v.visited_at FROM visited_person w JOIN figure_person p ON p.person_id = w.person_id JOIN house_visit v ON v.id = w.visit_id WHERE w.visit_id = NEW.visit_id; END",
    "CREATE TRIGGER figure_note_visited_course_changes AFTER UPDATE OF visit_id, course_slug ON visited_course BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', OLD.course_slug, 'visit', v.visited_at FROM visited_person w JOIN figure_person p ON p.person_id = w.person_id JOIN house_visit v ON v.id = w.visit_id WHERE w.visit_id = OLD.visit_id; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', NEW.course_slug, 'visit', v.visited_at FROM visited_person w JOIN figure_person p ON p.person_id = w.person_id JOIN house_visit v ON v.id = w.visit_id WHERE w.visit_id = NEW.visit_id; END",
    "CREATE TRIGGER figure_note_visited_course_goes AFTER DELETE ON visited_course BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', OLD.course_slug, 'visit', v.visited_at FROM visited_person w JOIN figure_person p ON p.person_id = w.person_id JOIN house_visit v ON v.id = w.visit_id WHERE w.visit_id = OLD.visit_id; END",
)

ON_POSTGRESQL = (
    "CREATE FUNCTION figure_note_attempt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', OLD.course_slug, CASE WHEN OLD.supervised_at = '' THEN 'self' WHEN OLD.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, OLD.handed_in_at FROM figure_person WHERE person_id = OLD.person_id AND OLD.handed_in_at IS NOT NULL; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', NEW.course_slug, CASE WHEN NEW.supervised_at = '' THEN 'self' WHEN NEW.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, NEW.handed_in_at FROM figure_person WHERE person_id = NEW.person_id AND NEW.handed_in_at IS NOT NULL; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_attempt AFTER INSERT OR UPDATE OF person_id, handed_in_at, percent, passed, supervised_at, supervised_until OR DELETE ON attempt FOR EACH ROW EXECUTE FUNCTION figure_note_attempt()",
    "CREATE FUNCTION figure_note_visited_person() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', COALESCE(c.course_slug, ''), 'visit', v.visited_at FROM figure_person p JOIN house_visit v ON v.id = OLD.visit_id LEFT JOIN visited_course c ON c.visit_id = v.id WHERE p.person_id = OLD.person_id; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', COALESCE(c.course_slug, ''), 'visit', v.visited_at FROM figure_person p JOIN house_visit v ON v.id = NEW.visit_id LEFT JOIN visited_course c ON c.visit_id = v.id WHERE p.person_id = NEW.person_id; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_visited_person AFTER INSERT OR UPDATE OF visit_id, person_id OR DELETE ON visited_person FOR EACH ROW EXECUTE FUNCTION figure_note_visited_person()",
    "CREATE FUNCTION figure_note_house_visit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', COALESCE(c.course_slug, ''), 'visit', OLD.visited_at FROM visited_person w JOIN figure_person p ON p.person_id = w.person_id LEFT JOIN visited_course c ON c.visit_id = w.visit_id WHERE w.visit_id = OLD.id; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', COALESCE(c.course_slug, ''), 'visit', NEW.visited_at FROM visited_person w JOIN figure_person p ON p.person_id = w.person_id LEFT JOIN visited_course c ON c.visit_id = w.visit_id WHERE w.visit_id = NEW.id; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_house_visit AFTER INSERT OR UPDATE OF visited_at, minutes ON house_visit FOR EACH ROW EXECUTE FUNCTION figure_note_house_visit()",
    "CREATE FUNCTION figure_note_house_visit_going() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', COALESCE(c.course_slug, ''), 'visit', OLD.visited_at FROM visited_person w JOIN figure_person p ON p.person_id = w.person_id LEFT JOIN visited_course c ON c.visit_id = w.visit_id WHERE w.visit_id = OLD.id; RETURN OLD; END $$",
    "CREATE TRIGGER figure_note_house_visit_going BEFORE DELETE ON house_visit FOR EACH ROW EXECUTE FUNCTION figure_note_house_visit_going()",
    "CREATE FUNCTION figure_note_visited_course() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', OLD.course_slug, 'visit', v.visited_at FROM visited_person w JOIN figure_person p ON p.person_id = w.person_id JOIN house_visit v ON v.id = w.visit_id WHERE w.visit_id = OLD.visit_id; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'visit', NEW.course_slug, 'visit', v.visited_at FROM visited_person w JOIN figure_person p ON p.person_id = w.person_id JOIN house_visit v ON v.id = w.visit_id WHERE w.visit_id = NEW.visit_id; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_visited_course AFTER INSERT OR UPDATE OF visit_id, course_slug OR DELETE ON visited_course FOR EACH ROW EXECUTE FUNCTION figure_note_visited_course()",
)

# The triggers of tries as migration 0008 made them, for the way back.

BEFORE_ON_SQLITE = (
    "CREATE TRIGGER figure_note_attempt_comes AFTER INSERT ON attempt BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', NEW.course_slug, 'self', NEW.handed_in_at FROM figure_person WHERE person_id = NEW.person_id AND NEW.handed_in_at IS NOT NULL; END",
    "CREATE TRIGGER figure_note_attempt_changes AFTER UPDATE OF person_id, handed_in_at, percent, passed ON attempt BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', OLD.course_slug, 'self', OLD.handed_in_at FROM figure_person WHERE person_id = OLD.person_id AND OLD.handed_in_at IS NOT NULL; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', NEW.course_slug, 'self', NEW.handed_in_at FROM figure_person WHERE person_id = NEW.person_id AND NEW.handed_in_at IS NOT NULL; END",
    "CREATE TRIGGER figure_note_attempt_goes AFTER DELETE ON attempt BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', OLD.course_slug, 'self', OLD.handed_in_at FROM figure_person WHERE person_id = OLD.person_id AND OLD.handed_in_at IS NOT NULL; END",
)

BEFORE_ON_POSTGRESQL = (
    "CREATE FUNCTION figure_note_attempt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', OLD.course_slug, 'self', OLD.handed_in_at FROM figure_person WHERE person_id = OLD.person_id AND OLD.handed_in_at IS NOT NULL; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT ordinal, 'attempt', NEW.course_slug, 'self', NEW.handed_in_at FROM figure_person WHERE person_id = NEW.person_id AND NEW.handed_in_at IS NOT NULL; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_attempt AFTER INSERT OR UPDATE OF person_id, handed_in_at, percent, passed OR DELETE ON attempt FOR EACH ROW EXECUTE FUNCTION figure_note_attempt()",
)

OFF_SQLITE = tuple(f"DROP TRIGGER IF EXISTS figure_note_attempt_{end}" for end in ("comes", "changes", "goes"))
OFF_POSTGRESQL = ("DROP FUNCTION IF EXISTS figure_note_attempt() CASCADE",)
GONE_WITH_TABLES = (
    "DROP FUNCTION figure_note_visited_person() CASCADE",
    "DROP FUNCTION figure_note_house_visit() CASCADE",
    "DROP FUNCTION figure_note_house_visit_going() CASCADE",
    "DROP FUNCTION figure_note_visited_course() CASCADE",
)


def upgrade():
    op.create_table(
        "house_visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("visited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("others", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("minutes BETWEEN 5 AND 480", name=op.f("ck_house_visit_minutes_plausible")),
        sa.CheckConstraint("others BETWEEN 0 AND 20", name=op.f("ck_house_visit_others_plausible")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_house_visit_place_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_house_visit_recorded_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_visit")),
    )
    op.create_index("ix_house_visit_place_visited", "house_visit", ["place_id", "visited_at"], unique=False)
    op.create_index("ix_house_visit_recorder_visited", "house_visit", ["recorded_by", "visited_at"], unique=False)
    op.create_table(
        "visited_person",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_visited_person_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["house_visit.id"], name=op.f("fk_visited_person_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("visit_id", "person_id", name=op.f("pk_visited_person")),
    )
    op.create_index(op.f("ix_visited_person_person_id"), "visited_person", ["person_id"], unique=False)
    op.create_table(
        "visited_course",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("course_slug", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["house_visit.id"], name=op.f("fk_visited_course_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("visit_id", "course_slug", name=op.f("pk_visited_course")),
    )
    _triggers(OFF_SQLITE + ON_SQLITE, OFF_POSTGRESQL + ON_POSTGRESQL)
    _count_anew()


def downgrade():
    _triggers(OFF_SQLITE + BEFORE_ON_SQLITE, OFF_POSTGRESQL + BEFORE_ON_POSTGRESQL + GONE_WITH_TABLES)
    op.drop_table("visited_course")
    op.drop_table("visited_person")
    op.drop_table("house_visit")
    op.execute("DELETE FROM presence WHERE kind IN ('visited', 'visits', 'visit_minutes')")
    op.execute("DELETE FROM figure_log WHERE fact = 'visit'")
    _count_anew()


def _triggers(on_sqlite, on_postgresql):
    connection = op.get_bind()
    for statement in on_sqlite if connection.dialect.name == "sqlite" else on_postgresql:
        connection.exec_driver_sql(statement)


def _count_anew():
    """The first reader of a figure counts tries where they were taken."""
    op.execute(
        "INSERT INTO figure_log (ordinal, fact, key, source) SELECT 0, 'rebuild', '', '' FROM place"
        " WHERE EXISTS (SELECT 1 FROM attempt WHERE supervised_at <> '' AND handed_in_at IS NOT NULL) LIMIT 1"
    )
