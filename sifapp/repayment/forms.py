"""What is asked of the controller and the director? Each form says what it does, and does it."""

from datetime import date
from typing import ClassVar, Self

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from sqlmodel import Session
from wtforms import Field, HiddenField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from sifapp.accounts.models import Administration
from sifapp.applications.forms import ActForm, DayField
from sifapp.applications.gate import Case
from sifapp.calculation.amounts import parse_sek, parse_year, year_fault
from sifapp.calculation.lines import Range
from sifapp.db import get_session
from sifapp.errors import NotFoundError
from sifapp.i18n import language, show_number, today
from sifapp.repayment import letters, operations
from sifapp.repayment.base import UNFORESEEN, Base, base_of, suggested, suggestion_told
from sifapp.repayment.ledger import Kind, still_owed
from sifapp.repayment.models import CountedFrom, LedgerRow
from sifapp.repayment.operations import Terms
from sifapp.repayment.queries import case_sums, last_row, payers_on
from sifapp.repayment.rules import Ground
from sifapp.repayment.verifying import Verification, verify_saving
from sifapp.web import number_in, row_number
from sifapp.wizard.forms import cleaned, text_area

GROUNDS = (
    (Ground.LATE, _l("The effect comes only after the years that count")),
    (Ground.NO_EFFECT, _l("The project has no economic effect")),
)
COUNTED_FROM = (
    (CountedFrom.FIRST_DAY, _l("The first day of the project")),
    (CountedFrom.DECISION, _l("The day of the executive board’s decision")),
    (CountedFrom.LAST_DAY, _l("The last day of the project")),
)
NOBODY = 0  # no administration has this number
# How many years instalments are spread over at first; no source says.
FIRST_YEARS = 3


def _amount(label: LazyString, hint: LazyString | str = "") -> StringField:
    return StringField(label, filters=[cleaned], validators=[_is_amount], description=hint)


def _is_amount(_form: FlaskForm, field: Field) -> None:
    if parse_sek(field.data or "") is None:
        raise ValidationError(_("Write an amount in whole kronor, such as 120 000. Write 0 if there is none."))


def _year(label: LazyString) -> StringField:
    return StringField(label, filters=[cleaned], validators=[_is_year])


def _is_year(_form: FlaskForm, field: Field) -> None:
    if fault := year_fault((field.data or "").strip()):
        raise ValidationError(fault)


def name_of(administration: Administration) -> str:
    """An administration's name, in the reader's language."""
    return administration.name_sv if language() == "sv" else administration.name_en


def _day(label: LazyString, wanted: LazyString) -> DayField:
    return DayField(label, validators=[DataRequired(wanted)])


class RepaymentForm(ActForm):
    """Something that is done with a case's repayment. ``seen``: the ledger's last row when the page was opened."""

    def last_seen(self) -> int:
        return last_row(self.session, self.case.application.id)


class VerifyForm(RepaymentForm):
    """What was saved, of one line, for one payer in one year."""

    page = "repayment/verify.html"
    title = _l("Verify a saving")
    done = _l("The saving is verified.")

    line = SelectField(_l("Which effect?"), coerce=int)
    payer = SelectField(_l("Who has saved?"), coerce=int)
    starts_on = _day(_l("First day"), _l("Choose the first day."))
    ends_on = _day(_l("Last day"), _l("Choose the last day."))
    low = _amount(_l("Low"))
    base = _amount(_l("Base"))
    high = _amount(_l("High"))
    verified = _amount(_l("Verified amount"), _l("What the administration’s expenditure has gone down by."))
    evidence = text_area(
        _l("What shows it?"),
        _l("Say what shows it: accounts, a report, a page."),
        _l("Name the accounts or the report, with page. If a cost has gone up, write 0 and say so here."),
    )

    def prepare(self) -> None:
        self.rows = base_of(self.session, self.case.application.id, today())
        units = {row.line: row.unit for row in self.rows if row.line != UNFORESEEN}
        other = SelectChoice(UNFORESEEN, _("A saving that the application did not foresee"))
        self.line.choices = [*(SelectChoice(line, f"{line}. {unit}") for line, unit in units.items()), other]
        payers = {payer.id: payer for payer in payers_on(self.session, today()).values()}
        # Nobody is chosen by being first in the alphabet.
        self.payer.choices = [SelectChoice(NOBODY, _("Choose an administration"))] + [
            SelectChoice(payer.id, name_of(payer)) for payer in sorted(payers.values(), key=lambda one: one.name_sv)
        ]

    def validate_payer(self, field: Field) -> None:
        """Somebody has saved."""
        if field.data == NOBODY:
            raise ValidationError(_l("Choose who has saved."))

    def suggest(self) -> None:
        """The row that was pressed, else the first that is not verified: as verified before, or as expected."""
        wanted = tuple(request.args.get(name, type=number_in) for name in ("line", "payer", "year"))
        pressed = (row for row in self.rows if (row.line, row.payer.id, row.year) == wanted)
        row = next(pressed, None) or next((row for row in self.rows if row.verified is None), None)
        if row is None:
            return
        self.line.data, self.payer.data = row.line, row.payer.id
        self.starts_on.data, self.ends_on.data = row.starts_on, row.ends_on
        amounts = _estimate(row)
        for one, amount in ((self.low, amounts.low), (self.base, amounts.base), (self.high, amounts.high)):
            one.data = show_number(amount)
        if row.verified:
            self.verified.data, self.evidence.data = show_number(row.verified.verified_sek), row.verified.evidence

    def carry_out(self) -> None:
        low, base, high = (_sek(one) for one in (self.low, self.base, self.high))
        found = Verification(
            line=self.line.data,
            payer_id=self.payer.data,
            starts_on=self.starts_on.data or date.min,
            ends_on=self.ends_on.data or date.min,
            estimate_sek=Range(low, base, high),
            verified_sek=_sek(self.verified),
            evidence=self.evidence.data,
        )
        verify_saving(self.session, self.case.application, found, seen=self.seen_number, by=self.case.user)


