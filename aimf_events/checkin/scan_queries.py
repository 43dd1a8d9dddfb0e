"""The statements of the hot path. A scan costs four: the gate, the badge with both locks, where it stands, the fact.

They are written out and sent by `database.straight`: at a door the time that SQLAlchemy takes around each of them counts.

Locks are advisory, held until the commit, always in this order: the device (its facts come one at a time, so that its
clock never runs backwards), then (badge, door), which is what two doors fight over; the door's row comes last and only
where it has a limit.
"""

from sqlalchemy import text

# The sessions that a door serves: those to which it is bound, else those of its room.
_SERVED = """s.congress_id = door.congress_id AND s.cancelled_at IS NULL AND s.is_placed
       AND CASE WHEN EXISTS (SELECT FROM checkpoint_session b WHERE b.checkpoint_id = door.id)
                THEN EXISTS (SELECT FROM checkpoint_session b WHERE b.checkpoint_id = door.id AND b.session_id = s.id)
                ELSE s.room_id = door.room_id END"""
# Put together from constants of this file only.
_ASKS = f"""EXISTS (SELECT FROM sign_up_sheet sheet JOIN programme_session s ON s.id = sheet.session_id AND {_SERVED}
               WHERE sheet.for_room)"""

ASKS_SIGN_UP = text(f"SELECT {_ASKS} AS asks FROM checkpoint door WHERE door.id = :door")  # noqa: S608
# The door's rules. Seats of its room count where it has no limit of its own.
_DOOR = f"""door.id AS checkpoint_id, door.congress_id, door.name, door.category_numbers, door.zones, door.checks_day,
       door.admits_once, door."limit", door.way, door.capacities, door.delegation_seats, door.is_open, door.room_id,
       CASE WHEN door."limit" IS NULL THEN (SELECT capacity FROM room WHERE room.id = door.room_id) END AS room_places,
       {_ASKS} AS asks_sign_up, here.number, here.starts_on, here.time_zone"""  # noqa: S608

# Session × device × door × roles, the rules of `accounts.sessions`, `accounts.roles` and `congress.roles`. The device must
# be the person's own and of the door's congress. Put together from constants of this file only.
GATE = text(f"""
SELECT device.id AS device_id, device.revoked_at AS device_revoked_at,
       {_DOOR},
       EXISTS (SELECT FROM congress_grant held
                WHERE held.person_id = opened.person_id AND held.congress_id = door.congress_id
                  AND held.withdrawn_at IS NULL AND held.role IN ('door', 'door_supervisor'))
       OR EXISTS (SELECT FROM role_grant held
                   WHERE held.person_id = opened.person_id AND held.role = 'secretariat' AND held.withdrawn_at IS NULL
                     AND (held.until_on IS NULL OR held.until_on >= :today)) AS allowed
  FROM sign_in_session opened
  JOIN account ON account.id = opened.account_id AND account.blocked_at IS NULL
  LEFT JOIN checkpoint door ON door.public_id = :checkpoint
  LEFT JOIN congress here ON here.id = door.congress_id
  LEFT JOIN scan_device device ON device.public_id = :device AND device.person_id = opened.person_id
                              AND device.congress_id = door.congress_id
 WHERE opened.secret_hash = :hash AND opened.ended_at IS NULL AND opened.expires_at > :now
   AND opened.person_id IS NOT NULL
""")  # noqa: S608

# A paired device has no session: its key is asked for, with the door's rules where they are of the same congress.
SIGNED_GATE = text(f"""
SELECT device.id AS device_id, device.public_key, device.revoked_at AS device_revoked_at,
       {_DOOR}
  FROM scan_device device
  LEFT JOIN checkpoint door ON door.public_id = :checkpoint AND door.congress_id = device.congress_id
  LEFT JOIN congress here ON here.id = door.congress_id
 WHERE device.public_id = :device
""")  # noqa: S608

