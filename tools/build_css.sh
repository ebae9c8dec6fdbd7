#!/bin/sh
# Compiles tools/css into ballot_service/static/css and puts the licence of USWDS beside it.
#   tools/build_css.sh           writes the files
#   tools/build_css.sh --check   builds elsewhere and fails if a committed file differs
# Needs node 20 or newer with npm. The packages go to a temporary folder, never into the repository.
set -eu

top=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp -R "$top/tools/css/." "$work/"
cd "$work"
npm install --no-audit --no-fund --no-package-lock --ignore-scripts --silent

uswds=node_modules/@uswds/uswds
version=$(node -p "require('./$uswds/package.json').version")
mkdir -p built/css built/uswds
for sheet in voter office; do
  node node_modules/sass/sass.js --no-source-map --style=compressed --quiet \
    --load-path="$uswds/packages" "src/$sheet.scss" "$sheet.compiled.css"
  node finish.mjs "$sheet.compiled.css" "built/css/$sheet.css" used_classes.txt "$version"
done
cp "$uswds/LICENSE.md" built/uswds/LICENSE.md

static="$top/ballot_service/static"
if [ "${1:-}" = "--check" ]; then
  for file in css/voter.css css/office.css uswds/LICENSE.md; do
    cmp "built/$file" "$static/$file" || {
      echo "ballot_service/static/$file is not what its sources give; run tools/build_css.sh" >&2
      exit 1
    }
  done
  echo "The committed style sheets are what their sources give."
else
  mkdir -p "$static/css" "$static/uswds"
  cp built/css/voter.css built/css/office.css "$static/css/"
  cp built/uswds/LICENSE.md "$static/uswds/"
  for sheet in voter office; do
    echo "$sheet.css: $(wc -c <"$static/css/$sheet.css") bytes, $(gzip -9c "$static/css/$sheet.css" | wc -c) gzipped"
  done
fi
