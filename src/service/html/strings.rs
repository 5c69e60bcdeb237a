//! What our pages say, in the languages they say it in.
//!
//! The language of the pages is the reader's, not the site's: `ui=` if it is
//! there, else what the browser asks for. Chinese comes first where nobody says.

use axum::http::{HeaderMap, header};

use crate::document::LanguageTag;
use crate::service::params::QueryString;
use crate::service::problem::Code;

/// The most languages of one `Accept-Language` that are looked at; browsers send a handful.
const MAX_ACCEPTED: usize = 16;

/// A language that our pages speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ui {
    /// Simplified Chinese.
    Chinese,
    /// English.
    English,
}

/// In which language a reader is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale {
    /// The language of our own words.
    pub ui: Ui,
    /// Whether the address says so; if it does, the links go on saying it.
    pub is_chosen: bool,
    /// The first language that the reader's browser asks for, whether we speak
    /// it or not: of translations of a page, this one is shown.
    pub reader: Option<LanguageTag>,
}

impl Ui {
    /// Every language, in the order they are offered.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// The value of `ui=`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chinese => "zh",
            Self::English => "en",
        }
    }

    /// BCP 47, for `<html lang>`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// Its own name in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Chinese => "中文",
            Self::English => "English",
        }
    }

    /// What our pages say in it.
    pub fn strings(self) -> &'static Strings {
        match self {
            Self::Chinese => &CHINESE,
            Self::English => &ENGLISH,
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        let primary = name.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|ui| ui.name().eq_ignore_ascii_case(primary))
    }
}

impl Locale {
    /// Decides by the address, then by the browser. Never fails: a reader who
    /// asks for a language we do not speak is answered in English, one who asks
    /// for none in Chinese.
    pub fn negotiate(query: &QueryString, headers: &HeaderMap) -> Self {
        let accepted = accepted_languages(headers);
        let chosen = query.one("ui", Code::InvalidLanguage).ok().flatten().and_then(Ui::from_name);
        let fallback = if accepted.is_empty() { Ui::Chinese } else { Ui::English };
        let ui = chosen.or_else(|| accepted.iter().find_map(|name| Ui::from_name(name))).unwrap_or(fallback);
        let reader = accepted.iter().find_map(|name| LanguageTag::parse(name));
        Self { ui, is_chosen: chosen.is_some(), reader }
    }

    /// What our pages say to this reader.
    pub fn strings(&self) -> &'static Strings {
        self.ui.strings()
    }
}

/// The languages of `Accept-Language`, most wanted first, those not wanted left out.
fn accepted_languages(headers: &HeaderMap) -> Vec<String> {
    let Some(value) = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()) else {
        return Vec::new();
    };
    let mut accepted: Vec<(f32, &str)> = value
        .split(',')
        .take(MAX_ACCEPTED)
        .filter_map(|item| {
            let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
            let weight: f32 = weight.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or(0.0);
            let name = name.trim();
            let is_language = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            (weight > 0.0 && is_language && !name.is_empty()).then_some((weight, name))
        })
        .collect();
    // Stable: of equal weights the first stays first.
    accepted.sort_by(|a, b| b.0.total_cmp(&a.0));
    accepted.into_iter().map(|(_, name)| name.to_owned()).collect()
}

