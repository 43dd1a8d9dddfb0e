"""queue badges to print."""

import sqlalchemy as sa
from alembic import op

revision = "43e3cc808bcd"
down_revision = "40935bd7469f"


def upgrade() -> None:
    op.create_table(
        "badge_print",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("congress_id", sa.BigInteger(), nullable=False),
        sa.Column("badge_id", sa.BigInteger(), nullable=False),
        sa.Column("issue", sa.SmallInteger(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "first",
                "arrival",
                "walk_in",
                "lost",
                "damaged",
                "changed",
                "forgotten",
                name="printreason",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("said_key", sa.String(length=16), nullable=False),
        sa.Column("look_key", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["badge_id"], ["badge.id"], name=op.f("fk_badge_print_badge_id_badge")),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_badge_print_congress_id_congress")),
        sa.ForeignKeyConstraint(["printed_by_id"], ["person.id"], name=op.f("fk_badge_print_printed_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_print")),
    )
    op.create_index(op.f("ix_badge_print_badge_id"), "badge_print", ["badge_id"], unique=False)
    op.create_table(
        "print_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("congress_id", sa.BigInteger(), nullable=False),
        sa.Column("badge_id", sa.BigInteger(), nullable=False),
        sa.Column("issue", sa.SmallInteger(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "first",
                "arrival",
                "walk_in",
                "lost",
                "damaged",
                "changed",
                "forgotten",
                name="printreason",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "printing", "printed", "failed", "dropped", name="printstate", native_enum=False, length=30
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("kiosk", sa.String(length=40), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=200), nullable=False),
        sa.CheckConstraint("(state = 'printing') = (held_until IS NOT NULL)", name=op.f("ck_print_request_held")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_print_request_asked_by_id_person")),
        sa.ForeignKeyConstraint(["badge_id"], ["badge.id"], name=op.f("fk_print_request_badge_id_badge")),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_print_request_congress_id_congress")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_request")),
        sa.UniqueConstraint("badge_id", "issue", name=op.f("uq_print_request_badge_id_issue")),
        sa.UniqueConstraint("public_id", name=op.f("uq_print_request_public_id")),
    )
    op.create_index(
        "ix_print_request_open",
        "print_request",
        ["congress_id", "asked_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('waiting', 'printing')"),
    )
    op.add_column("checkpoint", sa.Column("prints_on_entry", sa.Boolean(), server_default="false", nullable=False))


def downgrade() -> None:
    op.drop_column("checkpoint", "prints_on_entry")
    op.drop_index(
        "ix_print_request_open",
        table_name="print_request",
        postgresql_where=sa.text("state IN ('waiting', 'printing')"),
    )
    op.drop_table("print_request")
    op.drop_index(op.f("ix_badge_print_badge_id"), table_name="badge_print")
    op.drop_table("badge_print")
