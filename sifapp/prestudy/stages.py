"""Where does a pre-study stand, whose turn is it, and what comes then? Words for every page that says so."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.prestudy.models import State


class Standing(NamedTuple):
    """One state in words. ``you``: whose turn it is, said to the applicant's side. ``to_do``: in one's own list."""

    now: LazyString
    who: LazyString
    next: LazyString
    you: LazyString
    to_do: LazyString


STANDINGS: Mapping[State, Standing] = {
    State.PLANNED: Standing(
        _l("The council wants a pre-study first"),
        _l("The applicant plans the pre-study and sends the plan to the fund."),
        _l("The coordinators approve the plan, or ask for changes."),
        _l("It is your turn: plan the pre-study and send the plan to the fund."),
        _l("Plan the pre-study, then send the plan to the fund."),
    ),
    State.PROPOSED: Standing(
        _l("The fund’s coordinators read the plan of the pre-study"),
        _l("It is the coordinators’ turn. The applicant need not do anything."),
        _l("The pre-study begins when the coordinators have approved the plan. They may ask for changes first."),
        _l("It is the coordinators’ turn. You need not do anything."),
        _l("The fund reads the plan. You need not do anything."),
    ),
    State.RUNNING: Standing(
        _l("The pre-study runs"),
        _l("The applicant carries out the pre-study, then reports what came of it."),
        _l("The coordinators read the report and say what comes next."),
        _l("It is your turn: carry out the pre-study, then report what came of it."),
        _l("Carry out the pre-study, then report what came of it."),
    ),
    State.REPORTED: Standing(
        _l("The fund’s coordinators read the report of the pre-study"),
        _l("It is the coordinators’ turn. The applicant need not do anything."),
        _l(
            "The coordinators invite to an application, ask for changes in the sketch, or stop here. A letter says why."
        ),
        _l("It is the coordinators’ turn. You need not do anything."),
        _l("The fund reads the report. You need not do anything."),
    ),
}
