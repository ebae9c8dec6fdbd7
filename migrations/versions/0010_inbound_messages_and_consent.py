"""inbound messages and consent"""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

OLD_STATUS = "status IN ('queued', 'leased', 'sent', 'refused', 'undelivered', 'uncertain', 'expired', 'no_address', 'no_text', 'given_up', 'cancelled')"
NEW_STATUS = "status IN ('queued', 'leased', 'sent', 'refused', 'undelivered', 'uncertain', 'expired', 'no_address', 'no_text', 'given_up', 'cancelled', 'opted_out')"


def upgrade() -> None:
    op.create_table('conversation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('email', 'phone', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('contact', sa.String(length=200), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=35), nullable=False),
    sa.Column('council_id', sa.Uuid(), nullable=True),
    sa.Column('waits_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.Uuid(), nullable=True),
    sa.Column('purge_on', sa.Date(), nullable=False),
    sa.CheckConstraint('(settled_at IS NULL) = (settled_by IS NULL)', name=op.f('ck_conversation_settled_by_somebody')),
    sa.ForeignKeyConstraint(['council_id'], ['council.id'], name=op.f('fk_conversation_council_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_conversation_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversation')),
    sa.UniqueConstraint('district_id', 'kind', 'contact', name=op.f('uq_conversation_district_id_kind_contact'))
    )
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_conversation_district_id'), ['district_id'], unique=False)
        batch_op.create_index('ix_conversation_district_id_waits_since', ['district_id', 'waits_since'], unique=False)
        batch_op.create_index(batch_op.f('ix_conversation_purge_on'), ['purge_on'], unique=False)

    op.create_table('inbox_message',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('way', sa.Enum('text', 'web', 'ours', name='way', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('wish', sa.String(length=200), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stamp', sa.String(length=80), nullable=True),
    sa.Column('written_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("(way = 'ours') = (stamp IS NULL)", name=op.f('ck_inbox_message_theirs_comes_once')),
    sa.CheckConstraint("(way = 'ours') = (written_by IS NOT NULL)", name=op.f('ck_inbox_message_ours_has_a_writer')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_inbox_message_conversation_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_inbox_message_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbox_message')),
    sa.UniqueConstraint('stamp', name=op.f('uq_inbox_message_stamp'))
    )
    with op.batch_alter_table('inbox_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inbox_message_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inbox_message_district_id'), ['district_id'], unique=False)

    op.create_table('outreach_consent',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('address', sa.String(length=320), nullable=False),
    sa.Column('purpose_class', sa.Enum('news', 'link', 'answer', 'everything', name='purposeclass', native_enum=False, length=16), nullable=False),
    sa.Column('says', sa.Enum('yes', 'no', name='says', native_enum=False, length=16), nullable=False),
    sa.Column('source', sa.Enum('form', 'reply', 'link', 'provider', 'desk', name='consentsource', native_enum=False, length=16), nullable=False),
    sa.Column('person', sa.String(length=80), nullable=False),
    sa.Column('wording', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by', sa.String(length=80), nullable=False),
    sa.Column('stamp', sa.String(length=80), nullable=False),
    sa.CheckConstraint("address <> ''", name=op.f('ck_outreach_consent_address')),
    sa.CheckConstraint("purpose_class IN ('news', 'link', 'answer', 'everything')", name=op.f('ck_outreach_consent_purpose_class')),
    sa.CheckConstraint("says IN ('yes', 'no')", name=op.f('ck_outreach_consent_says')),
    sa.CheckConstraint("source IN ('form', 'reply', 'link', 'provider', 'desk')", name=op.f('ck_outreach_consent_source')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outreach_consent')),
    sa.UniqueConstraint('stamp', name=op.f('uq_outreach_consent_stamp'))
    )
    with op.batch_alter_table('outreach_consent', schema=None) as batch_op:
        batch_op.create_index('ix_outreach_consent_address', ['address', 'channel'], unique=False)

    with op.batch_alter_table('outreach_delivery', schema=None) as batch_op:
        batch_op.add_column(sa.Column('purpose_class', sa.Enum('news', 'link', 'answer', 'everything', name='purposeclass', native_enum=False, length=16), server_default='answer', nullable=False))
        batch_op.add_column(sa.Column('person', sa.String(length=80), server_default='', nullable=False))
        batch_op.create_index('ix_outreach_delivery_address', ['address', 'channel'], unique=False)
        batch_op.create_check_constraint(op.f('ck_outreach_delivery_purpose_class'), "purpose_class IN ('news', 'link', 'answer')")
        batch_op.drop_constraint(op.f('ck_outreach_delivery_status'), type_='check')
        batch_op.create_check_constraint(op.f('ck_outreach_delivery_status'), NEW_STATUS)



def downgrade() -> None:
    op.execute("UPDATE outreach_delivery SET status = 'cancelled' WHERE status = 'opted_out'")
    with op.batch_alter_table('outreach_delivery', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_outreach_delivery_status'), type_='check')
        batch_op.create_check_constraint(op.f('ck_outreach_delivery_status'), OLD_STATUS)
        batch_op.drop_constraint(op.f('ck_outreach_delivery_purpose_class'), type_='check')
        batch_op.drop_index('ix_outreach_delivery_address')
        batch_op.drop_column('person')
        batch_op.drop_column('purpose_class')

    with op.batch_alter_table('outreach_consent', schema=None) as batch_op:
        batch_op.drop_index('ix_outreach_consent_address')

    op.drop_table('outreach_consent')
    with op.batch_alter_table('inbox_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inbox_message_district_id'))
        batch_op.drop_index(batch_op.f('ix_inbox_message_conversation_id'))

    op.drop_table('inbox_message')
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_conversation_purge_on'))
        batch_op.drop_index('ix_conversation_district_id_waits_since')
        batch_op.drop_index(batch_op.f('ix_conversation_district_id'))

    op.drop_table('conversation')
