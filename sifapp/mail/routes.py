"""The outbox, for staff; in demo mode also one's own mail, which goes nowhere else."""

from dataclasses import dataclass

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, requires, settings
from sifapp.db import get_session
from sifapp.errors import NotFoundError
from sifapp.mail import operations, queries
from sifapp.mail.models import MailState
from sifapp.web import row_number, see_other

bp = Blueprint("mail", __name__)

STATE_LABELS = {
    MailState.READY: _l("Waiting to be sent"),
    MailState.SENDING: _l("Being sent"),
    MailState.SENT: _l("Sent"),
    MailState.FAILED: _l("Failed"),
    MailState.UNCERTAIN: _l("Uncertain"),
}
STATE_TONES = {
    MailState.READY: "info",
    MailState.SENDING: "info",
    MailState.SENT: "neutral",
    MailState.FAILED: "danger",
    MailState.UNCERTAIN: "warning",
}


@dataclass(frozen=True)
class Tab:
    """One filter of the outbox."""

    label: str
    url: str
    current: bool


@bp.get("/mail")
@requires(Permission.SEE_MAIL)
def outbox() -> ResponseReturnValue:
    """All mail, latest first."""
    session, state = get_session(), request.args.get("state", type=MailState)
    before = request.args.get("before", type=row_number)
    rows, following = queries.outbox_page(session, state, before)
    return render_template(
        "mail/outbox.html",
        rows=rows,
        tabs=_tabs(state),
        stuck=queries.count_stuck(session),
        newest_url=url_for("mail.outbox", state=state) if before else None,
        next_url=url_for("mail.outbox", state=state, before=following) if following else None,
        state_labels=STATE_LABELS,
        state_tones=STATE_TONES,
    )


def _tabs(chosen: MailState | None) -> list[Tab]:
    everything = Tab(_("All email"), url_for("mail.outbox"), chosen is None)
    states = [Tab(str(label), url_for("mail.outbox", state=s), s is chosen) for s, label in STATE_LABELS.items()]
    return [everything, *states]


@bp.get("/mail/<int:mail_id>")
@requires(Permission.SEE_MAIL)
def one_mail(mail_id: int) -> ResponseReturnValue:
    """One mail, and what happened to it."""
    row = queries.mail_with_recipient(get_session(), mail_id)
    if row is None:
        raise NotFoundError
    mail, recipient = row
    return render_template(
        "mail/one_mail.html",
        mail=mail,
        recipient=recipient,
        # A mail may quote a draft that the staff cannot open. In the demo everybody may look at everything.
        shows_text=settings().demo or recipient.id == current_user().id,
        state_labels=STATE_LABELS,
        state_tones=STATE_TONES,
    )


@bp.post("/mail/<int:mail_id>/send-again")
@requires(Permission.SEE_MAIL)
def send_again(mail_id: int) -> ResponseReturnValue:
    """Send a failed or uncertain mail again."""
    session = get_session()
    if operations.send_again(session, mail_id):
        flash(_("The email is sent again within a minute."))
    else:
        flash(_("The email is already on its way, or has been sent. You need to do nothing."), "info")
    session.commit()
    return see_other(url_for("mail.one_mail", mail_id=mail_id))


@bp.get("/mail/mine")
@requires(Permission.SIGNED_IN)
def mine() -> ResponseReturnValue:
    """The mails to oneself: the letter box of the demo."""
    if not settings().demo:
        raise NotFoundError
    return render_template("mail/mine.html", mails=queries.mails_of(get_session(), current_user().id))