/// Everything our pages say. `{n}`, `{of}` and `{q}` are filled in.
#[derive(Debug)]
pub struct Strings {
    /// Name of the search field, for those who do not see it.
    pub search_label: &'static str,
    /// In the empty field.
    pub placeholder: &'static str,
    /// On the button.
    pub submit: &'static str,
    /// First link of a page, for those who go by keyboard.
    pub skip: &'static str,
    /// Under the name on the first page.
    pub tagline: &'static str,
    /// Above the newest pages on the first page.
    pub newest: &'static str,
    /// One result; `{n}` is 1.
    pub count_one: &'static str,
    /// Several results, `{n}`.
    pub count_many: &'static str,
    /// Nothing found for `{q}`.
    pub nothing: &'static str,
    /// Nothing found and nothing typed.
    pub nothing_at_all: &'static str,
    /// What to do when nothing is found.
    pub nothing_help: &'static str,
    /// Drops all filters.
    pub drop_filters: &'static str,
    /// Before suggestions.
    pub suggest: &'static str,
    /// Name of the list under the field.
    pub completions: &'static str,
    /// What the lines of the list are: a page, a section, a tag.
    pub completion_kinds: [&'static str; 3],
    /// Before what was searched for instead.
    pub corrected: &'static str,
    /// Before a page's other languages.
    pub translations: &'static str,
    /// To the results before.
    pub previous: &'static str,
    /// To the results after.
    pub next: &'static str,
    /// Page `{n}` of `{of}`.
    pub page_of: &'static str,
    /// Name of the pages of results.
    pub pagination: &'static str,
    /// Name of the list of filters.
    pub filters: &'static str,
    /// Removes one filter.
    pub remove: &'static str,
    /// Heading of tags.
    pub tags: &'static str,
    /// Heading of languages.
    pub languages: &'static str,
    /// Heading of years.
    pub years: &'static str,
    /// Opens date and order.
    pub more: &'static str,
    /// First day.
    pub from: &'static str,
    /// Last day.
    pub to: &'static str,
    /// Order.
    pub sort: &'static str,
    /// Best first.
    pub by_relevance: &'static str,
    /// Newest first.
    pub by_date: &'static str,
    /// While a search cannot be answered.
    pub unreachable: &'static str,
    /// Above an indexed page.
    pub reading_note: &'static str,
    /// To the page on its site.
    pub original: &'static str,
    /// To what stands in a page.
    pub contents: &'static str,
    /// Last changed.
    pub updated: &'static str,
    /// Pages in the index, `{n}`, and when it was made, `{of}`.
    pub index_note: &'static str,
    /// Shown with a failure, before its title.
    pub failure: &'static str,
    /// Back to the first page.
    pub home: &'static str,
    /// Rescues by name, and what they are called.
    pub via: &'static [(&'static str, &'static str)],
}

impl Strings {
    /// How many results there are, as a sentence.
    pub fn count(&self, n: usize) -> String {
        let pattern = if n == 1 { self.count_one } else { self.count_many };
        pattern.replace("{n}", &n.to_string())
    }

    /// What the rescue called `via` is called; itself if we have no word for it.
    pub fn via<'a>(&'a self, via: &'a str) -> &'a str {
        self.via.iter().find(|(name, _)| *name == via).map_or(via, |(_, label)| label)
    }

