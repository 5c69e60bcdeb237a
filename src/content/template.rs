//! What small templates of Hugo's shortcodes print.
//!
//! `{{% heading "whatsnext" %}}` shows what its template makes of it, and of a site in
//! two languages that is `What's next` here and `接下来` there. Templates are programs;
//! of those that only put texts together this reads what they print, and of all others
//! nothing.

use std::borrow::Cow;
use std::collections::HashMap;

mod parse;

/// The longest template that is read, in bytes.
const MAX_BYTES: usize = 4 * 1024;

/// The longest text that a template may print, in bytes.
const MAX_PRINTED_BYTES: usize = 2 * 1024;

/// A template that only puts texts together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    nodes: Vec<Node>,
}

/// What a shortcode is called with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arguments {
    /// Those without a name, in order.
    pub placed: Vec<String>,
    /// Those with one.
    pub named: HashMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Text(String),
    Print(Pipeline),
    Assign(String, Pipeline),
    /// `if` and `with`, which sets the dot.
    Choice {
        sets_dot: bool,
        condition: Pipeline,
        then: Vec<Node>,
        otherwise: Vec<Node>,
    },
}

/// Commands, each with the result of the one before as its last argument.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pipeline {
    commands: Vec<Vec<Operand>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Operand {
    Text(String),
    Variable(String),
    /// A function, `.Get` included.
    Function(String),
    Dot,
    Inner(Box<Pipeline>),
}

/// A text, and whether it is HTML already.
#[derive(Debug, Clone, Default)]
struct Printed {
    text: String,
    is_html: bool,
}

/// What a template is run with.
struct Run<'a> {
    arguments: &'a Arguments,
    translate: &'a dyn Fn(&str) -> Option<String>,
    variables: HashMap<&'a str, Printed>,
}

impl Template {
    /// Reads a template; `None` if it does more than put texts together.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() <= MAX_BYTES).then(|| parse::nodes(text))?.map(|nodes| Self { nodes })
    }

    /// What the template prints, as HTML on one line; `None` if that cannot be told.
    ///
    /// `translate` gives the text of the page's language for a key of `i18n/`.
    pub fn print(&self, arguments: &Arguments, translate: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        let mut run = Run { arguments, translate, variables: HashMap::new() };
        let mut out = String::new();
        run.nodes(&self.nodes, &Printed::default(), &mut out)?;
        Some(out.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

impl<'a> Run<'a> {
    fn nodes(&mut self, nodes: &'a [Node], dot: &Printed, out: &mut String) -> Option<()> {
        for node in nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Print(pipeline) => {
                    let printed = self.pipeline(pipeline, dot)?;
                    out.push_str(&if printed.is_html {
                        Cow::Owned(printed.text)
                    } else {
                        escaped(&printed.text)
                    });
                }
                Node::Assign(name, pipeline) => {
                    let value = self.pipeline(pipeline, dot)?;
                    self.variables.insert(name, value);
                }
                Node::Choice { sets_dot, condition, then, otherwise } => {
                    let value = self.pipeline(condition, dot)?;
                    match (value.text.is_empty(), sets_dot) {
                        (true, _) => self.nodes(otherwise, dot, out)?,
                        (false, true) => self.nodes(then, &value, out)?,
                        (false, false) => self.nodes(then, dot, out)?,
                    }
                }
            }
            if out.len() > MAX_PRINTED_BYTES {
                return None;
            }
        }
        Some(())
    }

    fn pipeline(&mut self, pipeline: &'a Pipeline, dot: &Printed) -> Option<Printed> {
        let mut result: Option<Printed> = None;
        for command in &pipeline.commands {
            let (first, rest) = command.split_first()?;
            let mut values = Vec::with_capacity(rest.len() + 1);
            for operand in rest {
                values.push(self.operand(operand, dot)?);
            }
            values.extend(result.take());
            result = Some(match first {
                Operand::Function(name) => self.call(name, &values)?,
                operand if values.is_empty() => self.operand(operand, dot)?,
                _ => return None,
            });
        }
        result
    }

    fn operand(&mut self, operand: &'a Operand, dot: &Printed) -> Option<Printed> {
        match operand {
            Operand::Text(text) => Some(plain(text.clone())),
            Operand::Variable(name) => self.variables.get(name.as_str()).cloned(),
            Operand::Dot => Some(dot.clone()),
            Operand::Inner(pipeline) => self.pipeline(pipeline, dot),
            Operand::Function(name) => self.call(name, &[]),
        }
    }

    fn call(&self, name: &str, values: &[Printed]) -> Option<Printed> {
        let one = || values.first().filter(|_| values.len() == 1);
        match name {
            ".Get" => {
                let key = &one()?.text;
                let value = match key.parse::<usize>() {
                    Ok(place) => self.arguments.placed.get(place),
                    Err(_) => self.arguments.named.get(key.as_str()),
                };
                Some(plain(value.cloned().unwrap_or_default()))
            }
            "T" | "i18n" | "lang.Translate" => {
                Some(plain((self.translate)(&one()?.text).unwrap_or_default()))
            }
            "printf" | "fmt.Printf" => {
                let (format, values) = values.split_first()?;
                formatted(&format.text, values).map(plain)
            }
            "print" | "string" => Some(plain(values.iter().map(|value| value.text.as_str()).collect())),
            "safeHTML" | "safe.HTML" | "markdownify" | "htmlUnescape" => {
                Some(Printed { text: one()?.text.clone(), is_html: true })
            }
            "lower" | "strings.ToLower" => Some(plain(one()?.text.to_lowercase())),
            "upper" | "strings.ToUpper" => Some(plain(one()?.text.to_uppercase())),
            // The default first, then the value.
            "default" | "compare.Default" => match values {
                [default, value] if value.text.is_empty() => Some(default.clone()),
                [_, value] => Some(value.clone()),
                _ => None,
            },
            _ => None,
        }
    }
}

