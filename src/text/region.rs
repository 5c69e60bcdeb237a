//! Words of other regions: `伺服器` is in Taiwan what `服务器` is on the mainland.
//!
//! A rescue, not an equivalence: `程序` is a program on the mainland and a
//! procedure in Taiwan, so that a page with the word itself always comes first.

use crate::text::conversion;
use crate::text::fold::fold_str;
use crate::text::han_forms;
use crate::text::script::{Script, script_of};

/// The longest term that is looked at, in characters; region words are short.
const MAX_TERM_CHARS: usize = 16;

/// How many Traditional writings of a folded term are tried, at a microsecond each.
const MAX_WRITINGS: usize = 64;

/// Lists what other regions say for `term`, folded, the nearest first, each once,
/// never the folded term itself; empty if nothing else is said.
///
/// `term` may be as typed or folded: `迴圈` and its fold `回圈` both have `循环`.
/// The first call loads OpenCC's phrases, which takes about 2 ms.
///
/// | term | variants |
/// | --- | --- |
/// | `服务器` | `伺服器` |
/// | `伺服器` | `服务器` |
/// | `回圈` | `循环` |
pub fn variants(term: &str) -> Vec<String> {
    let folded = fold_str(term);
    let is_han = |character: char| script_of(character) == Some(Script::Han);
    let n_chars = folded.chars().count();
    if !(2..=MAX_TERM_CHARS).contains(&n_chars) || !folded.contains(is_han) {
        return Vec::new();
    }
    let mut variants = Vec::new();
    let mut add = |variant: String| {
        let variant = fold_str(&variant);
        if variant != folded && !variants.contains(&variant) {
            variants.push(variant);
        }
    };
    for writing in std::iter::once(term.to_owned()).chain(writings_of(&folded)) {
        add(conversion::to_mainland(&writing));
    }
    let in_taiwan = conversion::to_taiwan(&folded);
    add(in_taiwan.clone());
    // Several words of the mainland may be one in Taiwan: 默认 and 缺省 are both 預設.
    if fold_str(&in_taiwan) != folded {
        add(conversion::to_mainland(&in_taiwan));
    }
    variants
}

/// The Traditional writings that fold to `folded`, the usual one first: of `回圈` also
/// `迴圈`, which is the one that the tables of Taiwan know. Only the usual one
/// if there are too many.
fn writings_of(folded: &str) -> Vec<String> {
    let usual = conversion::to_traditional(folded);
    let forms: Vec<Vec<char>> = folded.chars().map(han_forms::forms_of).collect();
    let n_writings = forms.iter().fold(1_usize, |n, forms| n.saturating_mul(forms.len()));
    if n_writings > MAX_WRITINGS {
        return vec![usual];
    }
    let mut writings = vec![String::new()];
    for forms in &forms {
        let append = |form: &char| -> Vec<String> {
            writings.iter().map(|writing| format!("{writing}{form}")).collect()
        };
        writings = forms.iter().flat_map(append).collect();
    }
    writings.insert(0, usual);
    writings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(term: &str, expected: &str) {
        let variants = variants(term);
        assert!(variants.iter().any(|variant| variant == expected), "{term}: {variants:?}");
    }

    #[test]
    fn words_of_other_regions() {
        check("服务器", "伺服器");
        check("伺服器", "服务器");
        check("迴圈", "循环");
        check("回圈", "循环");
        check("循环", "回圈");
        check("软件", "软体");
        check("軟體", "软件");
        check("软体", "软件");
        check("默认", "预设");
        check("网络", "网路");
        check("网路", "网络");
        check("資料庫", "数据库");
    }

    #[test]
    fn most_words_are_said_everywhere() {
        for term in ["更新", "kubernetes", "我", "", "滚动更新", "滾動更新"] {
            assert_eq!(variants(term), Vec::<String>::new(), "{term}");
        }
    }

    #[test]
    fn long_terms_are_left_alone() {
        assert_eq!(variants(&"发".repeat(10_000)), Vec::<String>::new());
        variants(&"发".repeat(MAX_TERM_CHARS));
    }
}
