"""Funds with a name, with edits laid over them."""

import pytest

from assistant import FUNDS, ConcreteFund
from assistant.edits import edited, stated
from assistant.knowledge import KnowledgeError

NAMED = [money for kind in FUNDS for money in kind.concrete]
FUND = next(money for money in NAMED if money.id == "esf_plus")


@pytest.mark.parametrize("fund", NAMED, ids=lambda fund: fund.id)
def test_every_fund_of_the_files_can_say_what_it_says(fund: ConcreteFund) -> None:
    assert edited(fund, {}) == edited(fund, stated(fund)) == fund


def test_edit_changes_what_it_names_and_nothing_else() -> None:
    after = edited(FUND, {"status": "closed", "name_en": "Another name", "year": "2027", "closes_on": "2027-03-01"})

    changed = {field: value for field, value in stated(after).items() if stated(FUND)[field] != value}
    assert changed == {"status": "closed", "name_en": "Another name", "year": "2027", "closes_on": "2027-03-01"}
    assert (after.status, after.name.sv, after.year) == ("closed", FUND.name.sv, 2027)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"colour": "red"}, "colour should be one of name_sv, name_en, purpose_sv"),
        ({"status": "perhaps"}, "status should be one of open, unknown, dated, closed, but is 'perhaps'"),
        ({"year": "soon"}, "year should be a year such as 2026, but is 'soon'"),
        ({"year": "1066"}, "year should be a year such as 2026, but is '1066'"),
        ({"last_checked": ""}, "last_checked should be a date such as 2026-11-22, but is ''"),
        ({"opens_on": "20261122"}, "opens_on should be a date such as 2026-11-22, but is '20261122'"),
        ({"opens_on": "0027-03-01"}, "opens_on should be a date such as 2026-11-22, but is '0027-03-01'"),
        ({"opens_on": "2027-03-02", "closes_on": "2027-03-01"}, "closes_on should not be before opens_on, but is"),
        ({"address": "javascript:x"}, "address should be an address that begins with https:// or http://, but is"),
        ({"address": "https://x.se/<script>"}, "address should be an address that begins with https:// or http://"),
        ({"who_sv": " "}, "who_sv should be a text, but is ' '"),
    ],
)
def test_fault_names_fund_and_field(values: dict[str, str], fault: str) -> None:
    with pytest.raises(KnowledgeError) as raised:
        edited(FUND, values)

    assert str(raised.value).startswith(f"edit[esf_plus]: {fault}")
