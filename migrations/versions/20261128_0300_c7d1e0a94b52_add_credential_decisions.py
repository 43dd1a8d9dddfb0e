"""add credential decisions."""

import sqlalchemy as sa
from alembic import op

revision = "c7d1e0a94b52"
down_revision = "b39258eff5ac"


def upgrade() -> None:
    op.create_table(
        "credential_decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("sitting_id", sa.BigInteger(), nullable=False),
        sa.Column("registration_id", sa.BigInteger(), nullable=True),
        sa.Column("proxy_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("valid", "refused", "reserved", name="credentialoutcome", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=300), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(registration_id, proxy_id) = 1", name=op.f("ck_credential_decision_one_subject")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_credential_decision_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["proxy_id"], ["proxy.id"], name=op.f("fk_credential_decision_proxy_id_proxy"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_credential_decision_registration_id_registration")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_credential_decision_sitting_id_sitting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential_decision")),
        sa.UniqueConstraint("public_id", name=op.f("uq_credential_decision_public_id")),
    )
    op.create_index(op.f("ix_credential_decision_proxy_id"), "credential_decision", ["proxy_id"], unique=False)
    op.create_index(
        op.f("ix_credential_decision_registration_id"), "credential_decision", ["registration_id"], unique=False
    )
    op.create_index(op.f("ix_credential_decision_sitting_id"), "credential_decision", ["sitting_id"], unique=False)


def downgrade() -> None:
    op.drop_table("credential_decision")
