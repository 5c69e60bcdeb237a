//! What is read from built pages, as tables of HTML and text.

use expect_test::{Expect, expect};

use super::*;
use crate::content::page::RawBlockKind;

/// A page as text: its rule, then a line a heading and a line a block.
fn shown(html: &str, selector: Option<&str>) -> String {
    let selector = selector.map(|text| Selector::parse(text).expect("a selector"));
    let page = parse_html(html, selector.as_ref());
    let Some(main) = page.main else { return "nothing\n".to_owned() };
    let mut text = format!("{}\n", main.rule);
    for section in main.sections {
        if section.level > 0 {
            let id = section.explicit_id.unwrap_or_default();
            text.push_str(&format!("{} {} #{id} line {}\n", section.level, section.heading, section.line));
        }
        for block in section.blocks {
            let kind = if block.kind == RawBlockKind::Code { "code" } else { "text" };
            text.push_str(&format!("  {kind} {:?}\n", block.text));
        }
    }
    text
}

#[track_caller]
fn check(html: &str, expected: Expect) {
    expected.assert_eq(&shown(html, None));
}

#[test]
fn the_text_is_in_main_and_not_around_it() {
    check(
        "<!doctype html><html lang=zh-CN><head><title>滚动更新 | 手册</title><style>p{}</style></head><body>\
         <header><h1>手册</h1><nav><a href=/>首页</a></nav></header><main>\n<h1 id=滚动更新>滚动更新</h1><p>一次换一个 <b>Pod</b>。\
         <aside>相关文章</aside><aside class=\"admonition note\"><p>注意：<code>--dry-run</code></p></aside>\
         <script>var x = '<p>不是文字</p>'</script></main><footer>版权所有</footer></body></html>",
        expect![[r#"
            `<main>`
            1 滚动更新 #滚动更新 line 2
              text "一次换一个 Pod。"
              text "注意：--dry-run"
        "#]],
    );
}

#[test]
fn the_article_that_is_most_of_main_is_the_text() {
    check(
        "<main><div>侧栏</div><article><header><h1>标题</h1><time datetime=2024-11-01>十一月</time></header>\
         <p>正文正文正文正文正文正文</p><footer>标签</footer></article></main>",
        expect![[r#"
            the `<article>` in `<main>`
            1 标题 # line 1
              text "正文正文正文正文正文正文"
        "#]],
    );
    check(
        "<div id=side>目录</div><div class='post-content markdown'><h2 id=a>繁體標題</h2>全形ＡＢＣ文字比較長一些</div>",
        expect![[r#"
            the element named for content
            2 繁體標題 #a line 1
              text "全形ＡＢＣ文字比較長一些"
        "#]],
    );
    check(
        "<p>没有结构的页面<div hidden>看不见</div><div style='display: none'>也看不见</div><p>第二段",
        expect![[r#"
            `<body>`
              text "没有结构的页面"
              text "第二段"
        "#]],
    );
    check(
        "<main>整页</main><div data-pagefind-body><p>只有这里</p><p data-pagefind-ignore>这里不要</p></div>",
        expect![[r#"
            the element marked for search
              text "只有这里"
        "#]],
    );
}

#[test]
fn the_owner_may_say_where_the_text_is() {
    let html = "<main><div class=side>侧栏</div><div class='post body'><p>正文<p class=x>第二段</div></main>";
    for (selector, expected) in [
        (".post", "the selector of the settings\n  text \"正文\"\n  text \"第二段\"\n"),
        ("main .body", "the selector of the settings\n  text \"正文\"\n  text \"第二段\"\n"),
        ("article, p.x", "the selector of the settings\n  text \"第二段\"\n"),
        (".body main", "nothing\n"),
        ("#post", "nothing\n"),
        ("[class=side]", "the selector of the settings\n  text \"侧栏\"\n"),
    ] {
        assert_eq!(shown(html, Some(selector)), expected, "{selector}");
    }
    for wrong in ["", "a,", "a > b", "p:first-child", ".", "[", "[a", "a..b"] {
        assert!(Selector::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn headings_have_the_ids_that_links_lead_to() {
    check(
        "<main><h2 id=一>一<a class=headerlink href=#一>¶</a></h2><h2><a id=二></a>二</h2>\
         <section id=三><h2>三<a href=#三 aria-hidden=true>#</a></h2></section><h2 id=four><a class=header href=#four>四 4</a></h2>\
         <h3>没有</h3><h2 id=图>图 <img src=a.png alt=标志></h2></main>",
        expect![[r#"
            `<main>`
            2 一 #一 line 1
            2 二 #二 line 1
            2 三 #三 line 1
            2 四 4 #four line 1
            3 没有 # line 1
            2 图 标志 #图 line 1
        "#]],
    );
}

#[test]
fn code_keeps_its_lines_and_loses_its_numbers() {
    check(
        "<main><pre><code><span class=ln>1</span>let 甲 = &quot;a&amp;b&quot;;\n<span class=boring>fn main() {</span>\n  x\n</code></pre>\
         <figure class=highlight><table><tr><td class=gutter><pre><span>1</span><br><span>2</span></pre></td>\
         <td class=code><pre><span class=line>kubectl get</span><br><span class=line>pods</span></pre></td></tr></table></figure>\
         <pre><div class=token-line>a</div><div class=token-line>b</div></pre><button>复制</button></main>",
        expect![[r#"
            `<main>`
              code "let 甲 = \"a&b\";\n\n  x"
              code "kubectl get\npods"
              code "a\nb"
        "#]],
    );
}

#[test]
fn tables_lists_and_broken_tags_are_blocks() {
    check(
        "<main><table><tr><th>键<th>值<tr><td>甲<td>一</table><ul><li>一<li>二<p>三</ul><p>四</b></div></main></p>五",
        expect![[r#"
            `<main>`
              text "键"
              text "值"
              text "甲"
              text "一"
              text "一"
              text "二"
              text "三"
              text "四"
        "#]],
    );
}

#[test]
fn what_a_page_says_of_itself_is_read() {
    let page = parse_html(
        "<html lang=zh-Hant><head><title>標題 -\n 網站</title><meta name=robots content='noindex, follow'>\
         <meta property=og:title content=標題><meta name=keywords content='雲, Go'><link rel=canonical href=/a/>\
         <link rel=alternate hreflang=en href=/en/a/><meta http-equiv=Refresh content=\"0; URL='/新/'\">\
         <script type=application/ld+json>{\"@graph\":[{\"@type\":\"BlogPosting\",\"datePublished\":\"2024-11-01\"}]}</script>\
         <body><h1>網站</h1><main><h1>標題 <a href=#x>#</a></h1><time datetime=2024-11-01>昨天</time><a rel=tag href=/t/>#容器</a><div id=錨>",
        None,
    );
    assert_eq!(page.language.as_deref(), Some("zh-Hant"));
    assert_eq!(page.title, "標題 - 網站");
    assert_eq!(page.first_heading.as_deref(), Some("標題"));
    assert!(page.is_noindex());
    assert_eq!(page.redirect(), Some("/新/"));
    assert_eq!(page.canonical(), Some("/a/"));
    assert_eq!(page.meta(&["og:title"]), Some("標題"));
    assert_eq!(page.linked_data[0]["datePublished"], "2024-11-01");
    assert_eq!(page.times, ["2024-11-01"]);
    assert_eq!(page.tags, ["容器"]);
    assert!(page.ids.contains("錨"));
    assert_eq!(page.links[1].language, "en");
}

#[test]
fn lists_of_articles_are_told_from_articles() {
    let list = "<main><article><h2><a href=/一/>一</a></h2></article><article><a href=/二/><h2>二</h2></a></article></main>";
    assert!(parse_html(list, None).lists_articles);
    let page =
        "<main><article><h1>一</h1><h2><a href=#x>#</a>二</h2></article><article>评论</article></main>";
    assert!(!parse_html(page, None).lists_articles);
}

#[test]
fn no_page_takes_long_or_panics() {
    let started = std::time::Instant::now();
    let many = 100_000;
    for html in [
        "<div>".repeat(many) + "深",
        (0..many).map(|n| format!("<b id={n}>")).collect::<String>() + &"<p>字".repeat(many),
        "<div><p>".repeat(many) + &"</b></p>".repeat(many),
        "<main><h1><a href=#>".repeat(many),
        "<section id=a><h2>".repeat(many),
        "<ul><li>".repeat(many) + &"</ul>".repeat(many),
        "<".repeat(many) + &"&".repeat(many) + &"</".repeat(many),
        "<!--".repeat(many),
        "<article><h2>".repeat(many),
        "<table><td>".repeat(many),
        "<pre>\n".repeat(many),
    ] {
        parse_html(&html, Some(&Selector::parse("main section article p").expect("a selector")));
        parse_html(&html, None);
    }
    assert!(started.elapsed().as_secs() < 20, "took {:?}", started.elapsed());
}
