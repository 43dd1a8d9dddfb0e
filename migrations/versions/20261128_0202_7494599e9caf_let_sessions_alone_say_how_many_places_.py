"""let sessions alone say how many places they have.

A sheet's numbers were the ones that held: they become the session's. None was « without limit », 0 « none of that kind ».
"""

import sqlalchemy as sa
from alembic import op

revision = "7494599e9caf"
down_revision = "8a9291d40d07"


def upgrade() -> None:
    op.add_column("sign_up_sheet", sa.Column("for_room", sa.Boolean(), nullable=True))
    op.add_column("sign_up_sheet", sa.Column("for_online", sa.Boolean(), nullable=True))
    op.execute(
        "UPDATE programme_session s SET"
        " room_places = CASE WHEN u.room_places = 0 THEN s.room_places ELSE u.room_places END,"
        " online_places = CASE WHEN u.online_places = 0 THEN s.online_places ELSE u.online_places END"
        " FROM sign_up_sheet u WHERE u.session_id = s.id"
    )
    op.execute(
        "UPDATE sign_up_sheet u SET"
        " for_room = u.room_places IS DISTINCT FROM 0 OR (u.online_places = 0 AND s.mode <> 'online'),"
        " for_online = u.online_places IS DISTINCT FROM 0 OR (u.room_places = 0 AND s.mode = 'online')"
        " FROM programme_session s WHERE u.session_id = s.id"
    )
    op.alter_column("sign_up_sheet", "for_room", nullable=False)
    op.alter_column("sign_up_sheet", "for_online", nullable=False)
    op.create_check_constraint(op.f("ck_sign_up_sheet_for_something"), "sign_up_sheet", "for_room OR for_online")
    op.drop_column("sign_up_sheet", "room_places")
    op.drop_column("sign_up_sheet", "online_places")


def downgrade() -> None:
    op.add_column("sign_up_sheet", sa.Column("room_places", sa.Integer(), nullable=True))
    op.add_column("sign_up_sheet", sa.Column("online_places", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE sign_up_sheet u SET"
        " room_places = CASE WHEN u.for_room THEN s.room_places ELSE 0 END,"
        " online_places = CASE WHEN u.for_online THEN s.online_places ELSE 0 END"
        " FROM programme_session s WHERE u.session_id = s.id"
    )
    op.create_check_constraint(op.f("ck_sign_up_sheet_room_places"), "sign_up_sheet", "room_places >= 0")
    op.create_check_constraint(op.f("ck_sign_up_sheet_online_places"), "sign_up_sheet", "online_places >= 0")
    op.drop_constraint(op.f("ck_sign_up_sheet_for_something"), "sign_up_sheet")
    op.drop_column("sign_up_sheet", "for_online")
    op.drop_column("sign_up_sheet", "for_room")
