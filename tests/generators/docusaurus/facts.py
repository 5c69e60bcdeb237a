#!/usr/bin/env python3
"""Prints what Docusaurus says of each page, as JSON, a line a page.

    facts.py FOLDER > facts.jsonl

FOLDER is the `.docusaurus` that a build left behind: each plugin of content puts what it
knows of a page there. What it makes of the text itself (descriptions, reading times) is
left out, because it stands in no head.
"""
import datetime
import glob
import json
import os
import sys


def shown(milliseconds):
    """A moment as Docusaurus shows it: in UTC."""
    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S")


def facts(page):
    head = page.get("frontMatter", {})
    updated = page.get("lastUpdatedAt")
    found = {
        "path": page["source"].removeprefix("@site/"),
        "title": page.get("title"),
        "description": head.get("description"),
        "date": (page.get("date") or "").removesuffix(".000Z"),
        "tags": [tag["label"] for tag in page.get("tags", [])],
        "authors": [author["name"] for author in page.get("authors", []) if author.get("name")],
        "image": head.get("image"),
        "updated": head.get("last_update", {}).get("date") and shown(updated),
    }
    return {key: value for key, value in found.items() if value}


def main():
    lines = {}
    for path in glob.glob(os.path.join(sys.argv[1], "docusaurus-plugin-content-*/**/*.json"), recursive=True):
        with open(path, encoding="utf-8") as file:
            page = json.load(file)
        if isinstance(page, dict) and isinstance(page.get("source"), str) and "permalink" in page:
            found = facts(page)
            lines[found["path"]] = json.dumps(found, ensure_ascii=False)
    for path in sorted(lines, key=str.encode):
        print(lines[path])


main()
