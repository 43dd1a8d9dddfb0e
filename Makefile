# make run    the application with its demo on http://127.0.0.1:5000 (PORT=5001 for another port)
# make test   all tests (ARGS="tests/people -k code" for some)
# make check  format, lint, the map, types, translations, migrations
# make bench  the measures of the benchmark contract (ONLY=scan for some)
# make migration MESSAGE="add ..."   a migration from the models
# make setup | setup-dev | format | translations | clean
# Needs python3 >= 3.11 with venv, make and git; everything else is fetched into this folder.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

PORT ?= 5000
WORKERS ?= 2
ARGS ?=
ONLY ?=
PO_TSV ?=
MESSAGE ?= change the models

BIN := .venv/bin
# The programs of the virtual environment come first: npm starts the node that lies beside it.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

RUNTIME := .venv/.runtime-installed
DEV := .venv/.dev-installed
PACKAGES := node_modules/.installed
BUNDLES := aimf_events/static/dist/manifest.json
WORLD := aimf_events/reporting/world.json
FONTS := var/fonts/.copied
PO := $(wildcard aimf_events/translations/*/LC_MESSAGES/messages.po)
MO := $(PO:.po=.mo)
# Folders are listed too: one changes when a file in it is removed.
STATIC := $(shell find aimf_events/static/css aimf_events/static/js aimf_events/static/tally 2>/dev/null)

CHECKS := check-format check-lint check-map check-types check-translations check-migrations

.PHONY: $(CHECKS) help run test check bench format setup setup-dev translations clean installed installed-dev
help:
	@sed -n 's/^# \{0,1\}//p;/^$$/q' Makefile

run: setup
	@$(BIN)/python -m aimf_events.run --port $(PORT)

test: setup-dev
	@sh tools/install_test_services.sh
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

# One target each, all of them tried: a run names everything that is wrong.
check: setup-dev
	@$(MAKE) --no-print-directory --keep-going $(CHECKS)

check-format:
	$(BIN)/ruff format --check --quiet --output-format concise .
check-lint:
	$(BIN)/ruff check .
check-map:
	$(BIN)/lint-imports --no-logo
check-types:
	$(BIN)/mypy aimf_events
check-translations:
	$(BIN)/python tools/check_translations.py
check-migrations:
	$(BIN)/python -m tools.check_migrations

migration: setup-dev
	@$(BIN)/python -m tools.check_migrations "$(MESSAGE)"

bench: setup-dev
	@ONLY="$(ONLY)" $(BIN)/python -m bench

format: setup-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

translations: setup-dev
	@$(BIN)/python tools/update_translations.py $(PO_TSV)
	@$(MAKE) --no-print-directory setup

# Two steps, because a virtual environment that is remade takes its stamps with it.
setup:
	@sh tools/make_venv.sh
	@$(MAKE) --no-print-directory installed

setup-dev: setup
	@$(MAKE) --no-print-directory installed-dev

installed: $(RUNTIME) $(PACKAGES) $(BUNDLES) $(WORLD) $(FONTS) $(MO)
	@:

installed-dev: $(DEV)
	@:

$(RUNTIME): requirements.txt
	@echo "Installing the Python packages" >&2
	@$(BIN)/python -m pip install -qq -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt requirements.txt | $(RUNTIME)
	@echo "Installing the packages for tests and checks" >&2
	@$(BIN)/python -m pip install -qq -r requirements-dev.txt
	@touch $@

$(PACKAGES): package.json package-lock.json .npmrc | $(RUNTIME)
	@echo "Installing the front-end packages" >&2
	@$(BIN)/npm ci --silent
	@touch $@

$(BUNDLES): $(STATIC) tools/build_static.mjs $(PACKAGES)
	@$(BIN)/node tools/build_static.mjs

$(WORLD): tools/build_world.mjs $(PACKAGES)
	@$(BIN)/node tools/build_world.mjs

$(FONTS): tools/copy_fonts.py $(PACKAGES)
	@$(BIN)/python tools/copy_fonts.py
	@touch $@

%.mo: %.po | $(RUNTIME)
	@$(BIN)/pybabel --quiet compile -i $< -o $@

clean:
	rm -rf .venv node_modules aimf_events/static/dist aimf_events/static/vendor aimf_events/reporting/world.json var/fonts
	find aimf_events/translations -name '*.mo' -delete