def _estimate(row: Base) -> Range[int]:
    if row.verified:
        return Range(row.verified.low_sek, row.verified.base_sek, row.verified.high_sek)
    return row.expected_sek or Range(0, 0, 0)


def _sek(field: Field) -> int:
    return parse_sek(field.data or "") or 0


class TermsForm(RepaymentForm):
    """How much goes back, from whom, in which budget years. "propose" proposes it, "decide" decides."""

    page = "repayment/decide.html"
    title = _l("Decide what goes back")
    done = _l("It is decided. Those who it concerns are told.")
    planned = _l("The plan is saved. Nobody is told of it before you decide.")
    shares: dict[int, StringField]

    first_year = _year(_l("First budget year"))
    last_year = _year(_l("Last budget year"))
    reason = text_area(
        _l("Why?"),
        _l("Say why. Nobody should have to guess."),
        _l("Why this amount and this period? It stands in the letter to those who return the money."),
    )

    @classmethod
    def fitted(cls, case: Case) -> type[Self]:
        """A field for each administration that may have something to return: the lead, and whoever has saved."""
        present = payers_on(get_session(), today())
        base = base_of(get_session(), case.application.id, today())
        payers = {payer.id: payer for payer in (present[case.lead.id], *(row.payer for row in base))}
        fields = {f"share_{payer.id}": _amount(name_of(payer)) for payer in payers.values()}
        return type(cls.__name__, (cls,), fields)

    def prepare(self) -> None:
        self.shares = {
            int(name.removeprefix("share_")): self[name] for name in self._fields if name.startswith("share_")
        }

    def suggest(self) -> None:
        """What has been planned, or what is verified; while nothing is, what was expected."""
        case_id = self.case.application.id
        base = {payer: known.base for payer, known in suggested(base_of(self.session, case_id, today())).items()}
        planned = _planned(self.session, case_id)
        years = sorted({year for _payer, year in planned}) or [today().year + 1, today().year + FIRST_YEARS]
        for payer, one in self.shares.items():
            own = sum(amount for (who, _year), amount in planned.items() if who == payer)
            one.data = show_number(own if planned else base.get(payer, 0))
        self.first_year.data, self.last_year.data = str(years[0]), str(years[-1])
        # What was tried comes along in the address.
        for name in ("first_year", "last_year"):
            self[name].data = request.args.get(name, self[name].data)
        for one in self.shares.values():
            tried = parse_sek(request.args.get(one.name, ""))
            one.data = one.data if tried is None else show_number(tried)

    @staticmethod
    def decides() -> bool:
        """Whether the button that decides was pressed."""
        return request.form.get("press") == "decide"

    @classmethod
    def told(cls) -> LazyString:
        return cls.done if cls.decides() else cls.planned

    @property
    def basis(self) -> str:
        """What the suggested figures go by; "" when they are those of the plan, or somebody has sent others."""
        case_id = self.case.application.id
        if self.is_submitted():
            return ""
        if any(one.name in request.args for one in self.shares.values()):
            return str(_("The amounts are those that you have tried."))
        return "" if _planned(self.session, case_id) else suggestion_told(base_of(self.session, case_id, today()))

    def carry_out(self) -> None:
        first, last = parse_year(self.first_year.data or "") or 0, parse_year(self.last_year.data or "") or 0
        terms = Terms(
            {payer: _sek(one) for payer, one in self.shares.items()}, range(first, last + 1), self.reason.data
        )
        if self.decides():
            operations.decide(self.session, self.case.application, terms, seen=self.seen_number, by=self.case.user)
            letters.tell_of_decision(self.session, self.case.application, terms)
        else:
            operations.propose(self.session, self.case.application, terms, seen=self.seen_number, by=self.case.user)


def _planned(session: Session, case_id: int) -> dict[tuple[int, int], int]:
    rows = case_sums(session, today(), case_id=case_id)
    return {(row.payer.id, row.year): row.sums.planned_sek for row in rows if row.sums.planned_sek}


