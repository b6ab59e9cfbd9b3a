"""Which document comes from the board's desk, who may have it, and what goes into it?"""

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlmodel import Session

from sifapp.access import Permission
from sifapp.accounts.models import Administration, Person
from sifapp.applications.attachment_texts import name_and_size
from sifapp.applications.models import Application, Call
from sifapp.applications.queries import files_sent_last, partners_of, submissions_of
from sifapp.decisions import queries
from sifapp.decisions.models import Decision, Proposal, Ruling
from sifapp.decisions.pages import RULING_LABELS
from sifapp.decisions.statement import (
    BoardFacts,
    CaseFacts,
    CouncilFacts,
    PreStudyFacts,
    ProposalFacts,
    Sent,
    statement,
)
from sifapp.documents.model import Document
from sifapp.errors import NotFoundError
from sifapp.i18n import today
from sifapp.jobs.kinds import Kind
from sifapp.jobs.models import Job
from sifapp.prestudy.models import PreStudy
from sifapp.prestudy.queries import pre_study_of
from sifapp.prestudy.rules import asked_questions
from sifapp.review.criteria import criterion_by_id
from sifapp.savings.showing import told
from sifapp.scoring.kinds import names_aside
from sifapp.scoring.pages import OUTCOME_LABELS, criterion_lines, figures, named
from sifapp.scoring.queries import reasons_of_outcomes, row_of_case, scores_of
from sifapp.wizard.economy import names_sent, result_sent
from sifapp.wizard.paper import sent_case
from sifapp.wizard.reading import sections
from sifapp.wizard.savings import parties_sent
from sifapp.wizard.which_form import form_by_version


def _make_statement(session: Session, job: Job) -> Document:
    application, writer = session.get(Application, job.subject_id), session.get_one(Person, job.asked_by_id)
    if application is None:
        raise NotFoundError
    return statement(case_facts(session, application, writer))


def case_facts(session: Session, application: Application, writer: Person) -> CaseFacts:
    """What a statement tells of a case. Raises NotFoundError for one that was never sent."""
    submissions = submissions_of(session, application.id)
    if not submissions:
        raise NotFoundError
    last = submissions[-1]
    numbers = queries.authorities_of(session, [application.id]).get(application.id, [])
    proposals = queries.proposals_of(session, application.id)
    proposal = proposals[0][0] if proposals else None
    decisions = queries.decisions_of(session, application.id, released_only=True)
    return CaseFacts(
        reference=application.reference,
        title=application.title or application.reference,
        lead=named(session.get_one(Administration, application.lead_administration_id)),
        partners=[named(partner) for partner in partners_of(session, application.id)],
        call=named(session.get_one(Call, application.call_id)),
        diary_number=next((number for authority, number in numbers if authority.code == queries.BOARDS_OFFICE), ""),
        written_on=today(),
        writer=", ".join(filter(None, (writer.name, writer.title, writer.email))),
        idea=last.answers.get("idea", {}).get("idea", "") or last.answers.get("aim", {}).get("purpose", ""),
        sections=sections(last.answers, last.form_version, names_sent(session, last)),
        sent=[Sent(one.submitted_at, form_by_version(one.form_version).calculates) for one in submissions],
        pre_study=_pre_study_facts(pre_study_of(session, application.id)),
        council=_council_facts(session, application.id),
        proposal=_proposal_facts(session, proposal) if proposal else None,
        # The answer to this very proposal is not known when it is made.
        board=[_board_facts(one) for one, _who in reversed(decisions) if proposal and one.proposal_id != proposal.id],
        result=result_sent(session, last),
        savings=[text for party in parties_sent(session, application, last) for text in told(party)],
        attachments=[name_and_size(file) for file in files_sent_last(session, application.id)],
    )


def _pre_study_facts(study: PreStudy | None) -> PreStudyFacts | None:
    """Of a study that was reported. One that was planned and then left out has nothing to tell."""
    if study is None or study.spent_sek is None:
        return None
    found = [
        (study.fields[f"question-{n}"].strip(), study.fields.get(f"answer-{n}", "").strip())
        for n in asked_questions(study.fields)
    ]
    return PreStudyFacts(study.spent_sek, found, study.fields.get("learnt", "").strip())


def _council_facts(session: Session, application_id: int) -> CouncilFacts | None:
    row = row_of_case(session, application_id)
    if row is None:
        return None
    case = scores_of(session, [row])[0]
    return CouncilFacts(
        meeting=row.meeting.name,
        held_on=row.meeting.held_on,
        figures=figures(case) if case.result.count else None,
        criteria=criterion_lines(case),
        aside=len(names_aside(case)),
        outcome=str(OUTCOME_LABELS[row.case.outcome]) if row.case.outcome else "",
        reasons=reasons_of_outcomes(session, [row.case]).get(application_id, ()),
    )


def _proposal_facts(session: Session, proposal: Proposal) -> ProposalFacts:
    held = queries.conditions_of(session, [proposal.application_id]).get(proposal.application_id, [])
    return ProposalFacts(
        grants=proposal.ruling is Ruling.GRANT,
        amount_sek=proposal.amount_sek or 0,
        starts_on=proposal.starts_on,
        ends_on=proposal.ends_on,
        conditions=[one.text for one in held if one.proposal_id == proposal.id],
        criterion=_criterion(proposal),
        reason=proposal.reason,
        way_on=proposal.way_on,
    )


def _criterion(proposal: Proposal) -> str:
    criterion = criterion_by_id(proposal.criterion)
    return str(criterion.text) if criterion else ""


def _board_facts(decision: Decision) -> BoardFacts:
    answer = str(RULING_LABELS[decision.ruling.value])
    return BoardFacts(decision.decided_on, decision.protocol, answer, decision.reason, decision.reservations)


STATEMENT = Kind(
    name="statement",
    title=_l("Officer’s statement"),
    file_name="sif-tjansteutlatande",
    permission=Permission.WRITE_STATEMENT,
    cases=sent_case,
    make=_make_statement,
    page=lambda application_id: url_for("casefile.case", application_id=application_id),
)
