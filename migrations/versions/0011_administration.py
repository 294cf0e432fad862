"""administration: suspended accounts, roles two administrators must agree on, texts of the operator, and reading the log by what was done

Revision ID: 0011
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('users', sa.Column('suspended_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        'role_requests',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('role', sa.String(length=20), nullable=False),
        sa.Column('asked_by', sa.Integer(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('member', 'moderator', 'administrator')", name=op.f('ck_role_requests_role')),
        sa.ForeignKeyConstraint(['asked_by'], ['users.id'], name=op.f('fk_role_requests_asked_by')),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_role_requests_user_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('user_id', name=op.f('pk_role_requests')),
    )
    op.create_table(
        'operator_texts',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=40), nullable=False),
        sa.Column('language', sa.String(length=2), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_operator_texts_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_operator_texts')),
        sqlite_autoincrement=True,
    )
    op.create_index('ix_operator_texts_current', 'operator_texts', ['name', 'language', 'id'], unique=False)
    op.create_index('ix_events_what', 'events', ['subject', 'what', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_events_what', table_name='events')
    op.drop_table('operator_texts')
    op.drop_table('role_requests')
    with op.batch_alter_table('users') as batch_op:
        batch_op.drop_column('suspended_at')
