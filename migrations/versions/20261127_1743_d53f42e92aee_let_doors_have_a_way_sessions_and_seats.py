"""let doors have a way, sessions and seats."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "d53f42e92aee"
down_revision = "b546dc9cf776"


def upgrade() -> None:
    op.create_table(
        "checkpoint_session",
        sa.Column("checkpoint_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"],
            ["checkpoint.id"],
            name=op.f("fk_checkpoint_session_checkpoint_id_checkpoint"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["programme_session.id"],
            name=op.f("fk_checkpoint_session_session_id_programme_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("checkpoint_id", "session_id", name=op.f("pk_checkpoint_session")),
    )
    op.create_index(op.f("ix_checkpoint_session_session_id"), "checkpoint_session", ["session_id"], unique=False)
    op.add_column(
        "checkpoint",
        sa.Column(
            "way",
            sa.Enum("both", "in", "out", name="way", native_enum=False, length=30),
            server_default="both",
            nullable=False,
        ),
    )
    op.add_column(
        "checkpoint",
        sa.Column("capacities", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
    )
    op.add_column("checkpoint", sa.Column("delegation_seats", sa.SmallInteger(), nullable=True))
    op.create_check_constraint("delegation_seats", "checkpoint", "delegation_seats > 0")


def downgrade() -> None:
    op.drop_column("checkpoint", "delegation_seats")
    op.drop_column("checkpoint", "capacities")
    op.drop_column("checkpoint", "way")
    op.drop_index(op.f("ix_checkpoint_session_session_id"), table_name="checkpoint_session")
    op.drop_table("checkpoint_session")
