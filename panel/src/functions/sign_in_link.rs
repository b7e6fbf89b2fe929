//! A link that signs a user in once.

use onsell_domain::Secret;
use onsell_engine::sign_in_key::{self, FIRST_LINK_SECONDS, KEY_SECONDS};
use onsell_engine::{Result, Scope};
use onsell_store::sign_in_key::Purpose;
use onsell_store::user::User;

/// Who signs in, and with which key.
pub(super) struct SignInLink {
    name: String,
    key: Secret,
}

impl SignInLink {
    /// A link for a first sign-in, which is valid for a day.
    pub fn first(scope: &mut Scope<'_>, user: &User) -> Result<Self> {
        let key = sign_in_key::fresh(scope, user.id, Purpose::Session, FIRST_LINK_SECONDS)?;
        Ok(Self {
            name: user.name.clone(),
            key,
        })
    }

    /// A link that is used at once, and is valid for an hour.
    pub fn short(scope: &mut Scope<'_>, user: &User) -> Result<Self> {
        let key = sign_in_key::fresh(scope, user.id, Purpose::Session, KEY_SECONDS)?;
        Ok(Self {
            name: user.name.clone(),
            key,
        })
    }

    /// A link of a user with a key that is kept already.
    pub fn of(name: &str, key: &Secret) -> Self {
        Self {
            name: name.to_owned(),
            key: key.clone(),
        }
    }

    /// The link under the address of this installation (wire 1.3).
    pub fn url(&self, host: &str) -> String {
        sign_in_key::url(host, &self.name, &self.key)
    }

    /// The link that leads on to a page of the panel.
    pub fn url_to(&self, host: &str, page: &str) -> String {
        sign_in_key::url_to(host, &self.name, &self.key, Some(page))
    }
}
