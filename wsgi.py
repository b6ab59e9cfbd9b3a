"""The application for a WSGI server: ``gunicorn wsgi:app``."""

import gc

from sifapp import create_app
from sifapp.advice import advise, answer
from sifapp.config import ConfigurationError

try:
    app = create_app()
except ConfigurationError as error:
    # What is missing, without a traceback.
    raise SystemExit(str(error)) from None
# The assistant reads its knowledge at first use. Here, once, before the server parts into processes.
advise("")
answer("")
# The collector writes into everything it looks at, and each process would soon have a copy of its own of all this.
gc.collect()
gc.freeze()
