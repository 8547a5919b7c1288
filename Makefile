# The two commands of the README, and what they stand on. Prerequisites: make, Python 3.11 or newer with venv and
# pip; uv is used where it is there.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null)
# Tests that need a package of Debian fail without it where CI is set; with APT=0 nothing is installed and they skip.
APT ?= 1
# How many tests run at once. They wait more than they work; each worker takes whole files and has servers of its own.
WORKERS ?= 2

# A fresh process starts in half the time where Python may keep what it has compiled, which many containers forbid it by
# default; the tests start some hundred. It lies in __pycache__, which git ignores.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test soak bench check lint types contracts apt ticket-desk ndt7-client lock clean
.DEFAULT_GOAL := demo

demo: $(VENV)/runs
	$(BIN)/kaklet demo

test: apt $(VENV)/tests ticket-desk ndt7-client check
	$(BIN)/pytest --numprocesses=$(WORKERS) --dist=loadfile --no-loadscope-reorder --durations=20 -m "not alone"
	$(BIN)/pytest -m alone

# Takes half an hour. Prints a line of JSON per bar; compares with a peer in the same run, so that ratios hold on a busy
# machine too. The peer of the probing benchmark is Debian's prometheus-blackbox-exporter, installed by hand or here.
bench: $(VENV)/tests
	APT=$(APT) sh tests/debian_packages.sh prometheus-blackbox-exporter iperf3
	$(BIN)/python -m benchmarks

# Agents, broker and collector as processes, killed at random: nothing may be lost. SEED=N repeats a run.
soak: $(VENV)/tests
	APT=$(APT) sh tests/debian_packages.sh mosquitto
	PYTHONPATH=tests $(BIN)/python tests/chaos.py $(SOAK_SECONDS) $(SEED)

SOAK_SECONDS ?= 300
SEED ?=

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

# A help desk that the tests write to, in an environment of its own. Without a network its tests are skipped, one line
# each (with CI set they fail).
ticket-desk: $(VENV)/tests
	@$(MAKE) --no-print-directory $(DESK)/ready || echo "Not installed: django-helpdesk. Tests that need it are skipped."

DESK := $(VENV)/ticket-desk

$(DESK)/ready: tests/django_helpdesk/requirements.txt
	$(if $(UV),uv venv --quiet --allow-existing --python $(BIN)/python $(DESK),$(BIN)/python -m venv $(DESK))
	$(subst $(BIN)/,$(DESK)/bin/,$(INSTALL)) --require-hashes -r tests/django_helpdesk/requirements.txt
	touch $@

# M-Lab's own client of ndt7, which measures at our server, in an environment of its own, from npm and by its hashes. The
# same holds for its test; where there is no node at all, it is skipped in CI too.
ndt7-client: $(VENV)/tests
	@$(MAKE) --no-print-directory $(NDT7)/ready || echo "Not installed: @m-lab/ndt7. The test that needs it is skipped."

NDT7 := $(VENV)/ndt7-client

$(NDT7)/ready: tests/line/official_client/package.json tests/line/official_client/package-lock.json
	mkdir -p $(NDT7)
	cp $^ $(NDT7)
	cd $(NDT7) && npm ci --silent --ignore-scripts --no-audit --no-fund
	touch $@

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
	$(COMPILE) -o tests/django_helpdesk/requirements.txt tests/django_helpdesk/requirements.in

COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --no-header
LOCK = $(COMPILE) --extra demo pyproject.toml requirements.in

clean:
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
