#!/bin/sh
# Builds the site with Astro alone and prints path, address and anchors of every page.
#   npm install --prefix DIR astro
#   NODE_MODULES=DIR/node_modules ./build.sh > addresses.tsv
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "${SITE:-$here/site}/." "$work/"
ln -s "$NODE_MODULES" "$work/node_modules"
cd "$work"
ASTRO_TELEMETRY_DISABLED=1 node_modules/.bin/astro build 1>&2
BASE=/手册 python3 "$here/../extract.py" "$work/dist" "$work"
