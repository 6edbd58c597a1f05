"""who teaches whom, and what helpers are credited with in the figures

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Written by reports/figures/triggers.py as it was on the day of this migration; a test holds the two together.

ON_SQLITE = (
    "CREATE TRIGGER figure_note_helping_comes AFTER INSERT ON helping BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM figure_person p JOIN attempt a ON a.person_id = NEW.learner_id WHERE p.person_id = NEW.helper_id AND a.passed AND a.supervised_at <> ''; END",
    "CREATE TRIGGER figure_note_helping_changes AFTER UPDATE OF learner_id, helper_id, named_at, withdrawn_at ON helping BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM figure_person p JOIN attempt a ON a.person_id = OLD.learner_id WHERE p.person_id = OLD.helper_id AND a.passed AND a.supervised_at <> ''; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM figure_person p JOIN attempt a ON a.person_id = NEW.learner_id WHERE p.person_id = NEW.helper_id AND a.passed AND a.supervised_at <> ''; END",
    "CREATE TRIGGER figure_note_helping_goes AFTER DELETE ON helping BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM figure_person p JOIN attempt a ON a.person_id = OLD.learner_id WHERE p.person_id = OLD.helper_id AND a.passed AND a.supervised_at <> ''; END",
    "CREATE TRIGGER figure_note_credit_attempt_comes AFTER INSERT ON attempt BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', NEW.course_slug, CASE WHEN NEW.supervised_at = '' THEN 'self' WHEN NEW.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, NEW.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id WHERE h.learner_id = NEW.person_id AND NEW.passed AND NEW.supervised_at <> ''; END",
    "CREATE TRIGGER figure_note_credit_attempt_changes AFTER UPDATE OF person_id, course_slug, handed_in_at, passed, supervised_at, supervised_until ON attempt BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', OLD.course_slug, CASE WHEN OLD.supervised_at = '' THEN 'self' WHEN OLD.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, OLD.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id WHERE h.learner_id = OLD.person_id AND OLD.passed AND OLD.supervised_at <> ''; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', NEW.course_slug, CASE WHEN NEW.supervised_at = '' THEN 'self' WHEN NEW.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, NEW.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id WHERE h.learner_id = NEW.person_id AND NEW.passed AND NEW.supervised_at <> ''; END",
    "CREATE TRIGGER figure_note_credit_attempt_goes AFTER DELETE ON attempt BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', OLD.course_slug, CASE WHEN OLD.supervised_at = '' THEN 'self' WHEN OLD.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, OLD.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id WHERE h.learner_id = OLD.person_id AND OLD.passed AND OLD.supervised_at <> ''; END",
    "CREATE TRIGGER figure_note_credit_certificate_comes AFTER INSERT ON certificate BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id JOIN attempt a ON a.person_id = h.learner_id WHERE h.learner_id = NEW.person_id AND a.course_slug = NEW.course_slug AND NEW.level = 'supervised' AND a.passed AND a.supervised_at <> ''; END",
    "CREATE TRIGGER figure_note_credit_certificate_changes AFTER UPDATE OF person_id, course_slug, level ON certificate BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id JOIN attempt a ON a.person_id = h.learner_id WHERE h.learner_id = OLD.person_id AND a.course_slug = OLD.course_slug AND OLD.level = 'supervised' AND a.passed AND a.supervised_at <> ''; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id JOIN attempt a ON a.person_id = h.learner_id WHERE h.learner_id = NEW.person_id AND a.course_slug = NEW.course_slug AND NEW.level = 'supervised' AND a.passed AND a.supervised_at <> ''; END",
    "CREATE TRIGGER figure_note_credit_certificate_goes AFTER DELETE ON certificate BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id JOIN attempt a ON a.person_id = h.learner_id WHERE h.learner_id = OLD.person_id AND a.course_slug = OLD.course_slug AND OLD.level = 'supervised' AND a.passed AND a.supervised_at <> ''; END",
    "CREATE TRIGGER figure_note_credit_revocation_comes AFTER INSERT ON revocation BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id JOIN attempt a ON a.person_id = h.learner_id JOIN certificate c ON c.person_id = a.person_id WHERE c.id = NEW.certificate_id AND a.course_slug = c.course_slug AND c.level = 'supervised' AND a.passed AND a.supervised_at <> ''; END",
    "CREATE TRIGGER figure_note_credit_revocation_changes AFTER UPDATE OF certificate_id ON revocation BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id JOIN attempt a ON a.person_id = h.learner_id JOIN certificate c ON c.person_id = a.person_id WHERE c.id = OLD.certificate_id AND a.course_slug = c.course_slug AND c.level = 'supervised' AND a.passed AND a.supervised_at <> ''; INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id JOIN attempt a ON a.person_id = h.learner_id JOIN certificate c ON c.person_id = a.person_id WHERE c.id = NEW.certificate_id AND a.course_slug = c.course_slug AND c.level = 'supervised' AND a.passed AND a.supervised_at <> ''; END",
    "CREATE TRIGGER figure_note_credit_revocation_goes AFTER DELETE ON revocation BEGIN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id JOIN attempt a ON a.person_id = h.learner_id JOIN certificate c ON c.person_id = a.person_id WHERE c.id = OLD.certificate_id AND a.course_slug = c.course_slug AND c.level = 'supervised' AND a.passed AND a.supervised_at <> ''; END",
)

ON_POSTGRESQL = (
    "CREATE FUNCTION figure_note_helping() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM figure_person p JOIN attempt a ON a.person_id = OLD.learner_id WHERE p.person_id = OLD.helper_id AND a.passed AND a.supervised_at <> ''; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM figure_person p JOIN attempt a ON a.person_id = NEW.learner_id WHERE p.person_id = NEW.helper_id AND a.passed AND a.supervised_at <> ''; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_helping AFTER INSERT OR UPDATE OF learner_id, helper_id, named_at, withdrawn_at OR DELETE ON helping FOR EACH ROW EXECUTE FUNCTION figure_note_helping()",
    "CREATE FUNCTION figure_note_credit_attempt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', OLD.course_slug, CASE WHEN OLD.supervised_at = '' THEN 'self' WHEN OLD.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, OLD.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id WHERE h.learner_id = OLD.person_id AND OLD.passed AND OLD.supervised_at <> ''; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', NEW.course_slug, CASE WHEN NEW.supervised_at = '' THEN 'self' WHEN NEW.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, NEW.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id WHERE h.learner_id = NEW.person_id AND NEW.passed AND NEW.supervised_at <> ''; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_credit_attempt AFTER INSERT OR UPDATE OF person_id, course_slug, handed_in_at, passed, supervised_at, supervised_until OR DELETE ON attempt FOR EACH ROW EXECUTE FUNCTION figure_note_credit_attempt()",
    "CREATE FUNCTION figure_note_credit_certificate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id JOIN attempt a ON a.person_id = h.learner_id WHERE h.learner_id = OLD.person_id AND a.course_slug = OLD.course_slug AND OLD.level = 'supervised' AND a.passed AND a.supervised_at <> ''; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id JOIN attempt a ON a.person_id = h.learner_id WHERE h.learner_id = NEW.person_id AND a.course_slug = NEW.course_slug AND NEW.level = 'supervised' AND a.passed AND a.supervised_at <> ''; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_credit_certificate AFTER INSERT OR UPDATE OF person_id, course_slug, level OR DELETE ON certificate FOR EACH ROW EXECUTE FUNCTION figure_note_credit_certificate()",
    "CREATE FUNCTION figure_note_credit_revocation() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id JOIN attempt a ON a.person_id = h.learner_id JOIN certificate c ON c.person_id = a.person_id WHERE c.id = OLD.certificate_id AND a.course_slug = c.course_slug AND c.level = 'supervised' AND a.passed AND a.supervised_at <> ''; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO figure_log (ordinal, fact, key, source, at) SELECT p.ordinal, 'credit', a.course_slug, CASE WHEN a.supervised_at = '' THEN 'self' WHEN a.supervised_until IS NULL THEN 'paper' ELSE 'supervised' END, a.handed_in_at FROM helping h JOIN figure_person p ON p.person_id = h.helper_id JOIN attempt a ON a.person_id = h.learner_id JOIN certificate c ON c.person_id = a.person_id WHERE c.id = NEW.certificate_id AND a.course_slug = c.course_slug AND c.level = 'supervised' AND a.passed AND a.supervised_at <> ''; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER figure_note_credit_revocation AFTER INSERT OR UPDATE OF certificate_id OR DELETE ON revocation FOR EACH ROW EXECUTE FUNCTION figure_note_credit_revocation()",
)

WATCHED = ("helping", "credit_attempt", "credit_certificate", "credit_revocation")
OFF_SQLITE = tuple(
    f"DROP TRIGGER IF EXISTS figure_note_{watched}_{end}" for watched in WATCHED for end in ("comes", "changes", "goes")
)
OFF_POSTGRESQL = tuple(f"DROP FUNCTION IF EXISTS figure_note_{watched}() CASCADE" for watched in WATCHED)


def upgrade():
    op.create_table(
        "helping",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("helper_id", sa.Uuid(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("learner_id <> helper_id", name=op.f("ck_helping_by_somebody_else")),
        sa.CheckConstraint("withdrawn_at >= named_at", name=op.f("ck_helping_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["helper_id"], ["person.id"], name=op.f("fk_helping_helper_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["learner_id"], ["person.id"], name=op.f("fk_helping_learner_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_helping_recorded_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helping")),
    )
    op.create_index(op.f("ix_helping_helper_id"), "helping", ["helper_id"], unique=False)
    op.create_index("ix_helping_learner_named", "helping", ["learner_id", "named_at"], unique=False)
    op.create_index(
        "uq_helping_one_standing",
        "helping",
        ["learner_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    _triggers(ON_SQLITE, ON_POSTGRESQL)


def downgrade():
    _triggers(OFF_SQLITE, OFF_POSTGRESQL)
    op.drop_table("helping")
    op.execute("DELETE FROM presence WHERE kind IN ('credited', 'credits')")
    op.execute("DELETE FROM figure_log WHERE fact = 'credit'")


def _triggers(on_sqlite, on_postgresql):
    connection = op.get_bind()
    for statement in on_sqlite if connection.dialect.name == "sqlite" else on_postgresql:
        connection.exec_driver_sql(statement)
