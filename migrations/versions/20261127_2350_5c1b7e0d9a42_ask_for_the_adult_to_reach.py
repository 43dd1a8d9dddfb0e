"""ask for the adult to reach for a minor, and let badges open the days that their congress has."""

import json
import secrets

import sqlalchemy as sa
from alembic import op

revision = "5c1b7e0d9a42"
down_revision = "74274602790a"

# A minor's badge bears this number. Congresses that were opened before the question was one of the usual ones lack it; it is asked
# of the same people, in the same manner, right after the name of the parent or guardian. What is over is left as it was.
_LACKING = sa.text(
    "SELECT named.id, named.congress_id, named.position FROM field named JOIN congress ON congress.id = named.congress_id"
    " WHERE named.code = 'guardian_name' AND named.retired_at IS NULL AND congress.ends_on >= current_date"
    " AND NOT EXISTS (SELECT FROM field other WHERE other.congress_id = named.congress_id AND other.code = 'guardian_telephone')"
)
_MAKE_ROOM = sa.text("UPDATE field SET position = position + 1 WHERE congress_id = :congress AND position > :position")
_ASK = sa.text(
    "INSERT INTO field (public_id, congress_id, code, kind, phase, label, hint, choices, purpose, legal_basis, readers, outputs,"
    " kept_days, is_secret, position)"
    " SELECT :public_id, congress_id, 'guardian_telephone', 'text', phase, CAST(:label AS jsonb), CAST(:hint AS jsonb), '{}',"
    """ purpose, legal_basis, readers, '["visa_letter", "badge"]', kept_days, false, position + 1 FROM field WHERE id = :named"""
    " RETURNING id"
)
_OF_THE_SAME = sa.text(
    "INSERT INTO field_use (field_id, category_id, is_required)"
    " SELECT :asked, category_id, is_required FROM field_use WHERE field_id = :named"
)
_LABEL = {
    "fr": "Téléphone de l’adulte à joindre pendant le congrès",
    "en": "Telephone of the adult to reach during the congress",
}
_HINT = {
    "fr": "avec l’indicatif du pays : ce numéro figure sur le badge, à la place de la photo",
    "en": "with the country code: this number stands on the badge, in the place of the photo",
}
# The dates of a congress may have been changed after its badges were issued: the doors go by what stands here.
_FOLLOW_DAYS = sa.text(
    "UPDATE badge SET days = (1 << least(congress.ends_on - congress.starts_on + 1, 8)) - 1 FROM congress"
    " WHERE congress.id = badge.congress_id AND badge.pass_on IS NULL"
    " AND badge.days <> (1 << least(congress.ends_on - congress.starts_on + 1, 8)) - 1"
)


def upgrade() -> None:
    connection = op.get_bind()
    for named, congress, position in connection.execute(_LACKING).all():
        connection.execute(_MAKE_ROOM, {"congress": congress, "position": position})
        words = {"label": json.dumps(_LABEL), "hint": json.dumps(_HINT), "public_id": secrets.token_urlsafe(16)}
        asked = connection.execute(_ASK, {"named": named, **words}).scalar_one()
        connection.execute(_OF_THE_SAME, {"asked": asked, "named": named})
    connection.execute(_FOLLOW_DAYS)


def downgrade() -> None:
    """The question stays, with what was answered; a badge opens its days."""
