# The environment is always .venv. PYTHON chooses which Python it is made with.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TRANSFORMER_VENV := .venv-transformer
TORCH ?= torch==2.13.0
STAMP := $(VENV)/.installed
TRANSFORMER_STAMP := $(TRANSFORMER_VENV)/.installed
export DVC_NO_ANALYTICS := 1

.DEFAULT_GOAL := help
.PHONY: help install outputs test test-transformer check format lock deps docs clean

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

install: $(STAMP)  ## the virtual environment with pinned dependencies

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(None if v >= (3, 11) else f"sitrep needs Python 3.11 or newer, {sys.executable} is {v[0]}.{v[1]}: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

outputs: $(STAMP)  ## the evidence tables of seeds/articles, in outputs/tables
	$(BIN)/dvc repro
	@$(BIN)/python -m pipeline.cli.summary

test: $(STAMP)  ## the tests
	$(BIN)/python -m pytest

test-transformer: $(TRANSFORMER_STAMP)  ## the transformer profile, in an environment of its own (torch: some hundred MB)
	$(TRANSFORMER_VENV)/bin/python -m pytest -m transformer --durations=3 tests/learn/test_transformer.py  # exits 5, and so fails, when no test ran

$(TRANSFORMER_STAMP): requirements.lock pyproject.toml
	test -x $(TRANSFORMER_VENV)/bin/python || $(PYTHON) -m venv $(TRANSFORMER_VENV)
	$(TRANSFORMER_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	$(TRANSFORMER_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile $(TORCH)
	$(TRANSFORMER_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --no-build-isolation -e '.[transformer]'
	@touch $@

check: $(STAMP)  ## ruff, format, mypy, import-linter, then the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

format: $(STAMP)  ## put the code in its standard form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

deps: $(STAMP)  ## write the import closure of each stage into dvc.yaml
	$(BIN)/python -m pipeline.cli.dvc_deps

docs: $(STAMP)  ## write the generated pages of docs/
	$(BIN)/python -m pipeline.report.table_docs

lock: $(STAMP)  ## pin the newest dependencies that pyproject.toml allows (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 \
	  --group dev pyproject.toml -o requirements.lock

clean:  ## remove outputs and the result store (not the environment)
	rm -rf outputs/clean outputs/annotate outputs/relate outputs/resolve outputs/reconcile outputs/tables outputs/report .store
