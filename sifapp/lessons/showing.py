"""How are lessons told on other steps' pages, and what are their kinds called?"""

from collections.abc import Mapping

from flask import Flask, g
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.access import Permission, allowed_by_role
from sifapp.db import get_session
from sifapp.lessons.queries import lessons
from sifapp.lessons.rules import Kind, Lesson, like

# Beside a conversation there is room for few, of those that say most.
MOST_BESIDE = 3
BESIDE = (Kind.PROJECT, Kind.STOPPED)
KIND_LABELS: Mapping[Kind, LazyString] = {
    Kind.PROJECT: _l("Project that has been evaluated"),
    Kind.STOPPED: _l("Stopped after a pre-study"),
    Kind.REFUSED: _l("Refused by the executive board"),
    Kind.DECLINED: _l("Declined as a sketch"),
    Kind.REFERRED: _l("Referred to other money"),
    Kind.EARLIER: _l("Granted before 2019"),
}


def init_app(app: Flask) -> None:
    """Let the pages of earlier steps ask for lessons: they know nothing of this one."""
    app.jinja_env.globals.update(lessons_like=lessons_like, lesson_kinds=KIND_LABELS)


def lessons_like(idea: str) -> list[Lesson]:
    """What ideas like this one have taught, for whoever works in the city; nothing for anybody else."""
    user = g.get("user")
    if user is None or not idea.strip() or not allowed_by_role(Permission.IN_CITY, user.roles):
        return []
    return like(lessons(get_session(), BESIDE), idea, MOST_BESIDE)
