"""What becomes of masked texts when saving fails, when two saves meet, and while one writes on?"""

from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.applications.models import Application
from sifapp.wizard.merging import base_of
from sifapp.wizard.models import StepDraft, StepRevision
from sifapp.wizard.operations import save_fields
from sifapp.wizard.rules import LONGEST
from tests.factories import make_call, make_draft
from tests.people import People

ENGLISH = {"Accept-Language": "en"}
NAMED = "Eleven Kevin Svensson är borta."
MASKED = "Eleven […] är borta."
CALLED = "Ring mamman på 070-123 45 67."


@pytest.fixture
def application(client: FlaskClient, session: Session, people: People) -> Application:
    people.sign_in(client, "amira")
    return make_draft(session, people.user("amira"), make_call(session), {"need": {"need": "Elever är borta."}})


def url(application: Application) -> str:
    return f"/sketches/{application.id}/need"


def base(text: str) -> str:
    return str(base_of(1, {"need": text}))


def stored(session: Session, application: Application) -> str:
    session.expire_all()
    draft = session.get(StepDraft, (application.id, "need"))
    assert draft is not None
    return draft.fields["need"]


def kept_texts(session: Session) -> list[str]:
    return [row.fields["need"] for row in session.exec(select(StepRevision))]


def raw_input(text: str) -> str:
    return f'<input type="hidden" name="raw-need" value="{text}">'


@pytest.mark.parametrize(
    ("typed", "kept"), [(NAMED, MASKED), ("Eleven Kevin Svensson", "Eleven […]")], ids=["same text", "earlier text"]
)
def test_autosave_that_comes_after_the_mask_brings_nothing_back(
    client: FlaskClient, session: Session, application: Application, typed: str, kept: str
) -> None:
    opened_on = base("Elever är borta.")
    client.post(url(application), data={"need": NAMED, "base": opened_on, "mask": "1"})

    client.post(f"{url(application)}/autosave", data={"need": typed, "base": opened_on})

    assert stored(session, application) == kept


def test_autosave_of_a_person_typed_after_the_mask_is_kept_as_typed(
    client: FlaskClient, session: Session, application: Application
) -> None:
    client.post(url(application), data={"need": NAMED, "base": base("Elever är borta."), "mask": "1"})

    client.post(f"{url(application)}/autosave", data={"need": f"{MASKED} {CALLED}", "base": base(MASKED)})

    assert stored(session, application) == f"{MASKED} {CALLED}"


def test_undo_holds_also_when_an_autosave_has_come_before_it(
    client: FlaskClient, session: Session, application: Application
) -> None:
    client.post(url(application), data={"need": NAMED, "base": base("Elever är borta."), "mask": "1"})
    typed = {"need": f"{MASKED} Mer.", "base": base(MASKED), "raw-need": NAMED}
    client.post(f"{url(application)}/autosave", data={**typed, "need": f"{MASKED} Me"})

    client.post(url(application), data={**typed, "unmask": "1"})

    assert stored(session, application) == f"{NAMED} Mer."


@pytest.mark.parametrize("late", [MASKED, f"{MASKED} Me", f"{MASKED} Mer."])
def test_autosave_that_comes_after_the_undo_masks_nothing_again(
    client: FlaskClient, session: Session, application: Application, late: str
) -> None:
    client.post(url(application), data={"need": NAMED, "base": base("Elever är borta."), "mask": "1"})
    typed = {"need": f"{MASKED} Mer.", "base": base(MASKED), "raw-need": NAMED}
    client.post(url(application), data={**typed, "unmask": "1"})

    client.post(f"{url(application)}/autosave", data={**typed, "need": late})

    assert stored(session, application) == f"{NAMED} Mer."


def test_what_was_masked_is_named_beside_the_undo(client: FlaskClient, application: Application) -> None:
    page = client.post(url(application), data={"need": NAMED, "base": base("Elever är borta."), "mask": "1"}).text

    assert "Maskerat: Kevin Svensson" in page


def test_added_row_leaves_the_undo_on_the_page(client: FlaskClient, application: Application) -> None:
    client.post(url(application), data={"need": NAMED, "base": base("Elever är borta."), "mask": "1"})

    page = client.post(
        url(application), data={"need": MASKED, "base": base(MASKED), "raw-need": NAMED, "add_row": "x"}
    ).text

    assert raw_input(NAMED) in unescape(page)
    assert 'name="unmask"' in page


def test_mask_of_a_colleagues_text_leaves_no_raw_copy_among_the_earlier_texts(
    client: FlaskClient, session: Session, people: People, application: Application
) -> None:
    save_fields(session, application, "need", {"need": NAMED}, by=people.user("bo"))
    session.commit()

    client.post(url(application), data={"need": NAMED, "base": base(NAMED), "mask": "1"})

    assert stored(session, application) == MASKED
    assert sorted(kept_texts(session)) == [MASKED, "Elever är borta."]


def test_second_mask_can_be_undone_together_with_the_first(
    client: FlaskClient, session: Session, application: Application
) -> None:
    client.post(url(application), data={"need": NAMED, "base": base("Elever är borta."), "mask": "1"})
    typed = {"need": f"{MASKED} {CALLED}", "base": base(MASKED), "raw-need": NAMED}

    page = client.post(url(application), data={**typed, "mask": "1"}).text

    assert stored(session, application) == f"{MASKED} Ring mamman på […]."
    assert raw_input(f"{NAMED} {CALLED}") in unescape(page)


def test_mask_of_a_text_that_is_too_long_leaves_the_text_as_typed(
    client: FlaskClient, application: Application
) -> None:
    long = NAMED + " Mer." * (LONGEST // 5)

    page = client.post(url(application), data={"need": long, "base": base("Elever är borta."), "mask": "1"})

    assert page.status_code == 422
    assert long in unescape(page.text)


def test_page_that_could_not_be_saved_still_carries_the_undo(client: FlaskClient, application: Application) -> None:
    long = MASKED + " Mer." * (LONGEST // 5)

    page = client.post(url(application), data={"need": long, "base": base(MASKED), "raw-need": NAMED})

    assert page.status_code == 422
    assert raw_input(NAMED) in unescape(page.text)
    assert 'name="unmask"' in page.text


@pytest.fixture
def clashing(session: Session, people: People, application: Application) -> Application:
    """A case whose step a colleague has just changed."""
    save_fields(session, application, "need", {"need": "Bos text."}, by=people.user("bo"))
    session.commit()
    return application


def test_mask_that_meets_a_colleagues_text_loses_no_word_and_is_done_when_one_has_chosen(
    client: FlaskClient, session: Session, clashing: Application
) -> None:
    clash = client.post(url(clashing), data={"need": NAMED, "base": base("Elever är borta."), "mask": "1"})
    chosen = {"need": NAMED, "choice-need": "mine", "base": base("Bos text."), "mask": "1"}
    page = client.post(url(clashing), data=chosen)

    assert clash.status_code == 409
    assert NAMED in unescape(clash.text)
    assert '<input type="hidden" name="mask" value="1">' in clash.text
    assert stored(session, clashing) == MASKED
    assert raw_input(NAMED) in unescape(page.text)


def test_undo_that_meets_a_colleagues_text_is_carried_along(client: FlaskClient, clashing: Application) -> None:
    fields = {"need": f"{MASKED} Mer.", "base": base(MASKED), "raw-need": NAMED, "unmask": "1"}

    clash = client.post(url(clashing), data=fields)

    assert clash.status_code == 409
    assert raw_input(NAMED) in unescape(clash.text)
    assert '<input type="hidden" name="unmask" value="1">' in clash.text
