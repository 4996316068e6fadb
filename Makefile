# Every target does its own set-up: only Python 3.11+ and make are needed.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := run

$(READY): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/pip install --quiet --editable . --group dev
	touch $(READY)

.PHONY: setup run test check crash-matrix small-pages bench screenshots clean
setup: $(READY)           ## the virtual environment

run: $(READY)             ## a guided practice run: no account, no Docker, nothing billed
	$(BIN)/fargate-wizard

check: $(READY)           ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check               ## everything that must be green
	$(BIN)/pytest

crash-matrix: $(READY)    ## up and down killed at every one of their calls, and many random lives: most of an hour
	$(BIN)/python -m tests.crash.matrix
	$(BIN)/pytest --hypothesis-profile=many tests/crash/test_life.py

small-pages: $(READY)     ## a whole life of 1 to 30 apps with two things on every page of AWS's: half an hour
	EVERY_NUMBER_OF_APPS=yes $(BIN)/pytest tests/whole/test_small_pages.py

screenshots: $(READY)     ## the pictures of the README
	$(BIN)/python -m tests.tools.screenshots

bench: $(READY)           ## how long things take, beside what they should take
	$(BIN)/python -m tests.bench

clean:                    ## the virtual environment and every cache
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
