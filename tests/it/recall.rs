//! Whatever a reader sees on a page finds the page, typed in any way.
//!
//! Of a random page, in one of sixteen languages and their scripts, a random piece is typed:
//! of scripts without spaces any run of characters, from one on and across the
//! borders of words; of others a whole word, its beginning, or several words in
//! a row. It is typed in another case, width or script, or without diacritics.
//!
//! 1. The page is found as what was typed, not by a rescue.
//! 2. No page that lacks what was typed comes before it.
//! 3. What a server counts beforehand of the words that begin with a letter
//!    changes no answer.

use std::sync::LazyLock;

use proptest::prelude::*;
use sou::search::SearchRequest;
use sou::text::boundary::graphemes;
use sou::text::fold::fold_str;
use sou::text::script::script_of;

use crate::indexed::{Indexed, ask, indexed, typed};

/// The language of each page, and all that is on it.
const PAGES: [(&str, &str); 18] = [
    ("zh-Hans", "滚动更新先停一个 Pod，再起一个；Pod调度要看节点的余量，国庆前后最忙。"),
    ("zh-Hant", "滾動更新先停一個 Pod，再起一個；Pod 調度要看節點的餘量，國慶前後最忙。"),
    ("zh-Hant", "皇后與太后以後不再說話，頭髮和發射台、裏面與里程都各有寫法。"),
    ("ja", "コンテナの調度は東京の会議で決まり、ｶﾀｶﾅもひらがなも引ける。"),
    ("ko", "쿠버네티스는 컨테이너를 배포하고 관리한다. 노드가 없으면 기다린다."),
    ("th", "ระบบค้นหาคำไทยที่เขียนติดกันโดยไม่เว้นวรรคและยังหาพบ"),
    ("lo", "ພາສາລາວຂຽນຕິດກັນໂດຍບໍ່ຍະຫວ່າງຄຳ"),
    ("km", "ភាសាខ្មែរសរសេរជាប់គ្នាដោយគ្មានដកឃ្លា"),
    ("my", "မြန်မာစာကိုစကားလုံးများကြားတွင်နေရာမခြားဘဲရေးသည်"),
    ("en", "Run kubectl apply -f deploy.yaml --dry-run=client against v1.29.3 of PersistentVolumeClaim."),
    ("en", "Edit /etc/kubernetes/manifests/kube-apiserver.yaml, then watch node_cpu_seconds_total rise."),
    ("fr", "Le résumé déjà écrit à la française attend sa réécriture à l'été, naïvement."),
    ("de", "Die Straße führt über größere Höhenzüge; Ärger gibt es im Weißwurstäquator."),
    ("vi", "Việc triển khai được tiến hành từng bước, không gián đoạn người dùng."),
    ("ru", "Развёртывание обновляет поды по одному, и ещё проверяет готовность."),
    ("el", "Η αναβάθμιση προχωρά σταδιακά, χωρίς διακοπή της υπηρεσίας."),
    ("ar", "يتم تحديث الحاويات تدريجيًا دون انقطاع الخدمة عن المستخدمين."),
    ("hi", "कंटेनर धीरे-धीरे बदले जाते हैं ताकि सेवा बंद न हो।"),
];

static INDEXED: LazyLock<Indexed> = LazyLock::new(index);

fn index() -> Indexed {
    let page = |(number, (language, text)): (usize, &(&str, &str))| {
        format!("//- {number}.md\n---\nlang: {language}\n---\n{text}\n")
    };
    indexed(&PAGES.iter().enumerate().map(page).collect::<String>())
}

fn is_unspaced(text: &str) -> bool {
    text.chars().find_map(script_of).is_some_and(|script| script.is_unspaced())
}

