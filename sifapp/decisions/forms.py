"""What is asked about a proposal, about the board's decision, and about the frame?"""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, StopValidation, ValidationError

from sifapp.advice import AREAS
from sifapp.applications.forms import DayField, WholeNumber, needed
from sifapp.calculation.amounts import parse_sek
from sifapp.db import get_session
from sifapp.decisions.models import Condition, EarlierGrant, Proposal, Ruling
from sifapp.decisions.operations import Sitting, Terms
from sifapp.decisions.rules import amount_fault
from sifapp.i18n import language, show_number, today
from sifapp.review.criteria import CRITERIA
from sifapp.wizard.forms import LONGEST, cleaned, fits, no_personal_number

PROPOSED = (
    (Ruling.GRANT, _l("Grant the money")),
    (Ruling.REFUSE, _l("Refuse the application")),
)
DECIDED = (*PROPOSED, (Ruling.REMIT, _l("Send the case back for more preparation")))


def _text(label: object, hint: object = "") -> TextAreaField:
    """A text that some rulings need; `RulingForm.validate` asks for it where it must be."""
    return TextAreaField(label, filters=[cleaned], validators=[fits(LONGEST), no_personal_number], description=hint)


def _date(label: object) -> DayField:
    return DayField(label, validators=[Optional()])


class RulingForm(Form):
    """What is proposed or decided. A form of its own in a page that may hold several."""

    ruling = RadioField(
        _l("What is proposed?"),
        choices=[SelectChoice(one.value, label) for one, label in PROPOSED],
        validators=[InputRequired(_l("Choose what is proposed."))],
    )
    amount = StringField(_l("Amount"), filters=[cleaned])
    starts_on = _date(_l("First day of the project"))
    ends_on = _date(_l("Last day of the project"))
    conditions = _text(_l("Conditions"), _l("One condition a line. Each is followed up later."))
    criterion = RadioField(
        _l("Which criterion decides?"),
        choices=[SelectChoice(criterion.id, criterion.text) for criterion in CRITERIA],
        validators=[Optional()],
    )
    reason = _text(_l("Reasons"))
    way_on = _text(
        _l("What can the applicant do instead?"),
        _l("Other money, somebody to talk to, or what would change the answer."),
    )

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        """Each ruling asks for its own facts."""
        is_valid = super().validate(extra_validators)
        checks = {
            Ruling.GRANT: self._grant_faults,
            Ruling.REFUSE: self._refusal_faults,
            Ruling.REMIT: self._remittal_faults,
        }
        faults = checks[Ruling(self.ruling.data)]() if not self.ruling.errors else {}
        for name, fault in faults.items():
            if fault and not self[name].errors:
                self[name].errors = [fault]
        return is_valid and not any(faults.values())

    def _grant_faults(self) -> dict[str, str]:
        start, end = self.starts_on.data, self.ends_on.data
        backwards = _("Choose a last day that is not before the first day.") if start and end and end < start else ""
        return {
            "amount": amount_fault(self.amount.data or ""),
            "starts_on": "" if start else str(_("Choose the first day of the project.")),
            "ends_on": str(backwards) if end else str(_("Choose the last day of the project.")),
        }

    def _refusal_faults(self) -> dict[str, str]:
        way_on = _("Name a way on: other money, somebody to talk to, or what would change the answer.")
        return {
            "criterion": "" if self.criterion.data else str(_("Choose the criterion that decides.")),
            **self._remittal_faults(),
            "way_on": "" if (self.way_on.data or "").strip() else str(way_on),
        }

    def _remittal_faults(self) -> dict[str, str]:
        return {"reason": "" if (self.reason.data or "").strip() else str(_("Say why. Nobody should have to guess."))}

    def terms(self) -> Terms:
        """What was chosen; what belongs to another ruling is left out, though it stays on the page."""
        ruling = Ruling(self.ruling.data)
        if ruling is Ruling.GRANT:
            return Terms(
                ruling,
                amount_sek=parse_sek(self.amount.data or ""),
                starts_on=self.starts_on.data,
                ends_on=self.ends_on.data,
            )
        if ruling is Ruling.REMIT:
            return Terms(ruling, reason=self.reason.data)
        return Terms(ruling, criterion=self.criterion.data, reason=self.reason.data, way_on=self.way_on.data)

    def condition_texts(self) -> list[str]:
        """The conditions, each once, in their order."""
        if self.ruling.data != Ruling.GRANT.value:
            return []
        lines = (" ".join(line.split()) for line in (self.conditions.data or "").split("\n"))
        return list(dict.fromkeys(line for line in lines if line))


class DecisionForm(RulingForm):
    """What the board decided on one case."""

    ruling = RadioField(
        _l("What did the board decide?"),
        choices=[SelectChoice(one.value, label) for one, label in DECIDED],
        validators=[InputRequired(_l("Choose what the board decided."))],
    )
    reservations = _text(
        _l("Reservations"), _l("Who noted that they disagree, as the minutes say it. Leave it empty if nobody did.")
    )