# A day pass stands where its badge does: facts, presence and lock are the badge's (docs/decisions/0023).
# A change of zone needs no reprint: the zones are those that the category opens today.
_BEARER = """
SELECT {locks}
       b.id, COALESCE(b.pass_of_id, b.id) AS stands_for, b.pass_on IS NOT NULL AS is_pass, b.token, b.number, b.issue, b.state, b.category_number, COALESCE(c.zones, b.zones) AS zones, b.days,
       own.withdrawn_at IS NOT NULL AS key_withdrawn,
       signed.public_key, signed.withdrawn_at IS NOT NULL AS signed_withdrawn,
       p.civility, p.honorific, p.badge_name AS name, d.name AS delegation, b.card_number AS card, r.capacity,
       c.letter, c.colour, c.label || CASE WHEN p.civility = 'madam' THEN c.feminine ELSE CAST('{{}}' AS jsonb) END AS label
  FROM (VALUES (1)) AS one (n)
  LEFT JOIN badge b ON b.congress_id = :congress AND {which}
  LEFT JOIN badge_key own ON own.congress_id = b.congress_id AND own.kid = b.kid
  LEFT JOIN badge_key signed ON signed.congress_id = :congress AND signed.kid = :kid
  LEFT JOIN registration r ON r.id = b.registration_id
  LEFT JOIN person p ON p.id = r.person_id
  LEFT JOIN delegation d ON d.id = coalesce(r.delegation_id, b.delegation_id)
  LEFT JOIN category c ON c.id = r.category_id
"""
_LOCKS = """
       pg_advisory_xact_lock(hashtextextended('scan-device:' || CAST(:device AS bigint), 0)) AS device_lock,
       CASE WHEN b.id IS NOT NULL THEN
           pg_advisory_xact_lock(hashtextextended('presence:' || COALESCE(b.pass_of_id, b.id) || ':' || CAST(:door AS bigint), 0))
       END AS presence_lock,"""

HOLD_BY_NUMBER = text(_BEARER.format(locks=_LOCKS, which="b.number = :badge"))
HOLD_BY_CODE = text(_BEARER.format(locks=_LOCKS, which="b.short_code = :badge"))
BEARER_BY_ID = text(_BEARER.format(locks="", which="b.id = :badge"))

# An emergency badge stands for the badge to which it was bound (docs/decisions/0021): asked only where no badge is found.
OF_BLANK = text("""
SELECT b.number FROM blank_badge k JOIN badge b ON b.id = k.badge_id
 WHERE k.congress_id = :congress AND (k.number = :number OR k.short_code = :code)
""")

HOLD_DEVICE = text("SELECT pg_advisory_xact_lock(hashtextextended('scan-device:' || CAST(:device AS bigint), 0))")
HOLD_PAIR = text(
    "SELECT pg_advisory_xact_lock("
    "hashtextextended('presence:' || CAST(:badge AS bigint) || ':' || CAST(:door AS bigint), 0))"
)

STANDING = text("""
SELECT last.seq AS last_seq, last.effective_at AS last_at,
       tail.effective_at AS tail_at, tail.device_id AS tail_device, tail.seq AS tail_seq,
       p.is_in, p.since, first_door.label AS first_door
  FROM (VALUES (1)) AS one (n)
  LEFT JOIN LATERAL (SELECT seq, effective_at FROM scan WHERE device_id = :device ORDER BY seq DESC LIMIT 1) last ON true
  LEFT JOIN LATERAL (SELECT effective_at, device_id, seq FROM scan
                      WHERE checkpoint_id = :door AND badge_id = :badge
                      ORDER BY effective_at DESC, device_id DESC, seq DESC LIMIT 1) tail ON true
  LEFT JOIN presence p ON p.badge_id = :badge AND p.checkpoint_id = :door
  LEFT JOIN scan accepted ON accepted.id = p.scan_id
  LEFT JOIN scan_device first_door ON first_door.id = accepted.device_id
""")

