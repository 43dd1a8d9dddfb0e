"""print emergency badges."""

import sqlalchemy as sa
from alembic import op

revision = "a6862359f534"
down_revision = "1f765d329d4a"


def upgrade() -> None:
    op.create_table(
        "blank_badge",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("congress_id", sa.BigInteger(), nullable=False),
        sa.Column("serial", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("short_code", sa.String(length=9), nullable=False),
        sa.Column("token", sa.String(length=189), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "free",
                "bound",
                "handwritten",
                "contested",
                "withdrawn",
                name="blankstate",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("badge_id", sa.BigInteger(), nullable=True),
        sa.Column("hand_name", sa.String(length=120), nullable=False),
        sa.Column("hand_delegation", sa.String(length=120), nullable=False),
        sa.CheckConstraint("(state = 'bound') = (badge_id IS NOT NULL)", name=op.f("ck_blank_badge_bound")),
        sa.ForeignKeyConstraint(["badge_id"], ["badge.id"], name=op.f("fk_blank_badge_badge_id_badge")),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_blank_badge_congress_id_congress")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blank_badge")),
        sa.UniqueConstraint("congress_id", "number", name=op.f("uq_blank_badge_congress_id_number")),
        sa.UniqueConstraint("congress_id", "serial", name=op.f("uq_blank_badge_congress_id_serial")),
        sa.UniqueConstraint("congress_id", "short_code", name=op.f("uq_blank_badge_congress_id_short_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_blank_badge_public_id")),
    )
    op.create_table(
        "blank_binding",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("blank_id", sa.BigInteger(), nullable=False),
        sa.Column("device_id", sa.BigInteger(), nullable=True),
        sa.Column("bound_by_id", sa.BigInteger(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("device_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_offset_ms", sa.Integer(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("badge_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("delegation", sa.String(length=120), nullable=False),
        sa.Column("is_lost", sa.Boolean(), nullable=False),
        sa.CheckConstraint("badge_id IS NULL OR name = ''", name=op.f("ck_blank_binding_to_one")),
        sa.CheckConstraint("(device_id IS NULL) <> (bound_by_id IS NULL)", name=op.f("ck_blank_binding_by_one")),
        sa.ForeignKeyConstraint(["badge_id"], ["badge.id"], name=op.f("fk_blank_binding_badge_id_badge")),
        sa.ForeignKeyConstraint(["blank_id"], ["blank_badge.id"], name=op.f("fk_blank_binding_blank_id_blank_badge")),
        sa.ForeignKeyConstraint(["bound_by_id"], ["person.id"], name=op.f("fk_blank_binding_bound_by_id_person")),
        sa.ForeignKeyConstraint(["device_id"], ["scan_device.id"], name=op.f("fk_blank_binding_device_id_scan_device")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blank_binding")),
        sa.UniqueConstraint("nonce", name=op.f("uq_blank_binding_nonce")),
    )
    op.create_index(op.f("ix_blank_binding_blank_id"), "blank_binding", ["blank_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_blank_binding_blank_id"), table_name="blank_binding")
    op.drop_table("blank_binding")
    op.drop_table("blank_badge")