def as_proposed(proposal: Proposal, conditions: list[Condition]) -> dict[str, str]:
    """The fields of a decision that follows the proposal."""
    return {
        "ruling": proposal.ruling.value,
        "amount": show_number(proposal.amount_sek) if proposal.amount_sek else "",
        "starts_on": proposal.starts_on.isoformat() if proposal.starts_on else "",
        "ends_on": proposal.ends_on.isoformat() if proposal.ends_on else "",
        "conditions": "\n".join(one.text for one in conditions if one.proposal_id == proposal.id),
        "criterion": proposal.criterion,
        "reason": proposal.reason,
        "way_on": proposal.way_on,
    }


def filled(kind: type[RulingForm], fields: Mapping[str, str], prefix: str = "") -> RulingForm:
    """The form with texts as they were typed, or as they stand in a row."""
    return kind(MultiDict({f"{prefix}{name}": text for name, text in fields.items()}), prefix=prefix)


class SittingForm(FlaskForm):
    """One meeting of the executive board."""

    decided_on = DayField(_l("Day of the decision"), validators=[DataRequired(_l("Choose the day of the decision."))])
    protocol = StringField(
        _l("Where the minutes say so"),
        filters=[cleaned],
        validators=[
            DataRequired(_l("Write where the minutes say so.")),
            Length(max=120, message=_l("Shorten it to 120 characters.")),
        ],
        description=_l("For example: KS 2027-03-10 § 12."),
    )

    def validate_decided_on(self, field: Field) -> None:
        """Nothing has been decided that is still to come."""
        if field.data > today():
            raise ValidationError(_("The day of the decision cannot be after today."))

    def sitting(self, reservations: str) -> Sitting:
        """The meeting, with what was noted of one case."""
        return Sitting(self.decided_on.data, self.protocol.data.strip(), reservations)


def _is_amount(_form: FlaskForm, field: Field) -> None:
    """Validator: an amount in whole kronor."""
    if fault := amount_fault(field.data or ""):
        raise StopValidation(fault)


def _is_from_one(_form: FlaskForm, field: Field) -> None:
    """Validator: 1 or more, whatever else was written."""
    field.errors = []
    if not field.data or field.data < 1:
        raise StopValidation(_("Write how many, 1 at least."))


class EarlierGrantForm(FlaskForm):
    """Money that was granted before this system."""

    name_sv = StringField(_l("Name in Swedish"), **needed(_l("Write the name in Swedish."), 200))
    name_en = StringField(_l("Name in English"), **needed(_l("Write the name in English."), 200))
    investments = WholeNumber(
        _l("How many investments?"),
        default=1,
        validators=[_is_from_one],
        description=_l("More than one when no source tells their amounts apart."),
    )
    amount = StringField(_l("Amount"), filters=[cleaned], validators=[_is_amount])
    area = SelectField(_l("Area"))
    source = StringField(
        _l("Where does it stand?"),
        description=_l("A decision or a document, with its day."),
        **needed(_l("Name the decision or document."), 300),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        areas = [SelectChoice(area.id, area.name[language()]) for area in AREAS]
        self.area.choices = [SelectChoice("", _("No area named")), *areas]

    def values(self) -> dict[str, Any]:
        """What was entered, by the table's columns, when it has been checked."""
        return {
            "name_sv": self.name_sv.data,
            "name_en": self.name_en.data,
            "investments": self.investments.data,
            "amount_sek": parse_sek(self.amount.data or "") or 0,
            "area": self.area.data or None,
            "source": self.source.data,
        }


class NewEarlierGrantForm(EarlierGrantForm):
    """One that is not there yet."""

    code = StringField(
        _l("Short name"),
        filters=[cleaned],
        validators=[
            DataRequired(_l("Write a short name.")),
            Regexp(r"[a-z0-9-]{1,40}\Z", message=_l("Use at most 40 small letters a–z, digits and hyphens.")),
        ],
    )

    def validate_code(self, field: Field) -> None:
        """Two never share a short name."""
        if get_session().get(EarlierGrant, field.data):
            raise ValidationError(_("Another investment has this short name. Choose another one."))


def as_entered(grant: EarlierGrant) -> dict[str, str]:
    """The fields of a grant that is there."""
    texts = grant.model_dump(include={"name_sv", "name_en", "source"})
    numbers = {"investments": str(grant.investments), "amount": show_number(grant.amount_sek)}
    return {**texts, **numbers, "area": grant.area or ""}


class FrameForm(FlaskForm):
    """How much money the fund has."""

    amount = StringField(_l("The fund’s money in all"), filters=[cleaned], validators=[_is_amount])
    source = StringField(
        _l("Who decided so, and where it stands"),
        filters=[cleaned],
        validators=[
            DataRequired(_l("Name the decision or document.")),
            Length(max=300, message=_l("Shorten it to 300 characters.")),
        ],
        description=_l("For example: the city council’s budget for 2027, page 40."),
    )

    @property
    def amount_sek(self) -> int:
        """The amount, when it has been checked."""
        return parse_sek(self.amount.data or "") or 0
