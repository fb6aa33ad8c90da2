# Every target sets up by itself what it needs (see scripts/setup); `make help` lists them.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

export PATH := $(CURDIR)/.tools/bin:$(PATH)
ifneq ($(shell test -w "$${HOME:-}" && echo yes),yes)
export HOME := $(CURDIR)/.cache/home
endif

RUN := uv run --no-sync
COMPOSE ?= docker compose
COMPOSE_FILE := docker-compose.wordpress.yml

.PHONY: help
help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

.PHONY: demo
demo: ## Show the main job on an embedded site: a booking, what Zapier gets, a retry, a 410
	@scripts/setup demo
	@$(RUN) sidecar demo

.PHONY: test
test: ## Run all checks and all tests, with a private MariaDB and a real WordPress
	@scripts/setup tests
	@scripts/test

.PHONY: setup
setup: ## Install uv, the Python packages and the tools for work on the code
	@scripts/setup

.PHONY: check
check: setup ## Check format, lint, types, layers, generated files, PHP, shell scripts and the Zapier app
	$(RUN) ruff format --check
	$(RUN) ruff check
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) sidecar catalog --check
	scripts/check-php
	scripts/check-shell
	npm --prefix zapier_app --silent run check

.PHONY: format
format: setup ## Format the Python and TypeScript code and repair what can be
	$(RUN) ruff check --fix
	$(RUN) ruff format
	npm --prefix zapier_app --silent run format

.PHONY: catalog
catalog: setup ## Write the files that are generated from the catalog
	$(RUN) sidecar catalog

.PHONY: app
app: setup ## Make the two zips of the Zapier app, one for each way to connect
	npm --prefix zapier_app --silent run package

.PHONY: up
up: .env ## Start WordPress, MariaDB, Redis and the sidecar in containers
	$(COMPOSE) --file $(COMPOSE_FILE) up --build --detach
	COMPOSE="$(COMPOSE)" scripts/subscribe-receiver

.PHONY: down
down: .env ## Stop the containers; data stays (docker compose down --volumes removes it)
	$(COMPOSE) --file $(COMPOSE_FILE) down

.env:
	scripts/make-env
