# What can be done with this checkout? `make help` says.

SHELL := bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8000
DATA := $(or $(SIF_DATA_DIR),instance)
PYTHON := .venv/bin/python
FLASK := SIF_DEMO=1 SIF_BASE_URL=http://localhost:$(PORT) $(PYTHON) -m flask --app wsgi
PYBABEL := $(PYTHON) -m babel.messages.frontend
UPDATE := $(PYBABEL) -q update --width 120 --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date -i translations/messages.pot -d translations
LIBRARIES := /usr/lib/$(shell uname -m)-linux-gnu
# What WeasyPrint loads, and fonts with every letter.
DOCUMENTS := libpango-1.0-0=$(LIBRARIES)/libpango-1.0.so.0 libpangoft2-1.0-0=$(LIBRARIES)/libpangoft2-1.0.so.0 \
  libharfbuzz-subset0=$(LIBRARIES)/libharfbuzz-subset.so.0 \
  fonts-dejavu-core=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf \
  fonts-liberation=/usr/share/fonts/truetype/liberation
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 20

.PHONY: run
run: documents .venv/run.stamp $(CATALOGUES) compress compiled ## Start the application with made-up people and cases (PORT=8000)
	@$(FLASK) db upgrade
	@$(FLASK) load-reference
	@[ -e $(DATA)/demo.loaded ] || { $(FLASK) load-demo && touch $(DATA)/demo.loaded; }
	@echo "Open http://localhost:$(PORT) and choose “Sign in” to be one of the demo people. Ctrl-C stops."
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] && command -v xdg-open >/dev/null; then (sleep 2; xdg-open http://localhost:$(PORT)) >/dev/null 2>&1 & fi
	@MALLOC_ARENA_MAX=1 SIF_DEMO=1 SIF_BASE_URL=http://localhost:$(PORT) PORT=$(PORT) exec $(PYTHON) -m gunicorn -c gunicorn.conf.py wsgi:app

# Temporary files go into one folder that is removed. PostgreSQL runs as another user, who must be able to enter it.
.PHONY: test
test: debian check ## Check everything, then run all tests on SQLite, PostgreSQL and in a browser
	@folder=$$(mktemp -d) && chmod 711 "$$folder" && trap 'rm -rf "$$folder"' EXIT && \
	TMPDIR="$$folder" $(PYTHON) -m pytest --numprocesses 2 --dist worksteal $(TESTS)

.PHONY: check
check: .venv/test.stamp $(CATALOGUES) compress ## Check style, types, imports, templates and translations
	$(PYTHON) -m ruff check --quiet .
	$(PYTHON) -m ruff format --check --quiet .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-logo
	$(PYTHON) -m djlint --lint --quiet sifapp/templates
	$(MAKE) --no-print-directory extract
	$(UPDATE) --check

.PHONY: bench
bench: debian .venv/test.stamp $(CATALOGUES) compress compiled ## Measure the application beside a bare Flask application
	@$(PYTHON) -m bench

.PHONY: migrate
migrate: .venv/run.stamp ## Write a migration from the changed models (NAME="add saving payer")
	$(FLASK) db upgrade
	$(FLASK) db revision "$(NAME)"

.PHONY: translate
translate: .venv/run.stamp extract ## Bring the catalogues in line with the texts in code and templates
	$(UPDATE)
	$(PYTHON) translations/fill_english.py
	$(MAKE) --no-print-directory $(CATALOGUES)

.PHONY: lock
lock: ## Write the pinned requirements anew from pyproject.toml (needs uv)
	$(LOCK) --upgrade --extra documents pyproject.toml -o requirements.txt
	$(LOCK) --constraints requirements.txt --extra documents --extra postgres pyproject.toml -o requirements-postgres.txt
	$(LOCK) --constraints requirements-postgres.txt --extra documents --extra postgres --extra dev pyproject.toml -o requirements-dev.txt

# An installation compiles once: else each start does when PYTHONDONTWRITEBYTECODE is set, or the folder is read-only.
.PHONY: compiled
compiled:
	@$(PYTHON) -m compileall -q assistant migrations sifapp wsgi.py

# Beside each static file a compressed one, which is served to browsers that take it.
.PHONY: compress
compress:
	@$(PYTHON) -m whitenoise.compress --quiet sifapp/static

.PHONY: extract
extract:
	$(PYBABEL) -q extract --no-location --sort-output -F pyproject.toml -k _l -k lazy_gettext --project sifapp -o translations/messages.pot .

# Everything else works without them, so a machine on which nothing may be installed still runs.
.PHONY: documents
documents:
	@.ci/install-debian $(DOCUMENTS) || echo "Until then no PDF can be made; all else works." >&2

# Playwright's driver needs libatomic.
.PHONY: debian
debian:
	@.ci/install-debian chromium=/usr/bin/chromium postgresql=/usr/lib/postgresql \
	  libatomic1=/usr/lib/$$(uname -m)-linux-gnu/libatomic.so.1 $(DOCUMENTS)

%.mo: %.po
	$(PYBABEL) -q compile -i $< -o $@

.venv/bin/python:
	@"$$(.ci/find-python)" -m venv --clear .venv

.venv/run.stamp: requirements.txt | .venv/bin/python
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/test.stamp: requirements-dev.txt | .venv/bin/python
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@ .venv/run.stamp
