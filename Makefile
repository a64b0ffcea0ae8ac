# Two commands are enough: `make run` serves Rebond with its demo, `make test` checks everything.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:
.PHONY: help setup setup-dev run check lint-fix test test-unit test-e2e test-postgres bench lock vendor clean

BIN := .venv/bin
UNIT := $(BIN)/pytest -m "not e2e" --ignore=tests/e2e -p no:playwright -n 2 -q

help: ## List these commands
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: ## Create .venv and install the locked run-time dependencies (a second when nothing changed)
	@scripts/setup.sh prod

setup-dev: ## The same, with the development tools
	@scripts/setup.sh dev

run: ## Set up, migrate, load the demo when the database is empty, and serve on http://127.0.0.1:8000
	@scripts/setup.sh prod
	exec scripts/run.sh

check: setup-dev ## Style, types, import contracts, migrations, templates, French, nothing local committed
	@scripts/check.sh

lint-fix: setup-dev ## Let the tools mend what they can
	@$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $$(git ls-files --cached --others --exclude-standard 'rebond/*.html') || true # 1 means « rewritten »

test: setup-dev ## Everything: unit part, then the browser part in headless Chromium
	@scripts/chromium.sh
	scripts/calendar_programs.sh
	$(UNIT)
	$(MAKE) --no-print-directory test-e2e

test-unit: setup-dev ## Everything but the browser
	@scripts/calendar_programs.sh
	$(UNIT)

test-e2e: setup-dev ## The browser part alone
	@timeout --kill-after=20 900 $(BIN)/pytest tests/e2e -m e2e -p no:xdist -q

test-postgres: setup-dev ## Everything but the browser, on a throw-away PostgreSQL
	@scripts/with_postgres.sh $(UNIT)

bench: setup-dev ## What pages cost with 300 people and with 10,000 (BENCH_PEOPLE changes the latter)
	@$(BIN)/python scripts/bench.py

lock: setup-dev ## Resolve the dependencies again (requirements/*.txt)
	@scripts/lock.sh

vendor: ## Fetch the style sheets and scripts of package.json and copy the few files we serve (needs Node)
	@npm ci --ignore-scripts
	python3 scripts/copy_assets.py

clean: ## Remove what these commands made, but the databases under var/
	@rm -rf .venv node_modules artifacts var/static .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
