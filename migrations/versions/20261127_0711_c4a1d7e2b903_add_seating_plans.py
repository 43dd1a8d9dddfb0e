"""add seating plans."""

import sqlalchemy as sa
from alembic import op

revision = "c4a1d7e2b903"
down_revision = "6284b5247b9a"


def upgrade() -> None:
    op.create_table(
        "seating_plan",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("congress_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("rows", sa.SmallInteger(), nullable=False),
        sa.Column("seats_per_row", sa.SmallInteger(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rows BETWEEN 1 AND 40", name=op.f("ck_seating_plan_rows")),
        sa.CheckConstraint("seats_per_row BETWEEN 1 AND 40", name=op.f("ck_seating_plan_seats_per_row")),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_seating_plan_congress_id_congress")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seating_plan")),
        sa.UniqueConstraint("public_id", name=op.f("uq_seating_plan_public_id")),
    )
    op.create_index(op.f("ix_seating_plan_congress_id"), "seating_plan", ["congress_id"], unique=False)
    op.create_table(
        "seat",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("row", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("registration_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["seating_plan.id"], name=op.f("fk_seat_plan_id_seating_plan"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_seat_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("plan_id", "registration_id", name=op.f("uq_seat_plan_id_registration_id")),
        sa.UniqueConstraint("plan_id", "row", "number", name=op.f("uq_seat_plan_id_row_number")),
    )
    op.create_index(op.f("ix_seat_registration_id"), "seat", ["registration_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_seat_registration_id"), table_name="seat")
    op.drop_table("seat")
    op.drop_index(op.f("ix_seating_plan_congress_id"), table_name="seating_plan")
    op.drop_table("seating_plan")
