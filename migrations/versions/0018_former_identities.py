"""records that have become another's, and people who were told apart

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index("ix_person_place_search", "person", ["place_id", "search_key"], unique=False)
    op.create_table(
        "former_identity",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("card_code", sa.String(length=9), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=False),
        sa.Column("sign_in_epoch", sa.Integer(), nullable=False),
        sa.Column("successor_epoch", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_by"], ["person.id"], name=op.f("fk_former_identity_merged_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["person.id"], name=op.f("fk_former_identity_successor_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_former_identity")),
        sa.UniqueConstraint("card_code", name=op.f("uq_former_identity_card_code")),
    )
    op.create_index(op.f("ix_former_identity_successor_id"), "former_identity", ["successor_id"], unique=False)
    op.create_table(
        "told_apart",
        sa.Column("low_id", sa.Uuid(), nullable=False),
        sa.Column("high_id", sa.Uuid(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_told_apart_lesser_id_first")),
        sa.ForeignKeyConstraint(["low_id"], ["person.id"], name=op.f("fk_told_apart_low_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["high_id"], ["person.id"], name=op.f("fk_told_apart_high_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["told_by"], ["person.id"], name=op.f("fk_told_apart_told_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("low_id", "high_id", name=op.f("pk_told_apart")),
    )
    op.create_index(op.f("ix_told_apart_high_id"), "told_apart", ["high_id"], unique=False)
    op.execute(  # what was decided about newcomers of class laptops is not asked again
        "INSERT INTO told_apart (low_id, high_id, told_at) SELECT"
        " CASE WHEN person_id < other_id THEN person_id ELSE other_id END,"
        " CASE WHEN person_id < other_id THEN other_id ELSE person_id END, MIN(decided_at)"
        " FROM hub_conflict WHERE decision = 'different' GROUP BY 1, 2"
    )


def downgrade():
    op.drop_table("told_apart")
    op.drop_table("former_identity")
    op.drop_index("ix_person_place_search", "person")
