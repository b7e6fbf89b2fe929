//! Where somebody pays an order whom another program sent: a panel that buys a module for its
//! customer, and whose balance does not suffice (semantics 1.13).

use super::sign_in_link::SignInLink;
use crate::caller::Anyone;
use onsell_domain::BillOrderId;
use onsell_engine::{Result, Scope};
use onsell_store::user;

/// The page on which an order is paid, and the link that signs its customer in there.
pub(super) struct PaymentPage {
    page: String,
    link: Option<SignInLink>,
}

impl PaymentPage {
    /// The page of an order; whoever has sessions at all is signed in by the link, once and within
    /// an hour.
    pub fn of(scope: &mut Scope<'_>, caller: &Anyone, order: BillOrderId) -> Result<Self> {
        let user = match caller.account {
            Some(_) => user::find(scope.tx, caller.identity.user)?,
            None => None,
        };
        let link = match user.filter(|user| !user.api_only) {
            Some(user) => Some(SignInLink::short(scope, &user)?),
            None => None,
        };
        Ok(Self {
            page: format!("/panel/payment.add?billorder={order}"),
            link,
        })
    }

    /// Its address under that of this installation.
    pub fn url(&self, host: &str) -> String {
        match &self.link {
            Some(link) => link.url_to(host, &self.page),
            None => format!("{host}{}", self.page),
        }
    }
}
