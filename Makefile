# `make` or `make help` lists what there is. Works with GNU make 3.81 and a POSIX sh.
PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin
READY   = $(VENV)/.ready
BROWSER = $(VENV)/.browser
ARGS   ?=
N      ?= 20
HELPDESK = e2e/targets/helpdesk/requirements
RESOLVE  = pip compile --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --upgrade -q

.PHONY: help e2e nightly test demo demo-false-success tutorial target-roundcube target-helpdesk \
	breaks repeat kills bench findings lint lock browser clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  ARGS are passed on to pytest:  make e2e ARGS='-m article --headed --slowmo 300'"

e2e: $(READY) $(BROWSER) ## Prove the article's flow in a real browser (the main job)
	$(BIN)/python -m pytest e2e --durations 10 $(ARGS)

nightly: $(READY) $(BROWSER) ## Run the suite on Docker and on a JVM, with history and summary
	$(BIN)/bluebar night $(ARGS)

test: $(READY) $(BROWSER) ## Run bluebar's own tests (a browser reads the report)
	$(BIN)/python -m pytest tests -n 2 $(ARGS)

demo: $(READY) ## Leave a mail server with a seeded mailbox and the app running, to click through
	$(BIN)/bluebar demo $(ARGS)

demo-false-success: $(READY) $(BROWSER) ## Show how an app that lies is caught, with a red report to look around in
	$(BIN)/python -m tests.liar $(ARGS)

tutorial: $(READY) $(BROWSER) ## Do what docs/write-an-adapter.md says, and see that it holds
	$(BIN)/python -m tests.tutorial $(ARGS)

target-roundcube: $(READY) ## Bring Roundcube, a real app, from Debian's packages into a folder
	$(BIN)/bluebar install roundcube $(ARGS)

target-helpdesk: $(READY) ## Bring django-helpdesk, a real app, from PyPI into a folder
	$(BIN)/bluebar install helpdesk $(ARGS)

breaks: $(READY) $(BROWSER) ## Break the app on purpose: each break must turn the right scenarios red
	$(BIN)/python -m tests.breaks $(ARGS)

repeat: $(READY) $(BROWSER) ## Run the suite N times, a line a run:  make repeat N=20
	$(BIN)/python -m tests.repeat $(N) $(ARGS)

kills: $(READY) $(BROWSER) ## Kill the suite in the middle, again and again: nothing may be left
	$(BIN)/python -m tests.kills $(ARGS)

bench: $(READY) ## Benchmark seeding and reporting against imaplib, imap_tools, plain zip
	$(BIN)/python -m bench.seeding $(ARGS)
	$(BIN)/python -m bench.reporting

findings: ## Run findings/*.sh: surprises about other software, each compared with what it states
	@trap 'exit 130' INT TERM; worst=0; \
	for each in findings/*.sh; do \
		told=`./$$each 2>&1`; code=$$?; \
		case $$code in 0) word=ok;; 1) word=changed;; *) word='not run';; esac; \
		printf '%-8s %s\n' "$$word" "$$each"; \
		if [ $$code != 0 ]; then printf '%s\n' "$$told"; worst=1; fi; \
	done; exit $$worst

lint: $(READY) ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	rm -rf $(VENV)/links && mkdir -p $(VENV)/links/bluebar
	for each in bluebar/* app e2e fixtures mailserver reports; do \
		ln -s ../../../$$each $(VENV)/links/bluebar/ || exit 1; done
	$(BIN)/mypy -p bluebar -p tests -p bench -p docs

lock: $(READY) ## Resolve the dependencies into requirements.txt (with hashes, no index named)
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv $(RESOLVE) -o requirements.txt --group dev pyproject.toml
	$(BIN)/uv $(RESOLVE) -o $(HELPDESK).txt $(HELPDESK).in

browser: $(READY) ## Bring a browser: Playwright's own, else the machine's, else Debian's
	$(BIN)/bluebar browser
	@touch $(BROWSER)

clean: ## Remove the venv, brought apps, and what runs wrote
	rm -rf $(VENV) reports/out test-results .targets

$(READY): requirements.txt pyproject.toml setup.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "bluebar needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		package=`basename $(PYTHON)`-venv; \
		if [ `id -u` = 0 ] && command -v apt-get >/dev/null; \
		then apt-get update -qq && apt-get install -y -qq $$package; \
		else echo "Python's venv is not on this machine: sudo apt-get install $$package"; exit 1; fi; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check -q --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@touch $(READY)

$(BROWSER): $(READY)
	$(BIN)/bluebar browser
	@touch $(BROWSER)
