"""The application of Stockholm's Social Investment Fund."""

from datetime import timedelta

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from sifapp import cli, db, error_pages, i18n, schema, web
from sifapp.accounts import gate, once
from sifapp.accounts import routes as accounts
from sifapp.accounts.operations import clear_away
from sifapp.applications import routes as calls
from sifapp.applications import uploads
from sifapp.archive import routes as archive
from sifapp.archive.commands import archive_commands
from sifapp.archive.removing import remove
from sifapp.calculation import routes as calculation
from sifapp.casefile import coming, keeping, navigation
from sifapp.casefile import routes as casefile
from sifapp.changes import routes as changes
from sifapp.changes import showing as changes_showing
from sifapp.config import Settings, read_settings
from sifapp.conversation import routes as conversation
from sifapp.conversation.forgetting import forget
from sifapp.decisions import routes as decisions
from sifapp.decisions.kinds import STATEMENT
from sifapp.demo.commands import load_demo_command
from sifapp.extensions import csrf, htmx
from sifapp.followup import routes as followup
from sifapp.jobs import routes as jobs
from sifapp.jobs import worker as job_worker
from sifapp.jobs.kinds import add_kind
from sifapp.knowledge import routes as knowledge
from sifapp.lessons import routes as lessons
from sifapp.lessons import showing as lesson_showing
from sifapp.mail import routes as mail
from sifapp.mail.worker import add_chore, add_queue, worker
from sifapp.opendata import routes as opendata
from sifapp.overview import routes as overview
from sifapp.people import routes as people
from sifapp.people.commands import create_admin
from sifapp.prestudy import reminders as pre_study_reminders
from sifapp.prestudy import routes as prestudy
from sifapp.progress import routes as progress
from sifapp.reconciliation import reminders as reconciliation_reminders
from sifapp.reconciliation import routes as reconciliation
from sifapp.reconciliation import showing as reconciliation_showing
from sifapp.repayment import routes as repayment
from sifapp.review import routes as review
from sifapp.review.workload import release_left_behind
from sifapp.scoring import routes as scoring
from sifapp.scoring.kinds import KINDS as COUNCIL_PAPERS
from sifapp.wizard import reminders
from sifapp.wizard import routes as wizard
from sifapp.wizard.paper import COPY

__all__ = ["create_app", "schema"]

MEGABYTE = 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Wire the application together: the only place where its parts meet.

    ``settings``: default from the environment; raises ConfigurationError when that is incomplete.
    """
    settings = settings or read_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__)
    app.jinja_environment = web.Templates
    https = settings.base_url.startswith("https:")
    app.config.update(
        SECRET_KEY=settings.signing_key(),
        MAX_CONTENT_LENGTH=2 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,
        SESSION_COOKIE_NAME="sif_form",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https,
        PERMANENT_SESSION_LIFETIME=timedelta(days=31),
        # A form may stay open as long as its reader needs.
        WTF_CSRF_TIME_LIMIT=None,
        TRUSTED_HOSTS=settings.trusted_hosts or None,
    )
    app.extensions["settings"] = settings
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies, settings.proxies)  # type: ignore[method-assign]  # Flask's own way to wrap it
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    db.init_app(app, settings.database)
    web.init_app(app, https=https)
    # Before the check of forms: its error page, too, knows who is asking.
    gate.init_app(app)
    once.init_app(app)
    # The check of forms reads them.
    uploads.init_app(app)
    csrf.init_app(app)
    htmx.init_app(app)
    i18n.init_app(app)
    error_pages.init_app(app)
    preparing = (accounts, calls, calculation, knowledge, wizard, conversation, mail, jobs, review)
    for part in (
        *preparing,
        scoring,
        prestudy,
        decisions,
        followup,
        reconciliation,
        progress,
        changes,
        repayment,
        people,
        casefile,
        opendata,
        overview,
        archive,
        lessons,
    ):
        app.register_blueprint(part.bp)
    navigation.init_app(app)
    coming.init_app(app)
    reconciliation_showing.init_app(app)
    changes_showing.init_app(app)
    lesson_showing.init_app(app)
    chores = (
        clear_away,
        reminders.remind,
        pre_study_reminders.remind,
        reconciliation_reminders.remind,
        forget,
        release_left_behind,
        keeping.scan,
        remove,
        keeping.sweep,
    )
    for chore in (*chores, job_worker.clear_away):
        add_chore(app, chore)
    for kind in (COPY, *COUNCIL_PAPERS, STATEMENT):
        add_kind(app, kind)
    add_queue(app, job_worker.do_due)
    own = (cli.migrations, cli.load_reference, cli.log_commands, cli.knowledge_commands, cli.backup)
    for command in (*own, worker, job_worker.do_job, create_admin, load_demo_command, archive_commands):
        app.cli.add_command(command)
    _serve_static(app, settings)
    return app


def _serve_static(app: Flask, settings: Settings) -> None:
    """Serve static files compressed, with addresses that change with their content."""
    app.jinja_env.globals.update(demo_mode=settings.demo, static_url=web.static_urls(app))
    folder = app.static_folder or ""
    app.wsgi_app = WhiteNoise(app.wsgi_app, root=folder, prefix="static/", max_age=31536000)  # type: ignore[method-assign]  # Flask's own way to wrap it
