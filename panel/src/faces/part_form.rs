//! A form that is a part of a page: some of the fields of one function, for one object.

use super::field::Field;
use super::form;
use super::visit::Visit;
use onsell_wire::Document;

/// Some fields of a function.
pub(crate) struct PartForm {
    /// The function they are sent to.
    pub function: String,
    /// What is sent along.
    pub hidden: Vec<(String, String)>,
    /// What is typed.
    pub fields: Vec<Field>,
    /// What is written on the button.
    pub send: String,
    /// Other buttons that send the same fields with one value more: its name, the value, the text.
    pub others: Vec<(&'static str, &'static str, String)>,
    /// Where one goes when it is done.
    pub back: String,
    /// Whether the fields stand beside each other.
    pub is_wide: bool,
}

impl PartForm {
    /// The fields of these names with the values of a document, or with what was typed.
    pub async fn of(
        visit: &Visit,
        function: &str,
        document: &Document,
        names: &[&str],
        send: String,
    ) -> Option<Self> {
        let declaration = visit.may(function)?;
        let mut fields = Vec::new();
        for name in names {
            let field = form::field_named(visit, declaration, document, name).await;
            fields.extend(field);
        }
        let is_sent = visit.function == function;
        let fault = visit.fault.as_ref().filter(|_| is_sent);
        for field in &mut fields {
            let is_wrong = fault.and_then(|fault| fault.object()) == Some(field.name.as_str());
            if let Some(fault) = fault.filter(|_| is_wrong) {
                field.error = fault.message(visit.language());
            }
        }
        let elid = visit.params.text("elid").unwrap_or_default();
        let mut hidden = vec![("elid".to_owned(), elid.to_owned())];
        if let Some(parent) = visit.params.text("plid") {
            hidden.push(("plid".to_owned(), parent.to_owned()));
        }
        Some(Self {
            function: function.to_owned(),
            hidden,
            fields,
            send,
            others: Vec::new(),
            back: visit.back().map_or_else(|| visit.here(), str::to_owned),
            is_wide: false,
        })
    }

    /// The same with fields beside each other.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.is_wide = true;
        self
    }
}
