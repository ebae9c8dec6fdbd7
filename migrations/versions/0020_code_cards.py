"""code cards"""

import sqlalchemy as sa
from alembic import op


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

OLD_MEANS = "means IN ('paper', 'link')"
NEW_MEANS = "means IN ('paper', 'link', 'card')"


def upgrade() -> None:
    op.create_table('card_run',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('election_id', sa.Uuid(), nullable=False),
    sa.Column('cards', sa.Integer(), nullable=False),
    sa.Column('printed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('printed_by', sa.Uuid(), nullable=False),
    sa.CheckConstraint('cards > 0', name=op.f('ck_card_run_some')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_card_run_district_id')),
    sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_card_run_election_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_run'))
    )
    with op.batch_alter_table('card_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_card_run_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_card_run_election_id'), ['election_id'], unique=False)

    op.create_table('card_count',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('election_id', sa.Uuid(), nullable=False),
    sa.Column('cards', sa.Integer(), nullable=False),
    sa.Column('should_be_left', sa.Integer(), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('counted_by', sa.Uuid(), nullable=False),
    sa.CheckConstraint('cards >= 0', name=op.f('ck_card_count_not_negative')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_card_count_district_id')),
    sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_card_count_election_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_count'))
    )
    with op.batch_alter_table('card_count', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_card_count_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_card_count_election_id'), ['election_id'], unique=False)

    op.create_table('code_card',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('election_id', sa.Uuid(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=5), nullable=False),
    sa.Column('is_spoiled', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_code_card_district_id')),
    sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_code_card_election_id')),
    sa.ForeignKeyConstraint(['run_id'], ['card_run.id'], name=op.f('fk_code_card_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_code_card')),
    sa.UniqueConstraint('key', name=op.f('uq_code_card_key'))
    )
    with op.batch_alter_table('code_card', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_code_card_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_code_card_election_id'), ['election_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_code_card_run_id'), ['run_id'], unique=False)

    op.create_table('card_ballot',
    sa.Column('card_id', sa.Uuid(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('election_id', sa.Uuid(), nullable=False),
    sa.Column('envelope_id', sa.Uuid(), nullable=True),
    sa.Column('is_counted', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['card_id'], ['code_card.id'], name=op.f('fk_card_ballot_card_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_card_ballot_district_id')),
    sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_card_ballot_election_id')),
    sa.ForeignKeyConstraint(['envelope_id'], ['envelope.id'], name=op.f('fk_card_ballot_envelope_id')),
    sa.PrimaryKeyConstraint('card_id', name=op.f('pk_card_ballot')),
    sa.UniqueConstraint('envelope_id', name=op.f('uq_card_ballot_envelope_id')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('card_ballot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_card_ballot_election_id'), ['election_id'], unique=False)

    with op.batch_alter_table('table_sign_in', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_table_sign_in_means'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_table_sign_in_means'), NEW_MEANS)


def downgrade() -> None:
    """The tables before this one know no cards: who signed in with one stands there as having voted on paper."""
    op.execute("UPDATE table_sign_in SET means = 'paper' WHERE means = 'card'")
    with op.batch_alter_table('table_sign_in', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_table_sign_in_means'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_table_sign_in_means'), OLD_MEANS)

    op.drop_table('card_ballot')
    op.drop_table('code_card')
    op.drop_table('card_count')
    op.drop_table('card_run')
