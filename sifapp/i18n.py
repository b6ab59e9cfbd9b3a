"""Which language does the reader want, and how are dates, numbers and kronor written in it?"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal, cast
from urllib.parse import urlencode

from babel.dates import format_date, format_datetime, format_time, get_timezone
from babel.numbers import format_decimal
from babel.support import NullTranslations
from flask import Flask, g, request
from flask_babel import Domain, force_locale, get_locale, gettext, refresh
from markupsafe import Markup

from sifapp.db import utc_now
from sifapp.extensions import babel

LANGUAGES = {"sv": "Svenska", "en": "English"}
# British English: its dates put the day first, as Swedish readers expect.
LOCALES = {"sv": "sv_SE", "en": "en_GB"}
COOKIE = "language"
TIME_ZONE = get_timezone("Europe/Stockholm")


def init_app(app: Flask) -> None:
    """Choose the language for each request and give templates their filters."""
    app.config.update(
        BABEL_DEFAULT_LOCALE=LOCALES["sv"],
        BABEL_DEFAULT_TIMEZONE="Europe/Stockholm",
        BABEL_TRANSLATION_DIRECTORIES="../translations",
    )
    babel.init_app(app, locale_selector=select_locale)
    babel.domain_instance = Catalogues()
    # With `trimmed` the extractor folds white space; the templates must do the same or never find their text.
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals.update(
        {"_": translate, "gettext": translate, "ngettext": translate_number, "get_locale": get_locale}
    )
    app.jinja_env.filters.update(
        date=show_date,
        datetime=show_datetime,
        moment=show_moment,
        time=show_time,
        number=show_number,
        sek=show_sek,
        size=show_size,
    )


class Catalogues(Domain):  # type: ignore[misc]  # Flask-Babel ships no types
    """The translations of each language. Flask-Babel finds them anew for each text, and a page has a hundred."""

    def __init__(self) -> None:
        super().__init__()
        self._by_language: dict[str, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        """The texts in the reader's language, found once a request; outside of one the texts as they are."""
        if not g:
            return NullTranslations()
        texts = getattr(g, "texts", None)
        if texts is None:
            texts = g.texts = self._texts_of(get_locale().language)
        return cast(NullTranslations, texts)

    def _texts_of(self, language: str) -> NullTranslations:
        if language not in self._by_language:
            self._by_language[language] = super().get_translations()
        return self._by_language[language]


def catalogue() -> NullTranslations:
    """The texts in the reader's language."""
    return cast(NullTranslations, babel.domain_instance.get_translations())


def translate(message: str, /, **values: object) -> Markup:
    """A text of a template in the reader's language; ``values`` are escaped. Jinja's own takes three times as long."""
    text = Markup(catalogue().gettext(message))  # noqa: S704 - our own text
    return text % values if values else text


def translate_number(singular: str, plural: str, number: int, /, **values: object) -> Markup:
    """As `translate`, for as many as ``number`` says."""
    text = Markup(catalogue().ngettext(singular, plural, number))  # noqa: S704 - our own text
    return text % {"num": number, **values}


def language() -> Literal["sv", "en"]:
    """The reader's language."""
    locale = get_locale()
    return "en" if locale and locale.language == "en" else "sv"


def select_locale() -> str:
    """The person's choice, else the browser's cookie (a link sets it), else what the browser asks for, else Swedish."""
    user = g.get("user")
    chosen = (user.person.language if user else None) or request.cookies.get(COOKIE)
    if chosen not in LANGUAGES:
        chosen = request.accept_languages.best_match(list(LANGUAGES), default="sv")
    return LOCALES[chosen or "sv"]


@contextmanager
def in_language(code: str | None) -> Iterator[None]:
    """Write in another reader's language: mails and letters."""
    outside = g.pop("texts", None)
    try:
        with force_locale(LOCALES.get(code or "sv", LOCALES["sv"])):
            yield
    finally:
        g.texts = outside


def forget_language() -> None:
    """Ask anew which language the reader wants: it was just changed."""
    g.pop("texts", None)
    refresh()


def language_links() -> list[dict[str, object]]:
    """The link that shows this page in each language."""
    here = request.full_path if request.method == "GET" else "/"
    return [
        {
            "code": code,
            "label": label,
            "url": f"/language/{code}?{urlencode({'next': here.rstrip('?')})}",
            "current": code == language(),
        }
        for code, label in LANGUAGES.items()
    ]


# The years that a calendar of the fund holds: year 27, or 9999, is a slip of the hand that no page can count with.
FIRST_YEAR, LAST_YEAR = 1990, 2099


def is_in_calendar(day: date) -> bool:
    """Whether the fund can count with the day."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def today() -> date:
    """Today in Stockholm: calls open and close by the city's calendar."""
    return utc_now().astimezone(TIME_ZONE).date()


def day_of(moment: datetime) -> date:
    """The day of a moment in Stockholm."""
    return moment.astimezone(TIME_ZONE).date()


def _locale() -> str:
    return LOCALES[language()]


def show_date(value: date | datetime) -> str:
    """A day, in full: "1 mars 2026"."""
    if isinstance(value, datetime):
        value = value.astimezone(TIME_ZONE).date()
    return _write_date(value, _locale())


# Babel reads its pattern anew for each; a list has the same few days and numbers again and again.
@lru_cache(maxsize=1024)
def _write_date(value: date, locale: str) -> str:
    return format_date(value, "d MMMM y", locale=locale)


@lru_cache(maxsize=1024)
def _write_number(value: int | float, locale: str) -> str:
    return format_decimal(value, locale=locale)


def show_datetime(value: datetime) -> str:
    """A day and a time of day in Stockholm."""
    return format_datetime(value, "d MMM y HH:mm", tzinfo=TIME_ZONE, locale=_locale())


def show_moment(value: datetime) -> str:
    """A day and a time of day in Stockholm, in a sentence: "22 november 2026 kl. 16.44"."""
    pattern = "d MMMM y 'kl.' HH.mm" if language() == "sv" else "d MMMM y 'at' HH:mm"
    return format_datetime(value, pattern, tzinfo=TIME_ZONE, locale=_locale())


def show_time(value: datetime) -> str:
    """A time of day in Stockholm: "10:42"."""
    return format_time(value, "HH:mm", tzinfo=TIME_ZONE, locale=_locale())


def show_number(value: int | float) -> str:
    """A number with the reader's separators."""
    return _write_number(value, _locale())


def show_decimal(value: Fraction) -> str:
    """A number with two decimals at most, and none that it does not need."""
    hundredths = Decimal(round(value * 100)) / 100
    return format_decimal(hundredths, "#,##0.##", locale=_locale())


def show_size(size_bytes: int) -> str:
    """A file's size as people say it: "820 kB", "1,2 MB"."""
    kilobytes = max(1, round(size_bytes / 1024))
    if kilobytes < 1000:
        return f"{show_number(kilobytes)}\xa0kB"
    return f"{format_decimal(Decimal(size_bytes) / 1024**2, '#,##0.#', locale=_locale())}\xa0MB"


def show_sek(value: int) -> str:
    """Whole kronor: "1 250 000 kr" in Swedish, "SEK 1,250,000" in English; never broken over two lines."""
    return str(gettext("SEK %(amount)s", amount=show_number(value))).replace(" ", "\xa0")
