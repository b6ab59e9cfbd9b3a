"""What goes into the assistant, and what comes out of it?

Plain, frozen data. Positions (``start``, ``end``) count characters in the text as the user wrote it, so
``text[start:end]`` is always the words that counted. Scores run from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias, cast

Language: TypeAlias = Literal["sv", "en"]
Kind: TypeAlias = Literal["idea", "question", "smalltalk", "off_topic", "unclear"]
Met: TypeAlias = Literal["yes", "no", "unknown"]
PersonalDataKind: TypeAlias = Literal["personal_number", "coordination_number", "phone", "email", "name", "small_group"]
TurnKind: TypeAlias = Literal["wrote", "answered", "corrected", "asked_why"]
CallStatus: TypeAlias = Literal["open", "unknown", "dated", "closed"]

AreaId: TypeAlias = Literal["growing_up_education", "work_income", "housing_urban", "democracy_safety"]
FundId: TypeAlias = Literal[
    "sif",
    "social_dev_funds",
    "homelessness_reserve",
    "esf",
    "ordinary_budget",
    "state_grant",
    "civil_society_partnership",
    "other_innovation",
    "physical_investment",
    "none",
]


# A JSON object as it comes back from storage; it was written by `as_dict`.
Json: TypeAlias = dict[str, Any]


class AssistantError(ValueError):
    """Something asked of the assistant does not exist. The message names what does."""


@dataclass(frozen=True)
class Text:
    """One text in both languages: ``text["sv"]``, ``text["en"]``."""

    sv: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.sv if language == "sv" else self.en


@dataclass(frozen=True)
class Source:
    """Where a fact stands. ``address`` is a web address, or empty for a paper that is not on the web."""

    key: str
    title: str
    address: str


@dataclass(frozen=True)
class Evidence:
    """Words of the user's text that counted: ``phrase == text[start:end]``."""

    phrase: str
    start: int
    end: int


@dataclass(frozen=True)
class AreaScore:
    """How well one development area fits. ``corrected``: the user chose it, which wins over the rules."""

    id: AreaId
    score: float
    evidence: tuple[Evidence, ...] = ()
    corrected: bool = False


@dataclass(frozen=True)
class Condition:
    """One condition of a fund. ``source`` is a key for :func:`assistant.source`."""

    id: str
    met: Met
    reason: str
    source: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class FundScore:
    """How well one source of money fits, with every condition that was looked at."""

    id: FundId
    score: float
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class PersonalData:
    """A place in the text that looks like data on one person."""

    kind: PersonalDataKind
    start: int
    end: int


@dataclass(frozen=True)
class Advice:
    """The verdict on one idea. ``as_dict`` gives plain JSON and ``from_dict`` reads it back, unchanged.

    ``areas`` holds all four, best first; ``primary_area`` is None when nothing speaks for any of them.
    ``funds`` holds all that can be recommended, best first; ``best_fund`` is "none" when the text is no idea.
    ``ask_next`` holds ids for :func:`assistant.question`, most deciding first.
    ``foreign``: the text is in neither Swedish nor English.
    """

    language: Language
    kind: Kind
    primary_area: AreaId | None
    areas: tuple[AreaScore, ...]
    best_fund: FundId
    funds: tuple[FundScore, ...]
    ask_next: tuple[str, ...]
    personal_data: tuple[PersonalData, ...]
    knowledge_version: str
    foreign: bool = False

    def as_dict(self) -> dict[str, object]:
        """Plain dicts, lists, strings and numbers: what ``json.dumps`` takes."""
        return cast("dict[str, object]", _plain(asdict(self)))

    @classmethod
    def from_dict(cls, data: Json) -> Advice:
        """The advice that ``as_dict`` wrote, also after a round through JSON."""
        return cls(
            language=data["language"],
            kind=data["kind"],
            primary_area=data["primary_area"],
            areas=tuple(AreaScore(**row | {"evidence": _evidence(row)}) for row in data["areas"]),
            best_fund=data["best_fund"],
            funds=tuple(FundScore(**row | {"conditions": _conditions(row)}) for row in data["funds"]),
            ask_next=tuple(data["ask_next"]),
            personal_data=tuple(PersonalData(**row) for row in data["personal_data"]),
            knowledge_version=data["knowledge_version"],
            foreign=data.get("foreign", False),
        )


@dataclass(frozen=True)
class Answer:
    """The reply to a question, with keys for :func:`assistant.source`, 0-1 how sure it is, and which fund it names."""

    topic: str
    text: str
    sources: tuple[str, ...]
    confidence: float
    about: str = ""


@dataclass(frozen=True)
class Missing:
    """A soft hint: one thing that a step still lacks."""

    id: str
    text: str


@dataclass(frozen=True)
class HeavyWord:
    """Words that are heavy to read, and plainer ones: ``phrase == text[start:end]``. ``source``: whose advice it is."""

    phrase: str
    start: int
    end: int
    plain: str
    source: str


