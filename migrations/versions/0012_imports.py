"""imports: a record of each run; themes: what administrators edited

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'import_runs',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('status', sa.String(length=20), nullable=False),
        sa.Column('file_name', sa.String(length=300), nullable=False),
        sa.Column('by_command', sa.Boolean(), nullable=False),
        sa.Column('actor_id', sa.Integer(), nullable=True),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('reviewed', sa.Boolean(), nullable=False),
        sa.Column('sources', sa.JSON(), nullable=False),
        sa.Column('stored', sa.String(length=60), nullable=True),
        sa.Column('size', sa.Integer(), nullable=True),
        sa.Column('read', sa.Integer(), nullable=False),
        sa.Column('line', sa.Integer(), nullable=False),
        sa.Column('created', sa.Integer(), nullable=False),
        sa.Column('updated', sa.Integer(), nullable=False),
        sa.Column('unchanged', sa.Integer(), nullable=False),
        sa.Column('refused', sa.Integer(), nullable=False),
        sa.Column('fault', sa.Text(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('undo_asked_by', sa.Integer(), nullable=True),
        sa.Column('undo_note', sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'running', 'ended', 'undo_asked', 'undoing', 'undone')", name=op.f('ck_import_runs_status')
        ),
        sa.CheckConstraint("status <> 'undo_asked' OR undo_asked_by IS NOT NULL", name=op.f('ck_import_runs_asked_by_somebody')),
        sa.ForeignKeyConstraint(['actor_id'], ['users.id'], name=op.f('fk_import_runs_actor_id')),
        sa.ForeignKeyConstraint(['undo_asked_by'], ['users.id'], name=op.f('fk_import_runs_undo_asked_by')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_import_runs')),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table('import_runs', schema=None) as batch_op:
        batch_op.create_index('ix_import_runs_status', ['status', 'id'], unique=False)
    op.create_table(
        'import_lines',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('run_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('outcome', sa.String(length=10), nullable=False),
        sa.Column('practice_id', sa.Integer(), nullable=True),
        sa.Column('reason', sa.String(length=20), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('undone', sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('created', 'returned', 'updated', 'kept', 'refused', 'mended')", name=op.f('ck_import_lines_outcome')
        ),
        sa.ForeignKeyConstraint(['run_id'], ['import_runs.id'], name=op.f('fk_import_lines_run_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['practice_id'], ['practices.id'], name=op.f('fk_import_lines_practice_id'), ondelete='SET NULL'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_import_lines')),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table('import_lines', schema=None) as batch_op:
        batch_op.create_index('ix_import_lines_outcome', ['run_id', 'outcome', 'undone', 'number'], unique=False)
        batch_op.create_index('ix_import_lines_practice', ['practice_id'], unique=False)
    with op.batch_alter_table('themes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('edited', sa.JSON(), server_default='{}', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('themes', schema=None) as batch_op:
        batch_op.drop_column('edited')
    op.drop_table('import_lines')
    op.drop_table('import_runs')
