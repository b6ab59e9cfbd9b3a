"""Which administration is meant: present names, old names, and who has taken over."""

from datetime import date

import pytest
from sqlmodel import Session

from sifapp.accounts.operations import load_administrations
from sifapp.accounts.queries import administration_by_name, present_administrations

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Rinkeby-Kista", "jarva"),
        ("Spånga-Tensta stadsdelsförvaltning", "jarva"),
        ("Norrmalm", "norra-innerstaden"),
        ("östermalm", "norra-innerstaden"),
        ("Hägersten-Liljeholmen", "hagersten-alvsjo"),
        ("Älvsjö", "hagersten-alvsjo"),
        ("  Skärholmen ", "skarholmen"),
        ("Social Services Administration", "social"),
    ],
)
def test_name_leads_to_the_present_administration(session: Session, name: str, code: str) -> None:
    found = administration_by_name(session, name, TODAY)

    assert found is not None
    assert found.code == code


def test_old_name_meant_itself_before_the_merger(session: Session) -> None:
    found = administration_by_name(session, "Rinkeby-Kista", date(2023, 6, 30))

    assert found is not None
    assert found.code == "rinkeby-kista"


def test_unknown_name_is_nobody(session: Session) -> None:
    assert administration_by_name(session, "Gotland", TODAY) is None


@pytest.mark.parametrize(("day", "districts"), [(date(2019, 1, 1), 14), (date(2020, 7, 1), 13), (TODAY, 11)])
def test_number_of_districts_follows_the_mergers(session: Session, day: date, districts: int) -> None:
    present = present_administrations(session, day)

    assert len([a for a in present if a.kind == "district"]) == districts


def test_loading_again_adds_nothing(session: Session) -> None:
    before = len(present_administrations(session, TODAY))

    load_administrations(session)

    assert len(present_administrations(session, TODAY)) == before
