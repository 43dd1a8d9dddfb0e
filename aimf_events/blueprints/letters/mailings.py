"""Writing to many: a selection by the filters of the board or of the list, its letter read as real recipients will, sent and followed."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...congress.categories import categories_of
from ...i18n import country_name, list_words, pick, sort_key
from ...mail.rendering import name_of
from ...members.models import MemberCategory
from ...registration.group_choice import REMINDED, THANKED, TO_DELEGATIONS, TO_PEOPLE, Choice
from ...registration.group_letters import choose, group_mailings, is_begun, next_round, start_group
from ...registration.group_samples import hardest_of, read_by, send_samples
from ...registration.invitations import mailing_of, new_mailing_key
from ...registration.listing import Wanted
from ...registration.models import Mode, RegistrationState
from ...reporting.delegations import DelegationSearch, countries_of
from ...reporting.selections import delegations_chosen, people_chosen
from ...web.asking import asked
from ...web.identity import current_person, signed_in_person
from ...web.wording import words_for
from . import blueprint
from .words import tabs

NAMES_SHOWN = 15
FILTERS = ("q", "country", "category", "state", "mode")


@blueprint.get("/mailings")
def list_mailings() -> Any:
    """The letters that may be sent to a selection, and the last mailings."""
    latest = group_mailings(g.congress)
    return render_template(
        "letters/mailings.html",
        title=_("Écrire à plusieurs"),
        tabs=tabs("letters.list_mailings"),
        offered=[(fact, name_of(fact), _purpose(fact)) for fact in (*TO_DELEGATIONS, *TO_PEOPLE)],
        latest=latest,
        names={mailing.fact: name_of(mailing.fact) for mailing in latest},
    )


@blueprint.get("/mailings/<fact>/new")
def choose_mailing(fact: str) -> Any:
    """Whom the filters keep, who is left out and why, and the letter as the hardest of them will read it."""
    return _choice_page(_known(fact))


@blueprint.post("/mailings/<fact>/try")
def try_mailing(fact: str) -> Any:
    """Send the letters of the preview to oneself, marked as tries."""
    chosen, key = choose(g.congress, _known(fact), _ids(fact)), request.form.get("key") or new_mailing_key()
    count = send_samples(hardest_of(chosen.ready), fact, to=signed_in_person(), key=key[:22])
    email = signed_in_person().email
    flash(ngettext("%(num)d essai part à %(email)s.", "%(num)d essais partent à %(email)s.", count, email=email), "ok")
    return redirect(url_for("letters.choose_mailing", fact=fact, **_kept()))


@blueprint.post("/mailings/<fact>/new")
def send_mailing(fact: str) -> Any:
    """Send, once: the key of the page names the mailing, and the count that the page showed must still be true."""
    ids = _ids(_known(fact))
    letters = choose(g.congress, fact, ids).letters
    key = request.form.get("key", "")
    if not is_begun(g.congress, key) and request.form.get("letters") != str(letters):
        flash(_("La sélection a changé depuis l’aperçu : relisez-la, puis envoyez."), "warn")
        return redirect(url_for("letters.choose_mailing", fact=fact, **_kept()))
    mailing = start_group(g.congress, fact, ids=ids, selection=_kept(), key=key, by=current_person())
    return redirect(url_for("letters.show_group", public_id=mailing.public_id))


@blueprint.get("/mailings/<public_id>")
def show_group(public_id: str) -> Any:
    """How far a mailing is."""
    mailing = mailing_of(g.congress, public_id)
    return render_template(
        "letters/mailing.html",
        title=name_of(mailing.fact),
        mailing=mailing,
        total=len(mailing.delegation_ids or mailing.registration_ids),
    )


def _known(fact: str) -> str:
    if fact not in (*TO_DELEGATIONS, *TO_PEOPLE):
        abort(404)
    return fact


def _kept() -> dict[str, Any]:
    return {name: asked(name) for name in FILTERS if asked(name)}


def _ids(fact: str) -> list[int]:
    """The selection that the address asks for; reminders go to the silent unless another state is asked."""
    if fact in TO_DELEGATIONS:
        state = asked("state") or ("silent" if fact == REMINDED else "")
        search = DelegationSearch(text=asked("q"), country=asked("country"), category=asked("category"), state=state)
        return delegations_chosen(g.congress, search)
    named = {name: asked(name) for name in FILTERS}
    state = named.pop("state") or (RegistrationState.APPROVED.value if fact == THANKED else "")
    return people_chosen(g.congress, Wanted(**named, state=state), came=fact == THANKED)


def _choice_page(fact: str) -> str:
    chosen = choose(g.congress, fact, _ids(fact))
    samples = hardest_of(chosen.ready)
    return render_template(
        "letters/mailing_choice.html",
        title=name_of(fact),
        fact=fact,
        kept=_kept(),
        key=new_mailing_key(),
        chosen=chosen,
        sentence=_sentence(fact, chosen),
        left_out=[(reason, len(names), _named(names)) for reason, names in chosen.left_out.items()],
        selects=_selects(fact),
        search=asked("q"),
        samples=[(sample, *read_by(sample, fact, g.congress)) for sample in samples],
        round=next_round(g.congress) if fact == REMINDED else 0,
        cannot_remind=fact == REMINDED and not g.congress.registration_is_open,
    )


def _sentence(fact: str, chosen: Choice) -> str:
    if fact in TO_PEOPLE:
        return ngettext("%(num)d lettre partira.", "%(num)d lettres partiront.", chosen.letters)
    letters = ngettext("%(num)d lettre", "%(num)d lettres", chosen.letters)
    return ngettext(
        "%(letters)s pour %(num)d délégation.",
        "%(letters)s pour %(num)d délégations.",
        len(chosen.ready),
        letters=letters,
    )


def _named(names: list[str]) -> str:
    shown = names[:NAMES_SHOWN]
    if len(names) > NAMES_SHOWN:
        shown.append(ngettext("%(num)d autre", "%(num)d autres", len(names) - NAMES_SHOWN))
    return list_words(shown)


def _selects(fact: str) -> list[dict[str, Any]]:
    """The filters of the board, or of the accreditation list, as they stand in the address."""
    named = sorted(
        ((code, country_name(code)) for code in countries_of(g.congress)), key=lambda pair: sort_key(pair[1])
    )
    country = {"name": "country", "label": _("Pays"), "options": [("", _("tous")), *named]}
    if fact in TO_DELEGATIONS:
        states = [] if fact == REMINDED else _delegation_states()
        kinds = [(each.value, words_for(each)) for each in MemberCategory]
        selects = [
            country,
            {"name": "category", "label": _("Catégorie"), "options": [("", _("toutes")), *kinds]},
            *states,
        ]
    else:
        kinds = [(each.public_id, pick(each.label)) for each in categories_of(g.congress)]
        modes = [(each.value, words_for(each)) for each in Mode]
        selects = [
            country,
            {"name": "category", "label": _("Catégorie"), "options": [("", _("toutes")), *kinds]},
            {"name": "mode", "label": _("Participation"), "options": [("", _("toutes")), *modes]},
            *([] if fact == THANKED else _registration_states()),
        ]
    return [{**select, "value": asked(select["name"])} for select in selects]


def _delegation_states() -> list[dict[str, Any]]:
    options = [("", _("toutes")), ("silent", _("sans réponse")), ("answered", _("ont répondu"))]
    return [{"name": "state", "label": _("Réponse"), "options": options}]


def _registration_states() -> list[dict[str, Any]]:
    states = (
        RegistrationState.SUBMITTED,
        RegistrationState.APPROVED,
        RegistrationState.ON_HOLD,
        RegistrationState.WAITING,
    )
    options = [("", _("toutes")), *((each.value, words_for(each)) for each in states)]
    return [{"name": "state", "label": _("Inscription"), "options": options}]


def _purpose(fact: str) -> str:
    return {
        TO_DELEGATIONS[0]: _("Aux délégations que vous choisissez, par pays, catégorie ou réponse."),
        REMINDED: _("Aux délégations invitées qui n’ont pas répondu, une fois par semaine au plus."),
        TO_PEOPLE[0]: _("Aux personnes inscrites que vous choisissez, par pays, catégorie ou participation."),
        THANKED: _("À celles et ceux dont le badge a été remis, ou qui ont rejoint une séance."),
    }[fact]