class ExemptForm(RepaymentForm):
    """Nothing goes back."""

    page = "repayment/exempt.html"
    title = _l("Exempt from repayment")
    done = _l("The project is exempt, and the case is closed. Those who it concerns are told.")

    ground = RadioField(
        _l("On which ground?"),
        choices=[SelectChoice(ground.value, label) for ground, label in GROUNDS],
        validators=[InputRequired(_l("Choose the ground."))],
    )
    reason = text_area(_l("Why?"), _l("Say why. Nobody should have to guess."), _l("It stands in the letter."))
    evidence = text_area(
        _l("What shows it?"),
        _l("Say what shows it: accounts, a report, a page."),
        _l("Name the evaluation or the report, with page."),
    )

    def carry_out(self) -> None:
        operations.exempt(
            self.session,
            self.case.application,
            Ground(self.ground.data),
            reason=self.reason.data,
            evidence=self.evidence.data,
            seen=self.seen_number,
            by=self.case.user,
        )
        letters.tell_of_exemption(self.session, self.case.application, self.reason.data)


class ReturnForm(RepaymentForm):
    """A budget frame has been reduced."""

    page = "repayment/record_return.html"
    title = _l("Note a return")
    done = _l("The return is noted.")

    payer = SelectField(_l("Who returns?"), coerce=int)
    year = _year(_l("Budget year"))
    amount = _amount(_l("Amount"), _l("What the administration’s budget frame is reduced by."))
    reference = StringField(
        _l("Where the reduction was decided"),
        filters=[cleaned],
        validators=[
            DataRequired(_l("Write where the reduction of the budget frame was decided.")),
            Length(max=120, message=_l("Shorten it to 120 characters.")),
        ],
        description=_l("For example: the city council’s budget for 2031, page 40."),
    )

    def prepare(self) -> None:
        self.rows = list(case_sums(self.session, today(), case_id=self.case.application.id))
        payers = {row.payer.id: row.payer for row in self.rows if row.sums.decided_sek or row.sums.returned_sek}
        self.payer.choices = [SelectChoice(payer.id, name_of(payer)) for payer in payers.values()]

    def suggest(self) -> None:
        """The first instalment that has not been returned, or the one that the reader has pressed."""
        wanted = request.args.get("payer", type=row_number), request.args.get("year", type=row_number)
        owed = still_owed({(row.payer.id, row.year): row.sums for row in self.rows})
        key = next((key for key in owed if key == wanted), next(iter(owed), None))
        if key is not None:
            self.payer.data, self.year.data = key[0], str(key[1])
            self.amount.data = show_number(owed[key])

    def carry_out(self) -> None:
        year, amount = parse_year(self.year.data or "") or 0, _sek(self.amount)
        operations.record_return(
            self.session,
            self.case.application,
            self.payer.data,
            year,
            amount,
            self.reference.data.strip(),
            seen=self.seen_number,
            by=self.case.user,
        )
        letters.tell_of_return(self.session, self.case.application, self.payer.data, year, amount)


class CorrectForm(RepaymentForm):
    """A row of the ledger was wrong. ``kind``: what this person may correct."""

    page = "repayment/correct.html"
    title = _l("Correct a row of the ledger")
    done = _l("The row is corrected by a new one.")
    kind: ClassVar[Kind] = Kind.RETURNED
    row: LedgerRow

    number = HiddenField()
    amount = _amount(_l("What it should say"))
    reason = text_area(_l("Why?"), _l("Say why. Nobody should have to guess."), _l("It stands in the ledger."))

    def prepare(self) -> None:
        self.number.data = self.number.data or request.args.get("row", "")
        row = self.session.get(LedgerRow, number_in(self.number.data))
        if row is None or row.application_id != self.case.application.id or row.kind is not self.kind:
            raise NotFoundError
        self.row = row
        self.now_sek = abs(operations.now_worth(self.session, row))

    def suggest(self) -> None:
        self.amount.data = show_number(self.now_sek)

    def carry_out(self) -> None:
        operations.correct(
            self.session,
            self.case.application,
            self.row,
            _sek(self.amount),
            self.reason.data,
            seen=self.seen_number,
            by=self.case.user,
        )
        letters.tell_of_correction(self.session, self.case.application, self.row, self.reason.data)


class CorrectInstalmentForm(CorrectForm):
    """The director changes what shall be returned in one year."""

    kind = Kind.DECIDED
    title = _l("Change an instalment")


class CountingForm(FlaskForm):
    """From which day the years are counted."""

    counted_from = RadioField(
        _l("From which day are the years counted?"),
        choices=[SelectChoice(one.value, label) for one, label in COUNTED_FROM],
        validators=[InputRequired(_l("Choose a day."))],
    )
    source = text_area(_l("Who decided so, and where it stands"), _l("Name the decision or document."), longest=300)
