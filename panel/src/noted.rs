//! What the journal keeps of calls: what staff did to which objects, and never a value that could
//! be a secret.

use crate::ask::Ask;
use crate::declaration::{Declaration, Kind, ParameterKind};
use onsell_domain::Level;
use onsell_engine::sign_in::Identity;

/// The parameters that name what a call is about, the first that is there.
const NAMING: [&str; 4] = ["elid", "plid", "id", "account"];
/// The longest text about objects, in characters.
const LENGTH_MAX: usize = 200;

/// The objects that a call names which is to do something; none for a call that does nothing, such
/// as a form that is only shown.
pub(crate) fn objects(declaration: &Declaration, ask: &Ask) -> Option<String> {
    let acts = match declaration.kind {
        Kind::Action => true,
        Kind::Form => ask.is_final(),
        Kind::List(_) | Kind::Tree => false,
    };
    // Only what was checked to be numbers.
    let is_number = |name: &str| {
        let mut parameters = declaration.parameters.iter();
        parameters.any(|parameter| {
            let kind = parameter.kind;
            parameter.name == name && matches!(kind, ParameterKind::Id | ParameterKind::Ids)
        })
    };
    let mut named = NAMING.into_iter().filter(|name| is_number(name));
    let object = named.find_map(|name| ask.params.text(name));
    acts.then(|| {
        object
            .unwrap_or_default()
            .chars()
            .take(LENGTH_MAX)
            .collect()
    })
}

/// As whom somebody acts, by name.
pub(crate) fn as_whom(identity: &Identity) -> Option<String> {
    identity.acting.map(|_| identity.name.clone())
}

/// Whether what this caller does is kept in the journal.
pub(crate) fn is_staff(identity: &Identity) -> bool {
    identity.acting.is_some() || identity.level >= Level::Staff
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declaration::Parameter;
    use onsell_domain::Text;
    use onsell_wire::Params;

    const TEXT: Text = Text::new("x", "x");
    const PARAMETERS: &[Parameter] = &[
        Parameter::optional("elid", ParameterKind::Text, TEXT),
        Parameter::optional("plid", ParameterKind::Ids, TEXT),
        Parameter::optional("account", ParameterKind::Id, TEXT),
        Parameter::optional("passwd", ParameterKind::Secret, TEXT),
    ];

    #[test]
    fn numbers_are_kept_of_calls_that_do_something() {
        let check = |kind: Kind, query: &str, expect: Option<&str>| {
            let declaration = Declaration {
                name: "f",
                kind,
                level: Level::Staff,
                title: TEXT,
                parameters: PARAMETERS,
            };
            let ask = Ask::for_tests("f", Params::parse_urlencoded(query).expect(query));
            let found = objects(&declaration, &ask);
            assert_eq!(found.as_deref(), expect, "{query}");
        };
        check(Kind::Action, "passwd=hush&account=3", Some("3"));
        check(Kind::Action, "elid=word&plid=1, 2&account=3", Some("1, 2"));
        check(Kind::Action, "elid=word", Some(""));
        check(Kind::Form, "plid=7", None);
        check(Kind::Form, "plid=7&sok=ok", Some("7"));
        check(Kind::Form, "plid=7&sok=ok&sv_field=x", None);
        check(Kind::List(&[]), "plid=7", None);
        check(Kind::Tree, "plid=7", None);
    }
}
