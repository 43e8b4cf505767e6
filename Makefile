# Two commands on a fresh machine: `make run` and `make test`. `make help` lists the rest.
# Needs Python 3.11 or newer and make; everything else goes into .venv.

PORT ?= 8000
DEMO ?= 1
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2); \
	[ $$n -lt 2 ] && n=2; [ $$n -gt 4 ] && n=4; echo $$n)
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
NEXT_PYTHON ?= $(shell for p in python3.14 python3.13 python3.12; do $$p -c '' 2>/dev/null && echo $$p && break; done)
CHROMIUM ?= $(shell command -v /usr/bin/chromium chromium chromium-browser google-chrome 2>/dev/null | head -n 1)
CHROMIUM_SHELL ?= $(shell command -v chromium-headless-shell 2>/dev/null)

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/pytest
TYPED := config $(wildcard */services */*/services */policies.py */*/policies.py appointments/lifecycle.py scheduling/slot_plan.py)

.PHONY: help install run test test-postgres test-browser test-faults screenshots bench-streams bench-messages \
	bench-publish bench-calendar bench-analytics bench-admin bench-import test-next lint format lock clean
.DEFAULT_GOAL := help

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

install: .venv/installed ## Create the environment and install what dev.txt locks

.venv/created:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed; none was found."; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { echo "This Python lacks venv (on Debian: apt install python3-venv)."; exit 1; }
	@touch $@

# uv when it can be had, for speed; pip does the same more slowly. Both refuse a wrong hash.
.venv/installed: requirements/dev.txt .venv/created
	@echo "Installing; the first time takes a minute."
	@uv=$$(sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements/dev.txt); \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$uv" \
	&& $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

run: install ## Serve on http://127.0.0.1:8000 with demo data (PORT=8001, DEMO=0)
	@mkdir -p var
	@$(MANAGE) migrate --no-input --verbosity 0
ifneq ($(DEMO),0)
	@$(MANAGE) seed_demo --if-empty
endif
	@$(MANAGE) publish_slots
	@exec $(MANAGE) serve --port $(PORT) $(if $(filter 0,$(DEMO)),--first-administrator)

test: install ## Run every test that needs no service, on SQLite
	@env -u DATABASE_URL $(PYTEST) -n $(WORKERS) --dist worksteal -m "not postgres and not browser" $(ARGS)

test-postgres: install ## Run the suite on the PostgreSQL server in DATABASE_URL
	@case "$$DATABASE_URL" in postgres*) ;; *) \
	echo "make test-postgres needs a server: DATABASE_URL=postgres://user:password@host:5432/name"; exit 1;; esac
	@$(PYTEST) -n $(WORKERS) --dist worksteal -m "not browser" $(ARGS)

test-browser: export CHROMIUM := $(CHROMIUM)
test-browser: export CHROMIUM_SHELL := $(CHROMIUM_SHELL)
test-browser: install ## Run the journeys in Chromium (CHROMIUM=/path/to/it)
	@[ -x "$(CHROMIUM)" ] || { echo "make test-browser needs Chromium and found none."; \
	echo "Debian: apt install chromium (and chromium-headless-shell, which is quicker). Elsewhere: CHROMIUM=/path/to/chromium make test-browser"; exit 1; }
	@case "$$DATABASE_URL" in postgres*) $(PYTEST) -n 0 -m "browser and postgres" $(ARGS);; \
	*) echo "Without a server in DATABASE_URL the journeys are made on SQLite only.";; esac
	@env -u DATABASE_URL $(PYTEST) -n 2 --dist worksteal -m "browser and not postgres" $(ARGS)

test-faults: install ## Kill servers 200 and workers 60 times, want 10,000 times at once (DATABASE_URL for PostgreSQL)
	@BOOKING_ATTEMPTS=$${BOOKING_ATTEMPTS:-10000} SERVER_KILLS=$${SERVER_KILLS:-200} \
	OUTBOX_MESSAGES=$${OUTBOX_MESSAGES:-3000} WORKER_KILLS=$${WORKER_KILLS:-60} \
	$(PYTEST) -n 0 -rP --durations=0 tests/concurrency/test_two_servers.py tests/access/test_limits_on_two_servers.py \
	tests/appointments/notifications/test_outbox_under_kills.py $(ARGS)

screenshots: install ## Take the pictures of the README from the demo (CHROMIUM=/path/to/it)
	@env -u DATABASE_URL CHROMIUM="$(CHROMIUM)" $(BIN)/python -m tests.browser.screenshots

.venv-next/installed: requirements/next.txt .venv/installed
	@[ -n "$(NEXT_PYTHON)" ] || { echo "make test-next needs Python 3.12 or newer and found none: NEXT_PYTHON=/path/to/it"; exit 1; }
	@$(NEXT_PYTHON) -m venv --clear .venv-next
	@$(BIN)/uv pip install --quiet --python .venv-next/bin/python --require-hashes -r requirements/next.txt
	@touch $@

bench-streams: install ## Measure booking beside 500 open streams (ARGS="--streams 100 --watching")
	@$(BIN)/python -m tests.benchmarks.live_streams $(ARGS)

bench-messages: install ## Measure how soon mail leaves at 50 bookings a second (DATABASE_URL for PostgreSQL)
	@$(BIN)/python -m tests.benchmarks.messages $(ARGS)

bench-analytics: install ## Measure the analytics over a million appointments, and prove them (ARGS="--appointments 50000")
	@$(BIN)/python -m tests.benchmarks.analytics $(ARGS)

bench-admin: install ## Measure every list of the administration at 100,000 appointments (DATABASE_URL for PostgreSQL)
	@$(BIN)/python -m tests.benchmarks.admin_lists $(ARGS)

bench-import: install ## Measure importing 10,000 patients and 500 doctors (DATABASE_URL for PostgreSQL)
	@$(BIN)/python -m tests.benchmarks.importing $(ARGS)

bench-publish: install ## Measure publishing for 2,000 doctors while people book (ARGS="--doctors 200")
	@$(BIN)/python -m tests.benchmarks.publishing $(ARGS)

bench-calendar: install ## Measure a doctor's fullest pages: week, day, requests (DATABASE_URL for PostgreSQL)
	@$(BIN)/python -m tests.benchmarks.workbench $(ARGS)

test-next: .venv-next/installed ## Run what `make test` runs on the next Django (NEXT_PYTHON=python3.13)
	@env -u DATABASE_URL .venv-next/bin/pytest -n $(WORKERS) -m "not postgres and not browser" $(ARGS)

lint: install ## Check style, layers, types, templates, migrations and production settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy $(TYPED)
	env -u DATABASE_URL $(PYTEST) -q -n 0 tests/config/test_template_rules.py
	env -u DATABASE_URL DJANGO_SETTINGS_MODULE=config.settings.test $(MANAGE) makemigrations --check --dry-run
	@echo "check --deploy with production settings"
	@env -u DATABASE_URL -u REDIS_URL -u WEB_CONCURRENCY ENV_FILE=/dev/null DJANGO_SETTINGS_MODULE=config.settings.production \
	SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	ALLOWED_HOSTS=clinic.example SITE_URL=https://clinic.example DEBUG=0 \
	EMAIL_URL=smtp+tls://user:password@mail.clinic.example:587 OUTBOX_TRANSPORT= MEDIA_ROOT="$(CURDIR)/tests" PRIVATE_FILES_DIR="$(CURDIR)/tests" \
	$(MANAGE) check --deploy --fail-level WARNING

format: install ## Put Python in its format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: install ## Compile requirements/*.in to *.txt
	cd requirements && for name in base production dev; do \
	../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url $$name.in -o $$name.txt || exit 1; done
	cd requirements && ../$(BIN)/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes \
	--no-header --no-emit-index-url --override next.in dev.in -o next.txt

clean: ## Remove the environment; the data in var/ stays
	rm -rf .venv .venv-next .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
