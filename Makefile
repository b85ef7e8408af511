# Everything a newcomer needs; `make` alone explains it. Wants Python 3.11 or newer and make.

PORT      ?= 8000
WORKERS   ?= 2
TESTS     ?= tests
DATABASES ?= turns

VENV    := .venv
PYTHON  := $(VENV)/bin/python
PORTAL  := $(VENV)/bin/portal
PIP     := $(PYTHON) -m pip --disable-pip-version-check -qq
RUN     := $(VENV)/.ready-to-run
DEV     := $(VENV)/.ready-to-test
SERVE   := serve --bind 127.0.0.1:$(PORT)

# A machine that forbids Python to keep what it has compiled makes every command compile the portal again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check fix demo bench prove linkage docs migration pins clean
.PHONY: style types contracts templates frontend browser

help: ## Say what can be asked for
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUN) frontend ## Serve the portal with the demonstration at http://127.0.0.1:8000 (PORT=… for another)
	@$(PORTAL) init --demo
	@exec $(PORTAL) $(SERVE)

demo: $(RUN) frontend ## The same, afresh, in a folder of its own that is gone when you stop
	@PORTAL_INSTANCE=$$(mktemp -d) && export PORTAL_INSTANCE && trap 'rm -rf "$$PORTAL_INSTANCE"' EXIT \
		&& $(PORTAL) init --demo && $(PORTAL) $(SERVE)

test: check frontend browser ## Check everything, then run every test (TESTS=tests/people for some; DATABASES=sqlite,postgresql for all on both)
	@export PORTAL_TEST_DATABASES=$(DATABASES); $(PYTHON) -m pytest -n $(WORKERS) --dist worksteal $(TESTS) || { \
		echo 'What failed is run once more, alone: a crowded machine is no fault, failing twice is.'; \
		$(PYTHON) -m pytest -n 0 --last-failed --last-failed-no-failures none $(TESTS); }

check: style types contracts templates ## Check style, types, import contracts, templates (-k: go on after a finding)

fix: $(DEV) ## Mend what can be mended by itself: order, layout, simple findings
	@$(PYTHON) -m ruff check --fix --quiet || true
	@$(PYTHON) -m ruff format

bench: $(DEV) frontend ## Measure: searches, pages, posts (benchmarks/README.md says how to read it)
	@$(PYTHON) -m benchmarks

prove: $(DEV) frontend ## What tests show by a sample, at length: 10,000 random steps, 500 rehearsals, 500 races (an hour)
	@PORTAL_WALK_STEPS=10000 PORTAL_TEST_REHEARSED=500 $(PYTHON) -m pytest -n $(WORKERS) \
		tests/authorisation/test_walks.py tests/authorisation/test_races_on_walks.py \
		tests/authorisation/test_rehearsal_is_reality.py
	@$(PYTHON) benchmarks/deciding_at_once.py 500

linkage: $(DEV) frontend ## Try to find who wrote what anonymously, at length, on both databases: docs/linkage (hours)
	@$(PYTHON) -m tests.linkage

migration: $(DEV) ## Write the next step of the tables: make migration TITLE="Posts have a colour"
	@$(PYTHON) -m tests.house.migration $(TITLE)

pins: $(DEV) ## Pin the newest packages that pyproject.toml allows
	@set -e; compile="$(VENV)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links"; \
	$$compile pyproject.toml --extra build --extra node --output-file requirements.txt > /dev/null; \
	$$compile pyproject.toml --all-extras --constraints requirements.txt \
		--output-file requirements-dev.txt > /dev/null

clean: ## Remove what make made; your data in instance/ stays
	rm -rf $(VENV) node_modules portal/static/built .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ------------------------------------------------------------------ what the above stand on

# Installs Debian packages where we may: as root, or by a sudo that asks nothing.
apt = { test "$$(id -u)" = 0 || sudo='sudo -n'; $$sudo env DEBIAN_FRONTEND=noninteractive sh -c \
	'apt-get update && apt-get install -y --no-install-recommends $(1)' < /dev/null > /dev/null 2>&1; }

$(PYTHON):
	@make_it() { for python in python3 python3.14 python3.13 python3.12 python3.11; do \
		$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || continue; \
		echo "Making $(VENV) with $$($$python --version)"; $$python -m venv --clear $(VENV); return; \
	done; return 1; }; \
	make_it || { $(call apt,python3-venv) && make_it; } || { \
		echo 'The portal needs Python 3.11 or newer with venv (on Debian: apt-get install python3-venv).' >&2; \
		exit 1; }

# $@ keeps a copy of the pins that were installed: a new date alone installs nothing.
define install
	@cmp -s $< $@ || { echo "Installing $<"; $(PIP) install --require-hashes --requirement $<; }
	@test -x $(PORTAL) || $(PIP) install --no-deps --no-build-isolation --editable .
	@cp $< $@
endef

$(RUN): requirements.txt | $(PYTHON)
	$(install)

$(DEV): requirements-dev.txt | $(PYTHON)
	$(install)

style: $(DEV)
	@$(PYTHON) -m ruff check --quiet --output-format concise
	@$(PYTHON) -m ruff format --check --quiet || { echo 'Some files are not laid out: make fix'; exit 1; }

types: $(DEV)
	@$(PYTHON) -m mypy --no-error-summary

contracts: $(DEV)
	@said=$$($(VENV)/bin/lint-imports --no-logo 2>&1) || { echo "$$said"; exit 1; }

templates: $(DEV)
	@$(PYTHON) -m djlint --lint --quiet portal/templates

docs: $(DEV) ## Write docs/doors.md and docs/lifecycle.md anew
	@$(PYTHON) -m tests.house.generated

frontend: $(RUN)
	@$(PYTHON) frontend/build.py

browser:
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
		command -v $$name > /dev/null && exit 0; \
	done; \
	echo 'Installing Chromium for the tests'; $(call apt,chromium fonts-dejavu-core) || { \
		echo 'The tests need a browser: install chromium (on Debian: apt-get install chromium).' >&2; \
		exit 1; }
