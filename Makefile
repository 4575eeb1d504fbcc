# `make` lists the commands. Needs GNU make 3.81 and a POSIX sh.
PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin
READY   = $(VENV)/.ready
BROWSER = $(VENV)/.browser
CLASSES = $(VENV)/greenmail.aot
ARGS   ?=
N      ?= 20
HELPDESK = e2e/targets/helpdesk/requirements
MUTANTS  = tests/mutants/requirements
COSMIC_RAY = .targets/mutants/bin/cosmic-ray
# Links of bluebar's folders below one name: mypy and import-linter do not know the mapping of setup.py.
LINKS    = $(VENV)/links/bluebar
LINK     = @rm -rf $(LINKS) && mkdir -p $(LINKS) && for each in bluebar/* app e2e fixtures mailserver reports; \
	do ln -s ../../../$$each $(LINKS)/ || exit 1; done
RESOLVE  = pip compile --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --upgrade -q

.PHONY: help e2e nightly test demo demo-false-success tutorial clients target-roundcube target-helpdesk \
	breaks mutants repeat kills bench findings lint lock browser clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  ARGS are options of pytest:  make e2e ARGS='-m article -n 0 --headed --slowmo 300'"

e2e: $(READY) $(BROWSER) ## Run the tests in a real browser against the reference app
	$(BIN)/python -m pytest e2e -n auto --maxprocesses 8 --durations 10 $(ARGS)

nightly: $(READY) $(BROWSER) ## Run the tests on Docker and on a JVM, with history and summary
	$(BIN)/bluebar night $(ARGS)

test: $(READY) $(BROWSER) $(CLASSES) ## Run bluebar's own tests
	$(BIN)/python -m pytest tests -n 2 --dist worksteal $(ARGS)

demo: $(READY) ## Start a mail server, a filled mailbox and the reference app
	$(BIN)/bluebar demo $(ARGS)

demo-false-success: $(READY) $(BROWSER) ## Run the tests against an app that lies; writes a red report
	$(BIN)/python -m tests.liar $(ARGS)

tutorial: $(READY) $(BROWSER) ## Run the commands of README.md and docs/write-an-adapter.md
	$(BIN)/python -m tests.readme
	$(BIN)/python -m tests.tutorial $(ARGS)

clients: $(READY) $(BROWSER) ## Run small apps around real mail libraries; writes docs/clients.md
	$(BIN)/python -m tests.clients $(ARGS)

target-roundcube: $(READY) ## Install Roundcube, a real app, from Debian's packages
	$(BIN)/bluebar install roundcube $(ARGS)

target-helpdesk: $(READY) ## Install django-helpdesk, a real app, from PyPI
	$(BIN)/bluebar install helpdesk $(ARGS)

breaks: $(READY) $(BROWSER) ## Break the reference app on purpose: the right tests must fail
	$(BIN)/python -m tests.breaks $(ARGS)

mutants: $(READY) $(BROWSER) $(COSMIC_RAY) ## Mutate the reference app for an hour: which mutants does no row notice?
	$(BIN)/python -m tests.mutants $(ARGS)

repeat: $(READY) $(BROWSER) ## Run the tests N times, a line per run:  make repeat N=20
	$(BIN)/python -m tests.repeat $(N) $(ARGS)

kills: $(READY) $(BROWSER) ## Kill runs at random moments: nothing may be left
	$(BIN)/python -m tests.kills $(ARGS)

bench: $(READY) $(BROWSER) ## Benchmark the suite, seeding and reporting against other ways
	$(BIN)/python -m bench.suite tutorial connect start $(ARGS)
	$(BIN)/python -m bench.seeding
	$(BIN)/python -m bench.scale --messages 1000 5000
	$(BIN)/python -m bench.reporting

findings: ## Run findings/*.sh, which reproduce surprises in other software
	@trap 'exit 130' INT TERM; worst=0; \
	for each in findings/*.sh; do \
		output=`./$$each 2>&1`; code=$$?; \
		case $$code in 0) word=ok;; 1) word=changed;; *) word='not run';; esac; \
		printf '%-8s %s\n' "$$word" "$$each"; \
		if [ $$code != 0 ]; then printf '%s\n' "$$output"; worst=1; fi; \
	done; exit $$worst

lint: $(READY) ## Check style, types, and which folder may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(LINK)
	$(BIN)/mypy -p bluebar -p tests -p bench -p docs
	cd $(VENV)/links && ../bin/lint-imports --no-logo --no-cache $(CURDIR)/pyproject.toml

lock: $(READY) ## Lock the dependencies in requirements*.txt, with hashes
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv $(RESOLVE) -o requirements.txt --group dev pyproject.toml
	$(BIN)/uv $(RESOLVE) -o requirements-run.txt --group build -c requirements.txt pyproject.toml
	$(BIN)/uv $(RESOLVE) -o $(HELPDESK).txt $(HELPDESK).in
	$(BIN)/uv $(RESOLVE) -o $(MUTANTS).txt $(MUTANTS).in

browser: $(READY) ## Find or install a browser: Playwright's, the machine's, or Debian's
	$(BIN)/bluebar browser
	@touch $(BROWSER)

clean: ## Remove the virtual environment, installed apps, and reports
	rm -rf $(VENV) reports/out test-results .targets

$(READY): requirements.txt pyproject.toml setup.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "bluebar needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		package=`basename $(PYTHON)`-venv; \
		if [ `id -u` = 0 ] && command -v apt-get >/dev/null; \
		then apt-get update -qq && apt-get install -y -qq $$package; \
		else echo "Python's venv is missing: sudo apt-get install $$package"; exit 1; fi; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check -q --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	$(LINK)
	@touch $(READY)

$(COSMIC_RAY): $(MUTANTS).txt
	$(PYTHON) -m venv .targets/mutants
	.targets/mutants/bin/python -m pip install --disable-pip-version-check -q --require-hashes -r $(MUTANTS).txt
	@touch $@

$(CLASSES): $(READY)
	$(BIN)/python -m tests.class_cache

$(BROWSER): $(READY)
	$(BIN)/bluebar browser
	@touch $(BROWSER)
