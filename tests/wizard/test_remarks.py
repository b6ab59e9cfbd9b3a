"""What does the assistant say beside a step, and when? Persons at once, the rest when a field has been left."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.applications.models import Application
from sifapp.wizard.models import StepDraft, StepRevision
from sifapp.wizard.questions import Step
from sifapp.wizard.revisions import keep_revision
from sifapp.wizard.steps import STEPS
from tests.factories import ANSWERS, make_call, make_draft
from tests.people import People

ENGLISH = {"Accept-Language": "en"}
NAMED = "Eleven Kevin Svensson är borta, enligt vår statistik mer än hälften av tiden."
MASKED = "Eleven […] är borta, enligt vår statistik mer än hälften av tiden."
HEAVY = "Vi avser att hjälpa 120 elever, enligt vår statistik."
STRONGER, PERSON, EASIER = "This could make it stronger", "This seems to tell of a person", "Easier to read"


@pytest.fixture
def application(client: FlaskClient, session: Session, people: People) -> Application:
    people.sign_in(client, "amira")
    return make_draft(session, people.user("amira"), make_call(session), {})


def url(application: Application, step: str = "need") -> str:
    return f"/sketches/{application.id}/{step}"


def stored(session: Session, application: Application) -> str:
    session.expire_all()
    draft = session.get(StepDraft, (application.id, "need"))
    assert draft is not None
    return draft.fields["need"]


def said(page: str) -> list[str]:
    return [text for text in (STRONGER, PERSON, EASIER) if text in page]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_every_step_tells_what_the_council_looks_for_and_where_that_stands(
    client: FlaskClient, session: Session, people: People, step: Step
) -> None:
    running = ANSWERS | {"novelty": {"novelty": "running_here"}}
    people.sign_in(client, "amira")
    answers = running if step.id == "change" else ANSWERS
    draft = make_draft(session, people.user("amira"), make_call(session), answers)

    page = client.get(url(draft, step.id), headers=ENGLISH).text

    assert page.count("What does the council look for here?") == 2
    assert page.count("Hägersten-Liljeholmens stadsdelsförvaltning: svar på remiss") == 2


def test_while_one_types_only_persons_are_told(client: FlaskClient, application: Application) -> None:
    autosave = f"{url(application)}/autosave"

    typing = client.post(autosave, data={"need": f"{NAMED} {HEAVY}", "base": "0", "left": ""}, headers=ENGLISH).text

    assert said(typing) == [PERSON]


def test_whoever_has_left_a_field_is_told_what_could_be_better(client: FlaskClient, application: Application) -> None:
    fields = {"need": "Vi avser att hjälpa många elever.", "base": "0", "left": "yes"}

    left = client.post(f"{url(application)}/autosave", data=fields, headers=ENGLISH).text

    assert said(left) == [STRONGER, EASIER]
    assert "Instead of “avser att”: tänker, vill" in left
    assert "How large is the need? A figure helps, even a rough one." in left


def test_without_javascript_one_can_save_and_check_on_the_same_page(
    client: FlaskClient, session: Session, application: Application
) -> None:
    answer = client.post(url(application), data={"need": HEAVY, "base": "0", "stay": "1"}, headers=ENGLISH)
    page = client.get(answer.location, headers=ENGLISH).text

    assert answer.location == url(application)
    assert stored(session, application) == HEAVY
    assert said(page) == [EASIER]


def test_plain_and_whole_answer_gets_no_remark(client: FlaskClient, application: Application) -> None:
    fields = {"need": ANSWERS["need"]["need"], "base": "0", "left": "yes"}

    assert said(client.post(f"{url(application)}/autosave", data=fields, headers=ENGLISH).text) == []


@pytest.mark.parametrize(
    ("step", "fields", "told"),
    [
        ("cost", {"cost-0-year": "2027", "cost-0-amount": "2 mnkr"}, "one row for each year"),
        ("partners", {}, "Is there another administration"),
        ("partners", {"partners-0-who": "Farsta"}, ""),
        ("cost", ANSWERS["cost"], ""),
    ],
)
def test_rows_are_counted(
    client: FlaskClient, application: Application, step: str, fields: dict[str, str], told: str
) -> None:
    data = {**fields, "partners-0-role": "takes_part", "base": "0", "left": "yes"}

    page = client.post(f"{url(application, step)}/autosave", data=data, headers=ENGLISH).text

    assert (STRONGER in page) == bool(told)
    assert told in page


def test_persons_are_masked_in_one_press_and_put_back_in_another(
    client: FlaskClient, session: Session, application: Application
) -> None:
    page = client.post(url(application), data={"need": NAMED, "base": "0", "mask": "1"}, headers=ENGLISH)
    masked = stored(session, application)
    undone = client.post(
        url(application), data={"need": MASKED, "base": "1", "unmask": "1", "raw-need": NAMED}, headers=ENGLISH
    )

    assert (page.status_code, masked) == (200, MASKED)
    assert f'<input type="hidden" name="raw-need" value="{NAMED}">' in unescape(page.text)
    assert undone.location == url(application)
    assert stored(session, application) == NAMED


def test_undo_keeps_what_was_written_after_the_mask(
    client: FlaskClient, session: Session, application: Application
) -> None:
    client.post(url(application), data={"need": NAMED, "base": "0", "mask": "1"})

    client.post(url(application), data={"need": f"{MASKED} Mer.", "base": "1", "unmask": "1", "raw-need": NAMED})

    assert stored(session, application) == f"{NAMED} Mer."


def test_undo_that_cannot_tell_where_loses_nothing_and_says_so(
    client: FlaskClient, session: Session, application: Application
) -> None:
    client.post(url(application), data={"need": NAMED, "base": "0", "mask": "1"})

    page = client.post(
        url(application),
        data={"need": "Helt ny text.", "base": "1", "unmask": "1", "raw-need": NAMED},
        headers=ENGLISH,
    ).text

    assert stored(session, application) == "Helt ny text."
    assert "<li>Kevin Svensson</li>" in page


def test_mask_reaches_earlier_texts_of_the_step_and_no_other(
    client: FlaskClient, session: Session, people: People, application: Application
) -> None:
    for step in ("need", "method"):
        keep_revision(session, application.id, step, 1, {step: NAMED}, people.user("amira").id)
    session.commit()

    client.post(url(application), data={"need": NAMED, "base": "0", "mask": "1"})

    session.expire_all()
    kept = {row.step: row.fields[row.step] for row in session.exec(select(StepRevision))}
    assert kept == {"need": MASKED, "method": NAMED}


def test_mask_with_nothing_to_mask_saves_and_stays(
    client: FlaskClient, session: Session, application: Application
) -> None:
    answer = client.post(url(application), data={"need": HEAVY, "base": "0", "mask": "1"})

    assert answer.location == url(application)
    assert stored(session, application) == HEAVY


def test_page_of_a_text_with_remarks_asks_the_database_no_more(
    client: FlaskClient,
    application: Application,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    client.post(url(application), data={"need": HEAVY, "base": "0", "stay": "1"})
    client.get(url(application))
    with count_queries() as plain:
        client.get(url(application))
    client.post(url(application), data={"need": f"{NAMED} {HEAVY}", "base": "1", "stay": "1"})
    with count_queries() as remarked:
        page = client.get(url(application), headers=ENGLISH).text

    assert said(page) == [PERSON, EASIER]
    assert len(remarked) == len(plain)


@pytest.mark.parametrize(("need", "named"), [(NAMED, ["need"]), (HEAVY, [])])
def test_page_before_sending_names_the_steps_that_tell_of_a_person_and_sends_all_the_same(
    client: FlaskClient, session: Session, people: People, need: str, named: list[str]
) -> None:
    people.sign_in(client, "amira")
    application = make_draft(session, people.user("amira"), make_call(session), ANSWERS | {"need": {"need": need}})

    page = client.get(f"/sketches/{application.id}/check", headers=ENGLISH).text
    sent = client.post(f"/sketches/{application.id}/submit")

    notice = page.partition("These steps seem to tell of a person")[2].partition("</ul>")[0]
    assert re.findall(r'href="/sketches/\d+/(\w+)"', notice) == named
    assert sent.location == f"/sketches/{application.id}/receipt"
