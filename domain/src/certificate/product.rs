//! What a product is called, and what that says of what it can do. Sellers that tell no template
//! sell products whose names everybody in the trade knows (semantics 2.6).

use super::{Template, TemplateFlag};

/// Words in the names of products for organizations. Their certificates say who the owner is.
const OF_ORGANIZATIONS: [&str; 8] = [
    " ev ",
    "organization",
    "businessid",
    "instantssl",
    "premium",
    "web server",
    "secure site",
    "extended",
];

/// The template of a product that nothing else is known of.
pub fn template_of_name(name: &str) -> Template {
    let name = format!(" {} ", name.to_lowercase());
    let has = |word: &str| name.contains(word);
    let is_multidomain = has("multi") || has(" san ") || has(" ucc ");
    let base = Template::default()
        .with(TemplateFlag::Www)
        .with(TemplateFlag::CsrAltName);
    let flags = [
        (TemplateFlag::Wildcard, has("wildcard") && !is_multidomain),
        (
            TemplateFlag::MultidomainWildcard,
            has("wildcard") && is_multidomain,
        ),
        (TemplateFlag::Multidomain, is_multidomain),
        (TemplateFlag::OrgInfo, OF_ORGANIZATIONS.into_iter().any(has)),
        (TemplateFlag::CodeSign, has("code sign") || has("codesign")),
    ];
    let known = flags.into_iter().filter(|(_, is_so)| *is_so);
    known.fold(base, |template, (flag, _)| template.with(flag))
}

/// The flags that are known of what a seller tells; a word that is none is passed over.
pub fn template_told(words: &str) -> Template {
    let flag = |word: &str| {
        TemplateFlag::ALL
            .into_iter()
            .find(|flag| flag.name() == word)
    };
    let told = words.split_whitespace().filter_map(flag);
    told.fold(Template::default(), Template::with)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_trade_say_what_a_product_can_do() {
        let check = |name: &str, expect: &str| {
            assert_eq!(template_of_name(name).to_string(), expect, "{name}");
        };
        check("PositiveSSL", "www csraltname");
        check("AlphaSSL Wildcard", "wildcard www csraltname");
        check("PositiveSSL Multi-Domain", "www multidomain csraltname");
        check("GlobalSign EV", "www orginfo csraltname");
        check(
            "True BusinessID Wildcard",
            "wildcard www orginfo csraltname",
        );
        check("RevSSL", "www csraltname");
        check("Sectigo Code Signing", "www codesign csraltname");
        check(
            "Multi-Domain Wildcard",
            "www multidomain multidomain_wildcard csraltname",
        );
    }

    #[test]
    fn what_is_told_is_taken_as_far_as_it_is_known() {
        let told = template_told("www  flying multidomain authdnstxt");
        assert_eq!(told.to_string(), "www multidomain authdnstxt");
        assert_eq!(template_told(""), Template::default());
    }
}
