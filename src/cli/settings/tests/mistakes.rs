//! What each mistake in `sou.yml`, in the environment or in a flag is answered with.

use std::fs;

use expect_test::expect;

use super::{check_error, resolve_in};

#[test]
fn an_unknown_variable_is_named_with_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let settings = resolve_in(folder.path(), "", &[("SOU_ADDRS", "x"), ("SOU_INDX", "y")], &[]).unwrap();
    let expected = [
        ("SOU_ADDRS".to_owned(), Some("SOU_ADDR".to_owned())),
        ("SOU_INDX".to_owned(), Some("SOU_INDEX".to_owned())),
    ];
    assert_eq!(settings.unknown_variables, expected);
}

#[test]
fn a_wrong_key_names_its_line_and_the_nearest_setting() {
    check_error(
        "# 设置\nindex: 索引\nadr: x\n",
        &[],
        &[],
        expect![[r#"
        …/sou.yml:3: `adr` is no setting
        hint: did you mean `addr`?"#]],
    );
    check_error(
        "words:\n  - 云原生\n\"time-zone\": Asia/Shanghai",
        &[],
        &[],
        expect![[r#"
        …/sou.yml:3: `time-zone` is no setting
        hint: did you mean `time_zone`?"#]],
    );
    check_error(
        "颜色: 红\n",
        &[],
        &[],
        expect![[r#"
        …/sou.yml:1: `颜色` is no setting
        hint: `sou config show` lists every setting"#]],
    );
}

#[test]
fn a_wrong_value_names_its_place_and_what_was_expected() {
    check_error(
        "threads: 很多",
        &[],
        &[],
        expect!["…/sou.yml:1: `threads` expects a whole number of at least 1, found `很多`"],
    );
    check_error(
        "\nthreads: 0",
        &[],
        &[],
        expect!["…/sou.yml:2: `threads` expects a whole number of at least 1, found `0`"],
    );
    check_error(
        "",
        &[("SOU_GENERATOR", "wordpress")],
        &[],
        expect![
            "SOU_GENERATOR: `generator` expects one of `jekyll`, `hugo`, `hexo`, `zola`, `docusaurus`, `vitepress`, `astro`, `mkdocs`, `mdbook`, `pelican`, `obsidian`, `plain`, found `wordpress`"
        ],
    );
    check_error(
        "",
        &[],
        &["--time-zone", "北京"],
        expect![
            "--time-zone: `time_zone` expects the name of a time zone, such as `Asia/Shanghai`, found `北京`"
        ],
    );
    check_error(
        "content: ../别处",
        &[],
        &[],
        expect![
            "…/sou.yml:1: `content` expects a folder inside the site, relative to its root, found `../别处`"
        ],
    );
    check_error(
        "base_path: blog",
        &[],
        &[],
        expect![
            "…/sou.yml:1: `base_path` expects a path that begins with `/`, such as `/blog`, found `blog`"
        ],
    );
    check_error(
        "addr: 7700",
        &[],
        &[],
        expect!["…/sou.yml:1: `addr` expects an address and a port, such as `127.0.0.1:7700`, found `7700`"],
    );
    check_error(
        "site_url: example.com",
        &[],
        &[],
        expect![
            "…/sou.yml:1: `site_url` expects an address that begins with `http://` or `https://`, found `example.com`"
        ],
    );
    check_error(
        "cors_origins: [https://example.com/path]",
        &[],
        &[],
        expect![
            "…/sou.yml:1: `cors_origins` expects `*` or origins without a path, such as `https://example.com`, found a list"
        ],
    );
}

#[test]
fn a_wrong_type_says_which_was_expected() {
    check_error("index: [一, 二]", &[], &[], expect!["…/sou.yml:1: `index` expects a path, found a list"]);
    check_error(
        "words: {云: 原生}",
        &[],
        &[],
        expect!["…/sou.yml:1: `words` expects a list of texts, found a mapping"],
    );
    check_error(
        "synonyms: [k8s, 集群]",
        &[],
        &[],
        expect![
            "…/sou.yml:1: `synonyms` expects two or more words, such as `[k8s, kubernetes]` or `pod => 容器组`, found `k8s`"
        ],
    );
    check_error(
        "synonyms:\n  - [k8s, 集群]\n\n  - pod =>\n",
        &[],
        &[],
        expect![
            "…/sou.yml:4: `synonyms` expects two or more words, such as `[k8s, kubernetes]` or `pod => 容器组`, found `pod =>`"
        ],
    );
    check_error(
        "synonyms: {k8s: kubernetes}",
        &[],
        &[],
        expect![
            "…/sou.yml:1: `synonyms` expects a list of groups such as `[k8s, kubernetes]` or `pod => 容器组`, found a mapping"
        ],
    );
    check_error(
        "",
        &[("SOU_SYNONYMS", "k8s, 集群; ！, 叹号")],
        &[],
        expect![
            "SOU_SYNONYMS: `synonyms` expects two or more words, such as `[k8s, kubernetes]` or `pod => 容器组`, found `！, 叹号`"
        ],
    );
}

#[test]
fn what_does_nothing_is_remarked_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("词.txt"), "云原生\nGitOps 3 n\n").unwrap();
    let file =
        "words_file: 词.txt\nwords:\n- 滚动更新\n- 云\nsynonyms:\n- k8s, kubernetes\n- [论坛, 社区, 論壇]\n";
    let settings = resolve_in(folder.path(), file, &[], &[]).unwrap();
    let folder = folder.path().display().to_string();
    let remarks: Vec<String> = settings.remarks.iter().map(|remark| remark.replace(&folder, "…")).collect();
    expect![[r#"
        …/sou.yml:4: `云` does nothing: a word for the dictionary has 2 to 32 Chinese characters in a row, and all others are words already
        …/词.txt:2: `GitOps 3 n` does nothing: a word for the dictionary has 2 to 32 Chinese characters in a row, and all others are words already
        …/sou.yml:7: `论坛` and `論壇` are one word already: script, width and case make no difference"#]]
    .assert_eq(&remarks.join("\n"));
}

#[test]
fn a_file_that_is_no_mapping_says_where() {
    check_error(
        "- 一\n- 二\n",
        &[],
        &[],
        expect!["…/sou.yml:1: expected `key: value` lines, found something else"],
    );
    check_error(
        "index: [一\naddr: x\n",
        &[],
        &[],
        expect!["…/sou.yml:2: expected YAML, found an error: did not find expected ',' or ']'"],
    );
    check_error(&"[".repeat(5_000), &[], &[], expect!["…/sou.yml:1: expected at most 32 nested brackets"]);
}

#[test]
fn the_bytes_of_a_file_are_text_in_an_encoding_that_is_said() {
    let text = |bytes: &[u8]| {
        super::super::file::text_of(bytes, std::path::Path::new("sou.yml")).map_err(|error| error.to_string())
    };
    let utf_16: Vec<u8> = "\u{feff}words: [搜]".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(text(&utf_16), Ok("words: [搜]".to_owned()), "as PowerShell writes it");
    assert_eq!(text("\u{feff}words: [搜]".as_bytes()), Ok("words: [搜]".to_owned()));
    // `words: [云原生, 容器]` in GBK, which is only guessed.
    let gbk = b"words: [\xd4\xc6\xd4\xad\xc9\xfa, \xc8\xdd\xc6\xf7]";
    for guessed in [gbk.as_slice(), b"a: \0"] {
        let said = text(guessed).expect_err("nothing is guessed");
        assert!(said.contains("sou.yml: expected UTF-8, found what looks like"), "{said}");
    }
}

#[test]
fn a_file_that_was_named_must_be_there() {
    check_error("", &[], &["--config", "没有.yml"], expect!["--config: there is no file `…/没有.yml`"]);
    check_error("", &[("SOU_CONFIG", "没有.yml")], &[], expect!["SOU_CONFIG: there is no file `…/没有.yml`"]);
}
