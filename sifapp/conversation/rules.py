"""How long may a conversation be, and what does it tell that belongs in a sketch? Pure: no clock, no database."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from sifapp.advice import Advice, DialogueState, Talk, question, yearly_cost

LONGEST_TEXT = 20_000
# All that was written in one conversation, in characters.
LONGEST_CONVERSATION = 40_000
MOST_TURNS = 80
# Step of the sketch -> the assistant's question, and the fund's condition that shows where the text speaks of it.
TEXT_STEPS = {
    "method": ("new_method", "new_method"),
    "saving": ("saving", "lower_costs"),
    "follow_up": ("evaluation", "can_be_followed_up"),
}
# With one of these the text goes on to something else than who takes part.
GOES_ON = (
    "i|för|under|på|som|där|så|vid|kring|hos|till|från|inom|mot|om|prova|pröva|testa|starta|börja|göra|ge|erbjuda|arbeta"
    "|utveckla|införa|driva|hjälpa|stötta|följa|möta|ska|vill|kan|har|är|in|for|during|who|which|where|to|at|on|from|try"
    "|test|start|offer|give|help|support|develop|run|follow|meet|will|want|can|has|have|is|are"
)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
PARTNERS = re.compile(
    r"\b(?:tillsammans med|ihop med|i samverkan med|i samarbete med|together with|in cooperation with)\s+"
    r"(?P<who>[^.,;:!?()\n]{2,80}?)"
    rf"(?=\s+(?:{GOES_ON})\b|[.,;:!?()\n]|$)",
    re.IGNORECASE,
)
AND = re.compile(r"\s+(?:och|and|samt)\s+")
MOST_PARTNERS, MOST_YEARS = 8, 8
# A name that is given: "the project is called Bridge", "vi kallar det för Bron".
CALLED = re.compile(
    r"\b(?i:(?:projektet|idén|satsningen|det) (?:heter|kallas)|kallar (?:vi )?(?:det|den|projektet|idén)(?: för)?"
    r"|(?:it|project|idea) is called|we call (?:it|the project|the idea))\s+"
    r"[”“\"']?(?P<name>[A-ZÅÄÖ][^.,;:!?\n”“\"']{1,60})"
)
# After one of these comes what they want to do, as a thing and not as a verb.
BEGINS = re.compile(
    r"(?:vi (?:vill|skulle vilja|tänker|planerar att)|we (?:want to|would like to|plan to))\s+"
    r"(?:pröva|prova|testa|starta|införa|erbjuda|börja med|öppna|try|test|start|offer|introduce|open)\s+"
    r"(?!att\b|(?:(?:en|ett|a|an)\s+)?(?:ny|new))(?:(?:en|ett|a|an)\s+)?",
    re.IGNORECASE,
)
TITLE_END = re.compile(
    r",|;|:|\(| (?:tillsammans|ihop|i samverkan|i samarbete|together|in cooperation|där|som|så att|för att|eftersom"
    r"|because|where|who|which|so that|in order"
    r"|(?:och|and) (?:kostar|ska|vill|är|pågår|behöver|costs?|will|is|runs|needs)"
    r"|(?:under|i|for|during) (?:två|tre|fyra|fem|two|three|four|five|\d+) (?:år|years))\b",
    re.IGNORECASE,
)
LEAST_TITLE_WORDS, MOST_TITLE_WORDS, LONGEST_TITLE = 2, 9, 80
SAVES = r" (?:sparar|tjänar|vinner|får lägre kostnader|saves?|would save|gains?|gets? lower costs)\b"
SAVERS = {
    saver: re.compile(rf"\b(?:{names}){SAVES}", re.IGNORECASE)
    for saver, names in {
        "several": "flera (?:förvaltningar|nämnder)|båda|alla|several (?:administrations|committees)|both|all",
        "same": "vi|vi själva|vår förvaltning|vår egen förvaltning|we|we ourselves|our administration",
        "other": "(?:socialtjänsten|socialförvaltningen|skolan|utbildningsförvaltningen|arbetsmarknadsförvaltningen"
        "|en annan (?:förvaltning|nämnd)|någon annan|social services|the school|another (?:administration|committee))"
        "(?: som)?",
    }.items()
}


@dataclass(frozen=True)
class Place:
    """A piece of what was written: ``text[start:end]``."""

    start: int
    end: int


def is_full(state: DialogueState) -> bool:
    """Whether the conversation holds as much as it may."""
    return len(state.turns) >= MOST_TURNS or sum(len(turn.text) for turn in state.turns) > LONGEST_CONVERSATION


def fits(state: DialogueState, text: str) -> bool:
    """Whether a text may be added."""
    written = sum(len(turn.text) for turn in state.turns)
    return len(text) <= LONGEST_TEXT and written + len(text) <= LONGEST_CONVERSATION


def sketch_fields(talk: Talk, *, first_year: int) -> dict[str, dict[str, str]]:
    """What the conversation tells, as far as it answers questions of the sketch: step id -> field -> text.

    ``first_year``: the year of the first cost, when years are told by their number only.
    The texts are the person's own sentences; where they only pressed "yes", it is the question as a statement.
    What they replied to a question stands in the step that it answers, and in the idea only when no step asks for it.
    """
    found: dict[str, dict[str, str]] = {"idea": title_field(talk.idea)}
    area = talk.area or (talk.advice.primary_area if talk.advice else None)
    if area:
        found["area"] = {"area": area}
    if talk.answers.get("new_method") in ("yes", "no"):
        is_new = talk.answers["new_method"] == "yes"
        found["novelty"] = {"novelty": "new" if is_new else "running_here"}
    for step, (question_id, condition) in TEXT_STEPS.items():
        if talk.answers.get(question_id) != "no" and (text := _told(talk, question_id, condition)):
            found[step] = {step: text}
    if partners := partner_fields(talk.idea):
        found["partners"] = partners
    if saver := saver_of(talk.idea):
        found["saving"] = {"saver": saver} | found.get("saving", {})
    if costs := cost_fields(talk.idea, first_year):
        found["cost"] = costs
    placed = {question_id for step, (question_id, _condition) in TEXT_STEPS.items() if step in found}
    elsewhere = placed | ({"cost"} if costs else set())
    others = (reply for question_id, reply in talk.replies.items() if question_id not in elsewhere)
    found["idea"]["idea"] = "\n\n".join([talk.described, *others])
    return found


def title_field(text: str) -> dict[str, str]:
    """What the idea is called, or a short phrase of its first sentence; nothing where that is not plainly possible."""
    if called := CALLED.search(text):
        return {"title": TITLE_END.split(called["name"])[0].strip()}
    wanting = next(filter(None, map(BEGINS.match, SENTENCE_END.split(text.strip()))), None)
    if wanting is None:
        return {}
    phrase = TITLE_END.split(wanting.string[wanting.end() :].rstrip(" .!"))[0].strip()
    is_short = LEAST_TITLE_WORDS <= len(phrase.split()) <= MOST_TITLE_WORDS and len(phrase) <= LONGEST_TITLE
    return {"title": phrase[:1].upper() + phrase[1:]} if is_short else {}


def saver_of(text: str) -> str:
    """Where the saving falls, when the text says so; "" when it does not, or speaks of more than one place."""
    found = {saver for saver, pattern in SAVERS.items() if pattern.search(text)}
    return found.pop() if len(found) == 1 else ""


def cost_fields(text: str, first_year: int) -> dict[str, str]:
    """What the project is said to cost each year, as rows of the sketch."""
    cost = yearly_cost(text)
    if cost is None:
        return {}
    return {
        f"cost-{row}-{column}": str(value)
        for row in range(min(cost.years, MOST_YEARS))
        for column, value in (("year", first_year + row), ("amount", cost.sek))
    }


def partner_fields(text: str) -> dict[str, str]:
    """The partners that a text names after "together with", as rows of the sketch."""
    named = (who.strip() for match in PARTNERS.finditer(text) for who in AND.split(match["who"]))
    rows = list(dict.fromkeys(who for who in named if who))[:MOST_PARTNERS]
    return {
        f"partners-{row}-{column}": value
        for row, who in enumerate(rows)
        for column, value in (("who", who[:1].upper() + who[1:]), ("role", "takes_part"))
    }


def _told(talk: Talk, question_id: str, condition: str) -> str:
    """The sentences that meet a condition of the fund; else the answer "yes" as a statement; else nothing."""
    if talk.advice is None:
        return ""
    if sentences := _sentences(talk.idea, _places(talk.advice, condition)):
        return " ".join(sentences)
    if talk.answers.get(question_id) != "yes":
        return ""
    if reply := talk.replies.get(question_id):
        return reply
    statement = question(question_id).if_yes[talk.advice.language]
    return f"{statement[0].upper()}{statement[1:]}."


def _places(advice: Advice, condition: str) -> list[Place]:
    """Where the text speaks for a condition of the Social Investment Fund."""
    return [
        Place(evidence.start, evidence.end)
        for fund in advice.funds
        if fund.id == "sif"
        for item in fund.conditions
        if item.id == condition and item.met == "yes"
        for evidence in item.evidence
    ]


def _sentences(text: str, places: Iterable[Place]) -> list[str]:
    """The sentences in which the places stand, each once, in the order of the text."""
    starts = [0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
    spans = list(pairwise(starts))
    hit = {span for place in places for span in spans if span[0] <= place.start < span[1]}
    return [text[start:end].strip() for start, end in sorted(hit)]


def gist(turns: Iterable[Mapping[str, str]]) -> str:
    """What a conversation is about, to tell it from others: the longest text that was written in it."""
    return max((row["text"] for row in turns if row["kind"] == "wrote"), key=len, default="")


def differs(then: Mapping[str, object], now: Advice | None) -> bool:
    """Whether the advice of today names another area or another fund than the one that was kept."""
    if now is None:
        return bool(then)
    return (then.get("primary_area"), then.get("best_fund")) != (now.primary_area, now.best_fund)
