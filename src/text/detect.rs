//! Which language a text is in, when nobody says.
//!
//! Scripts tell most of it. Only among the languages of one alphabet are letters
//! counted, and only a confident answer is one: a wrong stemmer is worse than none.

use whatlang::Lang;

use crate::text::han_forms::{self, Writing};
use crate::text::script::{Script, script_of};

/// How much of a text is looked at, in characters.
const MAX_SAMPLE_CHARS: usize = 20_000;

/// The fewest ideographs or letters that say anything.
const MIN_LETTERS: usize = 4;

/// Detects the language of a text as a BCP 47 tag: `zh-Hans`, `zh-Hant`, `zh` if its
/// characters are of both, `ja`, `en`…; `None` if nothing is certain.
///
/// Useful for the text of a page without its code. Not useful for a query: two
/// words of English and two of Dutch look alike.
pub fn detect_language(text_sample: &str) -> Option<&'static str> {
    let sample = match text_sample.char_indices().nth(MAX_SAMPLE_CHARS) {
        Some((end, _)) => &text_sample[..end],
        None => text_sample,
    };
    let counts = Counts::of(sample);
    // An ideograph says about as much as a word does: a page about software in
    // Chinese may have more Latin letters than ideographs.
    let n_cjk = counts.n_han + counts.n_kana;
    let n_unspaced_words = counts.unspaced.iter().map(|(_, n)| n / 3).sum::<usize>();
    let n_words = counts.n_words + n_unspaced_words;
    if n_cjk >= MIN_LETTERS && n_cjk * 2 > n_words {
        // Japanese is never without kana, and names in kana do not make Chinese Japanese.
        return Some(if counts.n_kana * 10 > n_cjk { "ja" } else { chinese(sample) });
    }
    let most = counts.unspaced.iter().max_by_key(|(_, n)| *n);
    if let Some(&(script, n_chars)) = most
        && n_chars >= MIN_LETTERS
        && n_chars > counts.n_words
    {
        return language_of_script(script);
    }
    let info = whatlang::detect(sample).filter(whatlang::Info::is_reliable)?;
    subtag_of(info.lang())
}

/// What the characters of a sample are.
struct Counts {
    n_han: usize,
    n_kana: usize,
    /// Characters of scripts that one language is written in.
    unspaced: Vec<(Script, usize)>,
    /// Words of alphabets that many languages share.
    n_words: usize,
}

impl Counts {
    fn of(sample: &str) -> Self {
        let mut counts = Self { n_han: 0, n_kana: 0, unspaced: Vec::new(), n_words: 0 };
        let mut in_word = false;
        for character in sample.chars() {
            let script = script_of(character);
            let mut is_word = false;
            match script {
                Some(Script::Han) => counts.n_han += 1,
                Some(script) if script.is_kana() => counts.n_kana += 1,
                Some(script) if language_of_script(script).is_some() => {
                    match counts.unspaced.iter_mut().find(|(known, _)| *known == script) {
                        Some((_, n_chars)) => *n_chars += 1,
                        None => counts.unspaced.push((script, 1)),
                    }
                }
                Some(_) => is_word = true,
                None => {}
            }
            counts.n_words += usize::from(is_word && !in_word);
            in_word = is_word;
        }
        counts
    }
}

fn chinese(sample: &str) -> &'static str {
    match han_forms::writing_of(sample) {
        None => "zh",
        Some(Writing::Simplified) => "zh-Hans",
        Some(Writing::Traditional) => "zh-Hant",
    }
}

/// The language of a script that is written in no other one of any size on the web.
fn language_of_script(script: Script) -> Option<&'static str> {
    match script {
        Script::Hangul => Some("ko"),
        Script::Thai => Some("th"),
        Script::Lao => Some("lo"),
        Script::Khmer => Some("km"),
        Script::Myanmar => Some("my"),
        Script::Greek => Some("el"),
        Script::Armenian => Some("hy"),
        Script::Bengali => Some("bn"),
        Script::Tamil => Some("ta"),
        _ => None,
    }
}

fn subtag_of(language: Lang) -> Option<&'static str> {
    let subtag = match language {
        Lang::Afr => "af",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jav => "jv",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "nb",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        _ => return None,
    };
    Some(subtag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        for (sample, expected) in [
            ("滚动更新是一种部署策略，它会逐步替换旧版本的实例。", Some("zh-Hans")),
            ("滾動更新是一種部署策略，它會逐步替換舊版本的執行個體。", Some("zh-Hant")),
            ("这是台湾的里程碑，后来才发现", Some("zh-Hans")),
            ("使用 kubectl rollout status deployment/nginx 查看滚动更新的状态", Some("zh-Hans")),
            ("ローリングアップデートは、新しいバージョンに更新します。", Some("ja")),
            ("東京都 国際化とは", Some("ja")),
            ("쿠버네티스는 컨테이너 오케스트레이션 도구입니다. Kubernetes", Some("ko")),
            ("ภาษาไทยเป็นภาษาที่เขียนโดยไม่เว้นวรรค", Some("th")),
            (
                "A rolling update replaces the old pods by new ones, and the service stays up meanwhile.",
                Some("en"),
            ),
            (
                "Une mise à jour progressive remplace les anciens pods par des nouveaux, sans interruption.",
                Some("fr"),
            ),
            ("Последовательное обновление заменяет старые поды новыми без остановки.", Some("ru")),
            ("Η κυλιόμενη ενημέρωση", Some("el")),
            ("12345 --- !!!", None),
            ("", None),
            ("k8s", None),
        ] {
            assert_eq!(detect_language(sample), expected, "{sample}");
        }
    }

    #[test]
    fn a_foreign_name_changes_nothing() {
        let english =
            "The meetup in 上海 was organised by the community, and many of us met there for the first time.";
        assert_eq!(detect_language(english), Some("en"));
        let chinese =
            "这款名为アニメ的软件由一家日本公司开发，深受大家的喜爱和好评，目前已经在各大应用商店上架了。";
        assert_eq!(detect_language(chinese), Some("zh-Hans"));
    }
}
