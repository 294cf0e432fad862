"""substance: how many words a version tells

Revision ID: 0008
Revises: 0007
"""

import re

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

# As `practices/substance.py` counted when this was written; saving a version counts it anew.
LONG_ANSWERS = (
    'problem', 'objectives', 'description', 'adapted_changes', 'participation', 'cost', 'funding_text', 'capacity',
    'results', 'harm', 'lessons', 'failures', 'advice', 'preconditions',
)
MARKS = re.compile(r'\]\([^()\s]*\)|https?://\S+|!\[|[*_`#>|•\[\]\\]+')
THAI = re.compile(r'[\u0e01-\u0e4e]')
KANA = re.compile(r'[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f]')
HAN = re.compile(r'[\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]')
LETTER = re.compile(r'\w')
BATCH = 500


def count_words(text):
    rest, thai = THAI.subn(' ', MARKS.sub(' ', text))
    rest, kana = KANA.subn(' ', rest)
    rest, han = HAN.subn(' ', rest)
    return sum(1 for word in rest.split() if LETTER.search(word)) + round(
        thai / 4.0 + ((kana + han) / 2.5 if kana else han / 1.7)
    )


def words_of(answers, summary):
    told = sum(count_words(str(answers[name])) for name in LONG_ANSWERS if answers.get(name))
    return told or count_words(summary or '')


def upgrade() -> None:
    with op.batch_alter_table('versions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('words', sa.Integer(), nullable=False, server_default='0'))
    count_all()
    with op.batch_alter_table('versions', schema=None) as batch_op:
        batch_op.alter_column('words', existing_type=sa.Integer(), server_default=None)


def count_all() -> None:
    """Fill the column for every version there is, some at a time."""
    versions = sa.table(
        'versions', sa.column('id', sa.Integer), sa.column('summary', sa.Text), sa.column('answers', sa.JSON), sa.column('words', sa.Integer)
    )
    connection, last = op.get_bind(), 0
    while True:
        rows = connection.execute(
            sa.select(versions.c.id, versions.c.summary, versions.c.answers)
            .where(versions.c.id > last).order_by(versions.c.id).limit(BATCH)
        ).all()
        if not rows:
            return
        connection.execute(
            sa.update(versions).where(versions.c.id == sa.bindparam('key')).values(words=sa.bindparam('counted')),
            [{'key': row.id, 'counted': words_of(row.answers or {}, row.summary)} for row in rows],
        )
        last = rows[-1].id


def downgrade() -> None:
    with op.batch_alter_table('versions', schema=None) as batch_op:
        batch_op.drop_column('words')
