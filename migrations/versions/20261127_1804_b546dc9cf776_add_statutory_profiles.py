"""add statutory profiles."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "b546dc9cf776"
down_revision = "ac3bc4508cd1"


def upgrade() -> None:
    op.create_table(
        "statutory_profile",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column(
            "body", sa.Enum("general_assembly", "bureau", name="body", native_enum=False, length=30), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state", sa.Enum("draft", "adopted", name="profilestate", native_enum=False, length=30), nullable=False
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("in_force_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.String(length=300), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by_id", sa.BigInteger(), nullable=True),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adopted_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state = 'adopted') = (in_force_on IS NOT NULL)", name=op.f("ck_statutory_profile_dated_once_adopted")
        ),
        sa.ForeignKeyConstraint(
            ["adopted_by_id"], ["person.id"], name=op.f("fk_statutory_profile_adopted_by_id_person")
        ),
        sa.ForeignKeyConstraint(["begun_by_id"], ["person.id"], name=op.f("fk_statutory_profile_begun_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statutory_profile")),
        sa.UniqueConstraint("body", "number", name=op.f("uq_statutory_profile_body_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_statutory_profile_public_id")),
    )
    op.create_index(
        "uq_statutory_profile_draft",
        "statutory_profile",
        ["body"],
        unique=True,
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.create_index("uq_statutory_profile_in_force", "statutory_profile", ["body", "in_force_on"], unique=True)
    op.create_table(
        "statutory_parameter",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("profile_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("article", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["statutory_profile.id"],
            name=op.f("fk_statutory_parameter_profile_id_statutory_profile"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statutory_parameter")),
        sa.UniqueConstraint("profile_id", "name", name=op.f("uq_statutory_parameter_profile_id_name")),
    )


def downgrade() -> None:
    op.drop_table("statutory_parameter")
    op.drop_index("uq_statutory_profile_in_force", table_name="statutory_profile")
    op.drop_index(
        "uq_statutory_profile_draft", table_name="statutory_profile", postgresql_where=sa.text("state = 'draft'")
    )
    op.drop_table("statutory_profile")
