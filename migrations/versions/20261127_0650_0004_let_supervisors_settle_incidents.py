"""let supervisors settle incidents."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "c4a1d7e2b903"


def upgrade() -> None:
    op.create_table(
        "scan_review",
        sa.Column("scan_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["person.id"], name=op.f("fk_scan_review_reviewed_by_id_person")),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_scan_review_scan_id_scan")),
        sa.PrimaryKeyConstraint("scan_id", name=op.f("pk_scan_review")),
    )
    op.create_index(
        "ix_scan_incident",
        "scan",
        ["congress_id", "effective_at"],
        postgresql_where=sa.text("(scan.reason IN ('let_in', 'forged') OR scan.verdict_shown <> scan.verdict)"),
    )


def downgrade() -> None:
    op.drop_index("ix_scan_incident", table_name="scan")
    op.drop_table("scan_review")
