//! Bytes to text, in whatever encoding they are.
//!
//! A byte order mark is believed, then anything that is valid UTF-8 is UTF-8,
//! then UTF-16 is recognised by its zero bytes, then the rest is guessed. What is
//! guessed has a remark, and what is no text is refused: an index of mojibake
//! finds nothing and says nothing.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::content::diagnostic::Severity;

/// How much of a file the guess looks at, in bytes; encodings do not change midway.
const MAX_GUESSED_BYTES: usize = 256 * 1024;

/// A file's bytes as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Without a byte order mark.
    pub text: String,
    /// As the Encoding Standard calls it: `UTF-8`, `GBK`, `Big5`.
    pub encoding: &'static str,
    /// What there is to say about it, and how much it matters.
    pub remark: Option<(Severity, String)>,
}

/// Reads text in whatever encoding it is in.
///
/// # Errors
///
/// If it is no text; the reason is for a diagnostic.
pub fn decode(bytes: &[u8]) -> Result<Decoded, String> {
    if let Some((encoding, bom_len_bytes)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, &bytes[bom_len_bytes..], false);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        // UTF-16 without a mark is valid UTF-8 where it is all ASCII.
        return match utf_16_by_zeros(bytes) {
            Some(encoding) => decode_as(encoding, bytes, true),
            None => accept(text.to_owned(), UTF_8, None),
        };
    }
    if let Some(encoding) = utf_16_by_zeros(bytes) {
        return decode_as(encoding, bytes, true);
    }
    if let Some(text) = nearly_utf_8(bytes) {
        let message = "expected UTF-8, found bytes that are not; they were replaced".to_owned();
        return accept(text, UTF_8, Some((Severity::Warning, message)));
    }
    if bytes.contains(&0) {
        return Err("expected text, found a zero byte".to_owned());
    }
    let looked_at = &bytes[..bytes.len().min(MAX_GUESSED_BYTES)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(looked_at, looked_at.len() == bytes.len());
    let general = detector.guess(None, Utf8Detection::Deny);
    // Without a hint, short texts in Chinese are taken for Western ones.
    let chinese = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    let encoding =
        if general.is_single_byte() && reads_as_han(chinese, looked_at) { chinese } else { general };
    decode_as(encoding, bytes, true)
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8], guessed: bool) -> Result<Decoded, String> {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    let name = encoding.name();
    let remark = if malformed {
        Some((Severity::Warning, format!("expected {name}, found bytes that are not; they were replaced")))
    } else if guessed {
        Some((Severity::Note, format!("expected UTF-8, found what looks like {name}")))
    } else {
        None
    };
    accept(text.into_owned(), encoding, remark)
}

fn accept(
    text: String,
    encoding: &'static Encoding,
    remark: Option<(Severity, String)>,
) -> Result<Decoded, String> {
    if text.contains('\0') {
        return Err("expected text, found a zero byte".to_owned());
    }
    let controls = text
        .bytes()
        .filter(|byte| *byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0c | 0x1b))
        .count();
    let replaced = text.matches(char::REPLACEMENT_CHARACTER).count();
    // A few are typing errors, many are a picture with the wrong name.
    if controls > 8 + text.len() / 50 {
        return Err(format!("expected text, found {controls} control characters"));
    }
    if replaced > 8 + text.len() / 50 && remark.is_some() {
        return Err(format!("expected {}, found {replaced} places that are not", encoding.name()));
    }
    Ok(Decoded { text, encoding: encoding.name(), remark })
}

/// UTF-16 whose ASCII characters give it away: every other byte of many is zero.
fn utf_16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) / 2 * 2];
    if sample.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let pairs = sample.len() / 2;
    // Line breaks and spaces are ASCII in Chinese text too, a hundredth at least.
    let some = (pairs / 100).max(1);
    // A few characters of Chinese end in a zero byte themselves, `一` is one.
    if odd >= some && odd > even * 3 {
        Some(UTF_16LE)
    } else if even >= some && even > odd * 3 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The text of UTF-8 with a few broken places, such as half a character at the end.
fn nearly_utf_8(bytes: &[u8]) -> Option<String> {
    let mut broken = 0;
    let mut multi_byte = 0;
    for chunk in bytes.utf8_chunks() {
        broken += usize::from(!chunk.invalid().is_empty());
        multi_byte += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
    }
    // Other encodings are hardly ever valid UTF-8 by chance for so long.
    (multi_byte >= 8 && broken * 16 <= multi_byte).then(|| String::from_utf8_lossy(bytes).into_owned())
}

/// Whether `bytes` read as `encoding` are without fault and mostly common Han.
fn reads_as_han(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    let (mut han, mut other) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        match c {
            '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' => han += 1,
            _ => other += 1,
        }
    }
    !malformed && han >= 2 && other * 4 <= han
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, EUC_KR, GB18030, SHIFT_JIS};
    use proptest::prelude::*;

    use super::*;

    const SIMPLIFIED: &str = "# 滚动更新\n\n在集群中，滚动更新允许通过使用新的实例逐步更新实例，实现零停机的更新。这是一个例子。\n";
    const TRADITIONAL: &str = "# 滾動更新\n\n在叢集中，滾動更新允許透過使用新的實例逐步更新實例，實現零停機的更新。這是一個例子。\n";
    const JAPANESE: &str = "# ローリングアップデート\n\nこのページでは、クラスターの更新について説明します。新しいものに置き換えます。\n";
    const KOREAN: &str = "# 롤링 업데이트\n\n이 페이지에서는 클러스터를 업데이트하는 방법을 설명합니다. 새로운 것으로 바꿉니다.\n";

    #[test]
    fn encodings_are_recognised() {
        for (encoding, text) in
            [(GB18030, SIMPLIFIED), (BIG5, TRADITIONAL), (SHIFT_JIS, JAPANESE), (EUC_KR, KOREAN)]
        {
            let (bytes, _, _) = encoding.encode(text);
            let decoded = decode(&bytes).unwrap();
            assert_eq!(decoded.text, text, "{}", encoding.name());
            assert!(decoded.remark.is_some());
        }
        for text in [SIMPLIFIED, TRADITIONAL, JAPANESE, KOREAN, "plain\n"] {
            assert_eq!(
                decode(text.as_bytes()).unwrap(),
                Decoded { text: text.to_owned(), encoding: "UTF-8", remark: None }
            );
            assert_eq!(decode(format!("\u{feff}{text}").as_bytes()).unwrap().text, text);
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!(decode(&little).unwrap().text, text);
            assert_eq!(decode(&big).unwrap().text, text);
            assert_eq!(decode(&[&[0xff, 0xfe], &little[..]].concat()).unwrap().text, text);
        }
    }

    #[test]
    fn half_a_character_costs_one_character() {
        let bytes = &SIMPLIFIED.as_bytes()[..SIMPLIFIED.len() - 3];
        let decoded = decode(bytes).unwrap();
        assert_eq!(decoded.encoding, "UTF-8");
        assert!(decoded.text.ends_with('\u{fffd}'));
        assert_eq!(decoded.remark.unwrap().0, Severity::Warning);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(
            decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0").unwrap_err(),
            "expected text, found a zero byte"
        );
        assert_eq!(decode(b"abc\0def").unwrap_err(), "expected text, found a zero byte");
        assert_eq!(decode(b"").unwrap().text, "");
    }

    proptest! {
        #[test]
        fn nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(decoded) = decode(&bytes) {
                prop_assert!(!decoded.text.contains('\0'));
            }
        }
    }
}
