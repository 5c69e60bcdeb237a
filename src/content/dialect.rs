//! What the markup around Markdown means, by the tool that renders it.

/// The flavour of Markdown and of the markup around it.
///
/// It is named after the tool that renders it, because each tool has its own;
/// nothing but syntax hangs on it here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Dialect {
    /// Markdown as GitHub shows it: nothing is added.
    #[default]
    Plain,
    /// Liquid, and kramdown's attribute lists.
    Jekyll,
    /// Shortcodes `{{< >}}` and `{{% %}}`.
    Hugo,
    /// Nunjucks tags `{% %}`, and `~` strikes out as in marked, which comes with Hexo.
    Hexo,
    /// The same with a renderer for which a single `~` is text.
    HexoWithTildes,
    /// Shortcodes `{{ name(key="value") }}` and `{% name() %}…{% end %}`.
    Zola,
    /// MDX and `:::` containers.
    Docusaurus,
    /// Vue in Markdown and `:::` containers.
    VitePress,
    /// MDX, Starlight's `:::` asides.
    Astro,
    /// Markdown with `:::` asides and no MDX, where braces are text: `.md` in Astro.
    Asides,
    /// Admonitions `!!!`, tabs `===`, attribute lists, snippets.
    MkDocs,
    /// `{{#include }}` and its kin.
    MdBook,
    /// Python-Markdown, heads of `Key: value` lines.
    Pelican,
    /// Wikilinks, embeds, callouts, comments `%% %%`.
    Obsidian,
}

impl Dialect {
    /// Every dialect, in the order above.
    pub const ALL: [Self; 14] = [
        Self::Plain,
        Self::Jekyll,
        Self::Hugo,
        Self::Hexo,
        Self::HexoWithTildes,
        Self::Zola,
        Self::Docusaurus,
        Self::VitePress,
        Self::Astro,
        Self::Asides,
        Self::MkDocs,
        Self::MdBook,
        Self::Pelican,
        Self::Obsidian,
    ];

    /// Whether Hexo renders it, with whichever renderer.
    pub const fn is_hexo(self) -> bool {
        matches!(self, Self::Hexo | Self::HexoWithTildes)
    }
}
