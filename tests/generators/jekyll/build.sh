#!/bin/sh
# Builds the site with Jekyll and prints path, address and anchors of every page.
#   ./build.sh > addresses.tsv
# $JEKYLL: the command (default: jekyll); $SITE: another folder to build.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "${SITE:-$here/site}/." "$work/"
[ -d "$work/_layouts" ] || cp -r "$here/site/_layouts" "$work/"
cd "$work"
LC_ALL=C.UTF-8 ${JEKYLL:-jekyll} build --disable-disk-cache --destination "$work/.built" 1>&2
python3 "$here/../extract.py" "$work/.built" "$work"
