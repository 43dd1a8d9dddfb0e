"""The statutory sittings on the map of personal data (`tables.py`): what points to no person, and who acted."""

NOT_ABOUT_A_PERSON = dict.fromkeys(
    ("sitting", "sitting_moment", "agenda_item", "item_document", "item_request", "mandate", "presence_entry"),
    "a statutory sitting: its agenda, and members' voices by the number of the member",
)
ACTORS = (
    *("sitting.planned_by_id", "sitting_moment.by_id", "item_document.added_by_id", "convocation.sent_by_id"),
    *("item_request.recorded_by_id", "item_request.decided_by_id", "presence_entry.recorded_by_id"),
)
