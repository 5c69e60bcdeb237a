//! `sou init`: a `sou.yml` that explains itself, and the lines that go elsewhere.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::cli::args::InitArgs;
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::{self, Output};
use crate::cli::settings::file::FILE_NAME;
use crate::cli::settings::table::{Group, Kind, SETTINGS, Setting};
use crate::cli::{Exit, Failure, commands};
use crate::document::{GeneratorKind, detect_generator};
use crate::error::Error;

/// The Chinese of each setting's line, by key.
const CHINESE: &[(&str, &str)] = &[
    ("generator", "按哪种生成器的规则读；不写就从文件认出来"),
    ("content", "文章所在的目录，相对站点根目录；不写就是生成器自己的目录"),
    ("exclude", "不读的文件，用通配符写，相对站点根目录"),
    (
        "read",
        "从哪里读：source 读 Markdown；built 读生成器做好的 HTML；both 读 Markdown，地址和锚点以 HTML 为准",
    ),
    ("build", "生成器做好的 HTML 在哪个目录；不写就是生成器自己的目录"),
    ("main_selector", "HTML 里正文的 CSS 选择器；不写就按页面结构去找"),
    ("language", "没写明语言的文章是什么语言；不写就看生成器的配置和文字本身"),
    ("time_zone", "没写时区的日期属于哪个时区；不写就看生成器的配置"),
    ("base_path", "每个地址以什么开头，例如 /blog；不写就看生成器的配置"),
    ("threads", "用几个线程读；不写就是每个核一个"),
    ("index", "索引放在哪个目录"),
    ("words", "中文词典里没有的词：人名、产品、术语"),
    ("words_file", "更多这样的词，一行一个；# 开头的是注释"),
    ("synonyms", "意思相同的词，一组一组写"),
    ("addr", "服务在哪个地址和端口上；端口写 0 就随便取一个空的"),
    ("site_url", "站点的网址，放在搜索结果的地址前面"),
    ("cors_origins", "哪些网站的页面可以来查；* 是全部"),
    ("every", "服务每隔多久自己更新一次索引，例如 10m；不写就只在启动时更新"),
    ("watch", "站点的文件一保存，服务就更新索引"),
    ("webhook_secret_file", "放密钥的文件，凭它可以让服务更新索引：POST /api/v1/reindex；不写就谁也不能"),
    ("log", "在 stderr 上记多少；从不记查询"),
];

/// Where the service is, until the owner says so.
const SERVICE: &str = "https://search.example.com";

/// Runs `sou init`.
///
/// # Errors
///
/// If there is a `sou.yml` already and `--force` was not given, or it cannot be written.
pub fn run(args: InitArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let site = environment.current_folder.join(args.site.root.as_deref().unwrap_or("."));
    let site: std::path::PathBuf = site.components().collect();
    site.read_dir().map_err(Error::io("list", &site))?;
    let generator = detect_generator(&site);
    let path = site.join(FILE_NAME);
    let mut options = OpenOptions::new();
    if args.force {
        options.write(true).create(true).truncate(true);
    } else {
        options.write(true).create_new(true);
    }
    let written = options.open(&path).and_then(|mut file| file.write_all(text(generator).as_bytes()));
    written.map_err(|source| match source.kind() {
        ErrorKind::AlreadyExists => Failure::SettingsExist { path: path.clone() },
        _ => Error::io("write", &path)(source).into(),
    })?;
    output::talk(format_args!("wrote `{}` for a {} site", path.display(), generator_name(generator)));
    let mut output = Output::stdout();
    output.line(elsewhere(&site, &environment.current_folder))?;
    output.finish()?;
    Ok(Exit::Success)
}

/// The whole file.
fn text(generator: GeneratorKind) -> String {
    let mut text = format!(
        "# Settings of Sou for this {} site; every one of them may be left out.\n\
         # 搜的设置；每一项都可以不写。\n\
         # A line that begins with `#` says what holds without it. `sou config show` lists what is set, and where.\n\
         # 以 # 开头的行写明不设时是什么。sou config show 列出每一项现在的值和来处。\n",
        generator_name(generator)
    );
    let mut group: Option<Group> = None;
    // The site itself is where this file is.
    for setting in SETTINGS.iter().filter(|setting| setting.key != "site") {
        if group != Some(setting.group) {
            text.push_str(&format!("\n# ---- {} ----\n", setting.group.heading()));
            group = Some(setting.group);
        }
        text.push_str(&format!("\n# {}.\n", setting.doc));
        if let Some((_, chinese)) = CHINESE.iter().find(|(key, _)| *key == setting.key) {
            text.push_str(&format!("# {chinese}。\n"));
        }
        match (setting.key, generator) {
            ("generator", GeneratorKind::Plain) => text.push_str("# generator: plain\n"),
            ("generator", found) => text.push_str(&format!("generator: {}\n", generator_name(found))),
            // Jekyll copies every folder of the site that has no dot or underscore.
            ("index", GeneratorKind::Jekyll) => text.push_str("index: .sou\n"),
            _ => text.push_str(&format!("# {}: {}\n", setting.key, example(setting))),
        }
    }
    text
}

