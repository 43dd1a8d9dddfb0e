"""review mentions."""

import sqlalchemy as sa
from alembic import op

revision = "783ca228887b"
down_revision = "f72ca290983e"


def upgrade() -> None:
    op.create_table(
        "mention_review",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention_review")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mention_review_public_id")),
    )


def downgrade() -> None:
    op.drop_table("mention_review")
