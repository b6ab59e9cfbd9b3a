"""Whatever is typed into whichever field: it is kept, and no answer is a crash."""

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from sifapp.web import clean
from sifapp.wizard.merging import base_of
from sifapp.wizard.models import StepDraft
from sifapp.wizard.questions import Step
from sifapp.wizard.rules import field_names
from sifapp.wizard.steps import STEPS
from tests.factories import ANSWERS, make_call, make_draft
from tests.people import People

# A text that looks like a place-holder is what the client itself looks for on every page.
NASTY = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "\x00",
            "👩‍👧‍👦" * 20,
            "\u202etxet",
            "<img src=x onerror=alert(1)>",
            "{{ 7 * 7 }} {% raw %}",
            "' OR 1=1 --",
            "1e999",
            "٣",
            "Å" * 3000,
        ]
    ),
).filter(lambda text: "%(" not in text and "None" not in text)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_any_text_is_kept_and_shown_again(client: FlaskClient, session: Session, people: People, step: Step) -> None:
    answers = {**ANSWERS, "novelty": {"novelty": "running_here"}} if step.id == "change" else ANSWERS
    application = make_draft(session, people.user("amira"), make_call(session), answers)
    people.sign_in(client, "amira")
    url = f"/sketches/{application.id}/{step.id}"

    def base() -> str:
        session.expire_all()
        draft = session.get(StepDraft, (application.id, step.id))
        return str(base_of(draft.version, draft.fields)) if draft else "0"

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(st.sampled_from(field_names(step)), NASTY, max_size=4))
    def type_anything(fields: dict[str, str]) -> None:
        saved = client.post(f"{url}/autosave", data={**fields, "base": base()})
        sent = client.post(url, data={**fields, "base": base()})

        assert saved.status_code == 200
        assert sent.status_code in (303, 422)
        session.expire_all()
        draft = session.get(StepDraft, (application.id, step.id))
        kept = draft.fields if draft else {}
        assert {name: kept.get(name, "") for name in fields} == {name: clean(text) for name, text in fields.items()}
        if step.id != "novelty":
            assert client.get(url).status_code == 200

    type_anything()
