"""a text in place of one that is missing

Revision ID: 0018
Revises: 0017
Create Date: 2026-11-22 22:40:00

"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outreach_delivery", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("fallback_for", sa.String(length=20), server_default="", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("outreach_delivery", schema=None) as batch_op:
        batch_op.drop_column("fallback_for")
