"""Which links stand at the top and at the foot of each page?"""

from dataclasses import dataclass
from functools import lru_cache

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sifapp.access import Permission, allowed_by_role
from sifapp.accounts.gate import settings
from sifapp.casefile.rules import READERS
from sifapp.i18n import language_links

# Label, endpoint, the permission that its page needs.
MAIN = (
    (_l("Try an idea"), "wizard.idea", Permission.PUBLIC),
    (_l("My sketches"), "casefile.start", Permission.START_SKETCH),
    (_l("Inbox"), "review.inbox", Permission.SEE_QUEUE),
    (_l("All cases"), "review.queue", Permission.SEE_QUEUE),
    (_l("Support given"), "review.support", Permission.SEE_SUPPORT),
    (_l("Outbox"), "mail.outbox", Permission.SEE_MAIL),
    (_l("Calls"), "applications.all_calls", Permission.MANAGE_CALLS),
    (_l("People"), "people.register", Permission.MANAGE_PEOPLE),
)
FOOT = (
    (_l("About the fund"), "casefile.about"),
    (_l("Other money"), "applications.funds"),
    (_l("Accessibility"), "casefile.accessibility"),
    (_l("Personal data"), "casefile.privacy"),
)


@dataclass(frozen=True)
class Link:
    """One link of a menu."""

    label: str
    url: str
    current: bool


def init_app(app: Flask) -> None:
    """Give every template its menus."""
    app.context_processor(lambda: {"nav_items": _main(), "footer_links": _foot(), "language_links": language_links()})


def _main() -> list[Link]:
    user = g.get("user")
    roles = user.roles if user else frozenset()
    items = [_link(label, endpoint) for label, endpoint, permission in MAIN if allowed_by_role(permission, roles)]
    if roles & READERS and not allowed_by_role(Permission.START_SKETCH, roles):
        items.insert(1, _link(_("Sent cases"), "casefile.start"))
    if user and settings().demo:
        items.append(_link(_("Mail to me"), "mail.mine"))
    if user is None:
        items.append(_link(_("Sign in"), "accounts.sign_in"))
    return items


def _foot() -> list[Link]:
    return [_link(label, endpoint) for label, endpoint in FOOT]


def _link(label: object, endpoint: str) -> Link:
    return Link(str(label), _address(endpoint, request.script_root), request.endpoint == endpoint)


# The menus stand on every page, and an address takes long to build.
@lru_cache(maxsize=64)
def _address(endpoint: str, _root: str) -> str:
    return url_for(endpoint)
