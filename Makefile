# make demo        builds a demonstration district and serves it (ARGS=--json for one JSON object)
# make test        style, types, structure, and every test on SQLite and PostgreSQL, in a real browser too
# make acceptance  the long runs: the whole path on a district of 600 households, then the tour
# make tour        every page, role and language in a browser, with axe
# make format      puts the code into the agreed form

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

# Modules stay compiled between commands; without that each start of `ballots` takes several times as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test acceptance tour format

demo: $(VENV)/.service
	@$(BIN)/ballots demo $(ARGS)

test: $(VENV)/.tests
	@sh tools/ensure_chromium.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest --require-all --numprocesses 2 --dist worksteal $(ARGS)

acceptance: $(VENV)/.tests
	@sh tools/ensure_chromium.sh
	$(BIN)/pytest --require-all -m acceptance $(ARGS)
	$(BIN)/pytest -m tour --numprocesses 2 --dist worksteal $(ARGS)

tour: $(VENV)/.tests
	@sh tools/ensure_chromium.sh
	$(BIN)/pytest -m tour --numprocesses 2 --dist worksteal $(ARGS)

format: $(VENV)/.tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/.service: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) >&2
	@echo "Installing what the service needs (about a minute, once) …" >&2
	@$(PIP) --editable . >&2
	@touch $@

$(VENV)/.tests: $(VENV)/.service
	@echo "Installing what the tests need (once) …" >&2
	@$(PIP) --editable '.[test]' >&2
	@touch $@
