"""featured: practices that moderators chose for the home page

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'featured_choices',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('practice_id', sa.Integer(), nullable=False),
        sa.Column('chosen_by', sa.Integer(), nullable=False),
        sa.Column('reason', sa.String(length=300), nullable=False),
        sa.Column('language', sa.String(length=2), nullable=False),
        sa.Column('first_day', sa.Date(), nullable=False),
        sa.Column('last_day', sa.Date(), nullable=False),
        sa.Column('status', sa.String(length=20), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('chosen', 'ended')", name=op.f('ck_featured_choices_status')),
        sa.CheckConstraint('first_day <= last_day', name=op.f('ck_featured_choices_days_in_order')),
        sa.CheckConstraint('length(trim(reason)) > 0', name=op.f('ck_featured_choices_has_reason')),
        sa.ForeignKeyConstraint(
            ['practice_id'], ['practices.id'], name=op.f('fk_featured_choices_practice_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['chosen_by'], ['users.id'], name=op.f('fk_featured_choices_chosen_by')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_featured_choices')),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table('featured_choices', schema=None) as batch_op:
        batch_op.create_index('ix_featured_choices_status_days', ['status', 'first_day', 'last_day'], unique=False)
        batch_op.create_index('ix_featured_choices_practice', ['practice_id'], unique=False)


def downgrade() -> None:
    op.drop_table('featured_choices')
