//! What was asked: one call of one function, before anybody knows whether it is allowed.

use crate::function::Cookie;
use crate::panel::Options;
use onsell_domain::Language;
use onsell_engine::session_life::Visitor;
use onsell_engine::sign_in::VerifiedUser;
use onsell_wire::{Format, Params};
use std::net::IpAddr;
use std::sync::Arc;

/// One call of one function.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a statement of its own about the call"
)]
pub struct Ask {
    /// The function as it was called, such as `soft.edit`.
    pub function: String,
    /// The product type a family function was called for: the first segment of its name.
    pub product_type: Option<String>,
    /// The named values.
    pub params: Params,
    /// The language of the answer. Unless the caller chose one it becomes the user's own once the
    /// user is known.
    pub language: Language,
    /// Whether the caller chose the language.
    pub is_language_chosen: bool,
    /// The encoding of the answer.
    pub format: Format,
    /// Where the caller is.
    pub address: IpAddr,
    /// What the caller's browser or program says of itself (`User-Agent`).
    pub device: String,
    /// How the caller says who he is.
    pub credential: Credential,
    /// As whom of those below him staff call (wire 1.2).
    pub su: Option<String>,
    /// Scheme and host under which the caller reached us.
    pub host: String,
    /// What an administrator set.
    pub options: Arc<Options>,
    /// What the browser is told about its session cookie.
    pub cookie: Cookie,
    /// Whether the request came from a page of ours, by its `Origin` or `Referer` (wire 1.3).
    pub is_same_origin: bool,
    /// Whether a page of somebody else sent it, by its `Origin`.
    pub is_foreign_origin: bool,
    /// Whether nobody did anything: a page that keeps itself up to date asks. Such a call does not
    /// prolong the session.
    pub is_idle: bool,
    /// Whether the function may change anything or asks another system; known once it was read.
    pub changes: bool,
}

/// How a caller says who he is. Only the unit that does the work decides whether it is true.
#[derive(Clone)]
pub enum Credential {
    /// Not at all.
    None,
    /// By a session.
    Session {
        /// Its id.
        id: String,
        /// Whether the browser sent it by itself, so that the page that made it is checked.
        from_cookie: bool,
    },
    /// By a name and a password that were verified a moment ago.
    Verified(VerifiedUser),
    /// By being on this machine: level 30.
    Local,
}

impl Ask {
    /// The product type; empty for a function that is not of a family.
    pub fn type_name(&self) -> &str {
        self.product_type.as_deref().unwrap_or_default()
    }

    /// Whether the call asks to perform and not only to show the form. A form that is shown anew
    /// because a field of it changed is not performed (wire 1.2: `sv_field`).
    pub fn is_final(&self) -> bool {
        self.params.has("sok") && !self.is_redrawn()
    }

    /// Whether a form is to be shown anew after a change of one of its fields.
    pub fn is_redrawn(&self) -> bool {
        self.params.has("sv_field")
    }

    /// A call for a test of its own.
    #[cfg(test)]
    pub(crate) fn for_tests(function: &str, params: Params) -> Self {
        Self {
            function: function.to_owned(),
            product_type: None,
            params,
            language: Language::En,
            is_language_chosen: false,
            format: Format::Xml,
            address: IpAddr::from([127, 0, 0, 1]),
            device: String::new(),
            credential: Credential::None,
            su: None,
            host: String::new(),
            options: Arc::default(),
            cookie: Cookie::Stays,
            is_same_origin: true,
            is_foreign_origin: false,
            is_idle: false,
            changes: false,
        }
    }

    /// The session that the call came with.
    pub fn session_id(&self) -> Option<&str> {
        match &self.credential {
            Credential::Session { id, .. } => Some(id),
            _ => None,
        }
    }

    /// The session that the browser keeps: it can be given another id.
    pub fn browser_session(&self) -> Option<&str> {
        let from_browser = matches!(
            self.credential,
            Credential::Session {
                from_cookie: true,
                ..
            }
        );
        self.session_id().filter(|_| from_browser)
    }

    /// From where a session is opened.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.address, &self.device)
    }

    /// Whether a foreign page may have made the browser send this.
    pub fn may_be_forged(&self) -> bool {
        self.browser_session().is_some() && !self.is_same_origin
    }
}
