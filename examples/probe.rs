use sou::content::*;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let dialect = match args[1].as_str() {
        "hugo" => Dialect::Hugo,
        "jekyll" => Dialect::Jekyll,
        "hexo" => Dialect::Hexo,
        "docusaurus" => Dialect::Docusaurus,
        "vitepress" => Dialect::VitePress,
        "mkdocs" => Dialect::MkDocs,
        "obsidian" => Dialect::Obsidian,
        "zola" => Dialect::Zola,
        _ => Dialect::Plain,
    };
    let t = std::time::Instant::now();
    let (mut n, mut bytes, mut out) = (0, 0, 0);
    for path in std::io::stdin().lines() {
        let path = path.unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let (parsed, diags) = parse(&text, &path, dialect);
        n += 1;
        bytes += text.len();
        for d in &diags {
            println!("DIAG {d}");
        }
        for s in &parsed.sections {
            out += s.heading.len();
            if args.len() > 2 {
                println!(
                    "## {} L{} [{}] src[{}] id{:?}",
                    s.level, s.line, s.heading, s.heading_source, s.explicit_id
                );
            }
            for b in &s.blocks {
                out += b.text.len();
                if args.len() > 2 {
                    println!("{:?}|{}", b.kind, b.text.replace('\n', "\n    |"));
                } else if b.kind == RawBlockKind::Prose {
                    for bad in ["{{<", "{{%", "<!--", "-->", "{%", ">}}", "</", "{#"] {
                        if let Some(at) = b.text.find(bad) {
                            let a = b.text.floor_char_boundary(at.saturating_sub(60));
                            let z = b.text.floor_char_boundary((at + 80).min(b.text.len()));
                            println!("BAD {bad} {path} :: {}", b.text[a..z].replace('\n', "⏎"));
                            break;
                        }
                    }
                }
            }
        }
        if args.len() > 2 {
            println!("{:?}", parsed.front_matter.fields);
        }
    }
    eprintln!("{n} files {bytes} bytes -> {out} in {:?}", t.elapsed());
}
