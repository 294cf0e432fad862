"""registrations kept apart from members; a password chosen before the address was proved signs nobody in

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('registrations',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_registrations_email_is_lower_case')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_registrations'))
    )
    with op.batch_alter_table('registrations', schema=None) as batch_op:
        batch_op.create_index('ix_registrations_created', ['created_at'], unique=False)
        batch_op.create_index('ix_registrations_email', ['email'], unique=False)

    # Whoever chose these passwords proved nothing. The links sent to the addresses stay good, and ask for a new one.
    op.execute("UPDATE users SET password = NULL WHERE confirmed_at IS NULL")
    op.execute("DELETE FROM sign_ins WHERE user_id IN (SELECT id FROM users WHERE confirmed_at IS NULL)")


def downgrade() -> None:
    with op.batch_alter_table('registrations', schema=None) as batch_op:
        batch_op.drop_index('ix_registrations_email')
        batch_op.drop_index('ix_registrations_created')

    op.drop_table('registrations')
