//! What stands around a page: who looks at it, the kinds of services there are, the balance.

use crate::answer::told;
use crate::panel::{Panel, Request};
use onsell_domain::{Level, Money};
use onsell_engine::sign_in::Identity;
use onsell_engine::{Error, Result, Scope, session};
use onsell_store::catalogue::{self, ProductType};
use onsell_store::{service_count, wallet};
use onsell_wire::Fault;

/// Who looks at a page, and what it has around it.
#[derive(Default)]
pub(crate) struct Frame {
    /// Who looks; nobody without a session that lives.
    pub identity: Option<Identity>,
    /// The kinds of services, with how many of each a customer has; for staff nobody counts.
    pub types: Vec<(ProductType, Option<i64>)>,
    /// What a customer may spend.
    pub available: Vec<Money>,
}

impl Frame {
    /// Reads it in one unit. A session that ended is nobody.
    pub async fn read(panel: &Panel, request: &Request) -> std::result::Result<Self, Fault> {
        let Some(session) = request.session_cookie.clone() else {
            return Ok(Self::default());
        };
        let address = request.address;
        let read = move |scope: &mut Scope<'_>| {
            let identity = match session::identify_session(scope, &session, address) {
                Ok(identity) => identity,
                Err(Error::Fault(_)) => return Ok(Self::default()),
                Err(error) => return Err(error),
            };
            around(scope, identity)
        };
        told(|done| panel.engine().submit_read(read, done)).await
    }
}

fn around(scope: &mut Scope<'_>, identity: Identity) -> Result<Frame> {
    if identity.is_halfway {
        return Ok(Frame {
            identity: Some(identity),
            ..Frame::default()
        });
    }
    let account = identity.account.filter(|_| identity.level < Level::Staff);
    let mut types = Vec::new();
    for kind in catalogue::product_types(scope.tx)? {
        let count = match account {
            Some(_) => Some(service_count::count(scope.tx, kind.id, account, None, false)?),
            None => None,
        };
        types.push((kind, count));
    }
    let wallets = match account {
        Some(account) => wallet::of_account(scope.tx, account)?,
        None => Vec::new(),
    };
    let money = |wallet: &wallet::Wallet| Money::new(wallet.funds.available(), wallet.currency);
    Ok(Frame {
        identity: Some(identity),
        types,
        available: wallets.iter().map(money).collect(),
    })
}
