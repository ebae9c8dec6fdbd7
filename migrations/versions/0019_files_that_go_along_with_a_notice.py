"""files that go along with a notice

Revision ID: 0019
Revises: 0018
Create Date: 2026-11-22 22:55:00

"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outreach_notice_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["outreach_notice.id"], name=op.f("fk_outreach_notice_file_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach_notice_file")),
        sa.UniqueConstraint(
            "notice_id", "language", "name", name=op.f("uq_outreach_notice_file_notice_id_language_name")
        ),
    )


def downgrade() -> None:
    op.drop_table("outreach_notice_file")
