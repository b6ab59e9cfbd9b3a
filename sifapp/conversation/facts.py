"""What has the assistant to know of a day: which call there is, and what the funds with a name say?"""

from datetime import date

from sqlmodel import Session

from sifapp.advice import Call as CallDates
from sifapp.advice import Facts, Text
from sifapp.applications.queries import call_to_show
from sifapp.knowledge.queries import catalogue


def facts_of(session: Session, day: date) -> Facts:
    """The facts by which the assistant answers on ``day``; the funds as administrators have edited them till now."""
    call = call_to_show(session, day)
    return Facts(
        day,
        CallDates(Text(call.name_sv, call.name_en), call.opens_on, call.closes_on) if call else None,
        tuple(catalogue(session).funds.values()),
    )
