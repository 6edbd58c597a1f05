"""supervised tests

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("attempt") as batch:
        batch.add_column(sa.Column("supervised_at", sa.String(length=120), server_default="", nullable=False))
        batch.add_column(sa.Column("supervised_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "guest_count",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("number BETWEEN 0 AND 2000", name=op.f("ck_guest_count_number_plausible")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_guest_count_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_count")),
    )
    op.create_index("ix_guest_count_meeting_said", "guest_count", ["meeting_id", "said_at"], unique=False)
    op.create_table(
        "held_roll",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.CheckConstraint("kind IN ('roll', 'walk_in', 'guests')", name=op.f("ck_held_roll_kind_known")),
        sa.CheckConstraint("(decided_at IS NULL) = (accepted IS NULL)", name=op.f("ck_held_roll_decided_one_way")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_held_roll_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_held_roll_person_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_roll")),
    )
    op.create_index(op.f("ix_held_roll_meeting_id"), "held_roll", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_held_roll_person_id"), "held_roll", ["person_id"], unique=False)
    op.create_table(
        "supervised_test",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("course_slug", sa.String(length=80), nullable=False),
        sa.Column("quiz_slug", sa.String(length=80), nullable=False),
        sa.Column("item_key", sa.String(length=160), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("way IN ('screen', 'paper')", name=op.f("ck_supervised_test_way_known")),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (approved IS NULL)", name=op.f("ck_supervised_test_decided_one_way")
        ),
        sa.CheckConstraint("attempt_id IS NULL OR approved", name=op.f("ck_supervised_test_taken_when_approved")),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> person_id", name=op.f("ck_supervised_test_by_somebody_else")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_supervised_test_attempt_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_supervised_test_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_supervised_test_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervised_test")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_supervised_test_attempt_id")),
    )
    op.create_index("ix_supervised_test_meeting", "supervised_test", ["meeting_id"], unique=False)
    op.create_index("ix_supervised_test_person", "supervised_test", ["person_id"], unique=False)
    op.create_index(
        "uq_supervised_test_one_waiting",
        "supervised_test",
        ["person_id", "item_key"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )


def downgrade():
    op.drop_table("supervised_test")
    op.drop_table("held_roll")
    op.drop_table("guest_count")
    with op.batch_alter_table("attempt") as batch:
        batch.drop_column("supervised_until")
        batch.drop_column("supervised_at")