/// The default as it would be written, or an example of what may be.
fn example(setting: &Setting) -> String {
    if let Some(default) = setting.default {
        return if default == "*" { "\"*\"".to_owned() } else { default.to_owned() };
    }
    match setting.key {
        "exclude" => "[drafts/**]".to_owned(),
        "words" => "[云原生, 双协议栈]".to_owned(),
        "synonyms" => "[[k8s, kubernetes], [论坛, BBS]]".to_owned(),
        "words_file" => "words.txt".to_owned(),
        "build" => "public".to_owned(),
        "main_selector" => ".post-content".to_owned(),
        "webhook_secret_file" => "/etc/sou/webhook-secret".to_owned(),
        _ => match setting.kind {
            Kind::Language => "zh-Hans".to_owned(),
            Kind::TimeZone => "Asia/Shanghai".to_owned(),
            Kind::UrlPath => "/blog".to_owned(),
            Kind::Url => "https://blog.example.com".to_owned(),
            Kind::SiteFolder => "content".to_owned(),
            Kind::Count => "2".to_owned(),
            Kind::Duration => "10m".to_owned(),
            _ => String::new(),
        },
    }
}

/// What goes into the template of the page, and into the timer.
fn elsewhere(site: &Path, here: &Path) -> String {
    let site = commands::quoted(site, here);
    let site = if site.is_empty() { ".".to_owned() } else { site };
    let absolute = commands::quoted(&here.join(&site), Path::new(""));
    format!(
        "In the page's template, with the address of your service / 页面模板里，换成服务的地址:\n\n  \
         <form action=\"{SERVICE}/search\" role=\"search\"><input type=\"search\" name=\"q\" aria-label=\"搜索 Search\"></form>\n  \
         <link rel=\"search\" type=\"application/opensearchdescription+xml\" href=\"{SERVICE}/opensearch.xml\">\n\n\
         In the timer (`crontab -e`), every ten minutes / 定时任务里，每十分钟一次:\n\n  \
         */10 * * * * sou index {absolute}\n\n\
         Then / 然后:\n\n  \
         sou check {site} && sou index {site} && sou serve {site}"
    )
}

/// A generator as its kind is written everywhere.
fn generator_name(kind: GeneratorKind) -> String {
    let name = serde_json::to_value(kind).expect("a kind of generator is one word");
    name.as_str().unwrap_or("plain").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::settings::file::parse;

    #[test]
    fn every_setting_is_explained_in_both_languages() {
        for setting in SETTINGS.iter().filter(|setting| setting.key != "site") {
            assert!(CHINESE.iter().any(|(key, _)| *key == setting.key), "`{}` has no Chinese", setting.key);
        }
        for (key, _) in CHINESE {
            assert!(SETTINGS.iter().any(|setting| setting.key == *key), "`{key}` is no setting");
        }
    }

    #[test]
    fn the_file_can_be_read_as_it_is_and_with_every_line_uncommented() {
        let path = Path::new(FILE_NAME);
        for generator in [GeneratorKind::Jekyll, GeneratorKind::Hugo, GeneratorKind::Plain] {
            let text = text(generator);
            parse(&text, path).expect("the file is one of settings");
            let is_setting = |line: &str| {
                let line = line.trim_start_matches("# ");
                SETTINGS.iter().any(|setting| line.starts_with(&format!("{}: ", setting.key)))
            };
            let uncommented: String = text
                .lines()
                .map(|line| {
                    if is_setting(line) {
                        format!("{}\n", line.trim_start_matches("# "))
                    } else {
                        String::new()
                    }
                })
                .collect();
            let entries = parse(&uncommented, path).expect("its examples are settings");
            assert_eq!(entries.len(), SETTINGS.len() - 1, "{uncommented}");
            for entry in entries {
                let checked =
                    crate::cli::settings::value::check(entry.setting.kind, &entry.raw, Path::new("/站"));
                assert!(checked.is_ok(), "{}: {checked:?}", entry.setting.key);
            }
        }
    }
}
