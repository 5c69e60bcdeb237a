// Searches as the reader types. The pages work without it: it asks the same
// question of /api/v1/search and draws the same results, text nodes only.
// Written for browsers of 2021 and later; no build step.
(() => {
  "use strict";
  const form = document.getElementById("sou-form");
  const input = document.getElementById("sou-q");
  const main = document.getElementById("sou-main");
  const status = document.getElementById("sou-status");
  const results = document.getElementById("sou-results");
  if (!form || !input || !main || !status || !results || !window.AbortController) return;

  const words = JSON.parse(main.dataset.strings);
  const site = main.dataset.site || "";
  const DEBOUNCE_MS = 120;
  // A pre-edit changes with every key, and is not yet what is meant.
  const COMPOSING_MS = 250;
  // Android's keyboards compose Latin words too; there it is what is typed.
  const isAndroid = /Android/i.test(navigator.userAgent);
  const KEPT = 50;
  const answers = new Map();
  let composing = false;
  let timer = 0;
  let request = null;
  let shown = input.value.trim();

  // What is asked: the fields of the form that are filled in, and the page's language.
  function question() {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const text = String(value).trim();
      if (text && !(name === "sort" && text === "relevance")) asked.append(name, text);
    }
    return asked;
  }

  function address(asked, changes) {
    const next = new URLSearchParams(asked);
    for (const [name, value] of Object.entries(changes || {})) {
      next.delete(name);
      if (value !== null) next.append(name, value);
    }
    const text = next.toString();
    return text ? "search?" + text : "search";
  }

  function withTag(asked, tag) {
    const next = new URLSearchParams(asked);
    if (!next.getAll("tag").includes(tag)) next.append("tag", tag);
    return address(next);
  }

  function withoutTag(asked, tag) {
    const next = new URLSearchParams(asked);
    next.delete("tag");
    for (const kept of asked.getAll("tag")) if (kept !== tag) next.append("tag", kept);
    return address(next);
  }

  // The same rule as the server's: an address stays on the host of the site.
  function onSite(url) {
    return site + "/" + url.replace(/^[\s/\\\u0000-\u001f\u007f-\u009f]+/, "");
  }

  function toPage(path, url) {
    if (site) return onSite(url);
    const hash = url.indexOf("#");
    const ui = new URLSearchParams(location.search).get("ui");
    return "page?path=" + encodeURIComponent(path) + (ui ? "&ui=" + encodeURIComponent(ui) : "") +
      (hash < 0 ? "" : url.slice(hash));
  }

  function readable(url) {
    try {
      const text = decodeURIComponent(url);
      return /[\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/.test(text) ? url : text;
    } catch {
      return url;
    }
  }

  // An element with attributes (empty ones left out) and children; strings become text.
  function el(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) if (value) element.setAttribute(key, value);
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  }

  function segments(parts) {
    return parts.map(([text, marked]) => (marked ? el("mark", null, text) : text));
  }

  function hitElement(hit, asked) {
    const lang = { lang: hit.lang };
    const hasTitle = hit.title.some(([text]) => text.trim());
    const title = () => (hasTitle ? segments(hit.title) : [hit.path]);
    const facts = el("p", { class: "facts" });
    if (hit.via) facts.append(el("span", { class: "via" }, words.via[hit.via] || hit.via), " ");
    if (hit.date) facts.append(el("time", { datetime: hit.date }, hit.date.split("T")[0]), " ");
    if (hit.author) facts.append(el("bdi", { class: "author" }, hit.author), " ");
    for (const tag of hit.tags) {
      facts.append(el("a", { class: "tag", href: withTag(asked, tag) }, el("bdi", null, tag)), " ");
    }
    const item = el("li", { class: "hit" },
      el("h2", null, el("a", { href: toPage(hit.path, hit.url) }, el("bdi", lang, ...title()))),
      el("p", { class: "address" }, el("bdi", null, readable(hit.url))));
    if (hit.snippet.length) item.append(el("p", { class: "snippet", dir: "auto", ...lang }, ...segments(hit.snippet)));
    if (hit.sections.length) {
      item.append(el("ul", { class: "sections" }, ...hit.sections.map((section) =>
        el("li", null,
          el("a", { href: toPage(hit.path, section.url) },
            el("bdi", lang, ...(section.title.length ? segments(section.title) : title()))), " ",
          el("span", { class: "snippet", dir: "auto", ...lang }, ...segments(section.snippet))))));
    }
    item.append(facts);
    if (hit.translations.length) {
      const line = el("p", { class: "translations" }, words.translations);
      for (const other of hit.translations) {
        const href = site ? onSite(other.url)
          : address(new URLSearchParams(), { q: other.title, lang: other.lang || null });
        line.append(" ", el("a", { href, hreflang: other.lang }, el("bdi", { lang: other.lang }, other.title), " ",
          el("span", { class: "language" }, other.lang)));
      }
      item.append(line);
    }
    return item;
  }

  function activeElement(asked) {
    const line = el("p", { class: "active" });
    const chip = (label, href) => line.append(el("a", { class: "chip", rel: "nofollow", href }, el("bdi", null, label), " ",
      el("span", { class: "unseen" }, words.remove), el("span", { "aria-hidden": "true" }, "×")), " ");
    for (const tag of asked.getAll("tag")) chip(tag, withoutTag(asked, tag));
    if (asked.get("lang")) chip(asked.get("lang"), address(asked, { lang: null }));
    if (asked.get("from") || asked.get("to")) {
      chip((asked.get("from") || "") + " – " + (asked.get("to") || ""), address(asked, { from: null, to: null }));
    }
    return line.hasChildNodes() ? line : null;
  }

  function facetsElement(facets, asked) {
    const nav = el("nav", { class: "facets", "aria-label": words.filters });
    const group = (heading, counts, href) => {
      const choices = Object.entries(counts).sort((a, b) => b[1] - a[1]).slice(0, 12);
      if (choices.length < 2) return;
      nav.append(el("div", { class: "facet" }, el("h3", null, heading), el("ul", null, ...choices.map(([name, count]) =>
        el("li", null, el("a", { rel: "nofollow", href: href(name) }, el("bdi", null, name), " ",
          el("span", { class: "count" }, String(count))))))));
    };
    const chosen = asked.getAll("tag");
    const tags = Object.fromEntries(Object.entries(facets.tags).filter(([name]) => !chosen.includes(name)));
    if (!asked.get("lang")) group(words.languages, facets.lang, (name) => address(asked, { lang: name }));
    group(words.tags, tags, (name) => withTag(asked, name));
    if (!asked.get("from") && !asked.get("to")) {
      group(words.years, facets.year, (name) => address(asked, { from: name + "-01-01", to: name + "-12-31" }));
    }
    return nav.hasChildNodes() ? nav : null;
  }

  function queryLink(text, asked) {
    return el("a", { class: "query", href: address(asked, { q: text }) }, el("bdi", null, text));
  }

  function show(answer, asked) {
    const q = asked.get("q") || "";
    const parts = [activeElement(asked)];
    if (answer.corrected) {
      parts.push(el("p", { class: "notice" }, words.corrected, " ", queryLink(answer.corrected, asked)));
    }
    if (answer.suggest.length) {
      parts.push(el("p", { class: "notice" }, words.suggest, " ", ...answer.suggest.map((text) => queryLink(text, asked))));
    }
    if (answer.total) {
      parts.push(el("ol", { class: "hits" }, ...answer.hits.map((hit) => hitElement(hit, asked))));
    } else {
      const help = el("div", { class: "notice" }, el("p", null, words.help));
      if (activeElement(asked)) help.append(el("p", null, el("a", { href: address(new URLSearchParams({ q })) }, words.drop)));
      parts.push(help);
    }
    const last = Math.min(Math.ceil(answer.total / answer.per_page), Math.floor(1000 / answer.per_page));
    if (last > 1) {
      parts.push(el("nav", { class: "pages", "aria-label": words.pagination },
        el("span", { class: "place" }, words.pageOf.replace("{n}", "1").replace("{of}", String(last))), " ",
        el("a", { rel: "next", href: address(asked, { page: "2" }) }, words.next)));
    }
    parts.push(facetsElement(answer.facets, asked));
    results.replaceChildren(...parts.filter(Boolean));
    for (const extra of document.querySelectorAll(".tagline, .cloud")) extra.remove();
    document.body.classList.remove("home");
    const count = (answer.total === 1 ? words.one : words.many).replace("{n}", String(answer.total));
    status.textContent = answer.total ? count + " · " + answer.took_ms.toFixed(1) + " ms"
      : q ? words.nothing.replace("{q}", () => q) : words.nothingAtAll;
    document.title = (q ? q + " · " : "") + "搜 Sou";
    history.replaceState(null, "", address(asked));
  }

  // The list under the field: a combobox with a listbox (WAI-ARIA 1.2). Focus stays in the field.
  const list = el("ul", { id: "sou-list", role: "listbox", "aria-label": words.completions });
  list.hidden = true;
  input.closest(".field").after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list",
    "aria-controls": list.id, "aria-expanded": "false" })) input.setAttribute(name, value);
  let suggesting = null;
  let listTimer = 0;
  let active = -1;

  function activate(place) {
    active = place;
    [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
    if (place < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[place].id);
    list.children[place].scrollIntoView({ block: "nearest" });
  }

  function close() {
    clearTimeout(listTimer);
    if (suggesting) suggesting.abort();
    suggesting = null;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    activate(-1);
  }

  function choose(suggestion) {
    close();
    if (suggestion.url) return location.assign(toPage(suggestion.path, suggestion.url));
    if (suggestion.kind === "tag") {
      const asked = question();
      asked.delete("q");
      return location.assign(withTag(asked, suggestion.text));
    }
    input.value = suggestion.text;
    later(0);
  }

  function showList(suggestions) {
    list.replaceChildren(...suggestions.map((suggestion, number) => {
      const about = [words.kinds[suggestion.kind], suggestion.page, words.via[suggestion.via]].filter(Boolean).join(" · ");
      const option = el("li", { id: "sou-option-" + number, role: "option", "aria-selected": "false" },
        el("bdi", { lang: suggestion.lang }, ...segments(suggestion.marked)), " ",
        about && el("span", { class: "about" }, about));
      // Not `click` alone: pressing must not take the focus from the field.
      option.addEventListener("mousedown", (event) => event.preventDefault());
      option.addEventListener("click", () => choose(suggestion));
      option.choose = () => choose(suggestion);
      return option;
    }));
    list.hidden = !suggestions.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    activate(-1);
  }

  async function suggest() {
    const text = input.value;
    if (composing || !text.trim() || document.activeElement !== input) return close();
    if (suggesting) suggesting.abort();
    const own = (suggesting = new AbortController());
    const ask = new URLSearchParams({ q: text, limit: "6" });
    const lang = new URLSearchParams(location.search).get("prefer") || main.dataset.prefer;
    if (lang) ask.set("lang", lang);
    try {
      const response = await fetch("api/v1/suggest?" + ask, { signal: own.signal });
      const answer = response.ok ? await response.json() : { suggestions: [] };
      // What was typed since makes it stale.
      if (own === suggesting && !composing && input.value === text) showList(answer.suggestions);
    } catch {
      // The field works without a list; that the search is out of reach is said below it.
    }
  }

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || composing || event.keyCode === 229) return;
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter") {
      const option = list.hidden ? null : list.children[active];
      if (option) {
        event.preventDefault();
        option.choose();
      } else close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return suggest();
      // Past either end is the field itself.
      if (event.key === "ArrowDown") activate(active < last ? active + 1 : -1);
      else activate(active < 0 ? last : active - 1);
    }
  });
  input.addEventListener("compositionstart", () => { composing = true; close(); });
  input.addEventListener("blur", close);

  async function search() {
    const asked = question();
    const text = asked.get("q") || "";
    if (request) request.abort();
    request = null;
    main.removeAttribute("aria-busy");
    if (text === shown) return;
    const own = (request = new AbortController());
    const ask = new URLSearchParams(asked);
    ask.delete("ui");
    if (!ask.get("prefer") && main.dataset.prefer) ask.set("prefer", main.dataset.prefer);
    const key = ask.toString();
    main.setAttribute("aria-busy", "true");
    try {
      let answer = answers.get(key);
      if (!answer) {
        const response = await fetch("api/v1/search?" + key, { signal: own.signal });
        if (!response.ok) throw new Error(String(response.status));
        answer = await response.json();
        answers.set(key, answer);
        if (answers.size > KEPT) answers.delete(answers.keys().next().value);
      }
      // While composing, an empty answer is about letters that are no words yet.
      if (own === request && !(composing && !answer.total)) {
        shown = text;
        show(answer, asked);
      }
    } catch (error) {
      if (own === request && error.name !== "AbortError") status.textContent = words.unreachable;
    } finally {
      if (own === request) {
        request = null;
        main.removeAttribute("aria-busy");
      }
    }
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(search, wait);
  }

  // Letters that are being composed are looked for, but nothing is laid over what they find.
  function listLater() {
    clearTimeout(listTimer);
    // Until the new list is there the old one stays, but nothing of it is chosen.
    activate(-1);
    listTimer = setTimeout(suggest, DEBOUNCE_MS);
  }

  input.addEventListener("input", (event) => {
    composing = event.isComposing;
    if (!composing) {
      listLater();
      return later(DEBOUNCE_MS);
    }
    // Korean composes the syllable that is meant, pinyin the letters towards it.
    const isWord = /[^\p{Script=Latin}\p{M}\p{N}\p{P}\s]/u.test(event.data || "");
    if (isWord) later(COMPOSING_MS);
    else if (isAndroid) later(DEBOUNCE_MS);
    else clearTimeout(timer);
  });
  // Chromium sends no `input` after it, Safari sends it before.
  input.addEventListener("compositionend", () => {
    composing = false;
    later(DEBOUNCE_MS);
    listLater();
  });
  // Escape can end a composition without a `compositionend`.
  input.addEventListener("blur", () => { composing = false; });

  document.addEventListener("keydown", (event) => {
    // The first key of a composition comes before it begins, as code 229.
    if (event.isComposing || composing || event.keyCode === 229) return;
    const target = event.target;
    const isTyping = target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
  // A reload keeps what was typed in the field; what is shown is of the address.
  window.addEventListener("pageshow", () => { if (input.value.trim() !== shown) later(0); });
})();
