# Everything a person needs to run Hoa Ban or to work on it. `make help` lists the targets.
# Each target may be repeated; set-up does only what changed since the last time.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?=
VENV := .venv
RUN := $(VENV)/bin
export UV_PYTHON_DOWNLOADS := never
export PYTHONWARNINGS ?= default::DeprecationWarning:hoaban
unexport PYTHONDONTWRITEBYTECODE # a run of the tests starts the product dozens of times; let it be compiled once
CONFORMANCE_DIR ?= ../shared/conformance
PYTEST_WORKERS ?= 2
SECTION ?=

MESSAGES := $(shell find hoaban -path '*/locale/*' -name '*.po' 2>/dev/null)

.PHONY: help
help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | while IFS=$$'\t' read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

# ---------------------------------------------------------------- set-up

.PHONY: setup setup-dev install install-dev
# one set-up at a time: `make run` and `make test` may start together on a fresh clone
setup: ## Install what running needs
	@flock .setup.lock $(MAKE) --no-print-directory install
setup-dev: ## Install what working on the code needs too
	@flock .setup.lock $(MAKE) --no-print-directory install install-dev

install: $(VENV)/.run $(VENV)/.paper hoaban/ui/static/vendor/.stamp $(VENV)/.messages
	@:
install-dev: $(VENV)/.dev
	@:

$(VENV)/.python: tools/setup-venv.sh
	@tools/setup-venv.sh "$(VENV)" "$(PYTHON)"
	@touch $@

$(VENV)/.uv: requirements/uv.lock $(VENV)/.python
	@echo "Installing Python packages"
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.lock
	@touch $@

$(VENV)/.run: requirements/run.lock pyproject.toml $(VENV)/.uv
	@$(RUN)/uv pip install --quiet --python $(RUN)/python --require-hashes -r requirements/run.lock
	@$(RUN)/uv pip install --quiet --python $(RUN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.paper: tools/setup-paper.sh $(VENV)/.python
	@tools/setup-paper.sh
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.run
	@echo "Installing the developers' Python packages"
	@$(RUN)/uv pip install --quiet --python $(RUN)/python --require-hashes -r requirements/dev.lock
	@touch $@

node_modules/.stamp: package.json package-lock.json .npmrc tools/setup-node.sh
	@echo "Installing browser files"
	@tools/setup-node.sh
	@touch $@

hoaban/ui/static/vendor/.stamp: node_modules/.stamp tools/vendor.py tools/vendor.toml $(VENV)/.python
	@$(RUN)/python tools/vendor.py
	@touch $@

$(VENV)/.messages: $(MESSAGES) tools/messages.py $(VENV)/.run
	@$(RUN)/python tools/messages.py
	@touch $@

.PHONY: browser checkers
browser: setup-dev
	@tools/setup-browser.sh
checkers:
	@tools/setup-checkers.sh

.PHONY: lock
lock: setup ## Compile the lock files from pyproject.toml and package.json
	@tools/lock.sh $(RUN)/uv

# ---------------------------------------------------------------- running

.PHONY: run stop reset
run: setup ## Start everything on http://127.0.0.1:8000 (PORT and HOABAN_VAR change port and data folder)
	@$(RUN)/hoaban serve --then "demo build" || [ $$? -eq 3 ]

stop: ## Stop what `make run` started
	@if [ -x $(RUN)/hoaban ]; then $(RUN)/hoaban stop; fi

reset: stop ## Stop, and delete all data of this installation
	@if [ -x $(RUN)/hoaban ]; then $(RUN)/hoaban reset --yes; fi

# ---------------------------------------------------------------- checking

.PHONY: check test test-rules conformance bench verify
check: setup-dev ## Format, lint, types, import contracts, templates
	@$(RUN)/ruff format --check --quiet .
	@$(RUN)/ruff check --quiet .
	@$(RUN)/mypy
	@$(RUN)/lint-imports --no-logo
	@tools/check-templates.sh $(RUN)/djlint

test: check browser checkers ## All checks and all tests
	@$(RUN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadgroup

test-rules: setup-dev ## Only the business rules (seconds, no database)
	@$(RUN)/python -m pytest -p no:tests.cluster -p no:django -k rules

conformance: setup-dev ## Conformance cases written by others (CONFORMANCE_DIR)
	@if [ ! -d "$(CONFORMANCE_DIR)" ]; then \
		echo; echo "*** CONFORMANCE NOT CHECKED: there is no folder $(CONFORMANCE_DIR) (set CONFORMANCE_DIR) ***"; echo; \
	else CONFORMANCE_DIR="$(CONFORMANCE_DIR)" $(RUN)/python -m tests.conformance; fi

bench: setup-dev ## Measure speed and memory, and print the figures
	@$(RUN)/python -m tests.bench

verify: setup-dev ## Long checks; writes docs/verified.md (SECTION=NAME for one)
	@$(RUN)/python -m tests.verify $(SECTION)

# ---------------------------------------------------------------- making

.PHONY: new-module
new-module: setup-dev ## Lay out a new module: make new-module NAME=wards
	@$(RUN)/python tools/new_module.py "$(NAME)"
