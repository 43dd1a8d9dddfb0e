"""choose how badges look."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "ac3bc4508cd1"
down_revision = "43e3cc808bcd"


def upgrade() -> None:
    op.create_table(
        "badge_template",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("congress_id", sa.BigInteger(), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "format", sa.Enum("a6", "card", "label", name="badgeformat", native_enum=False, length=30), nullable=False
        ),
        sa.Column("parts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("two_sided", sa.Boolean(), nullable=False),
        sa.Column("back", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_badge_template_category_id_category")),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_badge_template_congress_id_congress")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_template")),
        sa.UniqueConstraint(
            "congress_id",
            "category_id",
            name=op.f("uq_badge_template_congress_id_category_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )


def downgrade() -> None:
    op.drop_table("badge_template")
