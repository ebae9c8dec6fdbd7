"""Sign-ups by people themselves, a third door onto the roll, and lines of the roll that are one person."""

from typing import Any

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

DOOR = "ck_voter_roll_entry_door"


def _allow(batch_op: Any, *doors: str) -> None:
    listed = ", ".join(f"'{door}'" for door in doors)
    batch_op.drop_constraint(op.f(DOOR), type_="check")
    batch_op.create_check_constraint(op.f(DOOR), sa.text(f"door IN ({listed})"))


def upgrade() -> None:
    op.create_table('registration',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('election_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=16), nullable=False),
    sa.Column('sent_key', sa.String(length=40), nullable=False),
    sa.Column('given_name', sa.String(length=200), nullable=False),
    sa.Column('family_name', sa.String(length=200), nullable=False),
    sa.Column('birth_date', sa.Date(), nullable=True),
    sa.Column('tie', sa.Enum('lives_here', 'guardian', 'works_or_leads_here', name='tie', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('tie_words', sa.Text(), nullable=False),
    sa.Column('says_works_here', sa.Boolean(), nullable=False),
    sa.Column('contact_kind', sa.Enum('email', 'phone', name='contact_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('contact', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=35), nullable=False),
    sa.Column('network', sa.String(length=64), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('code_sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('codes_sent', sa.Integer(), nullable=False),
    sa.Column('wrong_codes', sa.Integer(), nullable=False),
    sa.Column('proved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('roll_entry_id', sa.Uuid(), nullable=True),
    sa.Column('was_on_roll', sa.Boolean(), nullable=False),
    sa.CheckConstraint('(proved_at IS NULL) = (roll_entry_id IS NULL)', name=op.f('ck_registration_proved_is_on_the_roll')),
    sa.CheckConstraint('codes_sent >= 0 AND wrong_codes >= 0', name=op.f('ck_registration_tries')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_registration_district_id')),
    sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_registration_election_id')),
    sa.ForeignKeyConstraint(['roll_entry_id'], ['voter_roll_entry.id'], name=op.f('fk_registration_roll_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration')),
    sa.UniqueConstraint('election_id', 'sent_key', name=op.f('uq_registration_election_id_sent_key')),
    sa.UniqueConstraint('key', name=op.f('uq_registration_key'))
    )
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_registration_contact'), ['contact'], unique=False)
        batch_op.create_index(batch_op.f('ix_registration_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_registration_election_id'), ['election_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_registration_roll_entry_id'), ['roll_entry_id'], unique=False)

    with op.batch_alter_table('voter_roll_entry', schema=None) as batch_op:
        _allow(batch_op, "roll", "clerk", "sign_up")
        batch_op.add_column(sa.Column('merged_into_id', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_voter_roll_entry_merged_into_id'), 'voter_roll_entry', ['merged_into_id'], ['id'])


def downgrade() -> None:
    op.execute("UPDATE voter_roll_entry SET door = 'clerk' WHERE door = 'sign_up'")
    with op.batch_alter_table('voter_roll_entry', schema=None) as batch_op:
        _allow(batch_op, "roll", "clerk")
        batch_op.drop_constraint(batch_op.f('fk_voter_roll_entry_merged_into_id'), type_='foreignkey')
        batch_op.drop_column('merged_into_id')

    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_registration_roll_entry_id'))
        batch_op.drop_index(batch_op.f('ix_registration_election_id'))
        batch_op.drop_index(batch_op.f('ix_registration_district_id'))
        batch_op.drop_index(batch_op.f('ix_registration_contact'))

    op.drop_table('registration')
