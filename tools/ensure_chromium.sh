#!/bin/sh
# Makes sure the browser tests have a Chromium: finds one, installs it through apt, or says what to do.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done

if [ "${BALLOTS_WITHOUT_BROWSER:-}" = 1 ]; then
    echo "BALLOTS_WITHOUT_BROWSER=1: the browser tests are left out of this run."
    exit 0
fi

if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium for the browser tests …"
    apt-get update --quiet=2 && apt-get install --quiet=2 --yes --no-install-recommends chromium >/dev/null && exit 0
fi

echo "The browser tests need Chromium: install the package 'chromium' (for instance: sudo apt-get install chromium)," >&2
echo "or leave those tests out with BALLOTS_WITHOUT_BROWSER=1 make test." >&2
exit 1
