"""Is the demo as if the sketches had gone their way in life?"""

from collections import Counter
from datetime import timedelta

from click.testing import Result
from flask import Flask
from sqlmodel import Session, col, select

from sifapp.access import Role, Whose
from sifapp.accounts.models import Administration, Person
from sifapp.accounts.queries import people_with_role
from sifapp.applications import log, seals
from sifapp.applications.models import (
    Application,
    Call,
    CasePartner,
    CompletionRequest,
    LogEntry,
    LogHead,
    Message,
    Submission,
)
from sifapp.applications.queries import call_to_show, submissions_of
from sifapp.calculation.lines import Range
from sifapp.db import utc_now
from sifapp.decisions.queries import frame_of, waiting
from sifapp.demo.commands import load_demo_command
from sifapp.demo.reading import Sketch, read_granted, read_people, read_sketches
from sifapp.followup.rules import Design
from sifapp.followup.rules import Finding as Outcome
from sifapp.i18n import today
from sifapp.mail.models import MailState, OutboxMail
from sifapp.opendata.queries import Finding, findings_of
from sifapp.prestudy.models import State
from sifapp.prestudy.queries import lessons, states_of
from sifapp.repayment.queries import returned_by_case
from sifapp.review.models import Note, SupportGiven
from sifapp.scoring.criteria import DISCUSS_FROM
from sifapp.scoring.queries import recommendation_for, row_of_case, rows_to_score, scores_of
from sifapp.statuses import FUNDED, SENT, Status
from sifapp.wizard.models import StepDraft, StepRevision
from sifapp.wizard.rules import filled_rows
from sifapp.wizard.steps import STEPS

BEFORE_THE_BOARD = (Status.PROPOSAL, Status.DECISION, Status.REFUSED, *sorted(FUNDED))
AFTER_PROJECT = (Status.EVALUATED, Status.REPAYING, Status.SETTLED, Status.EXEMPT)
STEPS_BY_ID = {step.id: step for step in STEPS}


def sketches() -> list[Sketch]:
    """The sketches as the files tell them."""
    return read_sketches(first_year=today().year + 1)


def count(kind: str) -> int:
    """How many events of a kind the files tell of."""
    return sum(event.do == kind for sketch in sketches() for event in sketch.events)


def test_command_says_whom_to_sign_in_as(loading: Result) -> None:
    assert "coordinator: Karin Dahl, Mehmet Yıldız" in loading.output
    assert "director: Elisabet Nordin" in loading.output


def test_loading_twice_is_refused_and_changes_nothing(loaded: Session, migrated_app: Flask) -> None:
    before = loaded.exec(select(LogHead.hash)).one()

    again = migrated_app.test_cli_runner().invoke(load_demo_command)

    assert again.exit_code == 1
    assert loaded.exec(select(LogHead.hash)).one() == before


def test_every_sketch_stands_where_its_file_says(loaded: Session) -> None:
    expected = Counter((s.answers["idea"]["title"], s.status) for s in sketches())
    expected += Counter((row["title"], "recorded") for row in read_granted()["investment"])

    stored = loaded.exec(select(Application.title, Application.status)).all()

    assert Counter((title, status) for title, status in stored) == expected


def test_log_is_whole_and_runs_forward(loaded: Session) -> None:
    times = loaded.exec(select(col(LogEntry.at)).order_by(col(LogEntry.number))).all()

    assert [*log.verify(loaded).faults, *seals.faults(loaded)] == []
    assert times == sorted(times)
    assert times[-1] < utc_now()


def test_everything_happened_in_office_hours_before_today(loaded: Session) -> None:
    times = loaded.exec(select(col(LogEntry.at))).all()

    assert {at.hour for at in times} <= set(range(7, 16))
    assert max(times).date() < today()


def test_submissions_fall_into_their_call(loaded: Session) -> None:
    rows = loaded.exec(
        select(col(Submission.submitted_at), Call)
        .join(Application, col(Application.id) == Submission.application_id)
        .join(Call, col(Call.id) == Application.call_id)
        .where(Submission.round == 1)
    ).all()

    assert len(rows) == count("submit")
    assert [at for at, call in rows if not call.opens_on <= at.date() <= call.closes_on] == []


