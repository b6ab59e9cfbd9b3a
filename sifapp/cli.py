"""Which commands does an operator have beside those of single parts?"""

import re
import sqlite3
from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import AppGroup, ScriptInfo, with_appcontext

from sifapp import advice
from sifapp.accounts.operations import load_administrations
from sifapp.applications import log as case_log
from sifapp.applications import seals
from sifapp.calculation.operations import load_prices
from sifapp.db import get_engine, get_session
from sifapp.decisions.operations import load_earlier_grants
from sifapp.i18n import today
from sifapp.knowledge import queries as knowledge
from sifapp.knowledge import words
from sifapp.knowledge.models import FundEdit
from sifapp.knowledge.rules import is_unchecked, version_of
from sifapp.reconciliation import guard as reconciliations
from sifapp.repayment import guard


class Migrations(click.Group):
    """The commands of `flask db`. Only they load Alembic: no web process carries it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return self._loaded(ctx).list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = self._loaded(ctx).get_command(ctx, cmd_name)
        if cmd_name == "downgrade":
            from sifapp import migrating

            return migrating.downgrade
        return command

    def _loaded(self, ctx: click.Context) -> click.Group:
        from flask_alembic.cli import cli as commands

        from sifapp import migrating

        migrating.init_app(ctx.ensure_object(ScriptInfo).load_app())
        ctx.obj = migrating.alembic
        return commands


migrations = Migrations("db", help="Bring the tables to a version.")
log_commands = AppGroup("log", help="The log of all events.")
knowledge_commands = AppGroup("knowledge", help="What the assistant knows.")


@click.command("load-reference")
@with_appcontext
def load_reference() -> None:
    """Load or update administrations, add new prices and what was granted before. Safe to repeat."""
    session = get_session()
    load_administrations(session)
    load_prices(session)
    load_earlier_grants(session)
    session.commit()
    click.echo("Reference data loaded.")


class LinkType(click.ParamType[case_log.Link]):
    """NUMBER:HASH, as `log verify` prints it."""

    name = "NUMBER:HASH"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> case_log.Link:
        if not re.fullmatch(r"[0-9]{1,18}:[0-9a-f]{64}", value):
            self.fail("write it as it was printed: the entry's number, a colon, 64 hexadecimal digits", param, ctx)
        number, _colon, digits = value.partition(":")
        return case_log.Link(int(number), digits)


@log_commands.command("verify")
@click.option("--expect", type=LinkType(), help="A head that was printed before and kept outside the database.")
def verify_log(expect: case_log.Link | None) -> None:
    """Look for signs of tampering, in what it tells of too; exit status 1 when there are any.

    Prints the head, to be kept.
    """
    verdict = case_log.verify(get_session(), expect)
    faults = [*verdict.faults, *guard.faults(get_session()), *reconciliations.faults(get_session())]
    faults += seals.faults(get_session())
    for fault in faults:
        click.echo(fault)
    if faults:
        raise SystemExit(1)
    click.echo(f"The log is whole. Entries: {verdict.last.number}, without details: {verdict.without_details}.")
    click.echo(f"Head: {verdict.last}")


@knowledge_commands.command("check")
def check_knowledge() -> None:
    """Read and use all the assistant knows; exit status 1 and the place of the fault when something is wrong."""
    try:
        concepts = _use_all_knowledge()
    except (advice.KnowledgeError, advice.AssistantError) as error:
        raise click.ClickException(str(error)) from error
    known = _edited_funds()
    click.echo(f"Knowledge {version_of(known.edition)} of {advice.KNOWLEDGE_DATE} is whole.")
    click.echo(f"Concepts: {concepts}, funds: {len(known.funds)}, questions: {len(advice.QUESTIONS)}.")
    unchecked = [fund for fund in known.funds.values() if is_unchecked(fund, today())]
    click.echo(f"Funds not checked for a year: {len(unchecked)}.")
    for fund in unchecked:
        click.echo(f"- {fund.id}, last checked {fund.last_checked}: {fund.address}")


def _edited_funds() -> knowledge.Catalogue:
    """The funds with the edits of this database. Raises ClickException when an edit cannot be laid over them."""
    if not sa.inspect(get_engine()).has_table(FundEdit.__tablename__):
        click.echo("Edits of funds: not looked at, because the database has no tables yet.")
        return knowledge.Catalogue(0, knowledge.IN_FILES)
    if faults := knowledge.edit_faults(get_session()):
        raise click.ClickException("\n".join(faults))
    for place in knowledge.hidden_facts(get_session()):
        click.echo(f"An edit hides what the files say by now: {place}")
    return knowledge.catalogue_of(get_session())


def _use_all_knowledge() -> int:
    """Ask the assistant for everything once, so that each entry is read. Returns the number of concepts."""
    idea = "Skolan och socialtjänsten prövar i två år ett nytt sätt att förebygga hemlöshet i Farsta."
    for language in ("sv", "en"):
        found = advice.advise(idea, language=language)
        for condition in (condition for fund in found.funds for condition in fund.conditions):
            advice.source(condition.source)
        for topic in advice.TOPICS:
            advice.topic_answer(topic, 1, language)
        for step in advice.STEPS:
            advice.check(step, {}, language=language)
            advice.guidance(step)
        state, _reply = advice.start(language)
        advice.turn(state, idea)
    advice.check_roles()
    advice.check_wording()
    for fund in knowledge.IN_FILES.values():
        advice.edited(fund, {})
    return sum(theme.concepts for theme in words.themes("sv"))


@click.command("backup")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(path: Path) -> None:
    """Copy an SQLite database to PATH while it is in use. To restore, put the copy where the database was."""
    if get_engine().dialect.name != "sqlite":
        raise click.ClickException("PostgreSQL is backed up with its own pg_dump.")
    if path.exists():
        raise click.ClickException(f"{path} exists already. Choose another name.")
    source = get_engine().raw_connection()
    target = sqlite3.connect(path)
    try:
        source.driver_connection.backup(target)  # type: ignore[union-attr]  # an sqlite3 connection
        found = target.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        target.close()
        source.close()
    if found != "ok":
        raise click.ClickException(f"The copy is damaged: {found}")
    click.echo(f"Copied to {path}.")