fn plain(text: String) -> Printed {
    Printed { text, is_html: false }
}

/// `printf` with `%s` and `%v`; `None` for other verbs and for too few values.
fn formatted(format: &str, values: &[Printed]) -> Option<String> {
    let mut out = String::new();
    let mut values = values.iter();
    let mut pieces = format.split('%');
    out.push_str(pieces.next()?);
    let mut is_escaped = false;
    for piece in pieces {
        if is_escaped {
            out.push_str(piece);
            is_escaped = false;
        } else if piece.is_empty() {
            out.push('%');
            is_escaped = true;
        } else {
            let rest = piece.strip_prefix(['s', 'v'])?;
            out.push_str(&values.next()?.text);
            out.push_str(rest);
        }
    }
    Some(out)
}

/// A text as HTML.
fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, arguments: &[&str], expected: Option<&str>) {
        let arguments = Arguments {
            placed: arguments
                .iter()
                .filter(|text| !text.contains('='))
                .map(|text| (*text).to_owned())
                .collect(),
            named: arguments
                .iter()
                .filter_map(|text| text.split_once('='))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        };
        let translate = |key: &str| (key == "whatsnext_heading").then(|| "接下来 <b>".to_owned());
        let printed = Template::parse(template).and_then(|template| template.print(&arguments, &translate));
        assert_eq!(printed.as_deref(), expected, "{template}");
    }

    #[test]
    fn what_templates_print() {
        let heading = "<!-- heading -->\n{{- $h := .Get 0 -}}\n{{- $h := printf \"%s_heading\" $h -}}\n{{- T $h | safeHTML -}}\n";
        check(heading, &["whatsnext"], Some("<!-- heading -->接下来 <b>"));
        check("{{ T (printf \"%s_heading\" (.Get 0)) }}", &["whatsnext"], Some("接下来 &lt;b&gt;"));
        check("{{ i18n \"no\" | default `缺` }}", &[], Some("缺"));
        check("{{/* 注 */}}v{{ .Get \"x\" }}", &["x=1.29"], Some("v1.29"));
        check("{{ with .Get 0 }}<i>{{ . }}</i>{{ else }}无{{ end }}", &["甲"], Some("<i>甲</i>"));
        check("{{ with .Get 0 }}<i>{{ . }}</i>{{ else }}无{{ end }}", &[], Some("无"));
        check("{{ if .Get \"a\" }}{{ if .Get \"b\" }}二{{ end }}一{{ end }}", &["a=x"], Some("一"));
        check("{{ printf \"100%% %s\" (.Get 0 | upper) }}", &["a"], Some("100% A"));
        check("只有文字", &[], Some("只有文字"));
    }

    #[test]
    fn programs_are_not_read() {
        for template in [
            "{{ range .Site.Pages }}{{ .Title }}{{ end }}",
            "{{ .Inner }}",
            "{{ partial \"x.html\" . }}",
            "{{ if .Get 0 }}",
            "{{ end }}",
            "{{ $x }}",
            "{{ printf \"%d\" 3 }}",
            "{{ \"a",
            "{{",
            "{{ ( }}",
        ] {
            check(template, &[], None);
        }
        let deep = "{{ if .Get 0 }}".repeat(1_000);
        check(&deep, &["x"], None);
        check(&format!("{{{{ {}1", "(".repeat(3_000)), &[], None);
    }
}
