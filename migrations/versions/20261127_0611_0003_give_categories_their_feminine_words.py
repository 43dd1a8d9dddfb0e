"""give categories their feminine words."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    words = sa.Column("feminine", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False)
    op.add_column("category", words)


def downgrade() -> None:
    op.drop_column("category", "feminine")
