#!/bin/sh
# Make .venv and put into it exactly what the lock files name: with uv where it is on PATH, else with venv and pip.
# Called by the Makefile, which runs it again when a lock file changes. UV=no takes the second way even where uv is.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$@"
  exit 1
}

with_uv() {
  say "Setting up .venv with $("$UV" --version)."
  # In an empty environment uv does not ask the system which certificates it trusts, unless told to.
  for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
    if [ -s "$bundle" ]; then
      export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}"
      break
    fi
  done
  cache=${UV_CACHE_DIR:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/uv}
  if ! mkdir -p "$cache" 2>/dev/null || ! [ -w "$cache" ]; then
    export UV_NO_CACHE=1
  fi
  unset VIRTUAL_ENV
  export UV_PROJECT_ENVIRONMENT=.venv
  # The project itself comes second, without isolation: its build backend is locked too.
  "$UV" sync --quiet --frozen --no-install-project
  "$UV" pip install --quiet --python .venv --no-deps --no-build-isolation --editable .
}

is_new_enough() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

with_pip() {
  python=
  for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if is_new_enough "$candidate"; then
      python=$candidate
      break
    fi
  done
  [ -n "$python" ] || fail "Gapfeed needs Python 3.11 or newer, and found none on PATH (python3 is $(python3 --version 2>&1 || true))." \
    "Install one, or name one: make demo PYTHON=/path/to/python3.12"
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    fail "This Python ($python) cannot make virtual environments: Debian and Ubuntu keep that in a package of its own." \
      "Install it and try again: apt-get install python3-venv   (or $package, if $python is not the system's own)"
  fi
  say "Setting up .venv with $("$python" --version) and pip."
  if ! is_new_enough .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    "$python" -m venv --clear .venv
  fi
  pip() { .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-compile --no-deps "$@"; }
  # The lock names everything, so nothing has to be resolved; every file is compared with its hash.
  pip --require-hashes --requirement requirements-dev.lock
  pip --no-build-isolation --editable .
}

UV=${UV:-uv}
if [ "$UV" != no ] && "$UV" --version >/dev/null 2>&1; then
  with_uv
else
  with_pip
fi
.venv/bin/gapfeed --version >&2
