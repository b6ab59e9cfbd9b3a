"""Which development area, which money, what is missing? The public surface of the assistant.

Pure rules over the data in ``knowledge/``: the same text always gets the same answer. See README.md.
"""

from assistant.advice import advise
from assistant.answers import TOPICS, answer
from assistant.areas import AREAS, area, themes
from assistant.completeness import STEPS, check
from assistant.council import guidance
from assistant.dialogue import start, turn
from assistant.funds import FUNDS, fund
from assistant.knowledge import KNOWLEDGE_DATE, KNOWLEDGE_VERSION, source
from assistant.language import search_terms
from assistant.privacy import find_doubtful_numbers, find_personal_data, mask, unmask
from assistant.questions import QUESTIONS, question
from assistant.similar import similar
from assistant.types import (
    Advice,
    Answer,
    Area,
    AreaId,
    AreaScore,
    AssistantError,
    ConcreteFund,
    Condition,
    DialogueState,
    Evidence,
    Fund,
    FundId,
    FundScore,
    Guidance,
    HeavyWord,
    Language,
    Missing,
    PersonalData,
    Question,
    Reply,
    Similar,
    Source,
    Text,
    Wording,
)
from assistant.wording import wording

__all__ = [
    "AREAS",
    "FUNDS",
    "KNOWLEDGE_DATE",
    "KNOWLEDGE_VERSION",
    "QUESTIONS",
    "STEPS",
    "TOPICS",
    "Advice",
    "Answer",
    "Area",
    "AreaId",
    "AreaScore",
    "AssistantError",
    "ConcreteFund",
    "Condition",
    "DialogueState",
    "Evidence",
    "Fund",
    "FundId",
    "FundScore",
    "Guidance",
    "HeavyWord",
    "Language",
    "Missing",
    "PersonalData",
    "Question",
    "Reply",
    "Similar",
    "Source",
    "Text",
    "Wording",
    "advise",
    "answer",
    "area",
    "check",
    "find_doubtful_numbers",
    "find_personal_data",
    "fund",
    "guidance",
    "mask",
    "question",
    "search_terms",
    "similar",
    "source",
    "start",
    "themes",
    "turn",
    "unmask",
    "wording",
]
