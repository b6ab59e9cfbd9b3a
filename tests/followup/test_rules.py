"""What has a project promised, and which evaluation can be sent?"""

from collections.abc import Mapping

import pytest
from flask import Flask

from sifapp.calculation.lines import Range
from sifapp.followup.pages import share_told
from sifapp.followup.rules import Design, Evaluation, Finding, Kind, Promised, per_cent, promised, read_evaluation
from tests.factories import APPLICATION_ANSWERS
from tests.followup.conftest import JUDGED

WHOLE = {**JUDGED, "finding-7": "not_reached", "note-7": "Teamet blev anställt i maj."}


def test_application_promises_what_its_rows_and_its_effects_say() -> None:
    assert promised(APPLICATION_ANSWERS) == [
        Promised(Kind.MILESTONE, "Teamet är anställt", responsible="Enhetschefen", due="mars 2027"),
        Promised(
            Kind.INDICATOR,
            "Familjer i egen försörjning",
            "0 av 40",
            "20 av 40 år 2029",
            "Ekonomisystemet",
            "Enheten för ekonomiskt bistånd",
        ),
        Promised(Kind.EFFECT, "placeringar", "", "1 / 2 / 4", "våra räkenskaper", "social", "2030"),
        Promised(
            Kind.ORDINARY_WORK,
            "Nämnden beslutar om det år 2029 och betalar det inom sin ram.",
            responsible="Enheten för ekonomiskt bistånd",
        ),
    ]


def test_evaluation_is_read_with_its_range() -> None:
    found, faults = read_evaluation(WHOLE, [7])

    findings = {7: (Finding.NOT_REACHED, "Teamet blev anställt i maj.")}
    assert (found, faults) == (Evaluation(findings, Design.COMPARISON, "En forskare", Range(20, 40, 60)), {})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"finding-7": ""}, "finding-7"),
        ({"finding-7": "kanske"}, "finding-7"),
        ({"note-7": " "}, "note-7"),
        ({"design": ""}, "design"),
        ({"made_by": ""}, "made_by"),
        ({"anyway": ""}, "anyway"),
        ({"else_changed": ""}, "else_changed"),
        ({"share_low": ""}, "share_low"),
        ({"share_high": "101"}, "share_high"),
        ({"share_base": "-1"}, "share_base"),
        ({"share_base": "70"}, "share_base"),
        ({"confidence": ""}, "confidence"),
        ({"lesson": ""}, "lesson"),
        ({"lesson": "Tack till 19121212-1212."}, "lesson"),
    ],
)
def test_evaluation_with_a_fault_names_its_field(change: Mapping[str, str], field: str) -> None:
    found, faults = read_evaluation({**WHOLE, **change}, [7])

    assert (found, list(faults)) == (None, [field])


@pytest.mark.parametrize(
    ("text", "share"), [("0", 0), ("40 %", 40), ("100", 100), ("", None), ("²", None), ("4,5", None), ("1000", None)]
)
def test_share_is_whole_per_cent(text: str, share: int | None) -> None:
    assert per_cent(text) == share


@pytest.mark.parametrize("sign", ["", "%", " %"])
def test_share_is_told_with_its_range_however_it_was_typed(texts: Flask, sign: str) -> None:
    fields = {"share_low": f"45{sign}", "share_base": f" 60{sign} ", "share_high": f"70{sign}"}

    assert share_told(fields) == "60 per cent, at least 45 and at most 70."
