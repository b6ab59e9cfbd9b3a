"""What does a project leave behind in ten years? Rows for what has been granted, by table."""

import random
from datetime import date, datetime, timedelta
from typing import Any

from sifapp.reconciliation.calendar import Kind
from sifapp.statuses import Status

Row = dict[str, Any]

YEARS = 10
LINES_A_YEAR = 2
# Every project has judged its effect in these.
JUDGED = frozenset({Status.REPAYING, Status.SETTLED})
EVALUATION = {
    "design": "before_after",
    "made_by": "FoU-enheten",
    "anyway": "En del hade fått hjälp ändå.",
    "else_changed": "Inget av vikt.",
    "share_low": "40",
    "share_base": "60",
    "share_high": "80",
    "confidence": "Ganska säkert.",
    "lesson": "Börja med föräldrarna.",
}


def granted(number: int, since: datetime, by: int, chance: random.Random) -> dict[str, list[Row]]:
    """What the director proposed and the board decided, which has been released."""
    amount_sek, first = chance.randrange(1, 20_000_000), since.date() + timedelta(days=60)
    texts = {"criterion": "", "reason": "", "way_on": ""}
    terms = {
        **{"id": number, "application_id": number, "ruling": "grant", "amount_sek": amount_sek, **texts},
        **{"starts_on": first, "ends_on": first + timedelta(days=900)},
    }
    released = {"released_by_id": by, "released_at": since, "recorded_by_id": by, "recorded_at": since}
    decision = {"proposal_id": number, "decided_on": since.date(), "protocol": "KS § 1", "letters": {}, **released}
    return {
        "proposal": [{**terms, "proposed_by_id": by, "proposed_at": since}],
        "decision": [{**terms, **decision, "reservations": ""}],
    }


def carried_out(
    number: int, status: Status, since: datetime, by: int, payers: list[int], chance: random.Random
) -> dict[str, list[Row]]:
    """A project with its money and promises; what it has reported and returned as far as its status says."""
    case, is_judged = {"application_id": number}, status in JUDGED
    amount_sek = chance.randrange(YEARS * 1_000, 20_000_000)
    first = date(since.year - YEARS if is_judged else since.year, 1, 1)
    project = {**case, "decision_id": number, "granted_sek": amount_sek, "started_by_id": by, "started_at": since}
    days = {"starts_on": first, "ends_on": date(first.year + YEARS - 1, 12, 31)}
    lines = _lines(case, first, amount_sek, payers, chance)
    return {
        "project": [{**project, **days}],
        "budget_line": lines,
        "promise": _promises(case, since if is_judged else None),
        "project_report": [_evaluation(case, since, by)] if is_judged else [],
        "ledger_row": _ledger(case, since, by, payers, chance) if is_judged else [],
        **(_reconciled(number, case, lines, since, by) if is_judged else {}),
    }


def _lines(case: Row, first: date, amount_sek: int, payers: list[int], chance: random.Random) -> list[Row]:
    a_year = amount_sek // YEARS // LINES_A_YEAR
    return [
        {**case, "year": first.year + year, "administration_id": payer, "financing": "fund", "planned_sek": a_year}
        for year in range(YEARS)
        for payer in chance.sample(payers, LINES_A_YEAR)
    ]


def _promises(case: Row, closed_at: datetime | None) -> list[Row]:
    told = {"finding": "reached", "note": "Enligt egen statistik.", "closed_at": closed_at} if closed_at else {}
    open_ = {"finding": None, "note": "", "closed_at": None}
    empty = dict.fromkeys(("baseline", "target", "source", "responsible", "due"), "")
    return [
        {**case, **empty, **(told or open_), "kind": kind, "condition_id": None, "text": text}
        for kind, text in (("milestone", "Team på plats"), ("indicator", "Närvaro"), ("effect", "Placeringar"))
    ]


def _evaluation(case: Row, since: datetime, by: int) -> Row:
    days = {"saved_at": since, "sent_at": since, "accepted_at": since, "accepted_by_id": by}
    return {**case, **days, "part": "evaluation", "state": "accepted", "fields": EVALUATION, "version": 3} | {
        "questions": ""
    }


def _reconciled(number: int, case: Row, lines: list[Row], since: datetime, by: int) -> dict[str, list[Row]]:
    """What the controller has signed: every line in every period."""
    told = {**case, "state": "signed", "fields": {}, "version": 3, "questions": "", "asked_at": None, "saved_at": since}
    days = {"sent_by_id": by, "sent_at": since, "signed_by_id": by + 1, "signed_at": since}  # the next coordinator
    rows: dict[str, list[Row]] = {"reconciliation": [], "reconciled_line": []}
    years = sorted({line["year"] for line in lines})
    for place, (year, kind) in enumerate((year, kind) for year in years for kind in Kind):
        id_ = number * YEARS * len(Kind) + place
        rows["reconciliation"].append({**told, **days, "id": id_, "year": year, "kind": kind.value})
        rows["reconciled_line"] += [
            {"reconciliation_id": id_, "administration_id": line["administration_id"], "financing": line["financing"]}
            | {
                "planned_sek": line["planned_sek"],
                "outcome_sek": line["planned_sek"],
                "forecast_sek": None,
                "cause": "",
            }
            for line in lines
            if line["year"] == year
        ]
    return rows


def _ledger(case: Row, since: datetime, by: int, payers: list[int], chance: random.Random) -> list[Row]:
    """Each year's part, decided and returned."""
    rows, payer = [], chance.choice(payers)
    for year in range(since.year, since.year + YEARS):
        row = {**case, "payer_id": payer, "budget_year": year, "corrects_id": None, "reason": "", "by_id": by}
        amount_sek = chance.randrange(1, 1_000_000)
        for kind, amount, reference in (("decided", amount_sek, ""), ("returned", -amount_sek, "KS § 2")):
            rows.append({**row, "kind": kind, "amount_sek": amount, "reference": reference, "at": since})
    return rows
