"""run-offs for a tie"""

import sqlalchemy as sa
from alembic import op


revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('runoff',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('election_id', sa.Uuid(), nullable=False),
    sa.Column('contest_id', sa.Uuid(), nullable=False),
    sa.Column('tied', sa.JSON(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('called_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('called_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_runoff_contest_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_runoff_district_id')),
    sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_runoff_election_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_runoff')),
    sa.UniqueConstraint('election_id', name=op.f('uq_runoff_election_id'))
    )
    with op.batch_alter_table('runoff', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_runoff_contest_id'), ['contest_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_runoff_district_id'), ['district_id'], unique=False)


def downgrade() -> None:
    """An election that was a run-off stays, as an election like others: its ballots were cast.

    The program before this one knows lots alone, and reads no settings with another word.
    """
    bind, election = op.get_bind(), sa.table('election', sa.column('id', sa.Uuid()), sa.column('settings', sa.JSON()))
    for row in bind.execute(sa.select(election.c.id, election.c.settings)).all():
        if row.settings.get('tie_method') == 'runoff':
            by_lot = {**row.settings, 'tie_method': 'lot'}
            bind.execute(election.update().where(election.c.id == row.id).values(settings=by_lot))
    with op.batch_alter_table('runoff', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_runoff_district_id'))
        batch_op.drop_index(batch_op.f('ix_runoff_contest_id'))

    op.drop_table('runoff')
