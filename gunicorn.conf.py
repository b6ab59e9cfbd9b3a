"""How does gunicorn serve the application? Command line and ``GUNICORN_CMD_ARGS`` win over this file."""

import os

from gunicorn.workers.base import Worker

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
# Loaded once, before the workers part: a faster start, and the knowledge is in memory only once.
preload_app = True
# It would be a socket in the home folder, which a service account may not have.
control_socket_disable = True


def post_worker_init(worker: Worker) -> None:
    """Let this process send mail too, when the settings say so."""
    # Imported here because gunicorn reads this file before it can find the application.
    from sifapp.mail.worker import start_in_web

    start_in_web(worker.app.wsgi())
