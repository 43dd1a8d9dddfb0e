"""The convocation: whom it reaches and how before it leaves, then the register with the proof of each."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ...assembly.convocation import (
    Line,
    Notice,
    Proof,
    Recipient,
    Way,
    convene,
    notice_of,
    recipients_of,
    record_posted,
    register_of,
)
from ...assembly.convocation_letter import name_of, when_of
from ...assembly.sitting_models import Sitting, SittingState
from ...assembly.sittings import sitting_in, statutes_for
from ...errors import NotFound
from ...i18n import country_name, format_day, format_moment
from ...members.members import member_by_public_id
from ...reporting.exports import Column
from ...web.exporting import export_addresses, send_table
from ...web.guards import takes_away
from ...web.identity import current_person
from ...web.wording import addressed, words_for
from . import blueprint
from .sittings_forms import PostedForm, SeenForm

PROOF_KINDS = {Proof.IN_TIME: "ok", Proof.LATE: "warn", Proof.LEAVING: "wait", Proof.FAILED: "no"}
WAY_KINDS = {Way.LETTER: "ok", Way.POST: "warn", Way.SUSPENDED: "wait", Way.CONTESTED: "no"}


@blueprint.get("/sittings/<public_id>/convocation")
def show_convocation(public_id: str) -> Any:
    """Who is to be convened, and the register of those who were."""
    return _page(sitting_in(g.congress, public_id))


@blueprint.post("/sittings/<public_id>/convocation")
def send_convocation(public_id: str) -> Any:
    """Convene."""
    sitting, form = sitting_in(g.congress, public_id), SeenForm()
    form.validate_on_submit()
    made = convene(sitting, seen=form.count(), by=current_person())
    flash(ngettext("%(num)d convocation part.", "%(num)d convocations partent.", len(made)), "ok")
    return _to(sitting)


@blueprint.get("/sittings/<public_id>/convocation/<member_id>")
def ask_posted(public_id: str, member_id: str) -> Any:
    """The form of a convocation that left by post."""
    return _posted_page(sitting_in(g.congress, public_id), member_id, PostedForm())


@blueprint.post("/sittings/<public_id>/convocation/<member_id>")
def note_posted(public_id: str, member_id: str) -> Any:
    """Record a convocation that left by post."""
    sitting, form = sitting_in(g.congress, public_id), PostedForm()
    if not form.validate_on_submit():
        return _posted_page(sitting, member_id, form), 422
    record_posted(
        sitting,
        member_by_public_id(member_id),
        posted_on=form.posted_on.data,
        proof=form.proof.data,
        by=current_person(),
    )
    flash(_("La convocation postée est au registre."), "ok")
    return _to(sitting)


@blueprint.get("/sittings/<public_id>/convocation.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/sittings/<public_id>/convocation.csv", defaults={"kind": "csv"})
@takes_away
def export_register(public_id: str, kind: str) -> Any:
    """The register as a file."""
    sitting = sitting_in(g.congress, public_id)
    return send_table(
        register_of(sitting),
        _columns(sitting),
        kind=kind,
        table="convocations",
        title=_("Registre des convocations"),
        narrowed=[(_("Séance statutaire"), f"{name_of(sitting)}, {when_of(sitting)}")],
    )


def _page(sitting: Sitting) -> str:
    notice = notice_of(sitting) if statutes_for(sitting) else None
    is_open = sitting.state in (SittingState.DRAFT, SittingState.CONVENED)
    waiting, lines = recipients_of(sitting) if is_open else [], register_of(sitting) if not sitting.is_draft else []
    letters = [each for each in waiting if each.way is Way.LETTER]
    return render_template(
        "assembly/convocation.html",
        title=_("Convocation"),
        sitting=sitting,
        crumb=(name_of(sitting), url_for("assembly.show_sitting", public_id=sitting.public_id)),
        notice=notice,
        sentence=_sentence(notice, letters, lines, sum(each.way is Way.POST for each in waiting)),
        waiting=waiting,
        letters=letters,
        lines=[(line, PROOF_KINDS[line.proof], _when(sitting, line)) for line in lines],
        way_kinds=WAY_KINDS,
        form=SeenForm(formdata=None, seen=str(len(letters))),
        may_send=bool(notice and sitting.items and (letters or sitting.is_draft) and is_open),
        exports=export_addresses("assembly.export_register", public_id=sitting.public_id) if lines else [],
    )


def _sentence(notice: Notice | None, letters: list[Recipient], lines: list[Line], by_post: int) -> str:
    """In time or late, and how many are concerned."""
    if notice is None:
        return _("Aucune version des statuts n’est en vigueur ce jour-là : le délai n’est pas connu.")
    last = format_day(notice.last)
    if not letters and lines:
        late = sum(line.proof is Proof.LATE for line in lines)
        said = ngettext("%(num)d membre est convoqué.", "%(num)d membres sont convoqués.", len(lines))
        more = ngettext("%(num)d l’a été hors délai.", "%(num)d l’ont été hors délai.", late)
        left = ngettext("%(num)d reste à convoquer par la poste.", "%(num)d restent à convoquer par la poste.", by_post)
        return " ".join([said, *([more] if late else []), *([left] if by_post else [])])
    if notice.is_late:
        return ngettext(
            "Le dernier jour était le %(last)s : %(num)d membre recevrait sa convocation hors délai.",
            "Le dernier jour était le %(last)s : %(num)d membres recevraient leur convocation hors délai.",
            len(letters),
            last=last,
        )
    return ngettext(
        "%(num)d membre à convoquer, au plus tard le %(last)s (%(days)d jours, comptés à Paris).",
        "%(num)d membres à convoquer, au plus tard le %(last)s (%(days)d jours, comptés à Paris).",
        len(letters),
        last=last,
        days=notice.days,
    )


def _columns(sitting: Sitting) -> list[Column]:
    return [
        Column(_l("Membre"), lambda line: line.convocation.member.name),
        Column(_l("Pays"), lambda line: country_name(line.convocation.member.country)),
        Column(_l("Destinataire"), lambda line: addressed(line.convocation.person) if line.convocation.person else ""),
        Column(_l("Adresse"), lambda line: line.convocation.recipient),
        Column(_l("État"), lambda line: str(words_for(line.proof))),
        Column(_l("Partie le"), lambda line: _when(sitting, line)),
        Column(_l("Preuve"), lambda line: _proof(line)),
    ]


def _proof(line: Line) -> str:
    letter = line.convocation.message
    return line.convocation.proof or (f"{letter.message_id} {letter.answer}".strip() if letter else "")


def _when(sitting: Sitting, line: Line) -> str:
    """The moment at the seat for a letter, the day for a post office."""
    if line.at is None:
        return ""
    if line.convocation.proof:
        return format_day(line.at.date(), weekday=False)
    return format_moment(line.at, "Europe/Paris")


def _posted_page(sitting: Sitting, member_id: str, form: PostedForm) -> str:
    member = member_by_public_id(member_id)
    if not any(each.member.id == member.id and each.way is Way.POST for each in recipients_of(sitting)):
        raise NotFound
    return render_template(
        "assembly/posted.html",
        title=_("Convocation postée : %(member)s", member=member.name),
        sitting=sitting,
        member=member,
        form=form,
        crumb=(name_of(sitting), url_for("assembly.show_sitting", public_id=sitting.public_id)),
    )


def _to(sitting: Sitting) -> Any:
    return redirect(url_for("assembly.show_convocation", public_id=sitting.public_id))
