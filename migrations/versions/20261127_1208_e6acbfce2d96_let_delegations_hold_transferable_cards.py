"""let delegations hold transferable cards."""

import sqlalchemy as sa
from alembic import op

revision = "e6acbfce2d96"
down_revision = "573fa3544c4c"

BEARER = "num_nonnulls(delegation_id, zone_id, card_number) = CASE WHEN registration_id IS NULL THEN 3 ELSE 0 END"


def upgrade() -> None:
    op.add_column("badge", sa.Column("delegation_id", sa.BigInteger(), nullable=True))
    op.add_column("badge", sa.Column("zone_id", sa.BigInteger(), nullable=True))
    op.add_column("badge", sa.Column("card_number", sa.SmallInteger(), nullable=True))
    op.alter_column("badge", "registration_id", existing_type=sa.BigInteger(), nullable=True)
    op.create_unique_constraint(
        op.f("uq_badge_delegation_id_zone_id_card_number"), "badge", ["delegation_id", "zone_id", "card_number"]
    )
    op.create_foreign_key(op.f("fk_badge_delegation_id_delegation"), "badge", "delegation", ["delegation_id"], ["id"])
    op.create_foreign_key(op.f("fk_badge_zone_id_zone"), "badge", "zone", ["zone_id"], ["id"])
    op.create_check_constraint(op.f("ck_badge_bearer"), "badge", BEARER)
    op.drop_constraint(op.f("ck_category_number"), "category", type_="check")
    op.create_check_constraint(op.f("ck_category_number"), "category", "number BETWEEN 0 AND 254")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_category_number"), "category", type_="check")
    op.create_check_constraint(op.f("ck_category_number"), "category", "number BETWEEN 0 AND 255")
    op.execute("DELETE FROM presence USING badge WHERE badge.id = presence.badge_id AND badge.registration_id IS NULL")
    op.execute(
        "UPDATE scan SET badge_id = NULL FROM badge WHERE badge.id = scan.badge_id AND badge.registration_id IS NULL"
    )
    op.execute("DELETE FROM badge WHERE registration_id IS NULL")
    op.drop_constraint(op.f("ck_badge_bearer"), "badge", type_="check")
    op.drop_constraint(op.f("fk_badge_zone_id_zone"), "badge", type_="foreignkey")
    op.drop_constraint(op.f("fk_badge_delegation_id_delegation"), "badge", type_="foreignkey")
    op.drop_constraint(op.f("uq_badge_delegation_id_zone_id_card_number"), "badge", type_="unique")
    op.alter_column("badge", "registration_id", existing_type=sa.BigInteger(), nullable=False)
    op.drop_column("badge", "card_number")
    op.drop_column("badge", "zone_id")
    op.drop_column("badge", "delegation_id")
