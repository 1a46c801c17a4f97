# OneDoor 一扇门: `make` lists the targets. `make run` and `make test` set up what they need.
PYTHON ?= python3
SHARED ?= ../shared
URL ?= http://127.0.0.1:8000
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help run setup test check train build evaluate bench lock format lint node-test clean

help: ## 列出所有命令 / list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: ## 安装所需并启动全部服务，Ctrl-C 停止 / set up, start and watch everything
	@$(PYTHON) -m scripts.setup run
	@exec $(BIN)/python -m hall up

setup: ## 只安装，不启动 / make the environments only
	@$(PYTHON) -m scripts.setup run

test: ## 全部检查和测试：真实的服务、浏览器、数据库 / every check and test, on real parts
	@$(PYTHON) -m scripts.setup test
	@$(MAKE) --no-print-directory lint node-test
	@$(BIN)/python -m hall up --prepare-only
	@$(BIN)/python -m pytest -m "" $(TESTS)

lint: ## 代码格式、风格与类型 / ruff and mypy
	@$(PYTHON) -m scripts.setup dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

node-test:
	@if [ -f web_widget/package.json ]; then cd web_widget && npm run --silent types && npm test --silent; fi

check: ## 检查全部办事指南，列出每处问题 / check every guide
	@$(PYTHON) -m scripts.setup main
	@$(BIN)/python -m hall check

train: ## 训练过期的模型：句向量与对话 / train what is stale: encoder and Rasa
	@$(PYTHON) -m scripts.setup run
	@$(BIN)/python -m hall up --prepare-only

build: ## 发布指南并重建检索索引 / publish the guides and build the index
	@$(PYTHON) -m scripts.setup main
	@$(BIN)/python -m hall seed --if-empty
	@$(BIN)/python -m hall train
	@$(BIN)/python -m hall build

evaluate: ## 在标注问题上测量答复质量 / measure answers on labelled questions
	@$(PYTHON) -m scripts.setup main
	@for task in "questions --rows top" answers refuse urgent pii; do set -- $$task; \
		file=$(SHARED)/evaluation/$$1.sample.jsonl; echo "== $$task $$file"; \
		$(BIN)/python -m hall evaluate $$task $$file || exit 1; done
	@file=$(SHARED)/evaluation/dialogues.sample.jsonl; echo "== dialogues --rows top $$file"; \
		$(BIN)/python -m hall evaluate dialogues $$file --rows top --url $(URL) \
		|| echo "对话评测要问运行中的大厅：请先在另一个终端 make run / dialogues need a running hall"

bench: ## 测量运行中的大厅的时延 / measure the latency of a running hall
	@$(PYTHON) -m scripts.setup dev
	@$(BIN)/python -m bench --url $(URL)
	@$(BIN)/python -m bench live

lock: ## 重新锁定依赖版本，UPGRADE=1 升级 / lock the requirements anew
	@$(PYTHON) -m scripts.lock $(if $(UPGRADE),--upgrade)

format: ## 整理代码格式 / format the code
	@$(PYTHON) -m scripts.setup dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## 删除环境、模型和缓存，保留 .env、数据库和日志 / delete all but secrets, database and logs
	rm -rf .venv .venv-bot .tools models var/index var/run var/seeded.stamp web_widget/node_modules
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .rasa
