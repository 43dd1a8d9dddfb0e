"""open shifts at desks."""

import sqlalchemy as sa
from alembic import op

revision = "6e0cc8faa1f4"
down_revision = "a37b707403d5"


def upgrade() -> None:
    op.add_column("scan_device", sa.Column("desk_opened_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("scan_device", sa.Column("desk_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("scan_device", "desk_until")
    op.drop_column("scan_device", "desk_opened_at")
