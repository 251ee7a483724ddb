#!/bin/sh
# Write uv.lock from pyproject.toml, and from it the two files that pip reads. Needs uv.
set -eu
cd "$(dirname "$0")/.."
uv lock --quiet "$@"
for kind in "requirements.lock --no-dev" "requirements-dev.lock"; do
  # shellcheck disable=SC2086 # the words of $kind are arguments
  set -- $kind
  file=$1
  shift
  uv export --quiet --frozen --no-emit-project --no-header --no-annotate --format requirements-txt "$@" --output-file "$file"
done
