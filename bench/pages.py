"""Which pages are measured, against what, and which figures do we aim at?"""

from dataclasses import dataclass

from bench.rows import WORDS

IDEA = (
    "Vi är tre enheter i Järva som möter samma familjer: försörjningsstöd, skolsociala teamet och fältassistenterna. "
    "Barnen är ofta frånvarande från skolan och föräldrarna har varit arbetslösa länge. Vi vill pröva ett gemensamt "
    "team med en jobbcoach, en familjebehandlare och en skuldrådgivare som följer fyrtio familjer i tre år och jämför "
    "med familjer som får det vanliga stödet."
)
NEED = "Omkring 120 familjer i Järva har haft försörjningsstöd i mer än tre år, enligt vår egen statistik från 2025. "


@dataclass(frozen=True)
class Page:
    """One measured page.

    ``path``: may hold {draft}, {application} and {case}. ``who``: a key of rows.TOKENS. ``fields``: posted, when there
    are any; the form is opened anew before each post when ``reopened``. ``beside``: a key of BARE to compare with.
    """

    name: str
    path: str
    who: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    reopened: bool = False
    fragment: bool = False
    beside: str = ""
    most_statements: int | None = None
    most_p50_ms: float | None = None
    most_p95_ms: float | None = None
    grows: bool = False


BARE = {
    "form": Page("bare form", "/things/1", "writer"),
    "save": Page(
        "bare save", "/things/1", "writer", fields=(("title", "A"), ("text", NEED), ("amount_sek", "1")), reopened=True
    ),
    "list": Page("bare list", "/things", "writer"),
}
OURS = (
    Page("open a step", "/sketches/{draft}/need", "writer", beside="form", most_statements=5),
    Page(
        "save a step",
        "/sketches/{draft}/need",
        "writer",
        fields=(("need", NEED),),
        reopened=True,
        beside="save",
        most_statements=7,
        grows=True,
    ),
    Page("queue of 50", "/review/cases", "coordinator", beside="list", most_statements=5, grows=True),
    Page("search", f"/review/cases?q={WORDS.replace(' ', '+')}", "coordinator", grows=True),
    Page("one case", "/cases/{case}", "coordinator", beside="form", most_statements=8, grows=True),
    Page("council's list", "/council/", "member", beside="list", grows=True),
    Page("application's figures", "/sketches/{application}/economy", "writer", beside="form", grows=True),
    Page("advice", "/", fields=(("idea", IDEA),), fragment=True, most_p50_ms=15, most_p95_ms=40),
    Page("first page", "/"),
    Page("projects", "/projects", "coordinator"),
    Page("what goes back", "/repayments", "coordinator"),
    Page("what came of the money", "/results", most_statements=14),
    Page("how the fund works", "/overview", "coordinator", most_statements=14),
)

LOWEST_SHARE_OF_BARE = 0.5
FIRST_VISIT_KB, FIRST_VISIT_REQUESTS, LATER_PAGE_KB = 45, 6, 10
MEMORY_MIB, COLD_START_S = 110, 2
MOST_GROWTH = 1.5
