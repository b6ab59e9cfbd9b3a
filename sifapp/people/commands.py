"""How does the first administrator get in?"""

import click
from flask.cli import with_appcontext

from sifapp.accounts.forms import EMAIL, SHORTEST_PASSWORD
from sifapp.accounts.operations import change_password
from sifapp.accounts.queries import administration_by_name, person_by_email
from sifapp.db import get_session
from sifapp.i18n import today
from sifapp.people.operations import grant_administrator, register

HOME = "stadsledning"


@click.command("create-admin")
@click.argument("email")
@click.argument("name")
@click.password_option(help="Asked for when it is not given.")
@with_appcontext
def create_admin(email: str, name: str, password: str) -> None:
    """Let EMAIL administer the service; NAME is used when the person is new."""
    if not EMAIL.match(email):
        raise click.UsageError("Write the address as name@workplace.se.")
    if len(password) < SHORTEST_PASSWORD:
        raise click.UsageError(f"Use a password of at least {SHORTEST_PASSWORD} characters.")
    session = get_session()
    administration = administration_by_name(session, HOME, today())
    if administration is None:
        raise click.UsageError("Run `flask load-reference` first: there are no administrations yet.")
    person = person_by_email(session, email) or register(
        session, email=email, name=name, title="", administration=administration, roles=frozenset(), by=None
    )
    grant_administrator(session, person)
    change_password(session, person, password)
    session.commit()
    click.echo(f"{person.email} may sign in as administrator.")
