"""what a place was called before, and until when

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("place", sa.Column("former_name", sa.String(length=120), nullable=True))
    op.add_column("place", sa.Column("renamed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    op.drop_column("place", "renamed_at")
    op.drop_column("place", "former_name")
