# Every target builds .venv by itself where it is missing or older than what it is built from.
.DEFAULT_GOAL := help
.PHONY: help setup preview run test check bench browser requirements clean

# The first of these that runs and is new enough; else python3, so that the message below can name it.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && exit; done; echo python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ARGS ?=

help: ## Say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-13s %s\n", $$1, $$2}'

$(READY): requirements-dev.txt pyproject.toml
	@command -v "$(PYTHON)" >/dev/null || { echo "Ajar needs Python 3.11 or newer, and there is no $(PYTHON) here."; exit 1; }
	@"$(PYTHON)" -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"Ajar needs Python 3.11 or newer; $(PYTHON) is {v[0]}.{v[1]}. Install a newer one, or name it: make PYTHON=/path/to/python3.11")'
	@echo "Building $(VENV) (once, about a minute) ..."
	@rm -rf $(VENV)
	@"$(PYTHON)" -m venv $(VENV) || { echo "Python's venv module is missing; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

setup: $(READY) ## Build .venv with everything that development needs

preview: $(READY) ## Show the bot in a local browser: no token, no Discord
	@$(BIN)/python -m bot preview $(ARGS)

run: $(READY) ## Run the bot on Discord, with the token from .env
	@$(BIN)/python -m bot run $(ARGS)

test: $(READY) ## Run the tests; the browser test too where there is a Chromium
	@$(BIN)/python -m pytest -n 2 $(ARGS)

browser: $(READY) ## Run the browser test alone
	@$(BIN)/python -m pytest -m browser $(ARGS)

check: $(READY) ## Lint, format, types, imports, data, messages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/basedpyright
	@$(BIN)/basedpyright -p tests/bench
	@$(BIN)/lint-imports
	@$(BIN)/python -m bot catalogue check
	@$(BIN)/python -m bot.i18n.checking

bench: $(READY) ## Measure in one process and over the wire; the short form: make bench ARGS=--quick
	@$(BIN)/python -m tests.bench $(ARGS)

requirements: $(READY) ## Renew requirements*.txt from pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --quiet --extra postgresql --extra speed -o requirements.txt
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --quiet --all-extras --group dev -o requirements-dev.txt

clean: ## Remove .venv and caches
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist
