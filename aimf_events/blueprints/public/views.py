"""The page of a congress, its programme, and one session of it."""

from typing import Any

from flask import g, render_template, request, url_for
from flask_babel import gettext as _

from ...congress.venues import venues_of
from ...i18n import format_day, languages_spoken, pick
from ...programme.presented import presentations, public_portrait
from ...programme.public import (
    READER_ZONES,
    Choice,
    hours_of,
    named_speakers,
    people_in,
    place_of,
    public_programme,
    public_session,
    reader_zone,
)
from ...programme.sign_up_public import notices_of
from ...web.files import shown_file
from ...web.wording import words_for
from ...web.zones import zone_choices
from . import blueprint
from .choosing import ASKED, asked_choice


@blueprint.get("/")
def congress_page() -> Any:
    """What the congress is, when and where, and its programme in short."""
    programme = public_programme(g.congress, Choice())
    return render_template(
        "public/congress.html",
        title=pick(g.congress.title),
        programme=programme,
        places=[(_("Lieu"), ", ".join(filter(None, (v.name, v.address)))) for v in venues_of(g.congress)],
        hours=hours_of,
        place=place_of,
        home_url=url_for("public.congress_page"),
    )


@blueprint.get("/programme")
def programme() -> Any:
    """The whole programme, by day, as a printed one; what the reader chose stays in the address."""
    choice, zone = asked_choice(request.args), reader_zone(request.args.get("zone"))
    found = public_programme(g.congress, choice)
    return render_template(
        "public/programme.html",
        title=_("Programme"),
        programme=found,
        choice=choice,
        zone=zone,
        zones=zone_choices(READER_ZONES, zone, g.congress.time_zone),
        selects=_selects(found, choice),
        asked=[(name, value) for name in ASKED if (value := request.args.get(name))],
        again={name: value for name in ASKED if name != "zone" and (value := request.args.get(name))},
        kept={name: value for name in ("zone", "person") if (value := request.args.get(name))},
        hours=hours_of,
        place=place_of,
        named=lambda planned: named_speakers(planned, found.people),
        sign_ups=notices_of(g.congress),
        home_url=url_for("public.congress_page"),
    )


@blueprint.get("/programme/<public_id>")
def session_page(public_id: str) -> Any:
    """One session: its text, who speaks, where and when."""
    planned, zone = public_session(g.congress, public_id), reader_zone(request.args.get("zone"))
    speakers = named_speakers(planned, people_in([planned]))
    return render_template(
        "public/session.html",
        title=pick(planned.title),
        planned=planned,
        zone=zone,
        hours=hours_of(planned, zone),
        place=place_of(planned),
        speakers=speakers,
        presented=presentations(each.presentation_id for each in speakers),
        spoken=languages_spoken(planned.languages),
        sign_up=notices_of(g.congress).get(planned.id),
        home_url=url_for("public.congress_page"),
    )


@blueprint.get("/programme/files/<public_id>")
def portrait(public_id: str) -> Any:
    """A portrait that the programme shows."""
    answer = shown_file(public_portrait(g.congress, public_id), "image/jpeg", "portrait.jpg")
    answer.headers["Cache-Control"] = "public, max-age=300"  # a consent withdrawn is seen within minutes
    return answer


def _selects(found: Any, choice: Choice) -> list[dict[str, Any]]:
    """The lists of the filter form; one with a single possible answer is not asked."""
    asked = [
        (
            "day",
            _("Jour"),
            choice.day,
            _("Tous"),
            [(each.isoformat(), format_day(each, year=False)) for each in found.all_days],
        ),
        ("track", _("Thème"), choice.track, _("Tous"), [(key, pick(name)) for key, name in found.tracks]),
        ("room", _("Salle"), choice.room, _("Toutes"), found.rooms),
        ("kind", _("Genre"), choice.kind, _("Tous"), [(kind.value, words_for(kind)) for kind in found.kinds]),
        (
            "spoken",
            _("Langue"),
            choice.spoken,
            _("Toutes"),
            [(code, languages_spoken([code])) for code in found.languages],
        ),
        (
            "mode",
            _("Comment y assister"),
            choice.mode,
            _("Tout"),
            [(mode.value, words_for(mode)) for mode in found.modes],
        ),
    ]
    return [
        {"name": name, "label": label, "value": value or "", "options": [("", everything), *options]}
        for name, label, value, everything, options in asked
        if len(options) > 1
    ]
