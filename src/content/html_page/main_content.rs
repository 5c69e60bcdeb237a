//! Where on a built page its own text is, and what around it is not.

use crate::content::html_page::selector::Selector;
use crate::content::html_page::tree::{Element, NodeKind, Tree};

/// The elements that hold a page's text, and how they were found.
#[derive(Debug)]
pub(super) struct Main {
    /// In the order of the page, none inside another.
    pub(super) roots: Vec<usize>,
    /// The rule that chose them, for people: `<main>`.
    pub(super) rule: &'static str,
}

/// Attributes by which a theme says itself what a search should read.
const MARKED: [&str; 2] = ["data-sou-body", "data-pagefind-body"];

/// Names that themes without `<main>` give to the element around the text.
const USUAL_NAMES: [&str; 14] = [
    "content",
    "main",
    "main-content",
    "post",
    "post-content",
    "post-body",
    "entry-content",
    "article",
    "article-entry",
    "markdown-body",
    "markdown",
    "page-content",
    "document",
    "body",
];

/// Chooses the elements that hold the text: those of the owner's `selector`, else
/// those marked for a search, else `<main>` (or the one `<article>` that holds most
/// of it), else the only `<article>`, else an element with a usual name, else all.
///
/// `None` if the owner's selector finds nothing.
pub(super) fn choose(tree: &Tree, selector: Option<&Selector>) -> Option<Main> {
    if let Some(selector) = selector {
        let roots = outermost(tree, |node, _| selector.matches(tree, node));
        return (!roots.is_empty()).then_some(Main { roots, rule: "the selector of the settings" });
    }
    let marked = outermost(tree, |_, element| MARKED.iter().any(|mark| element.attribute(mark).is_some()));
    if !marked.is_empty() {
        return Some(Main { roots: marked, rule: "the element marked for search" });
    }
    let sizes = Sizes::of(tree);
    let mains = outermost(tree, |_, element| {
        element.name() == "main" || element.attribute("role").is_some_and(|role| role == "main")
    });
    if let Some(main) = mains.into_iter().max_by_key(|node| sizes.of_node(tree, *node)) {
        let articles = articles_in(tree, main);
        return Some(match articles[..] {
            [article] if 2 * sizes.of_node(tree, article) > sizes.of_node(tree, main) => {
                Main { roots: vec![article], rule: "the `<article>` in `<main>`" }
            }
            _ => Main { roots: vec![main], rule: "`<main>`" },
        });
    }
    let articles = outermost(tree, |_, element| element.name() == "article");
    if let [article] = articles[..] {
        return Some(Main { roots: vec![article], rule: "`<article>`" });
    }
    let is_usual = |element: &Element| {
        let names = element.attribute("id").into_iter().chain(element.classes());
        names.into_iter().any(|name| USUAL_NAMES.contains(&name))
            && !matches!(element.name(), "body" | "html")
    };
    let usual = outermost(tree, |_, element| is_usual(element));
    let all = sizes.visible.last().copied().unwrap_or(0);
    if let Some(largest) = usual.into_iter().max_by_key(|node| sizes.of_node(tree, *node))
        && 4 * sizes.of_node(tree, largest) > all
    {
        return Some(Main { roots: vec![largest], rule: "the element named for content" });
    }
    let body = tree.elements().find(|(_, element)| element.name() == "body").map(|(node, _)| node);
    let roots = match body {
        Some(body) => vec![body],
        // A page may leave `<body>` out.
        None => {
            let tops = (0..tree.nodes.len()).filter(|node| tree.nodes[*node].parent.is_none());
            tops.filter(|node| !tree.element(*node).is_some_and(is_left_out)).collect()
        }
    };
    Some(Main { roots, rule: "`<body>`" })
}

/// Whether the page shows several articles, each with a heading that is a link to
/// it: a list of posts, whose text is that of the posts.
pub(super) fn is_list_of_articles(tree: &Tree) -> bool {
    let mut n_linked = 0;
    for article in outermost(tree, |_, element| element.name() == "article") {
        let inside = article..tree.nodes[article].end;
        let is_heading =
            |node: usize| tree.element(node).is_some_and(|element| super::tree::is_heading(element.name()));
        let Some(heading) = inside.clone().find(|node| is_heading(*node)) else { continue };
        let leads_elsewhere = |node: usize| {
            let link = tree.element(node).filter(|element| element.name() == "a");
            let href = link.and_then(|link| link.attribute("href"));
            href.is_some_and(|href| !href.trim().is_empty() && !href.starts_with('#'))
        };
        // The link may be around the heading, or inside it.
        let around = tree.nodes[heading].parent.is_some_and(leads_elsewhere);
        if around || (heading..tree.nodes[heading].end).any(leads_elsewhere) {
            n_linked += 1;
        }
    }
    n_linked > 1
}