    /// What the script says, as JSON.
    pub fn for_script(&self) -> String {
        let via: serde_json::Map<_, _> =
            self.via.iter().map(|(name, label)| ((*name).to_owned(), (*label).into())).collect();
        serde_json::json!({
            "one": self.count_one, "many": self.count_many,
            "nothing": self.nothing, "nothingAtAll": self.nothing_at_all, "help": self.nothing_help,
            "drop": self.drop_filters, "suggest": self.suggest, "corrected": self.corrected,
            "translations": self.translations, "previous": self.previous, "next": self.next,
            "pageOf": self.page_of, "pagination": self.pagination, "unreachable": self.unreachable,
            "filters": self.filters, "tags": self.tags, "languages": self.languages, "years": self.years,
            "completions": self.completions,
            "kinds": {
                "title": self.completion_kinds[0], "heading": self.completion_kinds[1],
                "tag": self.completion_kinds[2],
            },
            "remove": self.remove, "newest": self.newest, "via": via,
        })
        .to_string()
    }
}

static CHINESE: Strings = Strings {
    search_label: "搜索本站",
    placeholder: "滚动更新、k8s集群、--dry-run…",
    submit: "搜索",
    skip: "跳到结果",
    tagline: "页面上有的，都找得到。",
    newest: "最近发布",
    count_one: "1 篇",
    count_many: "{n} 篇",
    nothing: "没有找到“{q}”。",
    nothing_at_all: "这里还没有页面。",
    nothing_help: "换个说法，少写几个词，或者去掉筛选条件再试。",
    drop_filters: "去掉所有筛选",
    suggest: "您是不是想找：",
    completions: "建议",
    completion_kinds: ["页面", "章节", "标签"],
    corrected: "没有完全相符的页面，以下是相近的结果：",
    translations: "其他语言：",
    previous: "上一页",
    next: "下一页",
    page_of: "第 {n} 页，共 {of} 页",
    pagination: "分页",
    filters: "筛选",
    remove: "去掉这个条件",
    tags: "标签",
    languages: "语言",
    years: "年份",
    more: "日期与排序",
    from: "从",
    to: "到",
    sort: "排序",
    by_relevance: "最相关在前",
    by_date: "最新在前",
    unreachable: "暂时无法搜索，请稍后再试。",
    reading_note: "这是索引里的文字，没有原来的排版和图片。",
    original: "打开原页面",
    contents: "目录",
    updated: "更新于",
    index_note: "共收录 {n} 页，索引更新于 {of}",
    failure: "出了点问题",
    home: "回到首页",
    via: &[
        ("synonym", "同义词"),
        ("defined", "文中别名"),
        ("typo", "近似拼写"),
        ("infix", "词中片段"),
        ("pinyin", "按拼音"),
        ("homophone", "同音字"),
        ("region", "地区用词"),
        ("unquoted", "不计引号"),
    ],
};

static ENGLISH: Strings = Strings {
    search_label: "Search this site",
    placeholder: "rolling update, k8s集群, --dry-run…",
    submit: "Search",
    skip: "Skip to the results",
    tagline: "If it is on the page, you will find it.",
    newest: "Recently published",
    count_one: "1 page",
    count_many: "{n} pages",
    nothing: "Nothing was found for “{q}”.",
    nothing_at_all: "There are no pages here yet.",
    nothing_help: "Try other words, fewer words, or fewer filters.",
    drop_filters: "Drop all filters",
    suggest: "Did you mean:",
    completions: "Suggestions",
    completion_kinds: ["page", "section", "tag"],
    corrected: "Nothing matches exactly; these come close:",
    translations: "In other languages:",
    previous: "Previous",
    next: "Next",
    page_of: "Page {n} of {of}",
    pagination: "Pages of results",
    filters: "Filters",
    remove: "remove this filter",
    tags: "Tags",
    languages: "Languages",
    years: "Years",
    more: "Dates and order",
    from: "From",
    to: "To",
    sort: "Order",
    by_relevance: "Best first",
    by_date: "Newest first",
    unreachable: "The search cannot be reached just now; please try again.",
    reading_note: "This is the text in the index, without the layout and images of the page.",
    original: "Open the original page",
    contents: "Contents",
    updated: "updated",
    index_note: "{n} pages, index updated {of}",
    failure: "Something is not right",
    home: "Back to the start",
    via: &[
        ("synonym", "same meaning"),
        ("defined", "named so on this site"),
        ("typo", "similar spelling"),
        ("infix", "inside a word"),
        ("pinyin", "by pinyin"),
        ("homophone", "same sound"),
        ("region", "regional wording"),
        ("unquoted", "without quotation marks"),
    ],
};

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn who_is_answered_in_which_language() {
        for (query, accepted, ui, reader) in [
            ("", "", "zh", ""),
            ("", "zh-TW,zh;q=0.9,en;q=0.8", "zh", "zh-TW"),
            ("", "en;q=0.5, zh;q=0.9", "zh", "zh"),
            ("", "de-DE,de;q=0.9", "en", "de-DE"),
            ("ui=en", "zh-CN", "en", "zh-CN"),
            ("ui=zh_CN", "en", "zh", "en"),
            ("ui=xx&q=1", "ja", "en", "ja"),
            ("ui=en&ui=zh", "zh", "zh", "zh"),
            ("", "*;q=0.1, \u{fffd}, ;;;, en;q=NaN, fr;q=0", "zh", ""),
        ] {
            let mut headers = HeaderMap::new();
            if !accepted.is_empty() {
                let value = HeaderValue::from_bytes(accepted.as_bytes()).expect("a header value");
                headers.insert(header::ACCEPT_LANGUAGE, value);
            }
            let locale = Locale::negotiate(&QueryString::parse(Some(query)), &headers);
            assert_eq!(locale.ui.name(), ui, "{query} {accepted}");
            assert_eq!(locale.reader.as_ref().map_or("", LanguageTag::as_str), reader, "{query} {accepted}");
        }
    }
}
