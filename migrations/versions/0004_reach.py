"""reach: what members sent to each other is counted

Revision ID: 0004
Revises: 0003
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

LOOK_BACK = timedelta(days=14)


def upgrade() -> None:
    op.create_table('approaches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sender_id', sa.Integer(), nullable=False),
    sa.Column('receiver_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('about', sa.String(length=80), nullable=False),
    sa.Column('opening', sa.Boolean(), nullable=False),
    sa.Column('mailed', sa.Boolean(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('sender_id <> receiver_id', name=op.f('ck_approaches_two_people')),
    sa.ForeignKeyConstraint(['receiver_id'], ['users.id'], name=op.f('fk_approaches_receiver_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['sender_id'], ['users.id'], name=op.f('fk_approaches_sender_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approaches')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('approaches', schema=None) as batch_op:
        batch_op.create_index('ix_approaches_receiver', ['receiver_id'], unique=False)
        batch_op.create_index('ix_approaches_sender', ['sender_id', 'made_at'], unique=False)
    count_what_was_sent()


def count_what_was_sent() -> None:
    """The limits look back: what was sent before the upgrade counts as if it were sent after it."""
    now = datetime.now(UTC)
    # As the product writes moments on SQLite: in UTC, without a zone.
    sqlite = op.get_bind().dialect.name == 'sqlite'
    after = (now.replace(tzinfo=None) if sqlite else now) - LOOK_BACK
    for rows in (MESSAGES, INVITATIONS):
        op.get_bind().execute(sa.text(rows).bindparams(sa.bindparam('after', after, sa.DateTime(timezone=True))))


MESSAGES = """
INSERT INTO approaches (sender_id, receiver_id, kind, about, opening, mailed, made_at)
SELECT messages.author_id,
       CASE WHEN messages.author_id = conversations.writer_id THEN conversations.receiver_id ELSE conversations.writer_id END,
       CASE WHEN messages.id = firsts.id THEN 'contact_message' ELSE 'contact_reply' END,
       '', messages.id = firsts.id, true, messages.sent_at
FROM messages
JOIN conversations ON conversations.id = messages.conversation_id
JOIN (SELECT conversation_id, min(id) AS id FROM messages GROUP BY conversation_id) AS firsts
  ON firsts.conversation_id = messages.conversation_id
WHERE messages.sent_at > :after
"""

INVITATIONS = """
INSERT INTO approaches (sender_id, receiver_id, kind, about, opening, mailed, made_at)
SELECT invited_by, user_id, 'practices.invitation', part || ' of ' || practice_id, true, true, invited_at
FROM practice_people
WHERE invited_by IS NOT NULL AND invited_by <> user_id AND invited_at > :after
"""


def downgrade() -> None:
    with op.batch_alter_table('approaches', schema=None) as batch_op:
        batch_op.drop_index('ix_approaches_sender')
        batch_op.drop_index('ix_approaches_receiver')

    op.drop_table('approaches')
