"""What is somebody told who goes on writing when their session has ended?"""

from collections.abc import Callable

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from sifapp.accounts.gate import hold_posted


def tell_at(endpoint: str) -> Callable[..., ResponseReturnValue]:
    """For the autosave of the page ``endpoint``: they are told, not sent away, and the text is kept and waits there."""

    def tell(**place: int | str) -> ResponseReturnValue:
        url = url_for(endpoint, **place)  # type: ignore[arg-type]  # Flask's own names stand beside any others
        hold_posted(url)
        return render_template("wizard/_signed_out.html", url=url_for("accounts.sign_in", next=url))

    return tell
