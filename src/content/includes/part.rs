//! Which lines of an included file are taken in.

/// Which lines of a file are taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    /// From the first to the last, counted from 1.
    Lines(usize, usize),
    /// Between marks with this name.
    Named(String),
}

/// `a.md:2:5`, `a.md:2`, `a.md::5`, `a.md:name`.
pub(super) fn split_lines_or_name(target: &str) -> (&str, Part) {
    let Some((name, part)) = target.split_once(':') else { return (target, Part::Whole) };
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let part = match part.split_once(':') {
        None => match number(part) {
            Some(line) => Part::Lines(line, line),
            None if part.is_empty() => Part::Whole,
            None => Part::Named(part.to_owned()),
        },
        Some((first, last)) => Part::Lines(number(first).unwrap_or(1), number(last).unwrap_or(usize::MAX)),
    };
    (name, part)
}

/// `./a.md{2,5}`, `./a.md{2,}`, `./a.md#region`.
pub(super) fn split_vitepress(target: &str) -> (&str, Part) {
    if let Some((name, range)) = target.split_once('{') {
        let range = range.split('}').next().unwrap_or_default();
        let number = |text: &str| text.trim().parse::<usize>().ok();
        let (first, last) = range.split_once(',').unwrap_or((range, range));
        return (name.trim(), Part::Lines(number(first).unwrap_or(1), number(last).unwrap_or(usize::MAX)));
    }
    match target.split_once('#') {
        Some((name, region)) => (name.trim(), Part::Named(region.trim().to_owned())),
        None => (target, Part::Whole),
    }
}

impl Part {
    /// The lines of `text` that are taken in.
    pub(super) fn of(&self, text: &str) -> String {
        match self {
            Self::Whole => text.to_owned(),
            _ => self
                .lines(text)
                .filter(|(_, is_in)| *is_in)
                .map(|(line, _)| line)
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }

    /// All lines, those that are not taken in as mdBook hides them.
    pub(super) fn with_the_rest_hidden(&self, text: &str) -> String {
        if *self == Self::Whole {
            return text.to_owned();
        }
        let is_shown = |line: &str| !matches!(self, Self::Named(_)) || mark(line).is_none();
        let lines = self
            .lines(text)
            .filter(|(line, _)| is_shown(line))
            .map(|(line, is_in)| if is_in { line.to_owned() } else { format!("# {line}") });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Each line, and whether it is taken in; the marks themselves never are.
    fn lines<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (&'t str, bool)> + 't {
        let mut is_between = false;
        let mut has_ended = false;
        text.lines().enumerate().map(move |(index, line)| match self {
            Self::Whole => (line, true),
            Self::Lines(first, last) => (line, (*first..=*last).contains(&(index + 1))),
            Self::Named(name) => match mark(line) {
                Some((is_begin, found)) => {
                    if found == name && !has_ended {
                        has_ended = is_between && !is_begin;
                        is_between = is_begin;
                    }
                    (line, false)
                }
                None => (line, is_between),
            },
        })
    }
}

/// Whether a line begins or ends a named part, and its name: `// ANCHOR: a`,
/// `<!-- --8<-- [start:a] -->`, `<!-- #region a -->`, `## 标题 {#a}` does not.
fn mark(line: &str) -> Option<(bool, &str)> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    for (sign, is_begin) in [
        ("ANCHOR_END:", false),
        ("ANCHOR:", true),
        ("[start:", true),
        ("[end:", false),
        ("#endregion", false),
        ("#region", true),
    ] {
        if let Some((_, after)) = line.split_once(sign) {
            let name = after.trim_start();
            return Some((is_begin, &name[..name.find(|c| !is_name(c)).unwrap_or(name.len())]));
        }
    }
    None
}