_INSERT = """
INSERT INTO scan (congress_id, device_id, seq, nonce, checkpoint_id, direction, badge_id, badge_number, issue, device_time,
                  clock_offset_ms, effective_at, is_online, typed, verdict_shown, reason_shown, verdict, reason,
                  snapshot_version, revocation_seq, received_at)
VALUES (:congress, :device, :seq, :nonce, :door, :direction, :badge, :number, :issue, :device_time,
        :offset, :effective_at, :online, :typed, :verdict_shown, :reason_shown, :verdict, :reason,
        :snapshot_version, :revocation_seq, :received_at)
ON CONFLICT DO NOTHING RETURNING id
"""
INSERT = text(_INSERT)
# Put together from constants of this file only.
INSERT_AND_MOVE = text(
    f"WITH fact AS ({_INSERT}), "  # noqa: S608
    "moved AS (INSERT INTO presence (badge_id, checkpoint_id, is_in, scan_id, since)"
    " SELECT CAST(:badge AS bigint), CAST(:door AS bigint), CAST(:is_in AS boolean), fact.id,"
    " CAST(:effective_at AS timestamptz) FROM fact"
    " ON CONFLICT (badge_id, checkpoint_id)"
    " DO UPDATE SET is_in = excluded.is_in, scan_id = excluded.scan_id, since = excluded.since)"
    " SELECT id FROM fact"
)

PAIRS_OF_LATER_FACTS = text("""
SELECT DISTINCT badge_id, checkpoint_id FROM scan WHERE device_id = :device AND seq > :seq AND badge_id IS NOT NULL
""")
SET_TIMES_AGAIN = text("""
WITH told AS (SELECT id, seq, received_at, device_time + clock_offset_ms * interval '1 millisecond' AS at
                FROM scan WHERE device_id = :device),
     again AS (SELECT id, max(CASE WHEN at > received_at + :ahead THEN received_at ELSE at END)
                          OVER (ORDER BY seq) AS at FROM told)
UPDATE scan SET effective_at = again.at FROM again WHERE scan.id = again.id AND scan.effective_at <> again.at
""")
FACTS_OF_PAIR = text("""
SELECT scan.id, device_id, seq, direction, effective_at, reason, badge.card_number IS NOT NULL AS is_card
  FROM scan JOIN badge ON badge.id = scan.badge_id
 WHERE badge_id = :badge AND checkpoint_id = :door ORDER BY effective_at, device_id, seq
""")
JUDGE_AGAIN = text("UPDATE scan SET verdict = :verdict, reason = :reason WHERE id = :id AND reason <> :reason")
MOVE = text("""
INSERT INTO presence (badge_id, checkpoint_id, is_in, scan_id, since) VALUES (:badge, :door, :is_in, :scan, :since)
ON CONFLICT (badge_id, checkpoint_id) DO UPDATE SET is_in = excluded.is_in, scan_id = excluded.scan_id, since = excluded.since
""")
BY_NONCE = text("""
SELECT s.device_id, s.seq, s.checkpoint_id, s.direction, s.badge_id, s.badge_number, s.device_time, s.is_online,
       s.verdict_shown, s.reason_shown, s.verdict, s.reason
  FROM scan s WHERE s.nonce = :nonce
""")
SHOW_INSTEAD = text(
    "UPDATE scan SET verdict_shown = :verdict, reason_shown = :reason, is_online = false WHERE nonce = :nonce"
)
# Whoever counts places holds the door, and the other doors of its room where it is the room that is full; in one order.
HOLD_PLACES = text("SELECT id FROM checkpoint WHERE id = :door OR room_id = :room ORDER BY id FOR UPDATE")
OTHERS_INSIDE = text(
    "SELECT count(*) AS inside FROM presence WHERE checkpoint_id = :door AND is_in AND badge_id <> :badge"
)
# Who went in by one door of a room and out by another is out: the latest passage counts.
OTHERS_IN_ROOM = text("""
SELECT count(*) AS inside
  FROM (SELECT DISTINCT ON (p.badge_id) p.is_in
          FROM presence p JOIN checkpoint door ON door.id = p.checkpoint_id AND door.room_id = :room
         WHERE p.badge_id <> :badge
         ORDER BY p.badge_id, p.since DESC, p.scan_id DESC) AS last
 WHERE last.is_in
""")
# The same for each door and room of a congress at once, for the lists that devices carry.
INSIDE_DOORS = text("""
SELECT p.checkpoint_id AS place, count(*) AS inside
  FROM presence p JOIN checkpoint door ON door.id = p.checkpoint_id AND door.congress_id = :congress
 WHERE p.is_in AND door."limit" IS NOT NULL
 GROUP BY 1
""")
INSIDE_ROOMS = text("""
SELECT last.room_id AS place, count(*) AS inside
  FROM (SELECT DISTINCT ON (door.room_id, p.badge_id) door.room_id, p.is_in
          FROM presence p JOIN checkpoint door ON door.id = p.checkpoint_id AND door.congress_id = :congress
         WHERE door.room_id IS NOT NULL
         ORDER BY door.room_id, p.badge_id, p.since DESC, p.scan_id DESC) AS last
 WHERE last.is_in
 GROUP BY 1
""")
# The bearer's delegation at this door: how many of the others are inside, whether its titular or head still is not, whether
# the bearer is one.
SEATED = text("""
WITH own AS (SELECT coalesce(r.delegation_id, b.delegation_id) AS id
               FROM badge b LEFT JOIN registration r ON r.id = b.registration_id WHERE b.id = :badge),
     held AS (SELECT b.id, b.state, r.person_id, r.capacity FROM own JOIN registration r ON r.delegation_id = own.id
                JOIN badge b ON b.registration_id = r.id AND b.pass_on IS NULL
               UNION ALL
              SELECT b.id, b.state, NULL, NULL FROM own JOIN badge b ON b.delegation_id = own.id),
     known AS (SELECT held.id, held.state, coalesce(p.is_in, false) AS is_in,
                      coalesce(held.capacity = 'titular', false) OR EXISTS (
                              SELECT FROM own JOIN delegation_contact c ON c.delegation_id = own.id
                               WHERE c.role = 'head' AND c.person_id = held.person_id) AS is_head
                 FROM held LEFT JOIN presence p ON p.badge_id = held.id AND p.checkpoint_id = :door)
SELECT count(*) FILTER (WHERE is_in AND id <> :badge) AS inside,
       coalesce(bool_or(is_head AND id = :badge), false) AS is_head,
       coalesce(bool_or(is_head AND NOT is_in AND state <> 'revoked' AND id <> :badge), false) AS head_awaited
  FROM known
""")