/// Elements that `is_meant`, none inside another.
fn outermost(tree: &Tree, is_meant: impl Fn(usize, &Element) -> bool) -> Vec<usize> {
    let mut found = Vec::new();
    let mut node = 0;
    while node < tree.nodes.len() {
        let is_found =
            tree.element(node).is_some_and(|element| !is_hidden_place(element) && is_meant(node, element));
        if is_found {
            found.push(node);
            node = tree.nodes[node].end;
        } else {
            node += 1;
        }
    }
    found
}

fn articles_in(tree: &Tree, root: usize) -> Vec<usize> {
    outermost(tree, |node, element| element.name() == "article" && node > root && node < tree.nodes[root].end)
}

fn is_hidden_place(element: &Element) -> bool {
    matches!(element.name(), "template" | "noscript")
}

/// How much visible text there is before each node.
struct Sizes {
    visible: Vec<usize>,
}

impl Sizes {
    fn of(tree: &Tree) -> Self {
        let mut visible = Vec::with_capacity(tree.nodes.len() + 1);
        let mut total = 0;
        let mut hidden_until = 0;
        for (index, node) in tree.nodes.iter().enumerate() {
            visible.push(total);
            match &node.kind {
                NodeKind::Element(element) if index >= hidden_until && is_left_out(element) => {
                    hidden_until = node.end;
                }
                NodeKind::Text(text) if index >= hidden_until => total += text.trim().len(),
                _ => {}
            }
        }
        visible.push(total);
        Self { visible }
    }

    fn of_node(&self, tree: &Tree, node: usize) -> usize {
        self.visible[tree.nodes[node].end] - self.visible[node]
    }
}

/// Elements that are never part of a page's text.
const LEFT_OUT: [&str; 23] = [
    "head", "script", "style", "template", "noscript", "iframe", "svg", "canvas", "object", "nav", "footer",
    "form", "button", "label", "select", "textarea", "dialog", "audio", "video", "map", "datalist", "title",
    "menu",
];

/// Roles that say the same.
const LEFT_OUT_ROLES: [&str; 6] = ["navigation", "contentinfo", "search", "menu", "menubar", "dialog"];

/// Names, as `id` or class, of tables of contents, numbers of lines, and the lines
/// of code that mdBook hides.
const LEFT_OUT_NAMES: [&str; 22] = [
    "toc",
    "TOC",
    "TableOfContents",
    "table-of-contents",
    "tableofcontents",
    "post-toc",
    "breadcrumb",
    "breadcrumbs",
    "pagination",
    "pager",
    "gutter",
    "rouge-gutter",
    "linenodiv",
    "linenos",
    "lineno",
    "line-numbers",
    "line-numbers-rows",
    "line-numbers-wrapper",
    "lnt",
    "ln",
    "boring",
    "skip-link",
];

/// Classes by which an `<aside>` is a note in the text and not beside it.
const NOTES: [&str; 9] =
    ["admonition", "callout", "starlight-aside", "note", "tip", "warning", "caution", "danger", "alert"];

/// Whether an element, and all inside it, is no text of the page.
pub(super) fn is_left_out(element: &Element) -> bool {
    let name = element.name();
    if LEFT_OUT.contains(&name) {
        return true;
    }
    if name == "aside" && !element.classes().any(|class| NOTES.contains(&class)) {
        return true;
    }
    let role = element.attribute("role");
    if role.is_some_and(|role| LEFT_OUT_ROLES.contains(&role)) {
        return true;
    }
    // A tab that is not chosen is hidden, and one click away.
    let is_tab = role == Some("tabpanel");
    let hidden = element.attribute("hidden").is_some_and(|how| how != "until-found");
    if hidden && !is_tab || element.attribute("aria-hidden").is_some_and(|hidden| hidden == "true") {
        return true;
    }
    let is_marked = |mark: &str| element.attribute(mark).is_some();
    if is_marked("data-sou-ignore") || is_marked("data-pagefind-ignore") {
        return true;
    }
    let style = element.attribute("style").unwrap_or_default();
    if style.contains("display") && !is_tab {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        if style.contains("display:none") {
            return true;
        }
    }
    let names = element.attribute("id").into_iter().chain(element.classes());
    // A heading may well be called `toc`.
    !super::tree::is_heading(name) && names.into_iter().any(|name| LEFT_OUT_NAMES.contains(&name))
}
