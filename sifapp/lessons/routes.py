"""What have all cases taught? One page to search, for whoever works in the city."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.advice import AREAS
from sifapp.applications.gate import Case, open_case
from sifapp.db import get_session
from sifapp.i18n import language
from sifapp.lessons.queries import lessons as all_lessons
from sifapp.lessons.rules import Kind, Lesson, matching, nearest_first
from sifapp.lessons.showing import KIND_LABELS
from sifapp.web import clean, page_or_fragment, row_number
from sifapp.wizard.queries import answers_of, drafts_of

bp = Blueprint("lessons", __name__)

PAGE = 20
LONGEST_SEARCH = 200


@bp.get("/lessons")
@requires(Permission.IN_CITY)
def lessons() -> ResponseReturnValue:
    """Lessons by words, area and kind; for a case of one's own, first what resembles it most."""
    asked = {name: clean(request.args.get(name, "")).strip()[:LONGEST_SEARCH] for name in ("words", "area", "kind")}
    like, page = request.args.get("like", type=row_number), request.args.get("page", 1, type=row_number)
    case = open_case(like, to=Permission.SEE_CASE) if like else None
    found = _found(asked, case)
    shown = found[(page - 1) * PAGE : page * PAGE]
    return page_or_fragment(
        "lessons/lessons.html",
        "lessons/_list.html",
        lessons=shown,
        total=len(found),
        case=case,
        asked=asked,
        areas=[(area.id, area.name[language()]) for area in AREAS],
        kinds=[(kind.value, label) for kind, label in KIND_LABELS.items()],
        previous_url=_url(asked, like, page - 1) if page > 1 else None,
        next_url=_url(asked, like, page + 1) if page * PAGE < len(found) else None,
    )


def _found(asked: dict[str, str], case: Case | None) -> list[Lesson]:
    kinds = [kind for kind in Kind if asked["kind"] in ("", kind.value)]
    found = [lesson for lesson in all_lessons(get_session(), kinds) if asked["area"] in ("", lesson.area)]
    if asked["words"]:
        return matching(found, asked["words"])
    return nearest_first(found, _idea_of(case)) if case else found


def _idea_of(case: Case) -> str:
    idea = answers_of(drafts_of(get_session(), case.application.id)).get("idea", {})
    return f"{case.application.title}\n{idea.get('idea', '')}"


def _url(asked: dict[str, str], like: int | None, page: int) -> str:
    words, area, kind = (asked[name] or None for name in ("words", "area", "kind"))
    return url_for("lessons.lessons", words=words, area=area, kind=kind, like=like, page=page)
