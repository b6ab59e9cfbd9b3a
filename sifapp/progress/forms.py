"""What is asked when a value is measured, a milestone moves or a risk is seen? Each form does what it asks about."""

from collections.abc import Mapping
from datetime import date

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import Field, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, StopValidation, ValidationError

from sifapp.applications.forms import ActForm, DayField
from sifapp.errors import NotFoundError
from sifapp.followup.models import Promise
from sifapp.followup.queries import project_of
from sifapp.followup.rules import Kind
from sifapp.i18n import today
from sifapp.progress import operations, queries
from sifapp.progress.operations import Assessment
from sifapp.progress.pages import CONSEQUENCES, LIKELIHOODS, STAGES, day_told, value_told
from sifapp.progress.rules import Level, Stage, parse_value, period_ends
from sifapp.wizard.forms import cleaned, fits, no_personal_number, text_area

OTHER_DAY = "other"


def _optional_text(label: LazyString, hint: LazyString | str = "") -> TextAreaField:
    checks = [fits(1000), no_personal_number]
    return TextAreaField(label, filters=[cleaned], validators=checks, description=hint)


def _line(label: LazyString, wanted: LazyString, hint: LazyString | str = "") -> StringField:
    checks = [DataRequired(wanted), fits(150), no_personal_number]
    return StringField(label, filters=[cleaned], validators=checks, description=hint)


def _levels(label: LazyString, levels: Mapping[Level, LazyString], wanted: LazyString) -> RadioField:
    choices = [SelectChoice(level.value, name) for level, name in levels.items()]
    return RadioField(label, choices=choices, validators=[InputRequired(wanted)])


class ProgressForm(ActForm):
    """Something that is written about a running project. ``about``: the promise or risk that the address names."""

    def promise(self, kind: Kind) -> Promise:
        """The promise that the address names. Raises NotFoundError when there is none of that kind."""
        found = queries.promise_of(self.session, self.case.application.id, self.about, kind)
        if found is None:
            raise NotFoundError
        return found


def _day_of_its_own(form: "MeasureForm", field: Field) -> None:
    """Validator: a day is asked for only when no period is chosen."""
    field.errors = []
    if form.period.data == OTHER_DAY and field.data is None:
        raise StopValidation(_("Choose the day, or a period above."))
    if form.period.data == OTHER_DAY and field.data > today():
        raise StopValidation(_("Choose a day that has been: a value is measured, not expected."))
    raise StopValidation


class MeasureForm(ProgressForm):
    """What an indicator came to on a day."""

    page = "progress/measure.html"
    title = _l("Write down a value")
    done = _l("The value is written down.")

    period = SelectField(_l("Which period?"))
    day = DayField(_l("Which day?"), validators=[_day_of_its_own], description=_l("Only if you chose another day."))
    value = StringField(_l("What did it come to?"), filters=[cleaned])
    source = _line(
        _l("Where is it taken from?"),
        _l("Say where the value is taken from."),
        _l("A register, a survey or a report, with its date."),
    )
    note = _optional_text(_l("Note"), _l("What should the reader know? If you correct a value, say why."))

    def prepare(self) -> None:
        self.indicator = self.promise(Kind.INDICATOR)
        project = project_of(self.session, self.case.application.id)
        first = project.starts_on if project else today()
        self.ends = period_ends(first, today())
        choices = [SelectChoice(end.isoformat(), day_told(end)) for end in self.ends]
        self.period.choices = [*choices, SelectChoice(OTHER_DAY, _("Another day"))]

    def suggest(self) -> None:
        """The value that shall be corrected, or the last period with the source that was promised."""
        on = request.args.get("on", "")
        rows = [row for row, _who in queries.values_of(self.session, self.case.application.id)]
        row = next((r for r in reversed(rows) if (r.promise_id, r.measured_on.isoformat()) == (self.about, on)), None)
        if row is None:
            self.period.data = self.ends[0].isoformat() if self.ends else OTHER_DAY
            self.source.data = self.indicator.source[:150]
            return
        self.period.data = on if row.measured_on in self.ends else OTHER_DAY
        self.day.data = None if row.measured_on in self.ends else row.measured_on
        self.value.data, self.source.data, self.note.data = value_told(row.hundredths), row.source, row.note

    def validate_value(self, field: Field) -> None:
        """A number."""
        if parse_value(field.data or "") is None:
            raise ValidationError(_("Write a number, such as 70 or 70.5. Words belong in the note."))

    def carry_out(self) -> None:
        on = self.day.data if self.period.data == OTHER_DAY else date.fromisoformat(self.period.data)
        operations.measure(
            self.session,
            self.case.application,
            self.indicator,
            on,
            parse_value(self.value.data or "") or 0,
            source=(self.source.data or "").strip(),
            note=(self.note.data or "").strip(),
            by=self.case.user,
        )


class MilestoneForm(ProgressForm):
    """Something that is said of a milestone."""

    milestone: Promise

    def prepare(self) -> None:
        self.milestone = self.promise(Kind.MILESTONE)

    def last_seen(self) -> int:
        last = queries.last_step(self.session, self.about)
        return last.id if last else 0


def _day_if_done(form: "ReportForm", field: Field) -> None:
    """Validator: whatever stands in the field is nothing unless the milestone is done."""
    field.errors = []
    if form.stage.data == Stage.DONE and (field.data is None or field.data > today()):
        raise StopValidation(_("Choose the day when it was done, today at the latest."))
    raise StopValidation


