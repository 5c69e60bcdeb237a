//! Folding, as tables.

use super::*;

#[track_caller]
fn check(original: &str, expected: &str) {
    assert_eq!(fold_str(original), expected, "{original:?}");
}

#[test]
fn writings_of_the_same() {
    check("滾動更新", "滚动更新");
    check("尊嚴 權利 論壇 雙協議棧", "尊严 权利 论坛 双协议栈");
    check("後 裡 裏 臺 為 爲 說", "后 里 里 台 为 为 说");
    check("図書館 検索 広島", "图书馆 检索 广岛");
    check("Ｋ８Ｓ（叢集）", "k8s(丛集)");
    check("ｶﾞｷﾞﾊﾟ ｱ", "ガギパ ア");
    check("か\u{3099}", "が");
    check("ガ が", "ガ が");
    check("豈 ⼀", "岂 一");
    check("İstanbul ISTANBUL ıi", "istanbul istanbul ii");
    check("Straße STRASSE ẞ", "strasse strasse ss");
    check("résumé re\u{301}sume\u{301}", "resume resume");
    check("Łódź Øre Đ Æ", "lodz ore d ae");
    check("ΣΊΣΥΦΟΣ Σίσυφος", "σισυφοσ σισυφοσ");
    check("Ёлка й", "елка и");
    check("مُحَمَّد ـمحمد آ", "محمد محمد ا");
    check("مستشفى مدرسة علی کتاب أإآ", "مستشفي مدرسه علي كتاب ااا");
    check("שָׁלוֹם", "שלום");
    check("한국어 \u{1112}\u{1161}\u{11AB}", "한국어 한");
    check("น้ำ ที่", "น\u{e49}\u{e4d}า ที่");
    check("हिन्दी বাংলা", "हिन्दी বাংলা");
    check("ज़ाँच \u{958}लम", "जांच कलम");
    check("ကြ ខ្មែរ", "ကြ ខ្មែរ");
    check("\u{212A}8s ﬁle ① ㎡", "k8s file 1 m2");
    check("zero\u{200B}width soft\u{AD}hyphen e\u{FE0F}", "zerowidth softhyphen e");
    check("kube‑apiserver don’t", "kube-apiserver don't");
    check("𠮷野家", "𠮷野家");
}

#[test]
fn keys_of_titles() {
    assert_eq!(fold_key("Kubernetes（K8s）：滾動更新！"), "kubernetesk8s滚动更新");
    assert_eq!(fold_key("ที่ — हिन्दी"), "ที่हिन्दी");
}

#[test]
fn the_map_points_at_the_original() {
    let original = "後ｶﾞß\u{200B}é";
    let folded = FoldedText::new(original);
    let shown: Vec<(char, &str)> = folded
        .chars()
        .iter()
        .map(|folded| {
            (folded.character, &original[folded.original_start as usize..folded.original_end as usize])
        })
        .collect();
    assert_eq!(shown, [('后', "後"), ('ガ', "ｶﾞ"), ('s', "ß"), ('s', "ß"), ('e', "é")]);
}

#[test]
fn folding_twice_changes_nothing() {
    for character in '\0'..=char::MAX {
        let once = fold_str(character.encode_utf8(&mut [0; 4]));
        assert_eq!(fold_str(&once), once, "{character:?} U+{:04X}", character as u32);
    }
}

#[test]
fn nonsense_takes_linear_time() {
    for nonsense in ["\u{301}", "e\u{301}\u{327}", "ﾞ", "\u{200D}", "ำ", "\u{1161}", "ﷺ"] {
        let folded = FoldedText::new(&nonsense.repeat(50_000));
        assert!(folded.chars().iter().is_sorted_by_key(|folded| folded.original_start));
    }
}
