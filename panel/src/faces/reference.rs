//! The reference: a page for each function, made from its declaration and from calls that were
//! really made. A test makes the calls and compares the pages in `docs/api/` with what it got.

use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use onsell_domain::Level;
use std::fmt::Write;

/// A call and its answer in each encoding that the page shows.
pub struct Example {
    /// Who called.
    pub caller: String,
    /// The call, as it is written for `ctl`.
    pub call: String,
    /// The name of an encoding and the answer in it, laid out to be read.
    pub answers: Vec<(&'static str, String)>,
}

/// The page of a function, in Markdown.
pub fn page(declaration: &Declaration, examples: &[Example]) -> String {
    let mut page = String::new();
    line(&mut page, format_args!("# {}\n", declaration.name));
    let (kind, level) = (kind(declaration.kind), level(declaration.level));
    let title = declaration.title.en;
    line(&mut page, format_args!("{title}. {kind}, for {level}."));
    if declaration.name.split('.').any(|part| part == "T") {
        let family = "`T` stands for the internal name of a product type, such as `soft`.";
        line(&mut page, format_args!("{family}"));
    }
    line(&mut page, format_args!(""));
    parameters(&mut page, declaration.parameters);
    if let Kind::List(columns) = declaration.kind {
        line(
            &mut page,
            format_args!("| column | what it shows |\n|---|---|"),
        );
        for column in columns {
            line(
                &mut page,
                format_args!("| `{}` | {} |", column.name, column.text.en),
            );
        }
        line(&mut page, format_args!(""));
    }
    for example in examples {
        line(&mut page, format_args!("## As {}\n", example.caller));
        line(&mut page, format_args!("```\n{}\n```\n", example.call));
        for (encoding, answer) in &example.answers {
            line(&mut page, format_args!("```{encoding}\n{answer}\n```\n"));
        }
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

/// The page that leads to the others.
pub fn index<'a>(declarations: impl Iterator<Item = &'a Declaration>) -> String {
    let mut page = String::from(
        "# Functions\n\nEvery function of the API, made from the registry and from calls that a \
         test makes. How requests are sent and answers are encoded is told in the README of the \
         project; [openapi.json](openapi.json) says the same to machines.\n\n\
         | function | what it is | for |\n|---|---|---|\n",
    );
    for declaration in declarations {
        let (name, title) = (declaration.name, declaration.title.en);
        let level = level(declaration.level);
        line(
            &mut page,
            format_args!("| [`{name}`]({name}.md) | {title} | {level} |"),
        );
    }
    page
}

fn parameters(page: &mut String, parameters: &[Parameter]) {
    if parameters.is_empty() {
        line(page, format_args!("It has no parameters.\n"));
        return;
    }
    line(
        page,
        format_args!("| parameter | value | what it is |\n|---|---|---|"),
    );
    for parameter in parameters {
        let required = if parameter.required { ", required" } else { "" };
        let (name, value) = (parameter.name, value(parameter.kind));
        let text = parameter.text.en.replace('|', "\\|");
        line(
            page,
            format_args!("| `{name}` | {value}{required} | {text} |"),
        );
    }
    line(page, format_args!(""));
}

fn line(page: &mut String, text: std::fmt::Arguments<'_>) {
    // Text takes text.
    let _ = writeln!(page, "{text}");
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::List(_) => "A list",
        Kind::Form => "A form",
        Kind::Action => "An action",
        Kind::Tree => "Nested facts",
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Guest => "everybody",
        Level::Customer => "customers (16)",
        Level::Staff => "staff (28)",
        Level::Administrator => "administrators (29)",
        Level::Root => "the machine's administrator (30)",
    }
}

/// What the value of a parameter looks like.
pub fn value(kind: ParameterKind) -> &'static str {
    match kind {
        ParameterKind::Text => "text",
        ParameterKind::Secret => "secret text",
        ParameterKind::File => "bytes of a file in base 64",
        ParameterKind::Id => "number",
        ParameterKind::Ids => "numbers, by commas",
        ParameterKind::Integer => "whole number",
        ParameterKind::Switch => "`on` or `off`",
        ParameterKind::Date => "date",
        ParameterKind::Amount => "money",
        ParameterKind::Period => "period code",
        ParameterKind::AutoProlong => "period code, `null` or `on`",
    }
}
