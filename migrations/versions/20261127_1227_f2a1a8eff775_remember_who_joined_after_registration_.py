"""remember who joined after registration had closed."""

import sqlalchemy as sa
from alembic import op

revision = "f2a1a8eff775"
down_revision = "e6acbfce2d96"


def upgrade() -> None:
    op.add_column(
        "registration", sa.Column("joined_late", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.execute(
        "UPDATE registration SET joined_late = true FROM congress WHERE congress.id = registration.congress_id"
        " AND (registration.is_late OR registration.submitted_at >= congress.registration_closes_at)"
    )


def downgrade() -> None:
    op.drop_column("registration", "joined_late")
