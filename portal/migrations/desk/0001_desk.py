"""The anonymous desk: items, files, what waits, what came in confidence, letters, notices.

Strict and without row numbers on SQLite, so that the file keeps no order of arrival.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001_desk"
down_revision = None
branch_labels = None
depends_on = None

UNNUMBERED = {"sqlite_with_rowid": False, "sqlite_strict": True}


def upgrade() -> None:
    op.create_table(
        "items",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("lookup", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("news", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_items")),
        sa.UniqueConstraint("lookup", name=op.f("uq_items_lookup")),
        **UNNUMBERED,
    )
    op.create_table(
        "files",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_files")),
        **UNNUMBERED,
    )
    op.create_index(op.f("ix_files_item"), "files", ["item"])
    op.create_table(
        "waiting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_waiting")),
        **UNNUMBERED,
    )
    op.create_index(op.f("ix_waiting_item"), "waiting", ["item"])
    op.create_table(
        "enclosed",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("under_seal", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_enclosed")),
        sa.UniqueConstraint("mark", name=op.f("uq_enclosed_mark")),
        **UNNUMBERED,
    )
    op.create_table(
        "letters",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("settles", sa.Text(), nullable=False),
        sa.Column("under_seal", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_letters")),
        **UNNUMBERED,
    )
    op.create_index(op.f("ix_letters_item"), "letters", ["item"])
    op.create_table(
        "notices",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_notices")),
        **UNNUMBERED,
    )


def downgrade() -> None:
    for table in ("notices", "letters", "enclosed", "waiting", "files", "items"):
        op.drop_table(table)
