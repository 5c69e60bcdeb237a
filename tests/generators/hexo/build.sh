#!/bin/sh
# Builds the site with Hexo and prints path, address and anchors of every page.
#   npm install --prefix DIR hexo hexo-renderer-ejs hexo-renderer-marked
# (with hexo-renderer-markdown-it in its place for site-markdown-it)
#   NODE_MODULES=DIR/node_modules ./build.sh > addresses.tsv
# $SITE: another folder to build.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "${SITE:-$here/site}/." "$work/"
ln -s "$NODE_MODULES" "$work/node_modules"
cd "$work"
# The machine keeps the time of the site: Hexo writes dates by the clock of the machine.
zone=$(sed -n "s/^timezone: *['\"]\{0,1\}\([^'\"]*\).*/\1/p" _config.yml)
TZ=$zone node node_modules/hexo/bin/hexo generate 1>&2
python3 "$here/../extract.py" "$work/public" "$work"
