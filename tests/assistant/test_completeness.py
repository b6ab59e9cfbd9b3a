"""Are the hints on a step few, useful and silent when all is there?"""

import pytest

from assistant import STEPS, AssistantError, check


def hints(step: str, **answers: str) -> list[str]:
    return [hint.id for hint in check(step, answers, language="sv")]


COMPLETE = {
    "idea": {
        "title": "Lots",
        "idea": "Vi vill erbjuda en lots till familjer med barn i sexan som börjar utebli, tillsammans med skolan.",
    },
    "need": {"need": "Enligt skolans statistik har 140 elever hög frånvaro, de flesta i högstadiet."},
    "area": {"area": "work_income"},
    "novelty": {"novelty": "new"},
    "method": {"method": "Metoden har visat effekt i en studie från Malmö."},
    "change": {"change": "Färre elever uteblir efter två år, och fler klarar betygen."},
    "partners": {"partners": "Socialtjänsten leder, skolan bidrar med lokal och tid."},
    "saving": {"saver": "other", "saving": "Färre placeringar i familjehem och HVB."},
    "cost": {"cost": "2 mnkr om året i tre år, mest lön till två lotsar."},
    "follow_up": {"follow_up": "Vi mäter frånvaro varje termin och jämför med två andra skolor."},
    "gender": {"gender": "Vi når både flickor och pojkar; siffrorna är uppdelade på kön."},
}


@pytest.mark.parametrize("step", STEPS)
def test_complete_step_gives_no_hint(step: str) -> None:
    assert hints(step, **COMPLETE[step]) == []


@pytest.mark.parametrize(
    ("step", "answers", "expected"),
    [
        (
            "idea",
            {"title": "X", "idea": "Vi vill starta ett nytt sätt att arbeta tillsammans i området, i flera år."},
            ["no_group"],
        ),
        ("idea", {"title": "", "idea": "Lots för barn"}, ["short_idea", "no_title"]),
        ("need", {"need": "Många barn mår dåligt i vår stadsdel"}, ["no_figure", "no_source"]),
        ("novelty", {"novelty": "running_here"}, ["already_running"]),
        ("follow_up", {"follow_up": "Vi pratar om det på mötet"}, ["no_measure", "no_comparison"]),
        ("cost", {"cost": "vet inte än riktigt"}, ["no_sum", "no_post", "no_cost_time"]),
        ("novelty", {}, ["no_novelty"]),
    ],
)
def test_step_names_what_it_lacks(step: str, answers: dict[str, str], expected: list[str]) -> None:
    assert hints(step, **answers) == expected


@pytest.mark.parametrize("step", ["need", "change", "partners", "cost", "follow_up", "gender"])
def test_empty_text_is_not_nagged_about(step: str) -> None:
    assert hints(step) == []


def test_hints_come_in_the_language_asked_for() -> None:
    expected = "Choose whether the way of working is new, tested elsewhere or already running with you."

    assert check("novelty", {}, language="en")[0].text == expected


def test_check_refuses_an_unknown_step() -> None:
    with pytest.raises(AssistantError, match="no step 'budget'; there are idea"):
        check("budget", {}, language="sv")
