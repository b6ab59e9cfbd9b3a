"""Can the demo set the clock, and nobody else?"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sifapp
from sifapp.db import at_moment, utc_now

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_now_is_the_moment_that_was_set_and_the_real_one_afterwards() -> None:
    with at_moment(NOON):
        with at_moment(NOON + timedelta(hours=1)):
            inner = utc_now()
        outer = utc_now()

    assert (inner, outer) == (NOON + timedelta(hours=1), NOON)
    assert utc_now() > NOON + timedelta(days=1)


def test_nothing_but_the_demo_sets_the_clock() -> None:
    package = Path(sifapp.__file__).parent

    users = {str(p.relative_to(package)) for p in package.rglob("*.py") if "at_moment" in p.read_text("utf-8")}

    assert users == {"db.py", "demo/load.py"}
