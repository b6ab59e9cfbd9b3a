"""Who are the people in our tests? Each plays one part in every test.

Amira and Bo work in Järva; Amira owns the sketches. Cecilia is their manager. Didrik works in Farsta: a partner.
Eva is a stranger from Bromma. Kim and Lena are the coordinators. Rut, Vera and Agnes sit on the council, and so
does Sten, who works in Järva. Siv is city director, Tor controller and Ulla administrator. Frida evaluates
from outside.
"""

from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.access import Role
from sifapp.accounts.gate import COOKIE
from sifapp.accounts.models import Administration, Person
from sifapp.accounts.operations import add_person, hash_token, start_login
from sifapp.accounts.queries import User, user_by_token

PARTS: dict[str, tuple[str | None, frozenset[Role]]] = {
    "amira": ("jarva", frozenset({Role.APPLICANT})),
    "bo": ("jarva", frozenset({Role.APPLICANT})),
    "cecilia": ("jarva", frozenset({Role.APPLICANT})),
    "didrik": ("farsta", frozenset({Role.APPLICANT})),
    "eva": ("bromma", frozenset({Role.APPLICANT})),
    "kim": ("stadsledning", frozenset({Role.COORDINATOR})),
    "lena": ("stadsledning", frozenset({Role.COORDINATOR})),
    "rut": ("social", frozenset({Role.COUNCIL})),
    "vera": ("kultur", frozenset({Role.COUNCIL})),
    "agnes": ("utbildning", frozenset({Role.COUNCIL})),
    "sten": ("jarva", frozenset({Role.COUNCIL, Role.APPLICANT})),
    "siv": ("stadsledning", frozenset({Role.DIRECTOR})),
    "tor": ("stadsledning", frozenset({Role.CONTROLLER})),
    "ulla": ("stadsledning", frozenset({Role.ADMINISTRATOR})),
    "frida": (None, frozenset({Role.EVALUATOR})),
}


class People:
    """Registers people when a test first names them: ``people.user("amira")``."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._people: dict[str, Person] = {}

    def person(self, name: str) -> Person:
        """The person as stored."""
        if name not in self._people:
            code, roles = PARTS[name]
            administration = self.session.exec(select(Administration).where(Administration.code == code)).first()
            self._people[name] = add_person(
                self.session,
                email=f"{name}@stad.example",
                name=name.capitalize(),
                title="Handläggare",
                administration=administration,
                roles=roles,
            )
            self.session.commit()
        return self._people[name]

    def user(self, name: str) -> User:
        """The person as the application meets them when signed in."""
        token = start_login(self.session, self.person(name))
        self.session.commit()
        user = user_by_token(self.session, hash_token(token))
        assert user is not None
        return user

    def administration(self, name: str) -> Administration:
        """The administration that a person works in."""
        found = self.session.get(Administration, self.person(name).administration_id)
        assert found is not None
        return found

    def sign_in(self, client: FlaskClient, name: str) -> None:
        """Give the browser a login session of the person's."""
        token = start_login(self.session, self.person(name))
        self.session.commit()
        client.set_cookie(COOKIE, token)
