"""targets

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "target",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=24), nullable=False),
        sa.Column("course", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("amount BETWEEN 1 AND 10000000", name=op.f("ck_target_amount_plausible")),
        sa.CheckConstraint("due_on > first_day", name=op.f("ck_target_due_after_it_begins")),
        sa.CheckConstraint("document <> ''", name=op.f("ck_target_document_is_named")),
        sa.CheckConstraint(
            "audience IN ('', 'residents', 'businesses', 'community_tech_teams', 'officials')",
            name=op.f("ck_target_audience_known"),
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_target_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint(
            "measure",
            "place_id",
            "audience",
            "course",
            "due_on",
            name=op.f("uq_target_measure_place_id_audience_course_due_on"),
        ),
    )


def downgrade():
    op.drop_table("target")
