"""What is asked in a sketch? The steps are data.

Twelve questions at most are put to anybody, the fewest that let the council judge the fund's criteria (the draft
guidelines of 2016 as retold by Hägersten-Liljeholmen: preventive, complements ordinary work, new method on what is
known, over administrations, long-term, gains and lower costs, can be followed up, gender perspective).

The one thing that they say of the sketch itself is that it must show how the project supports and complements the
city's social work: it is asked together with what is new.
"""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.wizard.questions import Column, Form, Kind, Option, Question, Step

RUNNING_HERE = ("novelty", "novelty", "running_here")

EARLIER_LABELS: Mapping[str, Mapping[str, LazyString]] = {
    "sketch-1": {
        "method": _l("What is new in it, and what does it build on?"),
        "change": _l("What will be different from what you do today?"),
    },
}

STEPS = (
    Step(
        "idea",
        _l("The idea"),
        (
            Question(
                "title",
                Kind.LINE,
                _l("What do you call the idea?"),
                hint=_l("A few words that a colleague would understand, at most 100 characters."),
                max_length=100,
                wanted=_l("Give the idea a name."),
            ),
            Question(
                "idea",
                Kind.TEXT,
                _l("What do you want to do, for whom and why?"),
                hint=_l("Write as you would tell a colleague. Describe groups, never persons."),
                example=_l(
                    "Families in Hässelby who have lived on income support for years meet one caseworker for work, "
                    "another for the children and a third for debts. We want one team of a job coach, a family "
                    "therapist and a debt adviser to follow forty families for three years."
                ),
                max_words=200,
                wanted=_l("Describe the idea in a few sentences."),
            ),
        ),
        minutes=5,
    ),
    Step(
        "need",
        _l("The need"),
        (
            Question(
                "need",
                Kind.TEXT,
                _l("Who needs this, and how do you know?"),
                hint=_l("Say who they are, about how many, and where it shows: statistics, reports, what staff see."),
                example=_l(
                    "About 120 pupils in years 7 to 9 are absent more than a fifth of the time. It is twice as many as "
                    "four years ago (our attendance register). A third of them are later known to social services."
                ),
                max_words=150,
                wanted=_l("Say who needs this and how you know."),
            ),
        ),
        minutes=4,
        later=_l("Detailed figures may wait until the application. A rough number is enough now."),
    ),
    Step(
        "area",
        _l("Development area"),
        (
            Question(
                "area",
                Kind.AREA,
                _l("Which development area is closest?"),
                hint=_l("The four areas guide the fund. Choose the closest; an idea may touch several."),
                wanted=_l("Choose the area that is closest, or say that you are unsure."),
            ),
        ),
        minutes=1,
    ),
    Step(
        "novelty",
        _l("New or running"),
        (
            Question(
                "novelty",
                Kind.CHOICE,
                _l("Has this been done before?"),
                hint=_l("The fund pays for new methods and ways of working. It complements ordinary work."),
                options=(
                    Option("new", _l("No, as far as we know it is new")),
                    Option("tested_elsewhere", _l("It has been tested elsewhere, but not with us")),
                    Option("running_here", _l("Yes, we already do it, or parts of it")),
                ),
                wanted=_l("Choose the answer that is closest."),
            ),
        ),
        minutes=1,
    ),
    Step(
        "method",
        _l("Method"),
        (
            Question(
                "method",
                Kind.TEXT,
                _l("What is new, and how does it complement the city’s social work?"),
                hint=_l("Answer all three. A risk of failure is allowed."),
                prompts=(
                    _l("What does the city already do for them, and what does your idea add to it?"),
                    _l("What is new, and what does it build on: research, experience, reasons of your own?"),
                    _l("What could make it fail?"),
                ),
                example=_l(
                    "The child health centre meets all parents, social services meet few of them, and late. Our home "
                    "visits stand between the two and replace neither. They have been tried elsewhere with good "
                    "results for trust. New with us is that the preschool comes along. It may fail if the families "
                    "do not open the door."
                ),
                max_words=180,
                wanted=_l("Say what is new, what it builds on, and what it adds to the city’s social work."),
            ),
        ),
        minutes=5,
        unless=RUNNING_HERE,
    ),
    Step(
        "change",
        _l("What will be different"),
        (
            Question(
                "change",
                Kind.TEXT,
                _l("What will be different, and how does it complement the city’s social work?"),
                hint=_l("The fund does not pay for work that goes on as before."),
                prompts=(
                    _l("What would you try that you do not do now?"),
                    _l("What does the city already do for them, and what would this add to it?"),
                ),
                example=_l(
                    "Today we offer parents’ groups on weekday mornings. We would try groups led by "
                    "parents themselves, "
                    "in the evenings, in three languages, and compare who comes. It reaches parents whom the district "
                    "does not reach today, and takes nothing from the groups that there are."
                ),
                max_words=130,
                wanted=_l("Say what you would do differently, and what it adds to the city’s social work."),
            ),
        ),
        minutes=4,
        only_if=RUNNING_HERE,
    ),
    Step(
        "partners",
        _l("Who takes part"),
        (
            Question(
                "partners",
                Kind.ROWS,
                _l("Who takes part besides your own administration?"),
                hint=_l(
                    "Other administrations, the region, authorities, associations, researchers. Leave empty if "
                    "nobody is asked yet."
                ),
                may_wait=True,
                max_rows=8,
                columns=(
                    Column("who", _l("Who"), "line", wanted=_l("Say who it is, or empty the row.")),
                    Column(
                        "role",
                        _l("Role"),
                        "choice",
                        (
                            Option("takes_part", _l("Takes part")),
                            Option("co_owner", _l("Owns the idea with us (an administration)")),
                        ),
                    ),
                    Column("contribution", _l("Contributes"), "line"),
                ),
            ),
        ),
        minutes=2,
        later=_l("Nobody has to have promised anything yet."),
    ),
    Step(
        "saving",
        _l("What it can save"),
        (
            Question(
                "saver",
                Kind.CHOICE,
                _l("Where would the saving fall, if it works?"),
                hint=_l(
                    "The fund is meant for ideas where one pays and another saves. It is no drawback if "
                    "you do not know."
                ),
                options=(
                    Option("same", _l("In our own administration")),
                    Option("other", _l("In another administration")),
                    Option("several", _l("In several administrations")),
                    Option("unknown", _l("We do not know yet")),
                ),
                wanted=_l("Choose where the saving would fall, or that you do not know."),
            ),
            Question(
                "saving",
                Kind.TEXT,
                _l("Which costly measures could be avoided later?"),
                hint=_l(
                    "For example placements, long income support, evictions. It is fine to say that it cannot "
                    "be calculated, and why."
                ),
                example=_l(
                    "If four of the forty families avoid a placement of a child, social services save more than the "
                    "team costs. The school would need fewer special support hours."
                ),
                max_words=120,
                wanted=_l("Say what could be avoided, or why it cannot be calculated."),
            ),
        ),
        minutes=4,
        later=_l("Amounts may wait until the application."),
    ),
    Step(
        "cost",
        _l("Time and cost"),
        (
            Question(
                "cost",
                Kind.ROWS,
                _l("About how much would it cost each year?"),
                hint=_l("One row for each year. Round figures will do: “1,2 mnkr”, “500 tkr” or “1 200 000”."),
                max_rows=8,
                columns=(
                    Column("year", _l("Year"), "year"),
                    Column("amount", _l("Cost in kronor"), "sek"),
                ),
                wanted=_l("Give at least one year and its cost."),
            ),
        ),
        minutes=3,
        later=_l("A budget by cost type and any co-financing may wait until the application."),
    ),
    Step(
        "follow_up",
        _l("How you will know"),
        (
            Question(
                "follow_up",
                Kind.TEXT,
                _l("How will you know whether it worked?"),
                hint=_l("What would you count or compare, and with whom? A simple idea is enough."),
                example=_l(
                    "We compare school attendance for our pupils with two schools that work as usual, each term for "
                    "three years. A researcher at Stockholm University has offered to help."
                ),
                max_words=100,
                wanted=_l("Say what you would look at to know whether it worked."),
            ),
        ),
        minutes=3,
        later=_l("Indicators and a plan for evaluation may wait until the application."),
    ),
    Step(
        "gender",
        _l("Gender perspective"),
        (
            Question(
                "gender",
                Kind.TEXT,
                _l("What difference does gender make here?"),
                hint=_l("Answer the questions that fit your idea. A few lines are enough."),
                prompts=(
                    _l("Who would be reached: girls or boys, women or men?"),
                    _l("Who would not be reached, and what could you do about it?"),
                    _l("Which of your figures can be shown for each sex?"),
                ),
                max_words=100,
                may_wait=True,
            ),
        ),
        minutes=3,
        later=_l(
            "You may leave this for the application. The council considers the gender perspective, so a few lines help."
        ),
    ),
)

SKETCH = Form("sketch", "sketch-2", STEPS, "partners", EARLIER_LABELS)
