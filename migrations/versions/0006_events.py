"""workflow: one log of events for any subject, in place of the log of moves

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=True),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('what', sa.String(length=30), nullable=False),
    sa.Column('before', sa.String(length=20), nullable=True),
    sa.Column('after', sa.String(length=20), nullable=True),
    sa.Column('reason', sa.String(length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['users.id'], name=op.f('fk_events_actor_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events')),
    sqlite_autoincrement=True
    )
    op.execute(
        "INSERT INTO events (id, subject, number, part, revision, actor_id, what, before, after, reason, note, at) "
        "SELECT id, 'practice', practice_id, version_id, revision, actor_id, move, before, after, reason, note, at FROM moves"
    )
    go_on('moves', 'events')
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index('ix_events_part', ['subject', 'part', 'id'], unique=False)
        batch_op.create_index('ix_events_subject', ['subject', 'number', 'id'], unique=False)
    op.drop_table('moves')
    unguard('moves')
    guard('events', 'the log of events is never changed')


def downgrade() -> None:
    op.create_table('moves',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=True),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('move', sa.String(length=30), nullable=False),
    sa.Column('before', sa.String(length=20), nullable=True),
    sa.Column('after', sa.String(length=20), nullable=True),
    sa.Column('reason', sa.String(length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("move <> 'decline' OR length(reason) > 0", name=op.f('ck_moves_decline_has_reason')),
    sa.CheckConstraint("move NOT IN ('hide', 'retract', 'hand_back') OR length(trim(note)) > 0", name=op.f('ck_moves_has_reason')),
    sa.CheckConstraint("move NOT IN ('request_changes', 'decline') OR length(trim(note)) > 0", name=op.f('ck_moves_decision_has_message')),
    sa.ForeignKeyConstraint(['actor_id'], ['users.id'], name=op.f('fk_moves_actor_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moves')),
    sqlite_autoincrement=True
    )
    op.execute(
        "INSERT INTO moves (id, practice_id, version_id, revision, actor_id, move, before, after, reason, note, at) "
        "SELECT id, number, part, revision, actor_id, what, before, after, reason, note, at FROM events WHERE subject = 'practice'"
    )
    go_on('events', 'moves')
    with op.batch_alter_table('moves', schema=None) as batch_op:
        batch_op.create_index('ix_moves_practice', ['practice_id', 'id'], unique=False)
        batch_op.create_index('ix_moves_version', ['version_id', 'id'], unique=False)
    op.drop_table('events')
    unguard('events')
    guard('moves', 'the log of moves is never changed')


def go_on(before: str, after: str) -> None:
    """Let the new table give the numbers that come after those of the old one."""
    connection = op.get_bind()
    if connection.dialect.name == 'sqlite':
        last = connection.scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {'name': before})
        if last is None:
            return
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {'name': after})
        connection.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), {'name': after, 'last': last})
        return
    last = connection.scalar(sa.text("SELECT pg_sequence_last_value(CAST(pg_get_serial_sequence(:name, 'id') AS regclass))"), {'name': before})
    if last is not None:
        connection.execute(sa.text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"), {'name': after, 'last': last})


def guard(table: str, why: str) -> None:
    """Let the database refuse to change or remove a line."""
    if op.get_bind().dialect.name == 'sqlite':
        for verb in ('UPDATE', 'DELETE'):
            op.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{why}'); END")
        return
    op.execute(
        f"CREATE FUNCTION {table}_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{why}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_unchanging BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_unchanging()"
    )


def unguard(table: str) -> None:
    """Remove what the guard of a dropped table leaves: its triggers went with it."""
    if op.get_bind().dialect.name != 'sqlite':
        op.execute(f"DROP FUNCTION {table}_unchanging()")
