# Everything one does with a checkout of Gapfeed. `make` alone lists it.
# On a fresh machine this needs Python 3.11+, make and a package index; uv makes it faster where it is there.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

BIN := .venv/bin
# Newer than every lock file once .venv holds what they name.
READY := .venv/ready
# The code whose every branch is tested: all of stages/, and feeds/ but for the modules that reach the network.
PURE := feeds/*,pipeline/stages/*,pipeline/planning/*,pipeline/scoring/*,pipeline/posting/*,pipeline/drawing/*
NOT_PURE := feeds/fetch.py,feeds/exchange.py,feeds/connect.py,feeds/lookup.py,feeds/lines.py,feeds/pacing.py,feeds/proxy.py

help:  ## List what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: $(READY)  ## Make .venv, with uv or else with pip; the others do it when needed

$(READY): uv.lock requirements-dev.lock scripts/setup.sh
	@UV="$(UV)" PYTHON="$(PYTHON)" sh scripts/setup.sh
	@touch $@

demo: $(READY)  ## Run every lane over the sample sources, offline, and say which file to open
	@$(BIN)/gapfeed demo

test: $(READY)  ## Run the tests; at least 90 % of the branches have to be reached
	@rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest --numprocesses auto --dist loadfile
	@# A worker that was killed leaves a piece that cannot be read; where nothing is left to report, the report fails.
	@$(BIN)/coverage combine --quiet || true
	@$(BIN)/coverage report

coverage: test  ## Run the tests, then ask for all of stages/ and the pure part of feeds/; see htmlcov/
	@$(BIN)/coverage html --quiet --skip-covered --fail-under=0
	$(BIN)/coverage report --include='$(PURE)' --omit='$(NOT_PURE)' --fail-under=100

check: check-format check-lint check-types check-imports check-needs check-docs  ## Check everything but the tests

check-format: $(READY)  # ... that ruff would format nothing
	$(BIN)/ruff format --check --quiet .

check-lint: $(READY)  # ... ruff's rules
	$(BIN)/ruff check .

check-types: $(READY)  # ... types, strictly, in feeds/ and pipeline/
	$(BIN)/mypy

check-imports: $(READY)  # ... that nothing imports what it must not
	$(BIN)/lint-imports

check-needs: $(READY)  # ... that what is imported is declared, and what is declared imported
	$(BIN)/deptry .

check-docs: $(READY)  # ... that the generated reference says what the code says
	$(BIN)/python docs/generate.py --check

docs: $(READY)  ## Write docs/reference/ anew from the code
	$(BIN)/python docs/generate.py

format: $(READY)  ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

picture: $(READY)  ## Make the README's picture from the demo's digest (needs chromium)
	$(BIN)/python docs/picture.py

lock:  ## Write uv.lock and the files for pip from pyproject.toml (needs uv)
	sh scripts/lock.sh

clean:  ## Remove everything that was made here
	rm -rf .venv .coverage .coverage.* htmlcov dist demo-output
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help setup demo test coverage check check-format check-lint check-types check-imports check-needs check-docs docs format picture lock clean
