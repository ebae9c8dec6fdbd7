"""recounts, corrections, and a certificate for each round of signatures"""

import sqlalchemy as sa
from alembic import op


revision = '0022'
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('recount',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('election_id', sa.Uuid(), nullable=False),
    sa.Column('asked_as', sa.Enum('candidate', 'voter', 'council', name='asked_as', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('asked_by', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('begun_by', sa.Uuid(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('comparison', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_recount_district_id')),
    sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_recount_election_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recount'))
    )
    with op.batch_alter_table('recount', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recount_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_recount_election_id'), ['election_id'], unique=False)
        batch_op.create_index('uq_recount_running', ['election_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('correction',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('election_id', sa.Uuid(), nullable=False),
    sa.Column('contest_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('written_by', sa.Uuid(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint('(confirmed_at IS NULL) = (confirmed_by IS NULL)', name=op.f('ck_correction_confirmed_by_somebody')),
    sa.CheckConstraint('confirmed_by IS NULL OR confirmed_by <> written_by', name=op.f('ck_correction_two_people')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_correction_contest_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_correction_district_id')),
    sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_correction_election_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction'))
    )
    with op.batch_alter_table('correction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_correction_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_correction_election_id'), ['election_id'], unique=False)
        batch_op.create_index('uq_correction_waiting', ['election_id'], unique=True, sqlite_where=sa.text('confirmed_at IS NULL'), postgresql_where=sa.text('confirmed_at IS NULL'))

    op.create_table('recount_batch',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('recount_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_same', sa.Boolean(), nullable=False),
    sa.Column('stands', sa.Enum('first', 'second', name='stands', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('written_by', sa.Uuid(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint('(confirmed_at IS NULL) = (confirmed_by IS NULL)', name=op.f('ck_recount_batch_confirmed_by_somebody')),
    sa.CheckConstraint('confirmed_by IS NULL OR confirmed_by <> written_by', name=op.f('ck_recount_batch_two_people')),
    sa.ForeignKeyConstraint(['batch_id'], ['paper_batch.id'], name=op.f('fk_recount_batch_batch_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_recount_batch_district_id')),
    sa.ForeignKeyConstraint(['recount_id'], ['recount.id'], name=op.f('fk_recount_batch_recount_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recount_batch')),
    sa.UniqueConstraint('recount_id', 'batch_id', name=op.f('uq_recount_batch_recount_id_batch_id'))
    )
    with op.batch_alter_table('recount_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recount_batch_district_id'), ['district_id'], unique=False)

    op.create_table('recount_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('recount_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('numbers', sa.JSON(), nullable=False),
    sa.Column('set_aside', sa.Integer(), nullable=False),
    sa.Column('set_aside_reason', sa.Text(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['paper_batch.id'], name=op.f('fk_recount_entry_batch_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_recount_entry_district_id')),
    sa.ForeignKeyConstraint(['recount_id'], ['recount.id'], name=op.f('fk_recount_entry_recount_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recount_entry')),
    sa.UniqueConstraint('recount_id', 'batch_id', 'account_id', 'attempt', name=op.f('uq_recount_entry_recount_id_batch_id_account_id_attempt'))
    )
    with op.batch_alter_table('recount_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recount_entry_district_id'), ['district_id'], unique=False)

    for table in ('certificate', 'certification_signature'):
        op.add_column(table, sa.Column('round', sa.Integer(), nullable=True))
        op.execute(sa.text(f'UPDATE {table} SET round = 1'))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column('round', existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table('certification_signature', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_certification_signature_election_id_account_id'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_certification_signature_election_id_account_id_round'), ['election_id', 'account_id', 'round'])
    with op.batch_alter_table('lot_drawing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('lot_drawing', schema=None) as batch_op:
        batch_op.drop_column('withdrawn_at')
    # before there were rounds, everybody signed once
    op.execute(sa.text('DELETE FROM certification_signature WHERE round > 1'))
    with op.batch_alter_table('certification_signature', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_certification_signature_election_id_account_id_round'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_certification_signature_election_id_account_id'), ['election_id', 'account_id'])
        batch_op.drop_column('round')
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.drop_column('round')
    for table in ('recount_entry', 'recount_batch', 'correction', 'recount'):
        op.drop_table(table)
