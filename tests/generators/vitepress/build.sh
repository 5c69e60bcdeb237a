#!/bin/sh
# Builds the site with VitePress and prints path, address and anchors of every page.
#   npm install --prefix DIR vitepress
#   NODE_MODULES=DIR/node_modules ./build.sh > addresses.tsv
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "${SITE:-$here/site}/." "$work/"
ln -s "$NODE_MODULES" "$work/node_modules"
cd "$work"
node node_modules/vitepress/bin/vitepress.js build 1>&2
# Pages are files; without `.html` is how they are linked.
if grep -q "cleanUrls: true" .vitepress/config.*; then export CLEAN=1; fi
BASE=/手册 python3 "$here/../extract.py" "$work/.vitepress/dist" "$work"
