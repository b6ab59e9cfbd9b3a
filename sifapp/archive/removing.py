"""What is removed each night? The worker asks now and then."""

from sqlmodel import Session

from sifapp.archive import operations, queries


def remove(session: Session) -> None:
    """Let each rule that is in force take some of what its time is over for; the rest goes the next time."""
    for rule in queries.rules(session).values():
        if rule.in_force:
            operations.apply(session, rule, by=None)
            session.commit()
