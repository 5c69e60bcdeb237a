#!/bin/sh
# Builds the site with Docusaurus and prints path, address and anchors of every page.
#   npm install --prefix DIR @docusaurus/core @docusaurus/preset-classic react react-dom
#   NODE_MODULES=DIR/node_modules ./build.sh > addresses.tsv
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "${SITE:-$here/site}/." "$work/"
ln -s "$NODE_MODULES" "$work/node_modules"
cd "$work"
node node_modules/@docusaurus/core/bin/docusaurus.mjs build --out-dir .built 1>&2
[ -z "${FACTS:-}" ] || python3 "$here/facts.py" .docusaurus >"$FACTS"
# A page that is not translated is repeated in every language; it counts once, in its own.
FACTS= CANONICAL=1 python3 "$here/../extract.py" "$work/.built" "$work" | awk -F'\t' '$1 ~ /^i18n\// || $2 !~ /^\/(%E6%89%8B%E5%86%8C\/en|fr-base|zh-Hans)\//'
