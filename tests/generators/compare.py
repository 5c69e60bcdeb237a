#!/usr/bin/env python3
"""Compares two lists of addresses: what a generator made, and what Sou says.

    compare.py EXPECTED.tsv FOUND [--show N]

FOUND is another such list, or what `sou pages --json` printed. Prints how many pages, addresses and anchors agree, and the first N that do not.
"""
import json
import sys


def read(path):
    pages = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("{"):
                page = json.loads(line)
                pages[page["path"]] = (page["url"], [anchor for anchor in page["anchors"] if anchor])
                continue
            source, url, *anchors = line.rstrip("\n").split("\t")
            if source != "-":
                # A heading without an `id` has nothing to compare.
                pages[source] = (url, [anchor for anchor in anchors if anchor])
    return pages


def main():
    expected, found = read(sys.argv[1]), read(sys.argv[2])
    show = int(sys.argv[sys.argv.index("--show") + 1]) if "--show" in sys.argv else 5
    missing = sorted(set(expected) - set(found))
    extra = sorted(set(found) - set(expected))
    both = sorted(set(expected) & set(found))
    moved = [path for path in both if expected[path][0] != found[path][0]]
    n_anchors = n_right = 0
    wrong = []
    for path in both:
        ours, theirs = found[path][1], expected[path][1]
        n_anchors += len(theirs)
        left = list(ours)
        lost = []
        for anchor in theirs:
            if anchor in left:
                left.remove(anchor)
                n_right += 1
            else:
                lost.append(anchor)
        if lost:
            wrong.append((path, lost, left))

    def share(part, whole):
        return f"{part} of {whole} ({100 * part / whole:.2f} %)" if whole else "none"

    print("published by both:", share(len(both), len(expected)))
    print("published by Sou only:", len(extra))
    print("addresses agree:", share(len(both) - len(moved), len(both)))
    print("anchors agree:", share(n_right, n_anchors))
    for name, paths in (("missing", missing), ("not published", extra)):
        for path in paths[:show]:
            print(f"  {name}: {path}")
    for path in moved[:show]:
        print(f"  moved: {path}\n    expected {expected[path][0]}\n    found    {found[path][0]}")
    for path, lost, left in wrong[:show]:
        print(f"  anchors: {path}\n    expected {lost[:5]}\n    found    {left[:5]}")


main()
