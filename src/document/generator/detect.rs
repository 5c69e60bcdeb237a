//! Whose site a folder is, by what it holds.

use std::path::Path;

use crate::document::config::exists;
use crate::document::site::GeneratorKind;

/// Marks of the generators whose configuration has a name of its own, the most
/// particular first.
const MARKS: [(&str, GeneratorKind); 34] = [
    ("docusaurus.config.js", GeneratorKind::Docusaurus),
    ("docusaurus.config.ts", GeneratorKind::Docusaurus),
    ("docusaurus.config.mjs", GeneratorKind::Docusaurus),
    ("docusaurus.config.cjs", GeneratorKind::Docusaurus),
    (".vitepress", GeneratorKind::VitePress),
    ("docs/.vitepress", GeneratorKind::VitePress),
    ("src/.vitepress", GeneratorKind::VitePress),
    ("astro.config.mjs", GeneratorKind::Astro),
    ("astro.config.ts", GeneratorKind::Astro),
    ("astro.config.js", GeneratorKind::Astro),
    ("astro.config.mts", GeneratorKind::Astro),
    ("mkdocs.yml", GeneratorKind::MkDocs),
    ("mkdocs.yaml", GeneratorKind::MkDocs),
    ("book.toml", GeneratorKind::MdBook),
    ("book.json5", GeneratorKind::MdBook),
    ("pelicanconf.py", GeneratorKind::Pelican),
    ("zola.toml", GeneratorKind::Zola),
    ("hugo.toml", GeneratorKind::Hugo),
    ("hugo.yaml", GeneratorKind::Hugo),
    ("hugo.yml", GeneratorKind::Hugo),
    ("hugo.json", GeneratorKind::Hugo),
    ("config/_default", GeneratorKind::Hugo),
    ("config.yaml", GeneratorKind::Hugo),
    ("config.yml", GeneratorKind::Hugo),
    ("config.json", GeneratorKind::Hugo),
    ("source/_posts", GeneratorKind::Hexo),
    ("source/_drafts", GeneratorKind::Hexo),
    ("_posts", GeneratorKind::Jekyll),
    ("_config.yml", GeneratorKind::Jekyll),
    ("_config.yaml", GeneratorKind::Jekyll),
    ("_config.toml", GeneratorKind::Jekyll),
    ("archetypes", GeneratorKind::Hugo),
    (".obsidian", GeneratorKind::Obsidian),
    ("src/content/docs", GeneratorKind::Astro),
];

/// Finds out whose rules a site follows; [`GeneratorKind::Plain`] if nobody's.
///
/// `config.toml` is Hugo's and old Zola's, which names its address `base_url`. `_config.yml` is Jekyll's and
/// Hexo's: Hexo keeps everything in `source/`. Hugo's marks count only beside
/// the folder `content/`, if its configuration does not name another one.
pub fn detect(root: &Path) -> GeneratorKind {
    if exists(root, "config.toml") {
        let config = super::super::config::read_file(root, "config.toml").unwrap_or_default();
        let has = |name: &str| config.fields.keys().any(|key| key.eq_ignore_ascii_case(name));
        match () {
            () if has("base_url") => return GeneratorKind::Zola,
            () if has("baseURL") || exists(root, "content") => return GeneratorKind::Hugo,
            // Many programs have a `config.toml`.
            () => {}
        }
    }
    let mark = MARKS.iter().find(|(mark, kind)| {
        exists(root, mark)
            && (*kind != GeneratorKind::Hugo
                || mark.starts_with("hugo")
                || mark.starts_with("config/")
                || exists(root, "content"))
    });
    let kind = mark.map_or(GeneratorKind::Plain, |(_, kind)| *kind);
    if kind == GeneratorKind::Jekyll && !exists(root, "_posts") && is_hexo(root) {
        return GeneratorKind::Hexo;
    }
    kind
}

/// Whether a `_config.yml` without any posts folder is Hexo's.
fn is_hexo(root: &Path) -> bool {
    let config = super::super::config::read_file(root, "_config.yml").unwrap_or_default();
    let has = |key: &str| config.fields.contains_key(key);
    exists(root, "source") && (has("new_post_name") || has("source_dir") || has("public_dir") || has("root"))
}
