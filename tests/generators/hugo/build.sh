#!/bin/sh
# Builds the site with the Hugo found as $HUGO (default: hugo on the path) and
# prints path, address and anchors of every page. Run it in this folder:
#   ./build.sh > addresses.tsv
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "${SITE:-$here/site}/." "$work/"
cp -r "$here/layouts" "$work/"
cd "$work"
"${HUGO:-hugo}" --destination "$work/public" 1>&2
# Hugo makes pages of HTML files too, which Sou does not read.
python3 "$here/../extract.py" "$work/public" "$work" | awk -F'\t' '$1 !~ /\.html$/'
