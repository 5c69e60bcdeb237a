//! A site of a few pages that stands still, and its index: what a query is asked of.

use std::sync::{Arc, LazyLock};

use sou::document::Page;
use sou::index::build::build;
use sou::search::Engine;
use sou::text::fold::fold_str;
use tempfile::TempDir;

use super::{ANALYZER, build_options, write_site};

/// Simplified, Traditional, full-width and mixed Chinese, Japanese, Korean, Thai,
/// Arabic, English; tags, dates, code, and markup that must stay text.
const FILES: [(&str, &str); 10] = [
    (
        "content/滚动更新.md",
        "---\ntitle: 滚动更新\ndate: 2024-11-01\ntags: [kubernetes, 部署]\nlang: zh-CN\n---\n滚动更新会逐步替换旧的实例，更新时不停机。\n\n## 回滚\n\n回到上一个版本：\n\n```sh\nkubectl rollout undo deployment/web --dry-run=client\n```\n",
    ),
    (
        "content/雙棧.md",
        "---\ntitle: 雙協議棧：一台主機，兩種位址\ndate: 2023-05-02\ntags: 網路\nlang: zh-TW\n---\n每個主機有兩種位址。\n\n論壇裡說過的伺服器設定。\n",
    ),
    (
        "content/全角.md",
        "---\ntitle: Ｋ８Ｓ集群\ntags: Kubernetes\nlang: zh\n---\nＫ８Ｓ集群的Ｐｏｄ调度，ｖ１．２９．３。\n\nk8s集群与容器编排。\n",
    ),
    (
        "content/rolling.md",
        "---\ntitle: Rolling updates\ndate: 2025-01-03\nlang: en\ntags: [kubernetes]\n---\nA rolling update replaces the pods of a deployment, one after the other.\n\n## C++ and C#\n\n`.NET`, Node.js, /etc/hosts, v1.29.3 and PersistentVolumeClaim.\n",
    ),
    (
        "content/ja.md",
        "---\ntitle: ローリングアップデート\nlang: ja\n---\nこのページでは、クラスターの更新について説明します。東京都の話。\n",
    ),
    (
        "content/ko.md",
        "---\ntitle: 롤링 업데이트\nlang: ko\n---\n클러스터를 업데이트하는 방법을 설명합니다.\n",
    ),
    ("content/th.md", "---\ntitle: การอัปเดต\nlang: th\n---\nการอัปเดตแบบต่อเนื่องแทนที่อินสแตนซ์เก่าทีละรายการ\n"),
    (
        "content/ar.md",
        "---\ntitle: التحديث المتدرج\nlang: ar\n---\nيستبدل التحديث المتدرج النسخ القديمة واحدة تلو الأخرى.\n",
    ),
    (
        "content/xss.md",
        "---\ntitle: '<script>alert(1)</script> \"引号\" & more'\nlang: zh\n---\n&lt;img src=x onerror=alert(1)&gt; 不是标签 &lt;/mark&gt;。\n",
    ),
    ("content/草稿.md", "---\ntitle: 秘密的草稿\ndraft: true\n---\n秘密的内容谁也找不到。\n"),
];

/// What is only on the draft.
pub const SECRET: &str = "秘密";

/// One page, and what a person may find on it.
pub struct Shown {
    /// The page as it was indexed.
    pub page: Page,
    /// What stands on it, each piece folded: title, keywords, headings, blocks.
    pub folded: Vec<String>,
    /// Sections as text, each in one piece.
    pub texts: Vec<String>,
}

/// The index, and its pages by path.
pub struct SmallSite {
    /// What answers.
    pub engine: Engine,
    /// In order of path.
    pub pages: Vec<Shown>,
    /// Where the index is.
    pub index: TempDir,
}

/// Made by whoever asks first.
pub static SMALL_SITE: LazyLock<SmallSite> = LazyLock::new(|| {
    let folder = || tempfile::tempdir().expect("a temporary folder can be made");
    let (site, index) = (folder(), folder());
    write_site(site.path(), &FILES);
    build(&build_options(site.path(), index.path()), &ANALYZER, &|_| {}).expect("the site can be indexed");
    let engine = Engine::open(index.path(), Arc::clone(&ANALYZER)).expect("the index can be opened");
    let shown = |path: &str| shown(engine.document(path).expect("it is sound").expect("it is there").page);
    let pages: Vec<Shown> = engine.pages(false).iter().map(|line| shown(&line.path)).collect();
    assert_eq!(pages.len(), FILES.len() - 1, "all but the draft");
    SmallSite { engine, pages, index }
});

fn shown(page: Page) -> Shown {
    let blocks = page.sections.iter().flat_map(|section| &section.blocks);
    let mut pieces: Vec<&str> = vec![&page.title];
    pieces.extend(page.tags.iter().chain(&page.categories).chain(&page.authors).map(String::as_str));
    pieces.extend(page.description.as_deref());
    pieces.extend(page.sections.iter().map(|section| section.heading.as_str()));
    pieces.extend(blocks.map(|block| block.text.as_str()));
    let folded = pieces.into_iter().map(fold_str).collect();
    let text = |section: &sou::document::Section| {
        section.blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n")
    };
    let texts = page.sections.iter().map(text).collect();
    Shown { page, folded, texts }
}

impl SmallSite {
    /// The page at `path`.
    #[track_caller]
    pub fn page(&self, path: &str) -> &Shown {
        let at = self.pages.binary_search_by(|shown| shown.page.path.as_str().cmp(path));
        &self.pages[at.unwrap_or_else(|_| panic!("`{path}` is no page of the site"))]
    }
}
