"""Run everything and print what came out: ``python -m bench`` (some minutes)."""

import logging
import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from pydantic import SecretStr

from bench import assistant, report
from bench.measure import first_visit, measure
from bench.pages import BARE, OURS
from bench.report import Run
from bench.rows import Filled, fill
from bench.server import serving
from sifapp import create_app, migrating
from sifapp.config import Settings
from tests.postgres import throwaway_cluster

DATABASES = ("sqlite", "postgresql")
SIZES = (1_000, 100_000)
SECRET = "only for the bench, which nobody else can reach"  # noqa: S105 - guards nothing


def main() -> int:
    """Measure on both databases. Returns 1 when an aim is missed."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="sif-bench-") as name, throwaway_cluster() as cluster:
        for database in DATABASES:
            runs = [run(database, cases, Path(name), cluster) for cases in SIZES]
            missed += [aim for one in runs for aim in report.show(one)]
            missed += report.show_growth(*runs)
    missed += assistant.show()
    print("\nEvery aim is met." if not missed else "\nMissed:\n" + "\n".join(f"- {line}" for line in missed))
    return 1 if missed else 0


def run(database: str, cases: int, folder: Path, cluster: str) -> Run:
    """All pages, on a new database with so many cases, each right after the bare page that it is compared with."""
    print(f"Measuring {database} with {cases:,} cases …", flush=True)
    url = database_url(database, f"ours{cases}", folder, cluster)
    filled = migrate_and_fill(url, cases, folder)
    settings = {
        "SIF_DATABASE_URL": url,
        "SIF_SECRET_KEY": SECRET,
        "SIF_DATA_DIR": str(folder),
        "SIF_BASE_URL": "http://localhost",
        "SIF_MAIL_FROM": "sif@localhost",
    }
    bare_settings = {"BENCH_BARE_URL": database_url(database, f"bare{cases}", folder, cluster)}
    with (
        serving("bench.application:create()", settings, "/healthz") as ours,
        serving("bench.bare:create()", bare_settings, "/health") as bare,
    ):
        pairs = [
            (page, measure(bare, BARE[page.beside]) if page.beside else None, measure(ours, page, filled))
            for page in OURS
        ]
        return Run(database, cases, pairs, ours.start_s, ours.memory_mib(), ours.memory_mib("Rss"), *first_visit(ours))


def migrate_and_fill(url: str, cases: int, folder: Path) -> Filled:
    """Make the tables and the rows."""
    key = SecretStr(SECRET)
    app = create_app(Settings(_env_file=None, demo=True, secret_key=key, database_url=url, data_dir=folder))
    migrating.init_app(app)
    with app.app_context():
        migrating.alembic.upgrade()
        filled = fill(app.extensions["engine"], cases)
    app.extensions["engine"].dispose()
    return filled


def database_url(database: str, name: str, folder: Path, cluster: str) -> str:
    """Address of a new, empty database."""
    if database == "sqlite":
        return f"sqlite:///{folder / name}.sqlite3"
    engine = sa.create_engine(cluster, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    return sa.make_url(cluster).set(database=name).render_as_string(hide_password=False)


if __name__ == "__main__":
    sys.exit(main())
