"""What is asked in an application? The steps are data.

The draft guidelines of 2016 (as retold by Hägersten-Liljeholmen) ask an application for plans for implementation,
follow-up, evaluation of goal fulfilment and economic effects. The rest is the fund's own choice, after what other
Swedish funds for social investments ask: need with figures, evidence, risks and how the work becomes ordinary.
"""

from flask_babel import lazy_gettext as _l

from sifapp.wizard.questions import Column, Form, Kind, Option, Question, Step

STEPS = (
    Step(
        "aim",
        _l("Need and target group"),
        (
            Question(
                "purpose",
                Kind.TEXT,
                _l("What shall the project achieve, and for whom?"),
                hint=_l(
                    "Write as you would tell a colleague. Describe groups, never persons. "
                    "Everybody can read the answer if the project is granted."
                ),
                max_words=200,
                wanted=_l("Say what the project shall achieve, and for whom."),
                taken_from=(("idea", "idea"),),
            ),
            Question(
                "target_group",
                Kind.TEXT,
                _l("How many are they, what do they need, and how do you know?"),
                hint=_l(
                    "Give figures, and where each figure comes from. "
                    "Everybody can read the answer if the project is granted."
                ),
                example=_l(
                    "In the district 118 pupils in years 7 to 9 were absent more than a fifth of the time in spring "
                    "2026 (our attendance register). It was 61 in 2022. 40 of the 118 became known to social services "
                    "within two years (our own follow-up)."
                ),
                max_words=300,
                wanted=_l("Say how many they are, what they need, and how you know."),
                taken_from=(("need", "need"),),
            ),
            Question(
                "equality",
                Kind.TEXT,
                _l("What difference does gender make here?"),
                hint=_l("Show the figures for each sex where you can."),
                prompts=(
                    _l("Who is reached: girls or boys, women or men?"),
                    _l("Who is not reached, and what will you do about it?"),
                ),
                max_words=150,
                wanted=_l("Say what difference gender makes. If it makes none, say how you know."),
                taken_from=(("gender", "gender"),),
            ),
        ),
        minutes=25,
        guidance="need",
    ),
    Step(
        "evidence",
        _l("Method and evidence"),
        (
            Question(
                "evidence",
                Kind.TEXT,
                _l("How will you work, and why do you believe that it helps?"),
                prompts=(
                    _l("What will be done, how often, and by whom?"),
                    _l("What does it build on: research, experience elsewhere, reasons of your own?"),
                    _l("What is new with you, and what does it add to the city’s ordinary work?"),
                ),
                example=_l(
                    "Each family meets a midwife and a preschool teacher at home six times before the child is two. "
                    "Home visits of this kind have given more trust in the child health centre in two studies. New "
                    "with us is that the preschool comes along. It adds to the ordinary programme and replaces no "
                    "part of it."
                ),
                max_words=400,
                wanted=_l("Say how you will work, and what it builds on."),
                taken_from=(("method", "method"), ("change", "change")),
            ),
        ),
        minutes=20,
        guidance="method",
    ),
    Step(
        "implementation",
        _l("How it is carried out"),
        (
            Question(
                "responsible",
                Kind.LINE,
                _l("Which unit is responsible for the project?"),
                hint=_l("The unit and its manager’s role, not a person’s name."),
                max_length=150,
                wanted=_l("Say which unit is responsible."),
            ),
            Question(
                "milestones",
                Kind.ROWS,
                _l("What will be done, and when?"),
                hint=_l(
                    "Five to ten milestones are enough: recruiting, start, half-time, end, decision on ordinary work."
                ),
                max_rows=15,
                columns=(
                    Column("what", _l("What"), "line", wanted=_l("Say what will be done, or empty the row.")),
                    Column("when", _l("When"), "line", wanted=_l("Say when, for example March 2027.")),
                    Column(
                        "who", _l("Who is responsible"), "line", wanted=_l("Say which unit or role is responsible.")
                    ),
                ),
                wanted=_l("Give at least one milestone."),
            ),
        ),
        minutes=15,
    ),
    Step(
        "together",
        _l("Who owns it and takes part"),
        (
            Question(
                "partners",
                Kind.ROWS,
                _l("Who takes part besides your own administration?"),
                hint=_l(
                    "For administrations that own the project with you, say how great their share of the "
                    "responsibility is. The rest is yours."
                ),
                may_wait=True,
                max_rows=12,
                columns=(
                    Column("who", _l("Who"), "line", wanted=_l("Say who it is, or empty the row.")),
                    Column(
                        "role",
                        _l("Role"),
                        "choice",
                        (
                            Option("takes_part", _l("Takes part")),
                            Option("co_owner", _l("Owns the project with us (an administration)")),
                        ),
                    ),
                    Column("contribution", _l("Contributes"), "line"),
                    Column("share", _l("Share in per cent"), "percent"),
                ),
                taken_from=(("partners", "partners"),),
            ),
        ),
        minutes=5,
        later=_l("Leave it empty when your administration carries the project alone."),
        guidance="partners",
    ),
    Step(
        "economy",
        _l("Budget and effects"),
        (
            Question(
                "economy",
                Kind.CALCULATION,
                _l("What does it cost, and what becomes fewer?"),
                taken_from=(("cost", "cost"),),
            ),
        ),
        minutes=40,
        guidance="saving",
    ),
    Step(
        "evaluation",
        _l("Follow-up and evaluation"),
        (
            Question(
                "indicators",
                Kind.ROWS,
                _l("What will you follow?"),
                hint=_l(
                    "Three to six indicators: where you stand today, where you want to be, where the figure is found."
                ),
                max_rows=10,
                columns=(
                    Column("indicator", _l("Indicator"), "line", wanted=_l("Say what you follow, or empty the row.")),
                    Column(
                        "baseline",
                        _l("Today"),
                        "line",
                        wanted=_l("Say where you stand today, or that it is not known."),
                    ),
                    Column("target", _l("Target"), "line", wanted=_l("Say where you want to be, and when.")),
                    Column("source", _l("Source"), "line", wanted=_l("Say where the figure is found.")),
                ),
                wanted=_l("Give at least one indicator."),
            ),
            Question(
                "evaluation",
                Kind.TEXT,
                _l("How will the project be evaluated, and by whom?"),
                prompts=(
                    _l("What will be compared with what: other groups, other districts, the time before?"),
                    _l("Who does it, and when?"),
                ),
                example=_l(
                    "A researcher compares school attendance in our two schools with two schools that work as usual, "
                    "each term for three years, and reports after the first year and at the end."
                ),
                max_words=250,
                wanted=_l("Say how it will be evaluated, and by whom."),
                taken_from=(("follow_up", "follow_up"),),
            ),
        ),
        minutes=20,
        guidance="follow_up",
    ),
    Step(
        "afterwards",
        _l("Risks, and what comes after"),
        (
            Question(
                "risks",
                Kind.ROWS,
                _l("What can go wrong?"),
                hint=_l("A risk of failure is allowed. The fund wants to see that you have thought of it."),
                max_rows=8,
                columns=(
                    Column("risk", _l("Risk"), "line", wanted=_l("Say what can go wrong, or empty the row.")),
                    Column("measure", _l("What you do about it"), "line", wanted=_l("Say what you do about it.")),
                ),
                wanted=_l("Name at least one risk."),
            ),
            Question(
                "ordinary_work",
                Kind.TEXT,
                _l("If it works, how does it become ordinary work?"),
                prompts=(
                    _l("Who decides on it, and when?"),
                    _l("Who pays when the fund no longer does, and with which money?"),
                ),
                max_words=200,
                wanted=_l("Say how it becomes ordinary work, and who pays then."),
            ),
        ),
        minutes=15,
    ),
)

APPLICATION = Form("application", "application-1", STEPS, "together")
