#!/bin/sh
# Write uv.lock from pyproject.toml, and from it the two files that pip reads. Needs uv.
# Arguments go to `uv lock`, e.g. --upgrade.
set -eu
cd "$(dirname "$0")/.."

for_pip() {
  file=$1
  shift
  {
    echo "# Written by scripts/lock.sh from uv.lock, for pip."
    uv export --quiet --frozen --no-emit-project --no-header --no-annotate --format requirements-txt "$@"
  } >"$file"
}

uv lock --quiet "$@"
for_pip requirements.lock --no-dev
for_pip requirements-dev.lock
