"""How does an operator get demo data?"""

import click
from flask.cli import with_appcontext
from sqlmodel import Session, select

from sifapp.access import Role
from sifapp.accounts.gate import settings
from sifapp.accounts.models import Person
from sifapp.accounts.queries import people_with_role
from sifapp.db import get_session
from sifapp.demo.load import load_demo


@click.command("load-demo")
@with_appcontext
def load_demo_command() -> None:
    """Fill an empty database with made-up people and sketches. Only in demo mode."""
    if not settings().demo:
        raise click.ClickException("Demo data is for demo mode. Set SIF_DEMO=1 to load it.")
    session = get_session()
    if session.exec(select(Person.id).limit(1)).first() is not None:
        raise click.ClickException("The database holds people already. Demo data goes into an empty database.")
    load_demo(session)
    session.commit()
    click.echo(f"Demo data loaded. Sign in at {settings().base_url}/sign-in with one press, for example as:")
    for role in Role:
        click.echo(f"  {role.value}: {_names(session, role)}")


def _names(session: Session, role: Role) -> str:
    # In the order of the sign-in page, which shows three of each role.
    people = sorted(people_with_role(session, role), key=lambda person: person.id)
    return ", ".join(person.name for person in people[:3])
