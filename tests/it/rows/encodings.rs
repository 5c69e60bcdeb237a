//! W10: pages that are not in UTF-8, or not quite.

use std::fs;
use std::path::{Path, PathBuf};

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, WINDOWS_1252};
use sou::content::decode::decode;

use super::{Place, row};
use crate::faults::n_cases;

const SIMPLIFIED: &str =
    "# 滚动更新\n\n在集群中，滚动更新允许通过使用新的实例逐步更新旧的实例，实现零停机的更新。\n";
const TRADITIONAL: &str =
    "# 滾動更新\n\n在叢集中，滾動更新允許透過使用新的實例逐步更新舊的實例，實現零停機的更新。\n";
const JAPANESE: &str = "# ローリングアップデート\n\nこのページでは、クラスターの更新について説明します。新しいものに置き換えます。\n";
const KOREAN: &str =
    "# 롤링 업데이트\n\n이 페이지에서는 클러스터를 업데이트하는 방법을 설명합니다. 새로운 것으로 바꿉니다.\n";
const FRENCH: &str = "# Mise à jour\n\nLa mise à jour remplace les instances une à une, sans arrêt : voilà l’été, où ça mène.\n";

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn as_written_in(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, has_gaps) = encoding.encode(text);
    assert!(!has_gaps, "{} can write it", encoding.name());
    bytes.into_owned()
}

#[test]
fn w10_pages_are_read_in_the_encoding_that_they_are_in() {
    let rows: Vec<(&str, Vec<u8>, &str)> = vec![
        ("UTF-8", SIMPLIFIED.into(), "逐步更新旧的实例"),
        ("UTF-8 with a mark", format!("\u{feff}{SIMPLIFIED}").into(), "逐步更新旧的实例"),
        (
            "UTF-8, half a character at its end",
            SIMPLIFIED.as_bytes()[..SIMPLIFIED.len() - 3].into(),
            "逐步更新旧的实例",
        ),
        ("UTF-8, CRLF", SIMPLIFIED.replace('\n', "\r\n").into(), "逐步更新旧的实例"),
        ("UTF-8, CR", SIMPLIFIED.replace('\n', "\r").into(), "逐步更新旧的实例"),
        ("GB18030", as_written_in(GB18030, SIMPLIFIED), "逐步更新旧的实例"),
        ("GBK", as_written_in(GBK, SIMPLIFIED), "零停机的更新"),
        ("GBK, CRLF", as_written_in(GBK, &SIMPLIFIED.replace('\n', "\r\n")), "零停机的更新"),
        ("Big5", as_written_in(BIG5, TRADITIONAL), "逐步更新舊的實例"),
        ("Shift_JIS", as_written_in(SHIFT_JIS, JAPANESE), "クラスターの更新"),
        ("EUC-KR", as_written_in(EUC_KR, KOREAN), "클러스터를"),
        ("Windows-1252", as_written_in(WINDOWS_1252, FRENCH), "remplace les instances"),
        ("UTF-16LE with a mark", utf_16(&format!("\u{feff}{TRADITIONAL}"), u16::to_le_bytes), "零停機的更新"),
        ("UTF-16BE with a mark", utf_16(&format!("\u{feff}{TRADITIONAL}"), u16::to_be_bytes), "零停機的更新"),
        ("UTF-16LE", utf_16(SIMPLIFIED, u16::to_le_bytes), "零停机的更新"),
        ("UTF-16BE", utf_16(SIMPLIFIED, u16::to_be_bytes), "零停机的更新"),
    ];
    let place = Place::new("//- content/图.md\n图\n");
    let path = |number: usize| format!("content/{number:02}.md");
    for (number, (_, bytes, _)) in rows.iter().enumerate() {
        fs::write(place.root().join(path(number)), bytes).expect("a page can be written");
    }
    fs::write(place.root().join("content/图.md"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0")
        .expect("it can be written");
    fs::write(place.root().join("content/零.md"), "正文\0正文").expect("it can be written");
    let report = place.run();
    let engine = place.engine();
    for (number, (what, _, phrase)) in rows.iter().enumerate() {
        let path = path(number);
        let page = engine
            .document(&path)
            .expect("the index is sound")
            .unwrap_or_else(|| panic!("{what} is no page"));
        let blocks: Vec<String> = page
            .page
            .sections
            .into_iter()
            .flat_map(|section| section.blocks)
            .map(|block| block.text)
            .collect();
        assert!(blocks.iter().any(|block| block.contains(phrase)), "{what}: {blocks:?}");
    }
    for path in ["content/图.md", "content/零.md"] {
        assert!(engine.document(path).expect("the index is sound").is_none(), "{path} is no text");
        let said = report
            .diagnostics
            .iter()
            .any(|remark| remark.path == path && remark.message.contains("expected text, found a zero byte"));
        assert!(said, "{path}: {:?}", report.diagnostics);
    }
    row("W10", rows.len() + 2);
}

/// The texts of the sample posts in a language, as an encoding can write them: from each
/// line on, a kilobyte and a little more.
fn pieces(folder: &str, encoding: &'static Encoding) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("content").join(folder);
    let mut left: Vec<PathBuf> = vec![root];
    let can_write = |c: &char| !encoding.encode(c.encode_utf8(&mut [0; 4])).2;
    let mut lines: Vec<String> = Vec::new();
    while let Some(path) = left.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("it can be listed");
            left.extend(entries.map(|entry| entry.expect("it can be listed").path()));
        } else if let Ok(text) = fs::read_to_string(&path) {
            lines.extend(
                text.lines().map(|line| line.chars().filter(can_write).chain(['\n']).collect::<String>()),
            );
        }
    }
    let piece = |start: usize| {
        let mut piece = String::new();
        for line in &lines[start..] {
            piece.push_str(line);
            if piece.len() >= 1_024 {
                return Some(piece);
            }
        }
        None
    };
    (0..lines.len()).filter_map(piece).collect()
}

#[test]
fn w10_of_a_hundred_pages_of_a_kilobyte_ninety_nine_are_recognised() {
    let (mut n_pieces, mut n_right, mut wrong) = (0, 0, Vec::new());
    let step = n_cases(3, 1);
    for (folder, encoding) in
        [("zh-hans", GB18030), ("zh-hans", GBK), ("zh-hant", BIG5), ("ja", SHIFT_JIS), ("ko", EUC_KR)]
    {
        for piece in pieces(folder, encoding).iter().step_by(step) {
            n_pieces += 1;
            let bytes = as_written_in(encoding, piece);
            match decode(&bytes) {
                Ok(decoded) if decoded.text == *piece => n_right += 1,
                other => wrong.push((folder, encoding.name(), other.map(|decoded| decoded.encoding))),
            }
        }
    }
    assert!(n_pieces >= 20, "only {n_pieces} pieces: the sample posts are gone");
    assert!(n_right * 100 >= n_pieces * 99, "{n_right} of {n_pieces}: {wrong:?}");
    println!("encodings: {n_right} of {n_pieces} pieces of a kilobyte and more recognised");
    row("W10 chance", n_pieces);
}