class ReportForm(MilestoneForm):
    """How far a milestone has come."""

    page = "progress/report_milestone.html"
    title = _l("Tell how far a milestone has come")
    done = _l("It is written down.")

    stage = RadioField(
        _l("How far has it come?"),
        choices=[SelectChoice(stage.value, label) for stage, label in STAGES.items()],
        validators=[InputRequired(_l("Choose how far it has come."))],
    )
    done_on = DayField(_l("When was it done?"), validators=[_day_if_done], description=_l("Only if it is done."))
    note = _optional_text(_l("Note"), _l("If it is dropped, say why. If it is late, say what you do about it."))

    def suggest(self) -> None:
        """What was said last."""
        last = queries.last_step(self.session, self.about)
        self.stage.data = (last.stage if last else Stage.NOT_BEGUN).value
        self.done_on.data = last.done_on if last else None

    def validate_note(self, field: Field) -> None:
        """Nothing is dropped without a reason."""
        if self.stage.data == Stage.DROPPED and not (field.data or "").strip():
            raise ValidationError(_("Say why it is dropped. It stands beside the milestone."))

    def carry_out(self) -> None:
        operations.report_milestone(
            self.session,
            self.case.application,
            self.milestone,
            Stage(self.stage.data),
            done_on=self.done_on.data,
            note=(self.note.data or "").strip(),
            seen=self.seen_number,
            by=self.case.user,
        )


class DueForm(MilestoneForm):
    """The coordinators set the day on which a milestone is due."""

    page = "progress/set_due.html"
    title = _l("Set the day of a milestone")
    done = _l("The day is set. The old one stands in the history.")

    due_on = DayField(_l("On which day is it due?"), validators=[DataRequired(_l("Choose the day."))])
    reason = text_area(_l("Why?"), _l("Say why. Nobody should have to guess."), longest=1000)

    def suggest(self) -> None:
        """The day that holds now."""
        self.due_on.data = self.milestone.due_on

    def carry_out(self) -> None:
        operations.set_due(
            self.session,
            self.case.application,
            self.milestone,
            self.due_on.data or today(),
            self.reason.data,
            seen=self.seen_number,
            by=self.case.user,
        )


class RiskForm(ProgressForm):
    """A risk that somebody sees."""

    page = "progress/risk.html"
    title = _l("Write down a risk")
    done = _l("The risk is written down.")

    text = text_area(_l("What may go wrong?"), _l("Say what may go wrong."), longest=1000)
    likelihood = _levels(_l("How likely is it?"), LIKELIHOODS, _l("Choose how likely it is."))
    consequence = _levels(_l("How much would it harm?"), CONSEQUENCES, _l("Choose how much it would harm."))
    response = text_area(
        _l("What do you do about it?"),
        _l("Say what you do about it. “We accept it”, with the reason, is an answer."),
        longest=1000,
    )
    responsible = _line(
        _l("Who is responsible?"),
        _l("Say who is responsible: a role or a unit is enough."),
        _l("A role or a unit is enough; no name is needed."),
    )

    def prepare(self) -> None:
        if not queries.is_started(self.session, self.case.application.id):
            raise NotFoundError

    def suggest(self) -> None:
        """The risk of the application that the reader has pressed."""
        wanted = request.args.get("named", "")
        named = dict(queries.named_risks(self.session, self.case.application.id))
        if wanted in named:
            self.text.data, self.response.data = wanted, named[wanted]

    def carry_out(self) -> None:
        operations.add_risk(self.session, self.case.application, self.said(), by=self.case.user)

    def said(self, closing: str = "") -> Assessment:
        """What the fields tell."""
        return Assessment(
            text=self.text.data.strip(),
            likelihood=Level(self.likelihood.data),
            consequence=Level(self.consequence.data),
            response=self.response.data.strip(),
            responsible=(self.responsible.data or "").strip(),
            closing=closing,
        )


class ChangeRiskForm(RiskForm):
    """A risk is assessed anew, closed, or opened again."""

    page = "progress/change_risk.html"
    title = _l("Assess a risk anew")
    done = _l("The risk is written down as you see it now. What stood before is kept in the log.")

    state = RadioField(
        _l("Is it still a risk?"),
        choices=[SelectChoice("open", _l("Yes, it is open")), SelectChoice("closed", _l("No, close it"))],
        validators=[InputRequired(_l("Choose whether it is still a risk."))],
    )
    closing = _optional_text(_l("Why is it closed?"), _l("Only if you close it."))

    def prepare(self) -> None:
        found = queries.risk_of(self.session, self.case.application.id, self.about)
        if found is None:
            raise NotFoundError
        self.risk = found

    def last_seen(self) -> int:
        return self.risk.version

    def suggest(self) -> None:
        """The risk as it stands."""
        for name in ("text", "response", "responsible", "closing"):
            self[name].data = getattr(self.risk, name)
        self.likelihood.data, self.consequence.data = self.risk.likelihood.value, self.risk.consequence.value
        self.state.data = "closed" if self.risk.closing else "open"

    def validate_closing(self, field: Field) -> None:
        """Nothing is closed without a reason."""
        if self.state.data == "closed" and not (field.data or "").strip():
            raise ValidationError(_("Say why it is a risk no more."))

    def carry_out(self) -> None:
        closing = (self.closing.data or "").strip() if self.state.data == "closed" else ""
        operations.change_risk(
            self.session,
            self.case.application,
            self.risk,
            self.said(closing),
            seen=self.seen_number,
            by=self.case.user,
        )
