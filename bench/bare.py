"""The measure: what Flask, SQLModel, Flask-WTF and Jinja take for one form, one save and one list of 50."""

import os

from flask import Flask, current_app, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from jinja2 import DictLoader
from sqlmodel import Field, Session, SQLModel, col, select
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from bench.counting import count_statements
from sifapp.db import make_engine

ROWS = 1_000
PAGE = 50
TEMPLATES = {
    "form.html": """<!doctype html><html lang="en"><head><title>Form</title></head><body><h1>Form</h1>
<form method="post">{{ form.hidden_tag() }}
{% for field in (form.title, form.text, form.amount_sek) %}<p>{{ field.label }} {{ field }}
{% for error in field.errors %}<strong>{{ error }}</strong>{% endfor %}</p>{% endfor %}
<button>Save</button></form></body></html>""",
    "list.html": """<!doctype html><html lang="en"><head><title>List</title></head><body><h1>List</h1><table>
{% for thing in things %}<tr><td>{{ thing.id }}</td><td>{{ thing.title }}</td><td>{{ thing.amount_sek }}</td></tr>
{% endfor %}</table></body></html>""",
}


class Thing(SQLModel, table=True):
    """The one table."""

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
    Thing.__table__.create(engine, checkfirst=True)  # type: ignore[attr-defined]  # SQLModel hides __table__
    with Session(engine) as session:
        if session.get(Thing, 1) is None:
            session.add_all(Thing(title=f"Thing {n}", text="Some text. " * 20, amount_sek=n) for n in range(ROWS))
            session.commit()
    engine.dispose()
    app.extensions["engine"] = engine
    app.teardown_appcontext(lambda _error: g.session.close() if "session" in g else None)
    app.add_url_rule("/form", "form", form, methods=["GET", "POST"])
    app.add_url_rule("/list", "list_things", list_things)
    count_statements(app, engine)
    return app


def get_session() -> Session:
    """The request's session."""
    if "session" not in g:
        g.session = Session(current_app.extensions["engine"])
    return g.session  # type: ignore[no-any-return]  # set above


def form() -> ResponseReturnValue:
    """Open and save the form of one thing."""
    thing = get_session().get_one(Thing, 1)
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
