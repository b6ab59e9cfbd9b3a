"""The application for a WSGI server: ``gunicorn wsgi:app``."""

from sifapp import create_app
from sifapp.advice import advise

app = create_app()
# The assistant reads its knowledge at first use. Here, once, before the server parts into processes.
advise("")
