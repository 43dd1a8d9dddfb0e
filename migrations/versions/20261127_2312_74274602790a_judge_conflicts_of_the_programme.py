"""judge conflicts of the programme."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "74274602790a"
down_revision = "9e25735c11ab"


def upgrade() -> None:
    op.create_table(
        "conflict_rules",
        sa.Column("congress_id", sa.BigInteger(), nullable=False),
        sa.Column("severities", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("minutes_between_rooms", sa.SmallInteger(), nullable=False),
        sa.Column("minutes_between_venues", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint(
            "minutes_between_rooms BETWEEN 0 AND 240", name=op.f("ck_conflict_rules_minutes_between_rooms")
        ),
        sa.CheckConstraint(
            "minutes_between_venues BETWEEN 0 AND 240", name=op.f("ck_conflict_rules_minutes_between_venues")
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_conflict_rules_congress_id_congress")),
        sa.PrimaryKeyConstraint("congress_id", name=op.f("pk_conflict_rules")),
    )
    op.create_table(
        "conflict_override",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("congress_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "rule",
            sa.Enum(
                "convened",
                "room_twice",
                "person_twice",
                "body_member_elsewhere",
                "no_time_to_walk",
                "no_interpreter",
                "no_way_to_join",
                "over_capacity",
                "remote_hour",
                "late_change",
                "across_midnight",
                "across_clocks",
                name="rule",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("facts", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_conflict_override_congress_id_congress")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_conflict_override_made_by_id_person")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["programme_session.id"],
            name=op.f("fk_conflict_override_session_id_programme_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_override")),
        sa.UniqueConstraint("public_id", name=op.f("uq_conflict_override_public_id")),
    )
    op.create_index(op.f("ix_conflict_override_made_by_id"), "conflict_override", ["made_by_id"], unique=False)
    op.create_index(op.f("ix_conflict_override_session_id"), "conflict_override", ["session_id"], unique=False)
    op.create_index(
        "uq_conflict_override_congress_id_facts",
        "conflict_override",
        ["congress_id", "facts"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.add_column(
        "programme_session", sa.Column("is_placed", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("programme_session", "is_placed")
    op.drop_index(
        "uq_conflict_override_congress_id_facts",
        table_name="conflict_override",
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_index(op.f("ix_conflict_override_session_id"), table_name="conflict_override")
    op.drop_index(op.f("ix_conflict_override_made_by_id"), table_name="conflict_override")
    op.drop_table("conflict_override")
    op.drop_table("conflict_rules")
