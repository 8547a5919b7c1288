# The two commands of the README, and what they stand on. Prerequisites: make, Python 3.11 or newer with venv and
# pip; uv is used where it is there.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null)
# Tests that need a package of Debian fail without it where CI is set; with APT=0 nothing is installed and they skip.
APT ?= 1

.PHONY: demo test bench check lint types contracts apt lock clean
.DEFAULT_GOAL := demo

demo: $(VENV)/runs
	$(BIN)/kaklet demo

test: apt $(VENV)/tests check
	$(BIN)/pytest

# Takes half an hour. Prints a line of JSON per bar; compares with a peer in the same run, so that ratios hold on a busy
# machine too. The peer of the probing benchmark is Debian's prometheus-blackbox-exporter, installed by hand or here.
bench: $(VENV)/tests
	APT=$(APT) sh tests/debian_packages.sh prometheus-blackbox-exporter
	$(BIN)/python -m benchmarks

check: lint types contracts

lint: $(VENV)/tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/codespell

types: $(VENV)/tests
	$(BIN)/mypy

contracts: $(VENV)/tests
	$(BIN)/lint-imports

apt:
	APT=$(APT) sh tests/debian_packages.sh

$(VENV)/python:
	$(if $(UV),uv venv --quiet --seed --python $(PYTHON) $(VENV),$(PYTHON) -m venv $(VENV))
	touch $@

INSTALL = $(if $(UV),uv pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install --quiet --disable-pip-version-check)

# The project itself is installed from here, by the pinned build backend, so that no unpinned package comes in.
$(VENV)/runs: requirements.txt pyproject.toml | $(VENV)/python
	$(INSTALL) --require-hashes -r requirements.txt
	$(INSTALL) --no-build-isolation --no-deps -e .
	touch $@

$(VENV)/tests: requirements-dev.txt pyproject.toml | $(VENV)/python
	$(INSTALL) --require-hashes -r requirements-dev.txt
	$(INSTALL) --no-build-isolation --no-deps -e .
	touch $@ $(VENV)/runs

# Writes the hash-checked requirements anew; needs uv.
lock:
	$(LOCK) -o requirements.txt
	$(LOCK) --group dev -o requirements-dev.txt

LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --no-header --extra demo pyproject.toml requirements.in

clean:
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
