//! F6, F7: characters that are hard to write, to fold, to cut and to mark.

use super::row;
use crate::indexed::{Indexed, ask, indexed, marked, text, typed};

/// What a page says, and what a reader may type to find it.
const FOUND: [(&str, &str); 30] = [
    ("雙協議棧", "双协议栈"),
    ("论坛里的讨论", "論壇裡的討論"),
    ("Ｋ８Ｓ集群", "k8s集群"),
    ("k8s集群", "Ｋ８Ｓ集群"),
    ("ｋｕｂｅｃｔｌ", "KUBECTL"),
    ("caf\u{e9}", "cafe\u{301}"),
    ("cafe\u{301}", "caf\u{e9}"),
    ("café", "CAFE"),
    ("が", "か\u{3099}"),
    ("か\u{3099}ん", "がん"),
    ("ｶﾞｽ", "ガス"),
    ("한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"),
    ("Straße", "strasse"),
    ("İstanbul", "istanbul"),
    ("ﬁle", "file"),
    ("㎏", "kg"),
    ("①②", "12"),
    ("𠮷野家", "𠮷野家"),
    ("𠀀𠀁", "𠀀"),
    ("\u{202e}反向\u{202c}", "反向"),
    ("零\u{200b}宽", "零宽"),
    ("软\u{ad}连字符", "软连字符"),
    ("\u{feff}标记", "标记"),
    ("zero\u{200d}joined", "zerojoined"),
    ("葛\u{e0100}城", "葛城"),
    ("❤\u{fe0f}心", "心"),
    ("\u{fffd}替换", "替换"),
    ("\u{fdd0}非字符\u{1ffff}", "非字符"),
    ("\u{e000}私用", "私用"),
    ("👩‍👩‍👧家庭", "家庭"),
];

#[test]
fn f6_what_looks_alike_finds_each_other() {
    let page = |number: usize, said: &str| {
        format!("//- content/{number:02}.md\n---\ntitle: 第{number}頁\nlang: zh\n---\n前面，{said}，後面。\n")
    };
    let Indexed { engine, .. } =
        indexed(&FOUND.iter().enumerate().map(|(number, (said, _))| page(number, said)).collect::<String>());
    for (number, (said, q)) in FOUND.iter().enumerate() {
        let path = format!("content/{number:02}.md");
        let hits = ask(&engine, &typed(q)).hits;
        let hit = hits.iter().find(|hit| hit.path == path && hit.via.is_none());
        let hit = hit.unwrap_or_else(|| panic!("{q:?} does not find {said:?}"));
        assert!(
            hit.snippet.iter().any(|segment| segment.marked),
            "{q:?} marks nothing in {:?}",
            marked(&hit.snippet)
        );
    }
    row("F6", FOUND.len());
}

#[test]
fn f6_a_heap_of_marks_is_one_character() {
    let zalgo = format!("搜{}", "\u{301}\u{489}\u{20dd}".repeat(3_000));
    let Indexed { engine, .. } = indexed(&format!("//- content/堆.md\n{zalgo}索引擎，前面有一萬個記號。\n"));
    for q in ["索引擎", "記號", "搜"] {
        let hits = ask(&engine, &typed(q)).hits;
        assert_eq!(hits.len(), 1, "{q}");
        for segment in &hits[0].snippet {
            let first = segment.text.chars().next();
            assert!(
                first.is_some_and(|c| !('\u{300}'..='\u{36f}').contains(&c)),
                "{q}: a mark without its letter"
            );
        }
    }
    row("F6 marks", 3);
}

#[test]
fn f7_what_matched_is_marked_where_folding_changes_its_length() {
    let rows = [
        ("每个主机运行雙協議棧，很好", "双协议栈", "雙協議棧"),
        ("叢集裡的滾動更新", "滚动更新", "滾動更新"),
        ("这是Ｋ８Ｓ集群", "k8s", "Ｋ８Ｓ"),
        ("前İİİ後 İstanbul 末", "istanbul", "İstanbul"),
        ("ßßß straße 末", "strasse", "straße"),
        ("ﬁﬁﬁ ﬁle 末", "file", "ﬁle"),
        ("㌀㌀ 滾動", "滚动", "滾動"),
        ("ŉŉŉ 論壇", "论坛", "論壇"),
        ("é\u{301}é cafe\u{301} 末", "café", "cafe\u{301}"),
        ("ΆΈΉ ΣΊΣΥΦΟΣ 末", "σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("👩‍👩‍👧👩‍👩‍👧 索引", "索引", "索引"),
        ("ｶﾞｶﾞ ｶﾞｽ 末", "ガス", "ｶﾞｽ"),
        ("ﷺﷺ 更新 末", "更新", "更新"),
        ("𠮷 𠀀 野家 末", "野家", "野家"),
    ];
    let page = |number: usize, said: &str| {
        format!("//- content/{number:02}.md\n---\ntitle: 頁\nlang: zh\n---\n{said}\n")
    };
    let Indexed { engine, .. } =
        indexed(&rows.iter().enumerate().map(|(number, (said, ..))| page(number, said)).collect::<String>());
    for (number, (said, q, expected)) in rows.iter().enumerate() {
        let path = format!("content/{number:02}.md");
        let hits = ask(&engine, &typed(q)).hits;
        let hit = hits
            .iter()
            .find(|hit| hit.path == path)
            .unwrap_or_else(|| panic!("{q:?} does not find {said:?}"));
        let shown: Vec<&str> = hit
            .snippet
            .iter()
            .filter(|segment| segment.marked)
            .map(|segment| segment.text.as_str())
            .collect();
        assert_eq!(shown, [*expected], "{q:?} in {:?}", marked(&hit.snippet));
        assert!(said.contains(text(&hit.snippet).trim_matches('…')), "{said:?}");
    }
    row("F7", rows.len());
}
