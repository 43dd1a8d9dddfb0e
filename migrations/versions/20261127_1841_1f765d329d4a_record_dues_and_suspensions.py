"""record dues and suspensions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "1f765d329d4a"
down_revision = "1d2129e8b78a"


def upgrade() -> None:
    op.create_table(
        "dues_call",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("amounts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("decision", sa.String(length=300), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["called_by_id"], ["person.id"], name=op.f("fk_dues_call_called_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues_call")),
        sa.UniqueConstraint("year", name=op.f("uq_dues_call_year")),
    )
    op.create_table(
        "dues_demand",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_dues_demand_amount")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_dues_demand_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues_demand")),
        sa.UniqueConstraint("member_id", "year", name=op.f("uq_dues_demand_member_id_year")),
    )
    op.create_table(
        "dues_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column(
            "kind", sa.Enum("payment", "exemption", name="entrykind", native_enum=False, length=30), nullable=False
        ),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("form_key", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint("(kind = 'payment') = (amount IS NOT NULL)", name=op.f("ck_dues_entry_amount_of_a_payment")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_dues_entry_amount")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_dues_entry_confirmed_by_id_person")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_dues_entry_ended_by_id_person")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_dues_entry_member_id_member")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_dues_entry_recorded_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues_entry")),
        sa.UniqueConstraint("member_id", "form_key", name=op.f("uq_dues_entry_member_id_form_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_dues_entry_public_id")),
    )
    op.create_table(
        "suspension",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=300), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_decision", sa.String(length=300), nullable=False),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_suspension_decided_by_id_person")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_suspension_ended_by_id_person")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_suspension_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
    )
    op.create_index(op.f("ix_suspension_member_id"), "suspension", ["member_id"], unique=False)
    op.create_index(
        "uq_suspension_member_id", "suspension", ["member_id"], unique=True, postgresql_where=sa.text("ends_at IS NULL")
    )
    # What was chosen by hand until now: arrears become a demand of the year before whose amount nobody wrote, a
    # suspension one from today on. Partners have no dues and no vote.
    op.execute("UPDATE member SET standing = 'good' WHERE category = 'partner'")
    op.execute(
        "INSERT INTO dues_demand (member_id, year, called_at)"
        " SELECT id, extract(year FROM now())::int - 1, now() FROM member WHERE standing = 'in_arrears'"
    )
    op.execute(
        "INSERT INTO suspension (member_id, starts_at, decision, end_decision)"
        " SELECT id, now(), 'Reprise du registre des membres', '' FROM member WHERE standing = 'suspended'"
    )


def downgrade() -> None:
    op.drop_index("uq_suspension_member_id", table_name="suspension", postgresql_where=sa.text("ends_at IS NULL"))
    op.drop_index(op.f("ix_suspension_member_id"), table_name="suspension")
    op.drop_table("suspension")
    op.drop_table("dues_entry")
    op.drop_table("dues_demand")
    op.drop_table("dues_call")
