"""The application for a WSGI server: ``gunicorn wsgi:app``."""

import gc

# Nothing of what is loaded here is garbage, and looking for some takes a quarter of the start.
gc.disable()

from sifapp import create_app  # noqa: E402 - see above
from sifapp.advice import advise, answer  # noqa: E402
from sifapp.config import ConfigurationError  # noqa: E402

try:
    app = create_app()
except ConfigurationError as error:
    # What is missing, without a traceback.
    raise SystemExit(str(error)) from None
# The assistant reads its knowledge at first use. Here, once, before the server parts into processes.
advise("")
answer("")
# The collector writes into everything it looks at, and each process would soon have a copy of its own of all this.
gc.freeze()
gc.enable()
