"""How does a case of the demo come from the city director to the executive board, and to its answer?"""

from datetime import date

from sqlmodel import Session

from sifapp.accounts.queries import User
from sifapp.applications.models import Application
from sifapp.decisions import operations, queries
from sifapp.decisions.letters import decision_letter
from sifapp.decisions.models import Decision, Proposal, Ruling
from sifapp.decisions.operations import Sitting, Terms
from sifapp.i18n import in_language, today
from sifapp.review.letters import Letter, Mailing, Sending, language_of
from sifapp.wizard.letters import case_link, writers_of


def propose(session: Session, application: Application, terms: Terms, conditions: list[str], *, by: User) -> None:
    """The director's proposal."""
    operations.propose(session, application, terms, conditions, by=by)


def grant_terms(amount_sek: int) -> Terms:
    """A grant for the three years that follow."""
    year = today().year + 1
    return Terms(Ruling.GRANT, amount_sek, date(year, 1, 1), date(year + 2, 12, 31))


def decide(session: Session, application: Application, protocol: str, *, by: User) -> Decision:
    """The board follows the proposal; its answer is held."""
    proposal, _who = queries.proposals_of(session, application.id)[0]
    terms, sitting = _terms(proposal), Sitting(today(), protocol)
    held = queries.conditions_of(session, [application.id]).get(application.id, [])
    conditions = [one.text for one in held if one.proposal_id == proposal.id]
    sending = Sending(application, by, case_link(application))
    letters: dict[str, dict[str, str]] = {}
    for language in sorted({language_of(person) for person in writers_of(session, application)}):
        with in_language(language):
            letter = decision_letter(sending, terms, sitting, conditions)
        letters[language] = {"subject": letter.subject, "body": letter.body}
    return operations.record_decision(session, application, proposal, terms, sitting, letters, conditions, by=by)


def _terms(proposal: Proposal) -> Terms:
    return Terms(**{name: getattr(proposal, name) for name in Terms.__dataclass_fields__})


def tell(session: Session, application: Application, decision: Decision, *, by: User) -> None:
    """Release the board's answer."""
    letters = {code: Letter(letter["subject"], letter["body"]) for code, letter in decision.letters.items()}
    mailing = Mailing(writers_of(session, application), letters)
    operations.release(session, application, decision, mailing, by=by)
