"""print badges in runs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "1d2129e8b78a"
down_revision = "6e0cc8faa1f4"


def upgrade() -> None:
    op.create_table(
        "print_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("congress_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("selection", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("badge_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_print_run_congress_id_congress")),
        sa.ForeignKeyConstraint(["started_by_id"], ["person.id"], name=op.f("fk_print_run_started_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_run")),
        sa.UniqueConstraint("key", name=op.f("uq_print_run_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_print_run_public_id")),
    )
    op.create_index(op.f("ix_print_run_congress_id"), "print_run", ["congress_id"], unique=False)
    op.create_table(
        "print_run_piece",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["print_run.id"], name=op.f("fk_print_run_piece_run_id_print_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_print_run_piece")),
    )
    op.add_column("badge_print", sa.Column("run_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_badge_print_run_id"), "badge_print", ["run_id"], unique=False)
    op.create_foreign_key(op.f("fk_badge_print_run_id_print_run"), "badge_print", "print_run", ["run_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_badge_print_run_id_print_run"), "badge_print", type_="foreignkey")
    op.drop_index(op.f("ix_badge_print_run_id"), table_name="badge_print")
    op.drop_column("badge_print", "run_id")
    op.drop_table("print_run_piece")
    op.drop_index(op.f("ix_print_run_congress_id"), table_name="print_run")
    op.drop_table("print_run")
