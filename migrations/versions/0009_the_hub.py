"""the hub

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "hub",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_key", sa.String(length=43), nullable=True),
        sa.CheckConstraint("expires_at > taken_at", name=op.f("ck_hub_expires_after_it_was_taken")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub")),
        sa.UniqueConstraint("public_key", name=op.f("uq_hub_public_key")),
    )
    op.create_table(
        "hub_fact",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=True),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(body IS NOT NULL) = (state IN ('waiting', 'held'))", name=op.f("ck_hub_fact_words_only_while_needed")
        ),
        sa.CheckConstraint("(state = 'held') = (reason IS NOT NULL)", name=op.f("ck_hub_fact_held_for_a_reason")),
        sa.CheckConstraint(
            "reason IN ('forgotten', 'elsewhere', 'rights', 'meeting', 'broken')", name=op.f("ck_hub_fact_reason_known")
        ),
        sa.CheckConstraint("state IN ('applied', 'waiting', 'held', 'dropped')", name=op.f("ck_hub_fact_state_known")),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_hub_fact_hub_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_hub_fact")),
    )
    with op.batch_alter_table("hub_fact", schema=None) as batch_op:
        batch_op.create_index("ix_hub_fact_about", ["about"], unique=False)
        batch_op.create_index("ix_hub_fact_hub_number", ["hub_id", "number"], unique=False)
        batch_op.create_index("ix_hub_fact_state", ["state"], unique=False)

    op.create_table(
        "hub_place",
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_hub_place_hub_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_hub_place_place_id")),
        sa.PrimaryKeyConstraint("hub_id", "place_id", name=op.f("pk_hub_place")),
    )
    op.create_table(
        "hub_conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=9), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("decision IN ('same', 'different')", name=op.f("ck_hub_conflict_decision_known")),
        sa.CheckConstraint("kind IN ('twin', 'card')", name=op.f("ck_hub_conflict_kind_known")),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_hub_conflict_decided_at_a_moment")
        ),
        sa.CheckConstraint("person_id <> other_id", name=op.f("ck_hub_conflict_two_people")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_hub_conflict_other_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_hub_conflict_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_conflict")),
        sa.UniqueConstraint("kind", "person_id", "other_id", name=op.f("uq_hub_conflict_kind_person_id_other_id")),
    )
    with op.batch_alter_table("hub_conflict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hub_conflict_other_id"), ["other_id"], unique=False)

    op.create_table(
        "hub_walk_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("card_code", sa.String(length=9), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"], name=op.f("fk_hub_walk_in_hub_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_hub_walk_in_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_walk_in")),
    )
    with op.batch_alter_table("hub_walk_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hub_walk_in_person_id"), ["person_id"], unique=False)


def downgrade():
    with op.batch_alter_table("hub_walk_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hub_walk_in_person_id"))

    op.drop_table("hub_walk_in")
    with op.batch_alter_table("hub_conflict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hub_conflict_other_id"))

    op.drop_table("hub_conflict")
    op.drop_table("hub_place")
    with op.batch_alter_table("hub_fact", schema=None) as batch_op:
        batch_op.drop_index("ix_hub_fact_state")
        batch_op.drop_index("ix_hub_fact_hub_number")
        batch_op.drop_index("ix_hub_fact_about")

    op.drop_table("hub_fact")
    op.drop_table("hub")
