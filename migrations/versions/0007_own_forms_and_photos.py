"""own forms and photos"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = "0006"
branch_labels = None
depends_on = None

OWN_WEB_FORMS = "link_key IS NULL OR (channel = 'web' AND filled_in_by = 'self')"


def upgrade() -> None:
    with op.batch_alter_table('interest_form', schema=None) as batch_op:
        batch_op.add_column(sa.Column('link_key', sa.String(length=32), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_interest_form_link_key'), ['link_key'])
        batch_op.create_check_constraint(batch_op.f('ck_interest_form_only_own_web_forms_have_a_link'), OWN_WEB_FORMS)

    op.create_table('candidate_photo',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('form_id', sa.Uuid(), nullable=True),
    sa.Column('candidate_id', sa.Uuid(), nullable=True),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('alternative_text', sa.String(length=200), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('put_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('put_by', sa.Uuid(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('ended_because', sa.Text(), nullable=False),
    sa.CheckConstraint("alternative_text <> ''", name=op.f('ck_candidate_photo_has_alternative_text')),
    sa.CheckConstraint('form_id IS NOT NULL OR candidate_id IS NOT NULL', name=op.f('ck_candidate_photo_of_a_form_or_a_candidate')),
    sa.CheckConstraint('width > 0 AND height > 0', name=op.f('ck_candidate_photo_has_a_size')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_candidate_photo_candidate_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_candidate_photo_district_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_candidate_photo_file_id')),
    sa.ForeignKeyConstraint(['form_id'], ['interest_form.id'], name=op.f('fk_candidate_photo_form_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_candidate_photo'))
    )
    with op.batch_alter_table('candidate_photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_candidate_photo_candidate_id'), ['candidate_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_candidate_photo_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_candidate_photo_form_id'), ['form_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('candidate_photo', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_candidate_photo_form_id'))
        batch_op.drop_index(batch_op.f('ix_candidate_photo_district_id'))
        batch_op.drop_index(batch_op.f('ix_candidate_photo_candidate_id'))
    op.drop_table('candidate_photo')
    with op.batch_alter_table('interest_form', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_interest_form_only_own_web_forms_have_a_link'), type_='check')
        batch_op.drop_constraint(batch_op.f('uq_interest_form_link_key'), type_='unique')
        batch_op.drop_column('link_key')
