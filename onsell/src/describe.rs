//! `onsell ctl -i FUNCTION`: what a function says of itself.

use onsell::Failure;
use onsell_domain::Language;
use onsell_panel::registry::Registry;
use onsell_panel::{Declaration, Kind, ParameterKind};
use std::fmt::Write;

/// The function and its parameters, a line each: name, kind, whether it is required, what it is.
pub fn describe(function: &str, language: Language) -> Result<String, Failure> {
    let registry = Registry::new();
    let declaration = registry
        .declaration(function)
        .ok_or_else(|| unknown(&registry, function))?;
    let mut text = format!(
        "{}: {} ({}, level {})\n",
        declaration.name,
        declaration.title.get(language),
        kind_of(declaration.kind),
        declaration.level.number()
    );
    let width = declaration
        .parameters
        .iter()
        .map(|one| one.name.len())
        .max();
    for parameter in declaration.parameters {
        let need = if parameter.required {
            "required"
        } else {
            "optional"
        };
        // A string takes whatever is written to it.
        let _ = writeln!(
            text,
            "  {:width$}  {:11}  {need}  {}",
            parameter.name,
            name_of(parameter.kind),
            parameter.text.get(language),
            width = width.unwrap_or_default(),
        );
    }
    Ok(text)
}

fn unknown(registry: &Registry, function: &str) -> Failure {
    let last = function.rsplit('.').next().unwrap_or_default();
    let is_like = |declaration: &&Declaration| declaration.name.contains(last);
    let like: Vec<&str> = registry
        .declarations()
        .filter(is_like)
        .map(|declaration| declaration.name)
        .take(8)
        .collect();
    if last.is_empty() || like.is_empty() {
        return format!("there is no function {function}").into();
    }
    format!(
        "there is no function {function}; there is {}",
        like.join(", ")
    )
    .into()
}

fn kind_of(kind: Kind) -> &'static str {
    match kind {
        Kind::List(_) => "list",
        Kind::Form => "form",
        Kind::Action => "action",
        Kind::Tree => "facts",
    }
}

fn name_of(kind: ParameterKind) -> &'static str {
    match kind {
        ParameterKind::Text => "text",
        ParameterKind::Secret => "secret",
        ParameterKind::File => "base64",
        ParameterKind::Id => "number",
        ParameterKind::Ids => "numbers",
        ParameterKind::Integer => "integer",
        ParameterKind::Switch => "on|off",
        ParameterKind::Date => "date",
        ParameterKind::Amount => "amount",
        ParameterKind::Period => "period",
        ParameterKind::AutoProlong => "period|null",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_described_in_both_languages() {
        let english = describe("soft.edit", Language::En).unwrap();
        assert!(english.starts_with("T.edit: "), "{english}");
        assert!(english.contains("elid"), "{english}");
        let russian = describe("soft.edit", Language::Ru).unwrap();
        assert_eq!(english.lines().count(), russian.lines().count());
        assert_ne!(english, russian);
    }

    #[test]
    fn what_is_not_there_is_likened_to_what_is() {
        let check = |name: &str, part: &str| {
            let error = describe(name, Language::En).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        };
        check("runing.setmanual", "no function");
        check("account.prolong", "service.prolong");
        check("", "no function");
    }
}
