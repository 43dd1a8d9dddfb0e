"""keep bindings of desks no longer heard."""

import sqlalchemy as sa
from alembic import op

revision = "18397fe3b126"
down_revision = "4e338530e521"


def upgrade() -> None:
    op.add_column("blank_binding", sa.Column("dead_issue", sa.SmallInteger(), nullable=True))
    # What was lost before has died already: it must not die again.
    op.execute(
        "UPDATE blank_binding SET dead_issue = greatest(badge.issue - 1, 1)"
        " FROM badge WHERE badge.id = blank_binding.badge_id AND blank_binding.is_lost"
    )
    op.add_column("blank_binding", sa.Column("is_held", sa.Boolean(), server_default="false", nullable=False))


def downgrade() -> None:
    op.drop_column("blank_binding", "is_held")
    op.drop_column("blank_binding", "dead_issue")
