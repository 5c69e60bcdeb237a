//! Addresses as browsers, people and attackers write them.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(query: &str, expected: Expect) {
    let printed = match search_request(&QueryString::parse(Some(query))) {
        Ok(request) => canonical(&request),
        Err(problem) => format!("{}: {}", problem.code.name(), problem.detail),
    };
    expected.assert_eq(&printed);
}

#[test]
fn forms_as_browsers_send_them() {
    check("", expect![""]);
    check("q=%E6%BB%9A%E5%8A%A8+%E6%9B%B4%E6%96%B0", expect!["q=%E6%BB%9A%E5%8A%A8%20%E6%9B%B4%E6%96%B0"]);
    check("q=C%2B%2B&utm_source=x&page=1", expect!["q=C%2B%2B"]);
    check(
        "q=滚动&tag=k8s&tag=容器%2F编排",
        expect!["q=%E6%BB%9A%E5%8A%A8&tag=k8s&tag=%E5%AE%B9%E5%99%A8%2F%E7%BC%96%E6%8E%92"],
    );
    check("q=&tag=&lang=&from=&to=&sort=&page=", expect![""]);
    check("q=x&sort=relevance&collapse=1&explain=false&per_page=10", expect!["q=x"]);
    check(
        "per_page=0&collapse=0&explain=1&sort=date&page=007",
        expect!["sort=date&page=7&per_page=0&collapse=0&explain=1"],
    );
    check("from=2024-02-29&to=2024-02-29", expect!["from=2024-02-29&to=2024-02-29"]);
    check("q=100%&q2=%zz", expect!["q=100%25"]);
    check("q=%00%0A", expect!["q=%00%0A"]);
    check("q==&&&=&q2", expect!["q=%3D"]);
}

#[test]
fn what_is_not_understood_has_a_name() {
    check("q=%ff", expect!["invalid_query: expected `q` in UTF-8, got other bytes"]);
    check("q=%c0%af", expect!["invalid_query: expected `q` in UTF-8, got other bytes"]);
    check(
        &format!("q={}", "搜".repeat(171)),
        expect!["invalid_query: expected `q` of at most 512 bytes, got 513"],
    );
    check("q=a&q=b", expect!["repeated_parameter: expected `q` once, got it more than once"]);
    check(&"tag=x&".repeat(17), expect!["invalid_tag: expected at most 16 `tag`, got 17"]);
    check("tag=%ff", expect!["invalid_tag: expected `tag` in UTF-8, got other bytes"]);
    check("sort=newest", expect!["invalid_sort: expected `sort` as `relevance` or `date`, got `newest`"]);
    check(
        "collapse=maybe",
        expect!["invalid_flag: expected `collapse` as `1`, `0`, `true` or `false`, got `maybe`"],
    );
    check(
        "lang=zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
        expect![
            "invalid_language: expected `lang` as a language like `zh` or `pt-BR`, got `zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz…`"
        ],
    );
    check(
        "from=2024-13-01",
        expect!["invalid_date: expected `from` as a day like `2024-11-01`, got `2024-13-01`"],
    );
    check(
        "from=20240101",
        expect!["invalid_date: expected `from` as a day like `2024-11-01`, got `20240101`"],
    );
    check(
        "to=２０２４-01-01",
        expect!["invalid_date: expected `to` as a day like `2024-11-01`, got `２０２４-01-01`"],
    );
    check(
        "from=2024-02-02&to=2024-02-01",
        expect!["invalid_date: expected `from` on or before `to`, got 2024-02-02 and 2024-02-01"],
    );
    check(
        "page=101",
        expect!["invalid_page: expected `page` times `per_page` of at most 1000, got 101 times 10"],
    );
    check(
        "page=21&per_page=50",
        expect!["invalid_page: expected `page` times `per_page` of at most 1000, got 21 times 50"],
    );
}

#[test]
fn numbers_that_would_be_allocations() {
    for text in
        ["-1", "%2B1", "1e9", "NaN", "0x10", "%201", "1.0", "１", "18446744073709551600", "x%0Ay", "%1B[2J"]
    {
        for (name, code) in [("page", Code::InvalidPage), ("per_page", Code::InvalidPerPage)] {
            let problem =
                search_request(&QueryString::parse(Some(&format!("{name}={text}")))).expect_err(text);
            assert_eq!(problem.code, code, "{name}={text}");
            assert!(!problem.detail.contains(char::is_control), "{name}={text}");
        }
    }
    for (query, code) in [
        ("page=0", Code::InvalidPage),
        ("per_page=51", Code::InvalidPerPage),
        ("page=1000000000", Code::InvalidPage),
        ("page=999999999&per_page=0", Code::InvalidPage),
    ] {
        assert_eq!(search_request(&QueryString::parse(Some(query))).expect_err(query).code, code, "{query}");
    }
}

proptest! {
    #[test]
    fn any_string_is_read_or_refused(query in "\\PC{0,200}") {
        if let Ok(request) = search_request(&QueryString::parse(Some(&query))) {
            prop_assert!(request.q.len() <= MAX_QUERY_BYTES);
            prop_assert!(request.page * request.per_page <= MAX_RESULT_DEPTH);
            // One form: what is printed reads back as the same request.
            let printed = canonical(&request);
            prop_assert_eq!(search_request(&QueryString::parse(Some(&printed))), Ok(request));
        }
    }

    #[test]
    fn what_is_encoded_reads_back(text in any::<String>()) {
        prop_assert_eq!(decode(&encode(&text)), text.as_bytes());
    }
}
