#!/bin/sh
# Builds the book with mdBook and prints path, address and anchors of every page.
#   cargo install mdbook --locked
#   ./build.sh > addresses.tsv
# $MDBOOK: the command (default: mdbook). The book must link to its sources:
#   edit-url-template = "https://source.invalid/{path}"
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "${SITE:-$here/site}/." "$work/"
cd "$work"
${MDBOOK:-mdbook} build --dest-dir "$work/.built" 1>&2
# The start page repeats the first chapter, unless a chapter is the start page.
[ -f src/README.md ] || rm -f "$work/.built/index.html"
BASE=${BASE-/手册} python3 "$here/../extract.py" "$work/.built" "$work"
