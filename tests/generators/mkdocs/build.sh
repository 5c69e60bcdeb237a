#!/bin/sh
# Builds the site with MkDocs and prints path, address and anchors of every page.
#   pip install mkdocs
#   ./build.sh > addresses.tsv
# $MKDOCS: the command (default: mkdocs).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "${SITE:-$here/site}/." "$work/"
cd "$work"
${MKDOCS:-mkdocs} build --site-dir "$work/.built" 1>&2
python3 "$here/../extract.py" "$work/.built" "$work"
