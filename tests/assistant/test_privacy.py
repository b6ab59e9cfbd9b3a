"""Is data on one person found, and nothing else?"""

import pytest

from assistant import find_doubtful_numbers, find_personal_data


def check_digit(digits: str) -> str:
    """The last digit that makes nine digits a valid number."""
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(digits))
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


BORN = "811218987" + check_digit("811218987")
COORDINATED = "811278987" + check_digit("811278987")


def kinds(text: str) -> list[str]:
    return [found.kind for found in find_personal_data(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (BORN, "personal_number"),
        (f"{BORN[:6]}-{BORN[6:]}", "personal_number"),
        (f"{BORN[:6]}+{BORN[6:]}", "personal_number"),
        (f"19{BORN}", "personal_number"),
        (f"Eleven (19{BORN[:6]}-{BORN[6:]}) går i sexan.", "personal_number"),
        (f"19{COORDINATED[:6]}-{COORDINATED[6:]}", "coordination_number"),
        ("ring 08-508 25 000", "phone"),
        ("070-123 45 67", "phone"),
        ("+46 70 123 45 67", "phone"),
        ("0701234567", "phone"),
        ("Ring 070-123\n45 67 i dag", "phone"),
        ("Ring 070-123 45 67\n2026 började vi", "phone"),
        (f"{BORN[:6]}-\n{BORN[6:]}", "personal_number"),
        ("maria.svensson@stockholm.se", "email"),
        ("(anna@example.org)", "email"),
    ],
)
def test_personal_data_is_found(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


def test_phone_numbers_on_two_lines_are_two() -> None:
    assert kinds("08-123 45 67\n08-765 43 21") == ["phone", "phone"]


@pytest.mark.parametrize(
    "text",
    [
        "811218-9877" if BORN[-1] != "7" else "811218-9878",
        "811318-9876",
        "60 000 kr",
        "12 500 000 kronor",
        "2019–2022",
        "KS 2018/1802",
        "119-1609/2015",
        "2015-728-1.5.1.",
        "1.2.4-182-2013",
        "1.3.1-585/2016",
        "barn 0–6 år",
        "212000-0142",
        "stockholm.se",
        "0,5 mnkr",
        "2024-05-17",
    ],
)
def test_amounts_diary_numbers_and_years_are_no_personal_data(text: str) -> None:
    assert kinds(text) == []


WRONG = str((int(BORN[-1]) + 1) % 10)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"811218-987{WRONG}", "personal_number"),
        (f"Eleven (19811218–987{WRONG}) går i sexan.", "personal_number"),
        (f"811278-987{(int(COORDINATED[-1]) + 1) % 10}", "coordination_number"),
    ],
)
def test_number_with_a_wrong_check_digit_is_doubtful(text: str, kind: str) -> None:
    assert kinds(text) == []
    assert [found.kind for found in find_doubtful_numbers(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        f"811218-{BORN[6:]}",
        f"811218987{WRONG}",
        "811318-9876",
        "212000-0142",
        "070123-4567",
        "2019-2022",
        "KS 2018/1802",
        "20261122-1530",
        "20250301-0012",
        "20120101–2013",
    ],
)
def test_number_that_fits_or_is_written_otherwise_is_not_doubtful(text: str) -> None:
    assert find_doubtful_numbers(text) == ()


@pytest.mark.parametrize("dash", ["-", "‐", "‑", "–", "—", "−"])
def test_number_is_found_with_every_kind_of_dash(dash: str) -> None:
    assert kinds(f"811218{dash}{BORN[6:]}") == ["personal_number"]


def test_places_are_positions_in_the_text() -> None:
    text = "Skriv till eva@example.org eller ring 070-123 45 67"

    found = [text[place.start : place.end] for place in find_personal_data(text)]

    assert found == ["eva@example.org", "070-123 45 67"]
