//! A button of a page that is made by hand: one function, called for one object.

use super::verbs;
use super::visit::Visit;
use onsell_wire::Params;

/// What can be done.
#[derive(Debug, Clone, Default)]
pub(crate) struct Deed {
    /// The function.
    pub function: String,
    /// What is written on the button.
    pub text: String,
    /// What it is called with.
    pub params: Vec<(String, String)>,
    /// Whether it is carried out at once; else a page asks first.
    pub performs: bool,
    /// `primary`, `danger` or nothing.
    pub look: &'static str,
}

impl Deed {
    /// A function for an object, if whoever looks may call it. Its text is that of the verb.
    pub fn of(visit: &Visit, function: &str, id: &str) -> Option<Self> {
        let declaration = visit.may(function)?;
        let verb = function.rsplit('.').next().unwrap_or_default();
        let is_danger = verbs::is_danger(verb);
        Some(Self {
            text: verbs::text(visit.words, verb, declaration),
            params: vec![("elid".to_owned(), id.to_owned())],
            performs: verbs::performs(verb, declaration),
            look: if is_danger { "danger" } else { "" },
            function: function.to_owned(),
        })
    }

    /// The same with another text on it.
    #[must_use]
    pub fn called(mut self, text: String) -> Self {
        self.text = text;
        self
    }

    /// The same as what one most likely wants.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.look = "primary";
        self
    }

    /// The same with another parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.push((name.to_owned(), value.into()));
        self
    }

    /// Where it leads if it asks first, and from where one comes back.
    pub fn address(&self, here: &str) -> String {
        let mut params: Params = self.params.iter().cloned().collect();
        params.push("back", here);
        format!("/panel/{}?{}", self.function, params.to_query())
    }
}
