PYTHON ?= python3
ENVIRONMENT := .venv
BIN := $(ENVIRONMENT)/bin
READY := $(ENVIRONMENT)/.ready

.PHONY: help env link run test proof lint messages clean

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

env: $(READY) ## the environment .venv, every version from the hash-pinned lock

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 env")'
	$(PYTHON) -m venv --clear $(ENVIRONMENT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

link: ## conda users: put the package itself into the active environment
	python -m pip install --no-deps --no-build-isolation -e .

run: env ## simulate the round `example` for Kyrgyzstan, run all notebooks, write outputs/index.html
	$(BIN)/mekendesh run KGZ --round example

test: env lint ## the tests, and what holds the house together
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

proof: env ## what takes longer than a test: the figures of tests/proof, written anew
	$(BIN)/python tests/proof/planted.py
	$(BIN)/python tests/proof/linkage.py
	$(BIN)/python tests/proof/coverage.py
	$(BIN)/python tests/proof/joint_audit.py
	MEKENDESH_PROOF=1 $(BIN)/python -m pytest -n 2 tests/test_bad_inputs.py

lint: env ## ruff and the direction of imports
	$(BIN)/ruff check lib tests
	$(BIN)/ruff format --check lib tests
	$(BIN)/lint-imports

messages: env ## bring the catalogues up to date with notebooks and code
	$(BIN)/python -m mekendesh.reporting.pages.catalogues

clean: ## remove what can be made again (never data/raw, data/decisions or data/roundtable)
	rm -rf outputs data/estimates data/clean
