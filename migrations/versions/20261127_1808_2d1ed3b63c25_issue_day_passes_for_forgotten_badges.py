"""issue day passes for forgotten badges."""

import sqlalchemy as sa
from alembic import op

revision = "2d1ed3b63c25"
down_revision = "935e12a1cd93"


def upgrade() -> None:
    op.add_column("badge", sa.Column("pass_of_id", sa.BigInteger(), nullable=True))
    op.add_column("badge", sa.Column("pass_on", sa.Date(), nullable=True))
    op.drop_constraint(op.f("uq_badge_registration_id"), "badge", type_="unique")
    op.create_index(
        "uq_badge_registration_id",
        "badge",
        ["registration_id"],
        unique=True,
        postgresql_where=sa.text("pass_on IS NULL"),
    )
    op.create_index(
        "uq_badge_day_pass",
        "badge",
        ["registration_id", "pass_on"],
        unique=True,
        postgresql_where=sa.text("pass_on IS NOT NULL"),
    )
    op.create_foreign_key(op.f("fk_badge_pass_of_id_badge"), "badge", "badge", ["pass_of_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_badge_day_pass"),
        "badge",
        "num_nonnulls(pass_of_id, pass_on) IN (0, 2) AND (pass_on IS NULL OR registration_id IS NOT NULL)",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_badge_day_pass"), "badge", type_="check")
    op.execute("DELETE FROM badge WHERE pass_on IS NOT NULL")
    op.drop_constraint(op.f("fk_badge_pass_of_id_badge"), "badge", type_="foreignkey")
    op.drop_index("uq_badge_day_pass", table_name="badge", postgresql_where=sa.text("pass_on IS NOT NULL"))
    op.drop_index("uq_badge_registration_id", table_name="badge", postgresql_where=sa.text("pass_on IS NULL"))
    op.create_unique_constraint(op.f("uq_badge_registration_id"), "badge", ["registration_id"])
    op.drop_column("badge", "pass_on")
    op.drop_column("badge", "pass_of_id")
