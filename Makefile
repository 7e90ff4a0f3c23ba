# Encore. `make demo` and `make test` are all a newcomer needs; everything else is in pyproject.toml.
PY := .venv/bin/python
ARGS ?=

.PHONY: demo test setup lint bench texts pictures serve crash shopify.app.toml check-app

demo: setup
	@.venv/bin/encore demo $(ARGS)

test: setup
	@.ci/needs test
	@$(PY) -m pytest -n 2 $(ARGS)

setup: .venv/.done

.venv/.done: requirements.lock pyproject.toml
	@.ci/needs setup
	@test -x .venv/bin/python || python3 -m venv .venv
	@echo "installing what requirements.lock names (the first time takes a few minutes)"
	@$(PY) -m pip install --quiet --disable-pip-version-check --use-pep517 --no-deps --require-hashes -r requirements.lock
	@$(PY) -m pip check --quiet
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch .venv/.done

lint: setup
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

bench: setup
	@$(PY) -m bench $(ARGS)

pictures: setup
	@.ci/needs test
	@cd tests/browser && ../../$(PY) take_pictures.py

crash: setup
	@$(PY) -m pytest -m slow $(ARGS) tests/delivery

serve: setup
	@.venv/bin/encore serve $(ARGS)

shopify.app.toml:
	@.ci/needs setup
	@python3 .ci/shopify_app.py

check-app: shopify.app.toml
	@.ci/check-app

texts: setup
	@$(PY) -m ui.catalogues
