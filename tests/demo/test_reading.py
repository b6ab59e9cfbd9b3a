"""Are the demo's files whole, without a database?"""

from datetime import date

import pytest
from sqlmodel import Session

from sifapp.access import Role
from sifapp.accounts.operations import ADMINISTRATIONS
from sifapp.advice import AREAS, find_personal_data
from sifapp.demo.events import HANDLERS
from sifapp.demo.reading import (
    WRITING,
    Event,
    Sketch,
    read_calls,
    read_granted,
    read_people,
    read_sketches,
    texts_of,
    unfold,
)
from sifapp.demo.reconciling import reconciling_events
from sifapp.i18n import today
from sifapp.statuses import EDITABLE, Status
from sifapp.wizard.application_steps import APPLICATION
from sifapp.wizard.economy import reference_for
from sifapp.wizard.rules import faults_in
from sifapp.wizard.steps import SKETCH, STEPS

SKETCHES = read_sketches(first_year=2027)
BY_TITLE = {sketch.answers["idea"]["title"]: sketch for sketch in SKETCHES}
FINISHED = {title: s for title, s in BY_TITLE.items() if Status(s.status) not in EDITABLE}


def test_sketches_have_each_a_title_of_their_own() -> None:
    assert len(BY_TITLE) == len(SKETCHES)
    assert len(SKETCHES) >= 44


def test_sketches_stand_in_every_status() -> None:
    # History has its own file, granted.toml.
    assert {Status(sketch.status) for sketch in SKETCHES} == set(Status) - {Status.RECORDED}


def test_written_application_has_no_fault(session: Session) -> None:
    written = [event.application for s in SKETCHES for event in s.events if event.do in WRITING]

    reference = reference_for(session, APPLICATION)
    assert len(written) >= 4
    assert [faults for answers in written if (faults := faults_in(APPLICATION, answers, reference))] == []


def test_sketches_touch_every_area_and_none() -> None:
    chosen = {sketch.answers["area"]["area"] for sketch in SKETCHES if "area" in sketch.answers}

    assert chosen == {area.id for area in AREAS} | {"unsure"}


def test_sketches_come_from_ten_administrations_at_least() -> None:
    people = read_people()

    assert len({people[sketch.owner]["administration"] for sketch in SKETCHES}) >= 10


@pytest.mark.parametrize("title", FINISHED)
def test_sketch_that_was_sent_has_no_fault(title: str) -> None:
    assert faults_in(SKETCH, FINISHED[title].answers) == {}


@pytest.mark.parametrize("title", BY_TITLE)
def test_sketch_answers_only_what_it_was_asked(title: str) -> None:
    sketch = BY_TITLE[title]

    asked = {step.id for step in SKETCH.visible(sketch.answers)}

    assert set(sketch.answers) - asked == set()


def test_somebody_answers_every_question() -> None:
    answered = {(step, field.split("-")[0]) for s in SKETCHES for step, fields in s.answers.items() for field in fields}

    assert answered == {(step.id, question.name) for step in STEPS for question in step.questions}


def test_drafts_are_half_done() -> None:
    drafts = [sketch for sketch in SKETCHES if sketch.status == "draft"]

    assert [sketch for sketch in drafts if not faults_in(SKETCH, sketch.answers)] == []


def test_no_text_holds_personal_data() -> None:
    texts = [text for s in SKETCHES for fields in s.answers.values() for text in fields.values()]
    texts += [text for s in SKETCHES for event in s.events for text in (event.text, event.way_on)]

    assert [text for text in texts if find_personal_data(text)] == []


def test_no_text_carries_an_address_of_a_machine() -> None:
    assert [e.text for s in SKETCHES for e in s.events if "http" in e.text or "@" in e.text] == []


@pytest.mark.parametrize("title", BY_TITLE)
def test_events_follow_each_other(title: str) -> None:
    days = [event.days_ago for event in BY_TITLE[title].events]

    assert days == sorted(days, reverse=True)
    assert days[-1] >= 1


def test_events_are_known_and_done_by_known_people() -> None:
    people = read_people()
    events = [event for sketch in SKETCHES for event in (*sketch.events, *reconciling_events(sketch, today()))]

    assert {event.do for event in events} == set(HANDLERS) | {"start"}
    assert {event.by for event in events} | {event.person for event in events if event.person} <= set(people)


def test_something_is_late_with_the_coordinators_and_with_an_applicant() -> None:
    def waiting(status: str, days: int) -> list[Sketch]:
        return [s for s in SKETCHES if s.status == status and last(s, "submit", "return").days_ago > days]

    assert waiting("submitted", 15) != []
    assert waiting("returned", 20) != []


def last(sketch: Sketch, *kinds: str) -> Event:
    """The latest event of a sketch that changed whose turn it is."""
    return [event for event in sketch.events if event.do in (*kinds, "resubmit")][-1]


def test_people_hold_every_role_and_work_somewhere() -> None:
    people = read_people().values()

    assert {role for person in people for role in person["roles"]} == {role.value for role in Role}
    known = ADMINISTRATIONS.read_text("utf-8")
    homeless = [person for person in people if f"[{person.get('administration')}]" not in known]
    assert [person["roles"] for person in homeless] == [["evaluator"]]


def test_calls_are_three_past_one_open_and_one_coming() -> None:
    calls = read_calls()

    spans = {key: (call["opens_in_days"] <= 0, call["closes_in_days"] >= 0) for key, call in calls.items()}

    past = dict.fromkeys(("old", "earlier", "past"), (True, False))
    assert spans == {**past, "open": (True, True), "coming": (False, True)}


def test_granted_investments_are_the_nine_that_the_sources_name() -> None:
    investments = read_granted()["investment"]

    assert {row["title"]: row["lead"] for row in investments} == {
        "Stärkt tidigt stöd i samverkan (STIS)": "social",
        "Techgården i Tensta": "spanga-tensta",
        "Framtid Stockholm Järva": "spanga-tensta",
        "ABC 13–18 år": "stadsledning",
        "Skarpnäcksmodellen": "skarpnack",
        "Nya vägar": "skarpnack",
        "Stöd till kortutbildade": "arbetsmarknad",
        "Flera vägar in": "enskede-arsta-vantor",
        "Stöd för att stärka och främja barns läsande": "rinkeby-kista",
    }


def test_granted_investments_hold_no_more_than_is_known() -> None:
    known = {"title", "lead", "co_owners", "partners", "area", "idea", "sources"}
    bare = {"title", "lead", "area", "sources"}

    fields = {row["title"]: set(row) for row in read_granted()["investment"]}

    assert [title for title, names in fields.items() if not {"title", "lead", "sources"} <= names <= known] == []
    # Of this one the sources give the name and the district.
    assert fields["Flera vägar in"] == bare


def test_costs_stand_for_one_year_each_from_the_first() -> None:
    answers = texts_of({"title": "Idé", "cost": ["500 tkr", "1 mnkr"]}, first_year=2030)

    assert answers == {
        "idea": {"title": "Idé"},
        "cost": {"cost-0-year": "2030", "cost-0-amount": "500 tkr", "cost-1-year": "2031", "cost-1-amount": "1 mnkr"},
    }


def test_line_breaks_of_the_file_are_not_part_of_a_text() -> None:
    assert unfold("\nEtt team\nför familjen.\n") == "Ett team för familjen."


def test_granted_call_is_of_the_day_of_its_source() -> None:
    assert read_granted()["call"]["counted_on"] == date(2019, 4, 5)
