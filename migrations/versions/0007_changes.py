"""changes: what readers see otherwise since when

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

# What readers saw until now, oldest first: a reader who begins at 0 gets all of it. What was taken from view stands there as gone.
PRACTICES = """
INSERT INTO changes (kind, number, version, what, at)
SELECT 'practice', practices.id,
       CASE WHEN hidden_at IS NULL AND retracted_at IS NULL THEN versions.number END,
       CASE WHEN hidden_at IS NULL AND retracted_at IS NULL THEN 'visible' ELSE 'gone' END,
       COALESCE(retracted_at, hidden_at, versions.published_at)
FROM practices JOIN versions ON versions.practice_id = practices.id AND versions.status = 'published'
ORDER BY COALESCE(retracted_at, hidden_at, versions.published_at), practices.id
"""
EXPERTS = """
INSERT INTO changes (kind, number, version, what, at)
SELECT 'expert', user_id, NULL, 'visible', updated_at
FROM profiles JOIN users ON users.id = profiles.user_id
WHERE profiles.public AND users.active AND users.confirmed_at IS NOT NULL
ORDER BY updated_at, user_id
"""
VOCABULARIES = """
INSERT INTO changes (kind, number, version, what, at) SELECT 'vocabularies', id, NULL, 'visible', loaded_at FROM vocabulary_state
"""


def upgrade() -> None:
    op.create_table(
        'changes',
        sa.Column('sequence', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=True),
        sa.Column('what', sa.String(length=10), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("what IN ('visible', 'changed', 'gone')", name=op.f('ck_changes_what_is_known')),
        sa.PrimaryKeyConstraint('sequence', name=op.f('pk_changes')),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table('changes', schema=None) as batch_op:
        batch_op.create_index('ix_changes_record', ['kind', 'number', 'sequence'], unique=False)
        batch_op.create_index('ix_changes_at', ['at'], unique=False)
    for rows in (VOCABULARIES, PRACTICES, EXPERTS):
        op.execute(rows)


def downgrade() -> None:
    op.drop_table('changes')
