"""How does gunicorn serve in the bench? Alike for both applications, so that they differ in nothing else."""

workers = 2
threads = 4
worker_class = "gthread"
preload_app = True
control_socket_disable = True
loglevel = "error"
