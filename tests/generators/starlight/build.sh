#!/bin/sh
# Builds the site with Starlight and prints path, address and anchors of every page.
#   npm install --prefix DIR astro @astrojs/starlight
#   NODE_MODULES=DIR/node_modules ./build.sh > addresses.tsv
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "${SITE:-$here/site}/." "$work/"
ln -s "$NODE_MODULES" "$work/node_modules"
cd "$work"
ASTRO_TELEMETRY_DISABLED=1 node_modules/.bin/astro build 1>&2
# A page that is not translated is repeated in every language: it counts once, in its own.
# The title, which no file holds, has the `id` `_top`.
BASE=/手册 python3 "$here/../extract.py" "$work/dist" "$work" |
  awk -F'\t' '!($1 in url) || length($2) < length(url[$1]) { url[$1] = $2; line[$1] = $0 } !seen[$1]++ { order[++n] = $1 }
    END { for (i = 1; i <= n; i++) { sub(/\t_top/, "", line[order[i]]); print line[order[i]] } }'
