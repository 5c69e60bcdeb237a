#!/bin/sh
# Builds the site with Pelican and prints path, address and anchors of every page.
#   pip install pelican markdown
#   ./build.sh > addresses.tsv
# $PELICAN: the command (default: pelican).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "${SITE:-$here/site}/." "$work/"
cd "$work"
${PELICAN:-pelican} content -s pelicanconf.py -o "$work/.built" 1>&2
python3 "$here/../extract.py" "$work/.built" "$work"
