# PurSight: `make demo` to see it, `make test` to trust it, `make check` before a commit.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: help demo test check lint soak lock sdl docs bench-prepare bench-graphql bench-classify train-classifier
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

$(VENV)/.ready: requirements.lock requirements-uv.lock pyproject.toml
	@test -x $(BIN)/python || $(PY) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-uv.lock
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(VENV)/.ready ## scan a small company into a real Neo4j and serve it (ARGS=--once: do not stay)
	@$(BIN)/pursight demo $(ARGS)

test: $(VENV)/.ready ## every test, on real Neo4j and PostgreSQL
	@$(BIN)/pytest -m "not soak" $(ARGS)

lint: $(VENV)/.ready ## formatter, linter, types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@$(BIN)/basedpyright

check: lint test ## what CI runs

soak: $(VENV)/.ready ## the long counts
	@$(BIN)/pytest -m soak -n0 $(ARGS)

bench-prepare: $(VENV)/.ready ## get what the GraphQL benchmark needs (Node.js 20) and load its data
	@$(BIN)/python benchmarks/graphql/prepare.py $(ARGS)

bench-graphql: $(VENV)/.ready ## compare with @neo4j/graphql and with hand-written Cypher (QUICK=1: under 50 s)
	@$(BIN)/python benchmarks/graphql/run.py $(if $(QUICK),--quick) $(ARGS)

train-classifier: ## train the classifier's two models anew (20 minutes; in .venv-train)
	@test -x .venv-train/bin/python || $(PY) -m venv .venv-train
	@.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[train]'
	@.venv-train/bin/python tools/train_classifier.py
	@.venv-train/bin/python tools/train_text.py --measure

bench-classify: $(VENV)/.ready ## compare with presidio-analyzer and datahub-classify on the development set, each in its own environment
	@$(BIN)/python benchmarks/classify/run.py $(ARGS)

lock: ## renew requirements.lock from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --extra dev pyproject.toml --output-file requirements.lock

sdl: $(VENV)/.ready ## renew schema/schema.graphql from the types
	@$(BIN)/pursight schema > schema/schema.graphql

docs: $(VENV)/.ready sdl ## renew the pages that are made of the code
	@$(BIN)/python tools/graphql_reference.py
	@$(BIN)/python tools/cli_reference.py
	@$(BIN)/python tools/data_classes.py
	@$(BIN)/python -m graph_api.settings > docs/operations/settings.md