@dataclass(frozen=True)
class Wording:
    """How a text reads. ``longest``: its longest sentence if that is too long; ``longest_words``: the words in it.

    ``sources``: keys for :func:`assistant.source`, of what is said here.
    """

    longest: Evidence | None
    longest_words: int
    heavy: tuple[HeavyWord, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Guidance:
    """What the council looks for at one step, and how a granted project did it; None where no source tells.

    ``criteria``: the names of the fund's criteria that the step is about.
    """

    looks_for: Text
    criteria: tuple[Text, ...]
    sources: tuple[str, ...]
    granted: Text | None
    granted_sources: tuple[str, ...]


@dataclass(frozen=True)
class Similar:
    """One earlier text that resembles the new one. ``score`` is 0-1; ``words`` are the stems they share."""

    id: int
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Area:
    """One of the Commission's four development areas."""

    id: AreaId
    name: Text
    description: Text
    sources: tuple[str, ...]


@dataclass(frozen=True)
class ConcreteFund:
    """A fund with a name, an owner and rules, beneath one of the ten kinds of money.

    ``year`` says how old the facts are; ``last_checked`` when somebody last looked (ISO date). ``opens_on`` and
    ``closes_on``: the first and last day to apply (ISO dates); "" when not known.
    """

    id: str
    name: Text
    owner: Text
    who: Text
    purpose: Text
    size: Text
    sources: tuple[str, ...]
    address: str
    year: int
    status: CallStatus
    last_checked: str
    next_step: Text
    opens_on: str = ""
    closes_on: str = ""


@dataclass(frozen=True)
class Fund:
    """One of the ten kinds of money that an idea can be shown to."""

    id: FundId
    name: Text
    description: Text
    owner: Text
    size: Text
    next_step: Text
    sources: tuple[str, ...]
    concrete: tuple[ConcreteFund, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question that decides between funds, and why it is asked.

    ``yes`` and ``no`` are the features that the answer settles; ``likely`` is how likely "yes" is, 0-1.
    ``if_yes`` and ``if_no`` say the answer as it stands after "if"; ``short_yes`` and ``short_no`` are words that tell
    it in a short reply. ``again``: the question when it still stands open. ``parties``: it asks who takes part.
    """

    id: str
    text: Text
    why: Text
    yes: tuple[str, ...]
    no: tuple[str, ...]
    likely: float
    if_yes: Text
    if_no: Text
    short_yes: tuple[str, ...] = ()
    short_no: tuple[str, ...] = ()
    again: Text = Text("", "")
    parties: bool = False


@dataclass(frozen=True)
class Turn:
    """One thing that the user did in a conversation.

    ``text``: what was written. ``question``: the one answered or asked about. ``value``: "yes", "no" or "skip", or the
    area that was chosen. ``asked``: the question that stood open at the time.
    """

    kind: TurnKind
    text: str = ""
    question: str = ""
    value: str = ""
    asked: str = ""


@dataclass(frozen=True)
class DialogueState:
    """What was done in a conversation, in order; all else is worked out from it (:func:`assistant.dialogue.replay`).

    ``language``: of the replies; each text's own if None. ``as_dict`` and ``from_dict`` carry it between requests.
    """

    language: Language | None = None
    turns: tuple[Turn, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Plain JSON."""
        return {"language": self.language, "turns": [asdict(turn) for turn in self.turns]}

    @classmethod
    def from_dict(cls, data: Json) -> DialogueState:
        """The state that ``as_dict`` wrote."""
        return cls(data["language"], tuple(Turn(**row) for row in data["turns"]))


@dataclass(frozen=True)
class Reply:
    """What the assistant says in one turn. ``text`` holds all of it; ``said`` all but the ``question`` in ``asked``.

    ``advice`` is there when the turn changed the verdict; ``answer`` when a question about the fund was answered.
    ``hands_over``: the assistant does not know, and offers to ask the coordinators.
    """

    text: str
    asked: str = ""
    advice: Advice | None = None
    answer: Answer | None = None
    said: str = ""
    hands_over: bool = False
    question: str = ""


@dataclass(frozen=True)
class Exchange:
    """A turn of the user with the reply to it."""

    turn: Turn
    reply: Reply


@dataclass(frozen=True)
class Talk:
    """A conversation as it stands. ``answers``: question id -> "yes", "no" or "skip", in the order of the answers.

    ``idea``: all that was told of it; ``described``: the same without ``replies``, which stand by the id of the
    question they answer in more than a bare yes or no ("cost" for a text that says what it costs and nothing else).
    ``asked``: the question that stands open; "" when none does. ``advice``: None before there is an idea.
    """

    exchanges: tuple[Exchange, ...]
    idea: str
    described: str
    replies: Mapping[str, str]
    answers: Mapping[str, str]
    area: AreaId | None
    asked: str
    advice: Advice | None


@dataclass(frozen=True)
class Change:
    """Answers (question id, yes or no) that would make ``fund`` the best instead of ``instead_of``."""

    fund: FundId
    instead_of: FundId
    answers: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Example:
    """A granted or refused case, and what can be learnt from it. ``outcome``: "granted" or "refused"."""

    id: str
    outcome: str
    name: Text
    what: Text
    lesson: Text
    sources: tuple[str, ...]


def _plain(value: object) -> object:
    """Tuples become lists, so that the data equals what JSON gives back."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _evidence(row: Json) -> tuple[Evidence, ...]:
    return tuple(Evidence(**item) for item in row["evidence"])


def _conditions(row: Json) -> tuple[Condition, ...]:
    return tuple(Condition(**item | {"evidence": _evidence(item)}) for item in row["conditions"])
