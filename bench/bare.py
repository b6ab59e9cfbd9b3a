"""The measure: what Flask, SQLModel, Flask-WTF and Jinja take for one form, one save and one list of 50.

It does what an application of this kind cannot do without. A request learns from its cookie who is signed in, by a
session in the database. Pages extend a layout, which names that person and has a menu. Flask-WTF draws the form's
fields and its token, checks what is posted, and one row is changed. It knows no languages, roles, log, mail or security
headers: what those take is what the comparison shows.
"""

import os

from flask import Flask, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from jinja2 import DictLoader
from sqlmodel import Field, Session, SQLModel, col, select
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from bench.counting import count_statements
from bench.rows import TOKENS
from sifapp.accounts.gate import COOKIE
from sifapp.db import make_engine

ROWS = 1_000
PAGE = 50
TEMPLATES = {
    "layout.html": """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{% block title %}{% endblock %} – Things</title>
<link rel="stylesheet" href="{{ url_for('static', filename='app.css') }}"></head><body>
<header><a href="{{ url_for('list_things') }}">Things</a> <nav aria-label="Menu"><ul>
<li><a href="{{ url_for('list_things') }}">All things</a><li><a href="{{ url_for('form', thing_id=1) }}">First thing</a>
</ul></nav> <p>{{ user.name }}</p></header>
{% with messages = get_flashed_messages() %}{% for message in messages %}<p>{{ message }}</p>{% endfor %}{% endwith %}
<main>{% block main %}{% endblock %}</main></body></html>""",
    "form.html": """{% extends "layout.html" %}{% block title %}Form{% endblock %}{% block main %}<h1>Form</h1>
<form method="post">{{ form.hidden_tag() }}
{% for field in (form.title, form.text, form.amount_sek) %}<p>{{ field.label }} {{ field }}
{% for error in field.errors %}<strong>{{ error }}</strong>{% endfor %}</p>{% endfor %}
<button>Save</button></form>{% endblock %}""",
    "list.html": """{% extends "layout.html" %}{% block title %}List{% endblock %}{% block main %}<h1>List</h1><table>
{% for thing in things %}<tr><td>{{ thing.id }}</td>
<td><a href="{{ url_for('form', thing_id=thing.id) }}">{{ thing.title }}</a></td><td>{{ thing.amount_sek }}</td></tr>
{% endfor %}</table>{% endblock %}""",
}


class Member(SQLModel, table=True):
    """Who may sign in."""

    id: int = Field(default=None, primary_key=True)
    name: str


class SignedIn(SQLModel, table=True):
    """A browser in which somebody is signed in."""

    token: str = Field(primary_key=True)
    member_id: int = Field(foreign_key="member.id")


class Thing(SQLModel, table=True):
    """What is listed and changed."""

    id: int = Field(default=None, primary_key=True)
    title: str = Field(max_length=200)
    text: str
    amount_sek: int


class ThingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """The one form."""

    title = StringField("Title", validators=[InputRequired(), Length(max=200)])
    text = TextAreaField("Text", validators=[InputRequired()])
    amount_sek = IntegerField("Amount", validators=[InputRequired()])


def create() -> Flask:
    """The bare application on the database that ``BENCH_BARE_URL`` names, which it fills when it is empty."""
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "only for the bench"  # noqa: S105 - guards nothing
    app.jinja_env.loader = DictLoader(TEMPLATES)
    engine = make_engine(os.environ["BENCH_BARE_URL"])
    tables = [SQLModel.metadata.tables[name] for name in ("member", "signedin", "thing")]
    SQLModel.metadata.create_all(engine, tables)
    with Session(engine) as session:
        if session.get(Thing, 1) is None:
            session.add(Member(id=1, name="Amira"))
            session.flush()
            session.add(SignedIn(token=TOKENS["writer"], member_id=1))
            session.add_all(Thing(title=f"Thing {n}", text="Some text. " * 20, amount_sek=n) for n in range(ROWS))
            session.commit()
    engine.dispose()
    app.extensions["engine"] = engine
    app.before_request(load_user)
    app.context_processor(lambda: {"user": g.user})
    app.teardown_appcontext(lambda _error: g.session.close() if "session" in g else None)
    app.add_url_rule("/health", "health", lambda: "alive")
    app.add_url_rule("/things/<int:thing_id>", "form", form, methods=["GET", "POST"])
    app.add_url_rule("/things", "list_things", list_things)
    count_statements(app, engine)
    return app


def load_user() -> None:
    """Set ``g.user``; only the page that the bench waits for is open to all."""
    if request.endpoint == "health":
        return
    by_token = select(Member).join(SignedIn).where(SignedIn.token == request.cookies.get(COOKIE))
    g.user = get_session().exec(by_token).first()
    if g.user is None:
        abort(401)


def get_session() -> Session:
    """The request's session."""
    if "session" not in g:
        g.session = Session(current_app.extensions["engine"])
    return g.session  # type: ignore[no-any-return]  # set above


def form(thing_id: int) -> ResponseReturnValue:
    """Open and save the form of one thing."""
    thing = get_session().get_one(Thing, thing_id)
    form = ThingForm(obj=thing)
    if form.validate_on_submit():
        form.populate_obj(thing)
        get_session().commit()
        return redirect(url_for("list_things"), code=303)
    return render_template("form.html", form=form)


def list_things() -> ResponseReturnValue:
    """The newest 50 things."""
    things = get_session().exec(select(Thing).order_by(col(Thing.id).desc()).limit(PAGE))
    return render_template("list.html", things=things)
