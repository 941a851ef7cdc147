#!/usr/bin/env bash
# Builds everything once in Release and runs every test project. The last line is `N passed, N failed, N skipped`.
# The exit code is 0 only when nothing failed and every project ran at least one test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

# Programs that tests start, each with the Debian package that brings it. An engine adds its server here.
needed_programs() {
  echo "python3 python3-minimal"
  echo "redis-server redis-server"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo -n "$@"
  else echo "eng/test.sh: needs root or sudo to run: $*" >&2; return 1
  fi
}

# A package must not start its server here: tests start their own. Debian's way to say so is this file.
forbid_starts() {
  local policy=/usr/sbin/policy-rc.d
  if [ -e "$policy" ]; then return 0; fi
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
  forbidden=$policy
}

allow_starts() {
  if [ -n "$forbidden" ]; then as_root rm -f "$forbidden"; fi
  forbidden=
}

install_missing() {
  local program package missing=()
  while read -r program package; do
    command -v "$program" >/dev/null || missing+=("$package")
  done < <(needed_programs)
  [ "${#missing[@]}" -gt 0 ] || return 0
  echo "installing: ${missing[*]}"
  command -v apt-get >/dev/null || { echo "eng/test.sh: no apt-get here; install: ${missing[*]}" >&2; return 1; }
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null
  trap allow_starts EXIT
  forbid_starts
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null
  allow_starts
}

# One count from the report of a run, 0 when the report lacks it.
count() { # report, attribute
  grep -o '<assembly [^>]*>' "$1" | grep -oE " $2=\"[0-9]+\"" | tr -dc '0-9\n' | awk '{ sum += $1 } END { print sum + 0 }'
}

forbidden=
passed=0 failed=0 skipped=0 broken=0

run_project() { # name
  local name=$1 report="$reports/$1.xml" code=0 p f s
  echo "== $name"
  "tests/$name/bin/Release/net10.0/$name" -noLogo -noColor -noAutoReporters -reporter quiet \
    -diagnostics -longRunning 120 -xml "$report" \
    </dev/null || code=$?
  if [ ! -s "$report" ]; then
    echo "$name: ended with code $code and left no report"
    broken=$((broken + 1)) failed=$((failed + 1))
    return
  fi
  p=$(count "$report" passed) s=$(count "$report" skipped)
  f=$(($(count "$report" failed) + $(count "$report" errors)))
  # A run that reports no failure and yet exits badly has failed in a way its report does not know.
  if [ "$code" -ne 0 ] && [ "$f" -eq 0 ]; then echo "$name: exit code $code"; f=1; fi
  if [ $((p + f + s)) -eq 0 ]; then echo "$name: ran no tests"; broken=$((broken + 1)); fi
  echo "$name: $p passed, $f failed, $s skipped"
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

command -v dotnet >/dev/null || { echo "eng/test.sh: the .NET SDK named in global.json is not installed" >&2; exit 1; }
install_missing
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT

dotnet build Gnomon.slnx -c Release -v quiet --nologo </dev/null
for project in tests/*/*.csproj; do
  run_project "$(basename "$project" .csproj)"
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$broken" -eq 0 ]
