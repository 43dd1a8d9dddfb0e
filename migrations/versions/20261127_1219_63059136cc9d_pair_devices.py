"""pair devices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "63059136cc9d"
down_revision = "f2a1a8eff775"


def upgrade() -> None:
    op.create_table(
        "device_pairing",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("congress_id", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.BigInteger(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("number", sa.String(length=6), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_device_pairing_congress_id_congress")),
        sa.ForeignKeyConstraint(
            ["device_id"], ["scan_device.id"], name=op.f("fk_device_pairing_device_id_scan_device")
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_device_pairing_opened_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_pairing")),
        sa.UniqueConstraint("public_id", name=op.f("uq_device_pairing_public_id")),
    )
    op.create_table(
        "quarantined_scan",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("congress_id", sa.BigInteger(), nullable=False),
        sa.Column("device_id", sa.BigInteger(), nullable=False),
        sa.Column("checkpoint_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["checkpoint.id"], name=op.f("fk_quarantined_scan_checkpoint_id_checkpoint")
        ),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_quarantined_scan_congress_id_congress")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["scan_device.id"], name=op.f("fk_quarantined_scan_device_id_scan_device")
        ),
        sa.ForeignKeyConstraint(
            ["released_by_id"], ["person.id"], name=op.f("fk_quarantined_scan_released_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantined_scan")),
        sa.UniqueConstraint("nonce", name=op.f("uq_quarantined_scan_nonce")),
    )
    op.create_index(op.f("ix_quarantined_scan_congress_id"), "quarantined_scan", ["congress_id"], unique=False)
    op.add_column("scan", sa.Column("snapshot_version", sa.BigInteger(), nullable=True))
    op.add_column("scan", sa.Column("revocation_seq", sa.BigInteger(), nullable=True))
    op.add_column(
        "scan_device",
        sa.Column(
            "role",
            sa.Enum("door", "supervisor", name="devicerole", native_enum=False, length=30),
            server_default="door",
            nullable=False,
        ),
    )
    op.add_column("scan_device", sa.Column("public_key", sa.LargeBinary(), nullable=True))
    op.add_column("scan_device", sa.Column("paired_by_id", sa.BigInteger(), nullable=True))
    op.add_column("scan_device", sa.Column("told_revoked_at", sa.DateTime(timezone=True), nullable=True))
    op.alter_column("scan_device", "person_id", existing_type=sa.BIGINT(), nullable=True)
    op.create_foreign_key(op.f("fk_scan_device_paired_by_id_person"), "scan_device", "person", ["paired_by_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_scan_device_account_or_key"), "scan_device", "(person_id IS NULL) <> (public_key IS NULL)"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_scan_device_account_or_key"), "scan_device", type_="check")
    op.drop_constraint(op.f("fk_scan_device_paired_by_id_person"), "scan_device", type_="foreignkey")
    op.alter_column("scan_device", "person_id", existing_type=sa.BIGINT(), nullable=False)
    op.drop_column("scan_device", "told_revoked_at")
    op.drop_column("scan_device", "paired_by_id")
    op.drop_column("scan_device", "public_key")
    op.drop_column("scan_device", "role")
    op.drop_column("scan", "revocation_seq")
    op.drop_column("scan", "snapshot_version")
    op.drop_index(op.f("ix_quarantined_scan_congress_id"), table_name="quarantined_scan")
    op.drop_table("quarantined_scan")
    op.drop_table("device_pairing")