/// Up to `length` characters or words of `text`, from a place chosen by `start`;
/// of the last word all or a beginning, chosen by `cut`.
fn piece(text: &str, start: usize, length: usize, cut: usize) -> String {
    let pieces: Vec<&str> = graphemes(text).map(|range| &text[range]).collect();
    let start = start % pieces.len();
    if is_unspaced(pieces[start]) {
        return pieces[start..].iter().take(length).take_while(|piece| is_unspaced(piece)).copied().collect();
    }
    let is_alphabetic = |word: &&str| {
        word.chars().any(char::is_alphanumeric) && !word.chars().any(|one| is_unspaced(&one.to_string()))
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let first = start % words.len();
    let words: Vec<&str> =
        words[first..].iter().take(length.min(3)).take_while(|word| is_alphabetic(word)).copied().collect();
    let Some((last, others)) = words.split_last() else { return String::new() };
    let last = last.trim_end_matches(|one: char| !one.is_alphanumeric());
    let n_letters = last.chars().count();
    // A beginning ends where a letter with its marks does.
    let ends: Vec<usize> = graphemes(last).map(|range| range.end).collect();
    let end = if cut.is_multiple_of(2) { last.len() } else { ends[cut % ends.len()] };
    let last = if n_letters == 0 { "" } else { &last[..end] };
    [others.join(" "), last.to_owned()].join(" ").trim().to_owned()
}

/// A way to type a text.
#[derive(Debug, Clone, Copy)]
enum Typing {
    AsItIs,
    Upper,
    Lower,
    FullWidth,
    /// Simplified, narrow, small, without diacritics.
    Folded,
}

impl Typing {
    fn of(self, text: &str) -> String {
        match self {
            Self::AsItIs => text.to_owned(),
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Folded => fold_str(text),
            Self::FullWidth => text
                .chars()
                .map(|one| match one {
                    '!'..='~' if one.is_ascii_alphanumeric() => {
                        char::from_u32(one as u32 + 0xFEE0).unwrap_or(one)
                    }
                    _ => one,
                })
                .collect(),
        }
    }
}

/// A text as two writings of one thing are compared by: folded, without spaces.
fn key(text: &str) -> String {
    fold_str(text).split_whitespace().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn whatever_is_on_a_page_finds_it(
        page in 0..PAGES.len(),
        start in 0..1_000_usize,
        length in 1..7_usize,
        cut in 0..100_usize,
        typing in prop_oneof![
            Just(Typing::AsItIs), Just(Typing::Upper), Just(Typing::Lower), Just(Typing::FullWidth), Just(Typing::Folded)
        ],
    ) {
        let (_, text) = PAGES[page];
        let q = typing.of(&piece(text, start, length, cut));
        // What begins with `-` excludes, and what has no letter asks for nothing.
        prop_assume!(q.chars().any(char::is_alphanumeric) && !q.starts_with('-') && !q.contains(" -"));
        let results = ask(&INDEXED.engine, &SearchRequest { per_page: 50, ..typed(&q) });
        let path = format!("{page}.md");
        let place = results.hits.iter().position(|hit| hit.path == path);
        prop_assert!(place.is_some(), "`{}` does not find {}", q, text);
        let before = &results.hits[..=place.unwrap_or_default()];
        for hit in before {
            prop_assert!(hit.via.is_none(), "`{}` finds {} by {:?}", q, hit.path, hit.via);
            let number: usize = hit.path.trim_end_matches(".md").parse().expect("pages are numbered");
            let holds = key(PAGES[number].1).contains(&key(&q));
            prop_assert!(holds, "`{}` finds {} before {}", q, PAGES[number].1, text);
        }
    }
}

#[test]
fn what_is_counted_beforehand_changes_no_answer() {
    let warm = index();
    warm.engine.warm_up();
    let words = PAGES.iter().flat_map(|(_, text)| text.split_whitespace());
    let mut n_found = 0;
    for letter in words.filter_map(|word| word.chars().next()) {
        for q in [letter.to_string(), format!("pod {letter}")] {
            let request = SearchRequest { per_page: 50, explain: true, ..typed(&q) };
            let answer = |engine| {
                let line = |hit: sou::search::Hit| {
                    let score = hit.explanation.map(|explanation| (explanation.score * 1e3).round());
                    (hit.path, score, hit.via)
                };
                ask(engine, &request).hits.into_iter().map(line).collect::<Vec<_>>()
            };
            let cold = answer(&INDEXED.engine);
            n_found += cold.len();
            assert_eq!(answer(&warm.engine), cold, "{q:?}");
        }
    }
    assert!(n_found > 100, "{n_found}");
}