def test_a_call_is_open(loaded: Session) -> None:
    call = call_to_show(loaded, today())

    assert call is not None
    assert (call.code, call.closes_on) == ("demo-open", today() + timedelta(days=40))


def test_each_event_left_its_trace(loaded: Session) -> None:
    def stored(table: type) -> int:
        return len(loaded.exec(select(table)).all())

    assert stored(Submission) == count("submit") + count("resubmit") + count("apply") + count("send_application")
    assert stored(CompletionRequest) == count("return")
    assert stored(Message) == count("message")
    assert stored(Note) == count("note")
    assert stored(SupportGiven) == sum(e.half_hours for s in sketches() for e in s.events)


def test_completed_sketch_keeps_both_texts(loaded: Session) -> None:
    title = "Hela familjen får samtal när en förälder är sjuk"
    application = loaded.exec(select(Application).where(Application.title == title)).one()

    sent = loaded.exec(
        select(Submission).where(Submission.application_id == application.id).order_by(col(Submission.round))
    ).all()
    revision = loaded.exec(select(StepRevision).where(StepRevision.application_id == application.id)).one()

    assert ["200 barn om året" in s.answers["need"]["need"] for s in sent] == [False, True]
    assert revision.fields == sent[0].answers["need"]


def test_some_cases_are_late_with_either_side(loaded: Session) -> None:
    late = loaded.exec(select(Application).where(col(Application.due_at) < utc_now())).all()

    assert {application.status for application in late} == {Status.SUBMITTED, Status.RETURNED}


def test_every_mail_of_the_past_is_sent(loaded: Session) -> None:
    mails = loaded.exec(select(OutboxMail)).all()

    assert {mail.state for mail in mails} == {MailState.SENT}
    assert [mail for mail in mails if mail.sent_at != mail.written_at] == []


def test_every_decision_reached_the_owner(loaded: Session) -> None:
    decided = count("return") + count("refer") + count("council") + count("decline")
    decided += count("invite_to_apply") + count("pre_study") + count("recommend")
    decided += count("tell_decision")

    keys = loaded.exec(
        select(col(OutboxMail.key))
        .join(Application, col(Application.owner_id) == OutboxMail.recipient_id)
        .where(Application.id == OutboxMail.application_id)
    ).all()

    sketch = ("returned:", "referred:", "passed_to_council:", "declined:", "invited:", "pre_study_proposed:")
    events = (*sketch, "recommended:", "granted:", "refused:")
    assert len([key for key in keys if key.startswith(events)]) == decided


def test_every_named_co_owner_became_a_partner(loaded: Session) -> None:
    partners = loaded.exec(
        select(Application.title, col(CasePartner.administration_id))
        .join(CasePartner, col(CasePartner.application_id) == Application.id)
        .where(Application.status != Status.RECORDED)
    ).all()

    assert Counter(title for title, _administration in partners) == Counter(named_co_owners())


def named_co_owners() -> list[str]:
    """The title of a sent sketch, once for every co-owner that it names."""
    question = STEPS_BY_ID["partners"].questions[0]
    return [
        sketch.answers["idea"]["title"]
        for sketch in sketches()
        if Status(sketch.status) in SENT
        for row in filled_rows(question, sketch.answers.get("partners", {}))
        if row["role"] == "co_owner"
    ]


def test_granted_cases_keep_the_administration_of_their_time(loaded: Session) -> None:
    rows = loaded.exec(
        select(Application.title, Administration.code)
        .join(Administration, col(Administration.id) == Application.lead_administration_id)
        .where(Application.status == Status.RECORDED, col(Application.submitted_at).is_(None))
    ).all()

    assert dict(rows) == {row["title"]: row["lead"] for row in read_granted()["investment"]}


