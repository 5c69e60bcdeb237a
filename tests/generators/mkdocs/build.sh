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
# mkdocs-static-i18n repeats a page in every language that lacks it: it counts once, in its own.
python3 "$here/../extract.py" "$work/.built" "$work" |
  awk -F'\t' '!($1 in url) || length($2) < length(url[$1]) { url[$1] = $2; line[$1] = $0 } !seen[$1]++ { order[++n] = $1 }
    END { for (i = 1; i <= n; i++) print line[order[i]] }'
