//! The help: examples first, commands under headings, settings under theirs.
//!
//! clap lists commands under one heading; the list here is made from the same
//! commands, so that it cannot name one that is not there.

use std::fmt::Write as _;

use clap::{Command, CommandFactory};

use crate::cli::args::Args;
use crate::cli::columns::width_columns;

/// What people want to do, and the commands for it.
const COMMANDS: &[(&str, &[&str])] = &[
    ("Index and serve", &["init", "index", "serve"]),
    ("Search", &["search", "suggest", "tags", "pages"]),
    ("Look after", &["doctor", "verify", "export", "import"]),
    ("Understand", &["why", "check", "analyze", "eval", "config"]),
    ("Install", &["completions", "man"]),
];

/// Examples by command; the empty name is sou itself.
const EXAMPLES: &[(&str, &[(&str, &str)])] = &[
    (
        "",
        &[
            ("sou index", "index the site in this folder"),
            ("sou search 滚动更新", "search it"),
            ("sou serve", "index it and answer over HTTP"),
        ],
    ),
    (
        "index",
        &[
            ("sou index", "the site in this folder, into ./index"),
            ("sou index ~/blog --index /var/lib/sou", "another site, another index"),
            ("sou index --strict", "in a build: fail on warnings"),
            ("sou index --dry-run -v", "what would change, file by file, and why"),
            ("sou index --wait=60", "from a timer: let a run that is at work end first"),
        ],
    ),
    (
        "search",
        &[
            ("sou search k8s集群 滚动更新", "both, anywhere on a page"),
            ("sou search '\"双协议栈\"' --lang zh", "a phrase, in Chinese pages"),
            ("sou search 女性开发者 --tag kubernetes", "with a tag"),
            ("sou search --tag rust --from 2024", "no words: newest first"),
            ("sou search -- --dry-run", "a query that begins with a dash"),
            ("sou search 存储 --json | jq '.hits[].url'", "for a program"),
        ],
    ),
    (
        "suggest",
        &[
            ("sou suggest 'k8s 集'", "titles, headings, tags and words that go on from it"),
            ("sou suggest gundong", "also by pinyin"),
        ],
    ),
    (
        "why",
        &[
            ("sou why 滚动更新 _posts/2024-11-01-rolling.md", "a file"),
            ("sou why kubernets https://blog.example/pods/ --lang zh", "an address, and a filter"),
        ],
    ),
    ("pages", &[("sou pages --all", "what is listed, what is left out, and why")]),
    (
        "check",
        &[
            ("sou check --strict", "in a build: fail on warnings"),
            ("sou check --build public", "how far the HTML in public/ agrees"),
        ],
    ),
    ("doctor", &[("sou doctor", "everything"), ("sou doctor --server", "in a health check")]),
    (
        "export",
        &[
            ("sou export sou.tar.gz", "the index of this folder's site"),
            ("sou export - --index /var/lib/sou", "into a pipe"),
        ],
    ),
    ("import", &[("sou import sou.tar.gz", "publish it here, after a check of everything")]),
    (
        "serve",
        &[
            ("sou serve", "the site in this folder, on 127.0.0.1:7700"),
            ("sou serve ~/blog --watch", "what is saved is found within a second"),
            ("sou serve ~/blog --addr 0.0.0.0:80 --site-url https://blog.example", ""),
        ],
    ),
    (
        "eval",
        &[
            ("sou eval queries.yml", "queries whose answers are known, on this index"),
            ("sou eval queries.yml --min 0.9", "in a build: fail if the answers get worse"),
            ("sou eval queries.yml --json > before.json", "keep the figures"),
            ("sou eval queries.yml --compare before.json", "see what moved since"),
        ],
    ),
    (
        "analyze",
        &[
            ("sou analyze 'k8s集群的滾動更新'", "as a query is cut"),
            ("sou analyze クラスターを更新する --lang ja", "as a page in Japanese is cut"),
        ],
    ),
];

/// The grammar of the whole command line, with its help.
pub fn command() -> Command {
    let command = Args::command();
    let groups = grouped_commands(&command);
    let mut command = command
        .help_template(format!(
            "sou {{version}}\n{{about}}\n\n{}{{usage-heading}} {{usage}}\n\n{groups}Options:\n{{options}}\n\n\
             Settings are flags, variables (SOU_…) and keys of sou.yml: `sou config show` lists them.\n\
             Exit codes: 0 done or found, 1 nothing found, warnings with --strict, figures below --min; 2 an error.",
            examples("")
        ))
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .arg_required_else_help(true);
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let examples = examples(&name);
        command = command.mut_subcommand(&name, |sub| {
            sub.help_template(format!(
                "{{about-with-newline}}\n{examples}{{usage-heading}} {{usage}}\n\n{{all-args}}"
            ))
        });
    }
    command
}

/// The examples of one command, under their heading; empty if it has none.
fn examples(name: &str) -> String {
    let Some((_, lines)) = EXAMPLES.iter().find(|(command, _)| *command == name) else {
        return String::new();
    };
    // A line without a remark may be as long as it likes.
    let with_remark = lines.iter().filter(|(_, remark)| !remark.is_empty());
    let width = with_remark.map(|(line, _)| width_columns(line)).max().unwrap_or(0);
    let mut text = "Examples:\n".to_owned();
    for (line, remark) in *lines {
        let padding = width.saturating_sub(width_columns(line));
        let remark = if remark.is_empty() { String::new() } else { format!("{:padding$}   # {remark}", "") };
        writeln!(text, "  {line}{remark}").expect("writing to a string succeeds");
    }
    text.push('\n');
    text
}

/// The commands with what they do, under their headings.
fn grouped_commands(command: &Command) -> String {
    let mut text = String::new();
    for (heading, names) in COMMANDS {
        writeln!(text, "{heading}:").expect("writing to a string succeeds");
        for name in *names {
            let about = command.find_subcommand(name).and_then(Command::get_about);
            let about = about.map(ToString::to_string).unwrap_or_default();
            writeln!(text, "  {name:<12} {about}").expect("writing to a string succeeds");
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn every_command_stands_under_a_heading_and_says_what_it_does() {
        let command = command();
        let grouped: Vec<&str> = COMMANDS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        for sub in command.get_subcommands() {
            assert!(grouped.contains(&sub.get_name()), "`{}` stands under no heading", sub.get_name());
            assert!(sub.get_about().is_some(), "`{}` says nothing", sub.get_name());
        }
        for name in grouped {
            assert!(command.find_subcommand(name).is_some(), "`{name}` is no command");
        }
    }

    #[test]
    fn every_example_is_a_command_line_that_parses() {
        for (_, lines) in EXAMPLES {
            for (line, _) in *lines {
                let line = line.split(" | ").next().unwrap();
                let words = line.replace('\'', "");
                let parsed = command().try_get_matches_from(words.split(' '));
                assert!(parsed.is_ok(), "`{line}`: {}", parsed.unwrap_err());
            }
        }
    }
}
