"""messages by WhatsApp"""

from alembic import op


revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NEW = "way IN ('text', 'whatsapp', 'web', 'ours')"
OLD = "way IN ('text', 'web', 'ours')"


def _put(ways: str) -> None:
    with op.batch_alter_table("inbox_message", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_inbox_message_way"), type_="check")
        batch_op.create_check_constraint(op.f("ck_inbox_message_way"), ways)


def upgrade() -> None:
    _put(NEW)


def downgrade() -> None:
    """Until then a message by WhatsApp was kept as a text message."""
    op.execute("UPDATE inbox_message SET way = 'text' WHERE way = 'whatsapp'")
    _put(OLD)
