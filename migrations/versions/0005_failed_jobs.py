"""outbox: what failed for good stays, and is tried no longer

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: a table written anew would lose on SQLite which numbers were given already.
    op.add_column('outbox', sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('outbox', 'failed_at')
