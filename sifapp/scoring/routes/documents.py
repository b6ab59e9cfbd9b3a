"""Documents of the council's work: asked for here, made by a job."""

from flask.typing import ResponseReturnValue

from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.jobs.asking import ask_for
from sifapp.scoring.kinds import MINUTES, PACK
from sifapp.scoring.routes import bp


@bp.post("/meetings/<int:meeting_id>/pack")
@requires(Permission.SEE_MEETINGS)
def ask_pack(meeting_id: int) -> ResponseReturnValue:
    """Ask for the meeting pack."""
    return ask_for(PACK, meeting_id)


@bp.post("/meetings/<int:meeting_id>/minutes")
@requires(Permission.MANAGE_MEETINGS)
def ask_minutes(meeting_id: int) -> ResponseReturnValue:
    """Ask for a draft of the minutes."""
    return ask_for(MINUTES, meeting_id)
