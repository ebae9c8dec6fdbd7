"""looking up what is unclear

Revision ID: 0014
Revises: 0012
Create Date: 2026-11-22 20:00:00

"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outreach_attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("looks", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("look_said", sa.String(length=16), server_default="", nullable=False))
        batch_op.add_column(sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outreach_attempt", schema=None) as batch_op:
        batch_op.drop_column("look_at")
        batch_op.drop_column("look_said")
        batch_op.drop_column("looks")
