"""say what a spreadsheet brings."""

import sqlalchemy as sa
from alembic import op

revision = "f4af2e146b02"
down_revision = "bdf4d7feebd2"


def upgrade() -> None:
    op.add_column(
        "spreadsheet_import", sa.Column("subject", sa.String(length=20), server_default="delegations", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("spreadsheet_import", "subject")
