#!/usr/bin/env bash
# Runs every test in two processes side by side: one for each core of a small machine, and the browser in a
# process of its own, because Playwright keeps an event loop in its main thread. Extra words go to both.
set -uo pipefail
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT

.venv/bin/pytest -q tests/unit tests/project tests/contract tests/security tests/integration "$@" >"$log" 2>&1 &
first=$!
.venv/bin/pytest -q tests/chaos tests/acceptance "$@"
second=$?
wait "$first"
first=$?
echo "--- tests/unit project contract security integration"
# The dots are of no use here; what failed, and the count, are.
grep -vE '^[.sxFE]+ +\[ *[0-9]+%\]$' "$log"
[ "$first" -eq 0 ] && [ "$second" -eq 0 ]
