//! `sou init` writes settings that explain themselves.
//!
//! 1. What it writes can be read back, and names the generator that was found.
//! 2. It never writes over settings that are there, unless it is told to.
//! 3. It prints what goes into the page's template and into the timer.

use expect_test::expect;

use crate::support::{run_sou, site};

#[test]
fn init_writes_settings_that_explain_themselves() {
    let root = site("//- _config.yml\ntitle: 例\n//- _posts/2024-11-01-甲.md\n正文\n");
    let ran = run_sou(root.path(), &["init"]).expect_code(0);
    expect![[r#"
        exit code 0
        --- stdout
        In the page's template, with the address of your service / 页面模板里，换成服务的地址:

          <form action="https://search.example.com/search" role="search"><input type="search" name="q" aria-label="搜索 Search"></form>
          <link rel="search" type="application/opensearchdescription+xml" href="https://search.example.com/opensearch.xml">

        In the timer (`crontab -e`), every ten minutes / 定时任务里，每十分钟一次:

          */10 * * * * sou index [FOLDER]

        Then / 然后:

          sou check . && sou index . && sou serve .
        --- stderr
        wrote `[FOLDER]/sou.yml` for a jekyll site
    "#]].assert_eq(&ran.snapshot());
    let text = std::fs::read_to_string(root.path().join("sou.yml")).expect("it was written");
    assert!(text.contains("\ngenerator: jekyll\n") && text.contains("\nindex: .sou\n"), "{text}");
    run_sou(root.path(), &["check", "--strict"]).expect_code(0);
    let again = run_sou(root.path(), &["init"]).expect_code(2);
    expect![[r#"
        exit code 2
        --- stdout
        --- stderr
        error: there is a `[FOLDER]/sou.yml` already
        hint: `sou init --force` replaces it
    "#]]
    .assert_eq(&again.snapshot());
    run_sou(root.path(), &["init", "--force"]).expect_code(0);
}
