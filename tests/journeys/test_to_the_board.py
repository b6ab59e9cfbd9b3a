"""A case walks from a new sketch to a started project, and another to a refusal: every form is really sent."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.accounts.models import Administration
from sifapp.applications.models import Application
from sifapp.i18n import today
from sifapp.savings.models import SavingsRequest
from sifapp.statuses import Status
from sifapp.wizard.queries import answers_of, drafts_of
from tests.factories import ANSWERS, APPLICATION_ANSWERS, make_call
from tests.people import People
from tests.review.reading import ENGLISH, fields_of, status_of, text_of

# Two other administrations would save, beside the one that leads.
EFFECTS = {
    **{name.replace("effect-0", "effect-1"): text for name, text in APPLICATION_ANSWERS["economy"].items()},
    "effect-1-unit": "hemtjänsttimmar",
    "effect-1-payer": "farsta",
    "effect-0-payer": "bromma",
}
REASON = {"criterion": "preventive", "reason": "Insatsen kommer sent.", "way_on": "Sök igen tidigare i kedjan."}


class Walk:
    """Who does what in one browser without JavaScript: each opens the page, fills in its form and sends it."""

    def __init__(self, client: FlaskClient, people: People) -> None:
        self.client, self.people, self.case_id = client, people, 0

    def page(self, name: str, path: str) -> str:
        self.people.sign_in(self.client, name)
        answer = self.client.get(path.format(id=self.case_id), headers=ENGLISH)
        assert answer.status_code == 200, path
        return answer.text

    def send(self, who: str, path: str, /, *, to: str = "", **fields: Any) -> str:
        """Fill in the form of the page at ``path``, sent to ``to`` or the same; returns where that leads."""
        filled = {**fields_of(self.page(who, path)), **fields}
        answer = self.client.post((to or path).format(id=self.case_id), data=filled, headers=ENGLISH)
        assert answer.status_code == 303, text_of(answer.text)
        return str(answer.location)

    def decide(self, path: str, **fields: str) -> str:
        """The coordinator fills in a decision, reads its letter and sends it."""
        filled = {**fields_of(self.page("kim", path)), **fields}
        letter = self.client.post(path.format(id=self.case_id), data={**filled, "press": "letter"}).text
        sent = {**fields_of(letter), **fields, "press": "send"}
        return str(self.client.post(path.format(id=self.case_id), data=sent).location)

    def write(self, answers: Mapping[str, Mapping[str, str]]) -> None:
        for step, fields in answers.items():
            self.send("amira", f"/sketches/{{id}}/{step}", **fields)

    def score(self) -> None:
        """The coordinator calls a meeting, two members say that they are free, and score; the meeting is held."""
        meeting = self.send("kim", "/council/meetings/new", name="Rådet", held_on=today().isoformat())
        self.send("kim", meeting, to=f"{meeting}/cases", case=self.case_id)
        self.send("kim", meeting, to=f"{meeting}/open")
        for name, score in (("rut", "5"), ("vera", "4")):
            score_page = self.send(name, "/council/{id}/conflict", press="free")
            asked = [field for field in fields_of(self.page(name, score_page)) if field.startswith("words-")]
            assert asked
            words = dict.fromkeys(asked, "Väl visat.")
            scores = {field.replace("words-", "score-"): score for field in asked}
            self.send(name, score_page, **words, **scores)
        self.send("kim", meeting, to=f"{meeting}/hold")

    def answer_savings(self, name: str, code: str, **fields: str) -> None:
        """The applicant asks an administration, of which somebody answers."""
        self.send("amira", "/cases/{id}/savings", to="/cases/{id}/savings/ask", administration=code)
        asked = select(SavingsRequest.id).join(Administration).where(Administration.code == code)
        path = f"/savings/{self.people.session.exec(asked).one()}"
        assert f'href="{path}"' in self.page(name, "/start")
        filled = {**fields_of(self.page(name, path)), **fields}
        assert self.client.post(path, data=filled).status_code < 400

    def write_down(self, press: str, **fields: str) -> str:
        """The coordinator writes down what the board decided, reads the letters, and tells the applicant."""
        path = "/decisions/write-down?case={id}"
        facts = {f"case-{self.case_id}-{name}": text for name, text in fields.items()}
        facts |= {"decided_on": today().isoformat(), "protocol": "KS 2027-03-10 § 12", "case": str(self.case_id)}
        filled = {**fields_of(self.page("kim", path)), **facts, "press": "letters"}
        letters = self.client.post("/decisions/write-down", data=filled).text
        sent = self.client.post("/decisions/write-down", data={**fields_of(letters), **facts, "press": press})
        assert sent.status_code == 303, text_of(sent.text)
        return letters


@pytest.fixture
def walk(client: FlaskClient, session: Session, people: People) -> Walk:
    """A sketch that the council has read and invited to an application, each form sent by whom it is for."""
    make_call(session)
    for name in ("rut", "vera", "eva", "didrik"):
        people.person(name)
    walk = Walk(client, people)
    walk.send("amira", "/sketches/new")
    walk.case_id = session.exec(select(Application.id)).one()
    walk.write(ANSWERS)
    walk.send("amira", "/sketches/{id}/check", to="/sketches/{id}/submit")
    walk.decide("/review/{id}/council")
    walk.score()
    walk.decide("/council/{id}/invite", words="Visa hur många familjer det gäller.")
    return walk


def test_three_administrations_with_a_disputed_saving_reach_a_started_project(walk: Walk, session: Session) -> None:
    walk.write({**APPLICATION_ANSWERS, "economy": {**APPLICATION_ANSWERS["economy"], **EFFECTS}})
    walk.answer_savings("eva", "bromma", **{"answer-0": "disputed", "reason-0": "Vi har tre placeringar i dag."})
    walk.answer_savings("didrik", "farsta", **{"answer-1": "confirmed"})
    remark = {"disputed-bromma": "Vi räknar med fem års snitt."}
    walk.send("amira", "/sketches/{id}/check", to="/sketches/{id}/submit", **remark)
    walk.decide("/review/{id}/council")
    walk.score()
    read_by_council = text_of(walk.page("rut", "/cases/{id}/application"))
    walk.decide("/council/{id}/grant", reason="Behovet är väl visat.")
    granted = {"ruling": "grant", "amount": "2 mnkr", "starts_on": "2027-01-01", "ends_on": "2029-12-31"}
    walk.send("siv", "/decisions/{id}/propose", press="propose", **granted)
    walk.write_down("release", **granted)
    walk.send("kim", "/projects/{id}", to="/projects/{id}/start")

    case = session.exec(select(Application)).one()
    assert status_of(session, case) is Status.PROJECT
    assert ["Vi har tre placeringar i dag." in read_by_council, "Vi räknar med fem års snitt." in read_by_council] == [
        True,
        True,
    ]


def test_refused_applicant_reads_reason_and_way_on_and_begins_anew(walk: Walk, session: Session) -> None:
    economy = {**APPLICATION_ANSWERS["economy"], "effect-0-payer": "jarva"}
    walk.write({**APPLICATION_ANSWERS, "economy": economy})
    walk.send("amira", "/sketches/{id}/check", to="/sketches/{id}/submit")
    walk.decide("/review/{id}/council")
    walk.score()
    walk.decide("/council/{id}/refuse", **REASON)
    walk.send("siv", "/decisions/{id}/propose", press="propose", ruling="refuse", **REASON)
    walk.write_down("release", ruling="refuse", **REASON)

    case = session.exec(select(Application)).one()
    assert status_of(session, case) is Status.REFUSED
    told = text_of(walk.page("amira", f"/decisions/{case.id}"))
    assert [REASON[name] in told for name in ("reason", "way_on")] == [True, True]
    walk.send("amira", "/cases/{id}", to="/sketches/{id}/anew")
    again = session.exec(select(Application).where(Application.id != case.id)).one()
    assert again.status is Status.DRAFT
    texts = answers_of(drafts_of(session, again.id))
    assert (texts["need"], "economy" in texts) == (ANSWERS["need"], False)
