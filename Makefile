# Every target does its own set-up: only Python 3.11+ and make are needed; uv is used where it is.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
UV := $(shell command -v uv 2>/dev/null)

# A worker takes whole files, or one kind of Docker engine, in the order of tests/conftest.py.
PYTEST := -m pytest -n auto --maxprocesses 4 --dist loadgroup --no-loadscope-reorder
BUILDS := --include 'steps/*' --omit 'steps/sandbox/*' --fail-under 95

.DEFAULT_GOAL := run

# What requirements.lock says, each file by its hash, and then the project itself.
$(READY): pyproject.toml requirements.lock
ifeq ($(UV),)
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
else
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes --no-deps --requirement requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
endif
	$(BIN)/python -m compileall -q steps tui apps  # nobody waits for it at the first start, nor a test at each
	touch $(READY)

.PHONY: help
help:                     ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup lock run check workflows test test-long test-fast coverage crash-matrix damage two-at-once diagnosis small-pages changes permissions cases checkov exports mutants real-aws wheel bench screenshots recordings pictures snapshots clean
setup: $(READY)           ## the virtual environment, from requirements.lock

lock:                     ## requirements.lock anew, from what pyproject.toml allows (needs uv)
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command 'make lock' --group dev pyproject.toml --output-file requirements.lock

run: $(READY)             ## a guided practice run: no account, no Docker, nothing billed
	$(BIN)/fargate-wizard

check: $(READY)           ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

workflows: $(READY)       ## what .github says: its shape, and nothing in it that others could misuse
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/*.yml
	$(BIN)/zizmor --offline --quiet .github

test: check               ## everything that must be green
	$(BIN)/python $(PYTEST)

test-long: $(READY)       ## and those for which others of their kind stand in `make test`: half an hour
	$(BIN)/python $(PYTEST) --long -m 'long or either_engine'

test-fast: $(READY)       ## the tests that need no Docker engine
	$(BIN)/python $(PYTEST) -m 'not docker'

# without tests/crash: they run, hundreds of times, what others run once, and each killed process would be measured
coverage: $(READY)        ## which lines no test ran, in every process; fails below the floors; fastest on Python 3.13
	$(BIN)/coverage erase
	$(BIN)/coverage run $(PYTEST) --ignore tests/crash
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report
	@echo 'What builds, without the practice cloud:'
	$(BIN)/coverage report --format total $(BUILDS)

snapshots: $(READY)       ## accept how the pages look now; look at what differs first
	$(BIN)/pytest --long tests/tui --snapshot-update

crash-matrix: $(READY)    ## up and down killed at every one of their calls, and many random lives: most of an hour
	$(BIN)/python -m tests.crash.matrix
	$(BIN)/pytest --hypothesis-profile=many tests/crash/test_life.py

damage: $(READY)          ## 1,000 damaged journals, and what down makes of each: an hour or two
	$(BIN)/python -m tests.crash.damage --cases 1000

two-at-once: $(READY)     ## a second machine comes at every call of the first, not at every tenth: some minutes
	EVERY_CALL=yes $(BIN)/pytest tests/whole/test_two_at_once.py tests/whole/test_take_over.py

diagnosis: $(READY)       ## everything that keeps tasks from coming up is broken, one thing after another: some minutes
	EVERY_FAILURE=yes $(BIN)/pytest tests/whole/test_diagnosis.py

small-pages: $(READY)     ## a whole life of 1 to 30 apps with two things on every page of AWS's: half an hour
	EVERY_NUMBER_OF_APPS=yes $(BIN)/pytest tests/whole/test_small_pages.py

changes: $(READY)         ## 60 sets of apps made into each other, then sets of 1 to 30: as if made afresh, and nothing left: half an hour
	CHANGES=60 $(BIN)/pytest tests/changes/test_changes.py

TESTS ?= tests/engine
mutants: $(READY)         ## which changes to FILE no test of TESTS sees: make mutants FILE=steps/engine/build/schedule.py
	$(BIN)/python -m tests.tools.mutants $(FILE) $(TESTS)

REAL ?=
real-aws: $(READY)        ## the book on YOUR AWS account: asks first, costs under a dollar, takes all down: make real-aws REAL='--region eu-central-1'
	$(BIN)/python -m tests.real run $(REAL)

wheel: $(READY)           ## what is released, in dist/
	rm -rf dist snapshot-differences snapshot_report.html
	$(BIN)/python -m hatchling build -t sdist -t wheel

cases: $(READY)           ## every app of tests/cases, as people have them, on real engines of both kinds: half an hour
	EVERY_CASE=yes $(BIN)/pytest --long tests/docker/test_cases.py

permissions: $(READY)     ## up and down with each action that they need taken out alone: most of an hour
	$(BIN)/pytest --every-action tests/whole/test_permissions.py

CHECKOV := .venv-checkov/bin/checkov
$(CHECKOV):
	$(PYTHON) -m venv .venv-checkov
	.venv-checkov/bin/pip install --quiet --disable-pip-version-check checkov==3.3.30

checkov: $(READY) $(CHECKOV)  ## exported Terraform and CloudFormation against checkov; it wants an old boto3, so it has its own environment
	$(BIN)/python -m tests.export.checkov $(CHECKOV)

EXPORTS ?= 60
exports: $(READY)         ## EXPORTS=60 plans drawn at random in all three forms; Terraform's where TF_CLI_CONFIG_FILE says where its provider is
	EXPORTS=$(EXPORTS) $(BIN)/pytest tests/export/test_drawn.py

screenshots: $(READY)     ## the pictures of the README
	$(BIN)/python -m tests.tools.screenshots

PAGES ?=
pictures: $(READY)          ## every page at four sizes and in every theme, in pictures/, to be looked at: make pictures PAGES=finish
	$(BIN)/python -m tests.tools.pictures $(PAGES)

recordings: $(READY)      ## a journey, one interrupted, a failing app and a teardown in a real terminal, as recordings/*.cast
	$(BIN)/python -m tests.tools.recordings

bench: $(READY)           ## how long things take, beside what they should take
	$(BIN)/python -m tests.bench

clean:                    ## the virtual environment and every cache
	rm -rf .venv .venv-checkov .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.* dist snapshot-differences snapshot_report.html
