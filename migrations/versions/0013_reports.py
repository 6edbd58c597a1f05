"""official reports

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FINAL = "a freeze of figures is final"
ON_SQLITE = tuple(
    f"CREATE TRIGGER report_freeze_no_{deed} BEFORE {deed.upper()} ON report_freeze "
    f"BEGIN SELECT RAISE(ABORT, '{FINAL}'); END"
    for deed in ("update", "delete")
)
ON_POSTGRESQL = (
    (
        "CREATE FUNCTION report_freeze_is_final() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{FINAL}'; END $$"
    ),
    (
        "CREATE TRIGGER report_freeze_is_final BEFORE UPDATE OR DELETE ON report_freeze "
        "FOR EACH ROW EXECUTE FUNCTION report_freeze_is_final()"
    ),
)


def upgrade():
    op.create_table(
        "report_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("period_key", sa.String(length=40), nullable=False),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("edition >= 1", name=op.f("ck_report_text_edition_counted")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_report_text_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_text")),
        sa.UniqueConstraint(
            "place_id",
            "period_key",
            "section",
            "edition",
            name=op.f("uq_report_text_place_id_period_key_section_edition"),
        ),
    )
    op.create_table(
        "report_freeze",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("period_key", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_report_freeze_digest_is_sha256")),
        sa.CheckConstraint("body <> ''", name=op.f("ck_report_freeze_body_is_there")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_report_freeze_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_freeze")),
        sa.UniqueConstraint("place_id", "period_key", name=op.f("uq_report_freeze_place_id_period_key")),
    )
    for statement in ON_SQLITE if op.get_bind().dialect.name == "sqlite" else ON_POSTGRESQL:
        op.execute(statement)


def downgrade():
    op.drop_table("report_freeze")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION report_freeze_is_final()")
    op.drop_table("report_text")
