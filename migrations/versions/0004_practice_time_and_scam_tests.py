"""practice time and scam tests

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("practice_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("seconds", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("finished_at", existing_type=sa.DateTime(timezone=True), nullable=True)
        batch_op.drop_constraint(op.f("ck_practice_run_goal_took_a_step"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_practice_run_steps_counted"), "steps >= 0 AND (finished_at IS NULL OR steps >= 1)"
        )
        batch_op.create_check_constraint(op.f("ck_practice_run_seconds_counted"), "seconds >= 0")
        batch_op.create_check_constraint(
            op.f("ck_practice_run_finished_or_left"), "(finished_at IS NULL) <> (left_at IS NULL)"
        )

    op.create_table(
        "scam_test",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("shown_scams", sa.Integer(), nullable=False),
        sa.Column("shown_genuine", sa.Integer(), nullable=False),
        sa.Column("detected", sa.Integer(), nullable=True),
        sa.Column("false_alarms", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (detected IS NULL)", name=op.f("ck_scam_test_detected_when_finished")
        ),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (false_alarms IS NULL)", name=op.f("ck_scam_test_alarms_when_finished")
        ),
        sa.CheckConstraint("shown_scams >= 0 AND shown_genuine >= 0", name=op.f("ck_scam_test_shown_counted")),
        sa.CheckConstraint("detected BETWEEN 0 AND shown_scams", name=op.f("ck_scam_test_detected_of_shown")),
        sa.CheckConstraint("false_alarms BETWEEN 0 AND shown_genuine", name=op.f("ck_scam_test_alarms_of_shown")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_scam_test_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scam_test")),
    )
    with op.batch_alter_table("scam_test", schema=None) as batch_op:
        batch_op.create_index("ix_scam_test_person", ["person_id", "started_at"], unique=False)
        batch_op.create_index(
            "uq_scam_test_one_open",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        )


def downgrade():
    op.drop_table("scam_test")
    op.execute("DELETE FROM practice_run WHERE finished_at IS NULL")
    with op.batch_alter_table("practice_run", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_practice_run_finished_or_left"), type_="check")
        batch_op.drop_constraint(op.f("ck_practice_run_seconds_counted"), type_="check")
        batch_op.drop_constraint(op.f("ck_practice_run_steps_counted"), type_="check")
        batch_op.create_check_constraint(op.f("ck_practice_run_goal_took_a_step"), "steps >= 1")
        batch_op.alter_column("finished_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.drop_column("left_at")
        batch_op.drop_column("seconds")
        batch_op.drop_column("started_at")
