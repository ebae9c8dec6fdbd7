"""ballots corrected while voting is open

Revision ID: 0021
Revises: 0019
Create Date: 2026-11-23 05:20:00

"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

VERSION_OF_BATCH = """
UPDATE paper_batch SET manifest_version = (
  SELECT max(manifest.version) FROM manifest WHERE manifest.election_id = paper_batch.election_id
)
"""


def upgrade() -> None:
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("envelope", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("adds_to_earlier", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("envelope", schema=None) as batch_op:
        batch_op.alter_column("adds_to_earlier", server_default=None)
    with op.batch_alter_table("paper_batch", schema=None) as batch_op:
        batch_op.add_column(sa.Column("manifest_version", sa.Integer(), nullable=True))
    op.execute(VERSION_OF_BATCH)
    with op.batch_alter_table("paper_batch", schema=None) as batch_op:
        batch_op.alter_column("manifest_version", existing_type=sa.Integer(), nullable=False)
    _correction()
    _later_ballot()


def _correction() -> None:
    op.create_table(
        "ballot_correction",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_by", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("new_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed", sa.JSON(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("manifest_id", sa.Uuid(), nullable=True),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (confirmed_by IS NULL)",
            name=op.f("ck_ballot_correction_ended_by_somebody"),
        ),
        sa.CheckConstraint(
            "(entered_at IS NULL) = (entered_by IS NULL)",
            name=op.f("ck_ballot_correction_entered_by_somebody"),
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR entered_at IS NOT NULL", name=op.f("ck_ballot_correction_entered_before")
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> entered_by",
            name=op.f("ck_ballot_correction_two_people"),
        ),
        sa.CheckConstraint(
            "manifest_id IS NULL OR ended_at IS NOT NULL",
            name=op.f("ck_ballot_correction_version_at_the_end"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_ballot_correction_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name=op.f("fk_ballot_correction_election_id")
        ),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["manifest.id"], name=op.f("fk_ballot_correction_manifest_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_correction")),
    )
    with op.batch_alter_table("ballot_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_correction_district_id"), ["district_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ballot_correction_election_id"), ["election_id"], unique=False)
        batch_op.create_index(
            "uq_ballot_correction_running",
            ["election_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def _later_ballot() -> None:
    op.create_table(
        "later_ballot",
        sa.Column("roll_entry_id", sa.Uuid(), nullable=False),
        sa.Column("manifest_version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("envelope_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_later_ballot_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name=op.f("fk_later_ballot_election_id")
        ),
        sa.ForeignKeyConstraint(
            ["envelope_id"], ["envelope.id"], name=op.f("fk_later_ballot_envelope_id")
        ),
        sa.ForeignKeyConstraint(
            ["roll_entry_id"],
            ["voter_roll_entry.id"],
            name=op.f("fk_later_ballot_roll_entry_id"),
        ),
        sa.PrimaryKeyConstraint("roll_entry_id", "manifest_version", name=op.f("pk_later_ballot")),
        sa.UniqueConstraint("envelope_id", name=op.f("uq_later_ballot_envelope_id")),
    )
    with op.batch_alter_table("later_ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_later_ballot_election_id"), ["election_id"], unique=False)


def downgrade() -> None:
    op.drop_table("later_ballot")
    op.drop_table("ballot_correction")
    with op.batch_alter_table("paper_batch", schema=None) as batch_op:
        batch_op.drop_column("manifest_version")
    with op.batch_alter_table("envelope", schema=None) as batch_op:
        batch_op.drop_column("adds_to_earlier")
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.drop_column("paused_at")