# Sign-up: what is on behind doors from so long before its beginning, and whether one signs up to it for a seat in the room.
_ON = f"""
SELECT door.id AS door_id, s.id, sheet.id IS NOT NULL AND s.mode <> 'online' AS asks, hour.begins - :early AS opens,
       hour.begins + s.minutes * interval '1 minute' AS ends
  FROM checkpoint door
  JOIN programme_session s ON {_SERVED}
  JOIN congress here ON here.id = s.congress_id
  LEFT JOIN sign_up_sheet sheet ON sheet.session_id = s.id AND sheet.for_room
  CROSS JOIN LATERAL (SELECT (s.day + CAST(s.starts AS time)) AT TIME ZONE here.time_zone AS begins) hour
"""  # noqa: S608
# Who has a seat there: by a place held, or a part in the session.
_SEATED = """(EXISTS (SELECT FROM sign_up u WHERE u.session_id = session.id AND u.registration_id = r.id AND u.kind = 'room' AND u.state = 'held')
           OR EXISTS (SELECT FROM speaker p WHERE p.session_id = session.id AND p.person_id = r.person_id))"""
HAS_PLACE = text(f"""
WITH session AS ({_ON} WHERE door.id = :door)
SELECT CASE WHEN bool_and(session.asks) AND NOT coalesce(bool_or(c.code = ANY(:at_work)), false)
            THEN bool_or({_SEATED}) END AS has_place
  FROM session
  LEFT JOIN badge b ON b.id = :badge
  LEFT JOIN registration r ON r.id = b.registration_id
  LEFT JOIN category c ON c.id = r.category_id
 WHERE session.opens <= :at AND :at < session.ends
""")  # noqa: S608
SEATS = text(f"""
WITH session AS ({_ON} WHERE door.congress_id = :congress)
SELECT session.door_id, session.id, session.opens, session.ends, session.asks,
       CASE WHEN session.asks THEN ARRAY(SELECT b.number FROM registration r JOIN badge b ON b.registration_id = r.id AND b.pass_on IS NULL
                                          WHERE r.congress_id = :congress AND {_SEATED} ORDER BY b.number) END AS badges
  FROM session
 WHERE session.ends > :now AND EXISTS (SELECT FROM session other WHERE other.door_id = session.door_id AND other.asks AND other.ends > :now)
 ORDER BY session.opens, session.id
""")  # noqa: S608
