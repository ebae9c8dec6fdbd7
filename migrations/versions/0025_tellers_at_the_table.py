"""tellers at the table"""

import sqlalchemy as sa
from alembic import op


revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "table_duty",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_by", sa.Uuid(), nullable=False),
        sa.Column("taken_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_table_duty_district_id")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_table_duty_election_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_table_duty_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_duty")),
        sa.UniqueConstraint("election_id", "account_id", name=op.f("uq_table_duty_election_id_account_id")),
    )
    with op.batch_alter_table("table_duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_table_duty_district_id"), ["district_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_table_duty_account_id"), ["account_id"], unique=False)


def downgrade() -> None:
    op.drop_table("table_duty")