def test_granted_cases_claim_no_submission_and_no_cost(loaded: Session) -> None:
    of_call = select(Application).join(Call, col(Call.id) == Application.call_id)
    granted = loaded.exec(of_call.where(Call.code == "granted-by-2019")).all()
    ids = [application.id for application in granted]

    assert {application.submitted_at for application in granted} == {None}
    assert loaded.exec(select(Submission).where(col(Submission.application_id).in_(ids))).all() == []
    steps = loaded.exec(select(col(StepDraft.step)).where(col(StepDraft.application_id).in_(ids))).all()
    assert set(steps) == {"idea", "area", "partners"}


def test_money_is_granted_held_and_left(loaded: Session) -> None:
    frame = frame_of(loaded, 0)

    assert (frame.earlier_sek, frame.granted_sek, frame.held_sek) == (229_200_000, 21_200_000, 3_600_000)
    assert [row.application.title for row in waiting(loaded) if row.decision] == [
        "Läxhjälp med bibliotekarier i Bromma"
    ]


def test_every_case_before_the_board_was_applied_for_scored_and_recommended(loaded: Session) -> None:
    cases = loaded.exec(select(Application).where(col(Application.status).in_(BEFORE_THE_BOARD))).all()

    assert len(cases) == count("recommend")
    for case in cases:
        sent = submissions_of(loaded, case.id)[-1]
        row, recommended = row_of_case(loaded, case.id), recommendation_for(loaded, case.id)
        assert sent.answers["economy"], case.title
        assert row is not None
        assert row.case == recommended, case.title
        assert scores_of(loaded, [row])[0].result.count == 2, case.title


def test_public_learns_what_was_returned_and_found(loaded: Session, migrated_app: Flask) -> None:
    cases = loaded.exec(select(Application.title, Application.id).where(col(Application.status).in_(AFTER_PROJECT)))
    ids = dict(cases.all())

    returned = returned_by_case(loaded)
    with migrated_app.test_request_context(headers={"Accept-Language": "en"}):
        found = findings_of(loaded, list(ids.values()))

    assert returned == {
        ids["Vägen in för nyanlända ungdomar"]: 1_500_000,
        ids["Hela familjen efter en vräkning"]: 700_000,
    }
    assert found.keys() == set(ids.values())
    assert found[ids["Första jobbet i stadens parker"]] == [
        Finding(
            "What was to become fewer: unga med försörjningsstöd. Partly reached.",
            "The project’s share of the change: 60 per cent, at least 45 and at most 70. With a control group.",
            "unga med försörjningsstöd",
            Outcome.PARTLY,
            Design.CONTROL_GROUP,
            Range(45, 60, 70),
        )
    ]


def test_people_have_demo_addresses(loaded: Session) -> None:
    people = loaded.exec(select(Person)).all()

    assert {person.email for person in people} == {f"{key}@demo.example" for key in read_people()}


def test_nobody_signs_in_as_the_archive(loaded: Session) -> None:
    inactive = loaded.exec(select(Person.name).where(col(Person.is_active).is_(False))).all()

    assert inactive == ["Fondens arkiv"]


def test_council_has_a_case_to_discuss_first_and_work_for_every_member(loaded: Session) -> None:
    cases = scores_of(loaded, rows_to_score(loaded))

    assert [case.row.title for case in cases if case.result.discuss_first(DISCUSS_FROM)] == [
        "Younger brothers and sisters"
    ]
    for member in people_with_role(loaded, Role.COUNCIL):
        open_to = [case for case in cases if case.tie_of(member.id) is not Whose.RECUSED]
        assert [case for case in open_to if not case.has_view_of(member.id)], member.name


def test_a_pre_study_stands_at_each_step_and_one_has_left_its_lesson(loaded: Session) -> None:
    waiting = loaded.exec(select(Application).where(Application.status == Status.PRE_STUDY)).all()

    assert Counter(states_of(loaded, waiting).values()) == Counter(set(State) - {State.CLOSED})
    assert [case.title for _study, case, _lead in lessons(loaded)] == ["Nattöppen verkstad för unga vuxna"]
