#!/usr/bin/env python3
"""Reads a built site into the lines that `cargo run --example addresses` prints.

    extract.py BUILT CONTENT > addresses.tsv

Every page of BUILT that names its source becomes a line: that path (made relative
to CONTENT if it is absolute), the address in `<meta name="sou-url">`, or that of
the file itself below $BASE (without `.html` if $CLEAN is set, as its canonical link
says if $CANONICAL is), and the `id` of every heading within `<main>`, in the
order of the page. With $FACTS, what pages say of themselves in
`<meta name="sou-facts">`, as JSON, is written to that file, a line a page, what is
empty left out. The source is in `<meta name="sou-source">`, in `data-source` of
`<main>`, or in a link to be edited at https://source.invalid/. Pages that ask not
to be indexed are left out.
"""
import json
import os
import sys
from html.parser import HTMLParser
from urllib.parse import quote, unquote, urlsplit


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.source = self.url = self.canonical = None
        self.anchors, self.depth, self.hidden = [], 0, False
        self.facts = {}

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        edited = "https://source.invalid/"
        if tag == "meta" and attributes.get("name") == "robots" and "noindex" in attributes.get("content", ""):
            self.hidden = True
        elif tag == "link" and attributes.get("rel") == "canonical":
            self.canonical = urlsplit(attributes.get("href", "")).path
        elif tag == "a" and (attributes.get("href") or "").startswith(edited):
            self.source = unquote(attributes["href"][len(edited) :])
        if tag == "meta" and attributes.get("name") == "sou-source":
            self.source = attributes.get("content") or None
        elif tag == "meta" and attributes.get("name") == "sou-facts":
            self.facts = json.loads(attributes["content"])
        elif tag == "meta" and attributes.get("name") == "sou-url":
            self.url = attributes.get("content")
        elif tag == "main":
            self.depth += 1
            self.source = attributes.get("data-source") or self.source
        elif self.depth and tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            # What stands above footnotes is for who hears the page, and in no file.
            if attributes.get("id") != "footnote-label":
                self.anchors.append(attributes.get("id") or "")

    def handle_endtag(self, tag):
        if tag == "main":
            self.depth -= 1


def main():
    built, content = sys.argv[1], os.path.abspath(sys.argv[2])
    lines, facts = set(), {}
    for folder, _, files in os.walk(built):
        for name in files:
            if not name.endswith(".html"):
                continue
            file = os.path.join(folder, name)
            page = Page()
            with open(file, encoding="utf-8", errors="replace") as text:
                page.feed(text.read())
            if not page.source or page.hidden:
                continue
            source = page.source
            if os.path.isabs(source):
                source = os.path.relpath(source, content)
            facts[source] = {"path": source} | {key: value for key, value in page.facts.items() if value}
            url = page.canonical if os.environ.get("CANONICAL") else page.url
            if url is None:
                url = os.environ.get("BASE", "") + "/" + os.path.relpath(file, built).replace(os.sep, "/")
                if url.endswith("/index.html"):
                    url = url[: -len("index.html")]
                if os.environ.get("CLEAN"):
                    url = url.removesuffix(".html")
                if os.environ.get("BARE") and len(url) > 1:
                    url = url.rstrip("/")
            url = quote(unquote(url).replace("/./", "/"), safe="/-._~!$&'()*+,;=:@")
            lines.add("\t".join([source, url, *page.anchors]))
    for line in sorted(lines, key=lambda line: (line.split("\t")[0].encode(), line.encode())):
        print(line)
    if os.environ.get("FACTS"):
        with open(os.environ["FACTS"], "w", encoding="utf-8") as file:
            for source in sorted(facts, key=str.encode):
                file.write(json.dumps(facts[source], ensure_ascii=False) + "\n")


main()
