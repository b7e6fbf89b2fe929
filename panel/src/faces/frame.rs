//! What stands around a page: who looks at it, the kinds of services there are, the balance.

use super::brand::{self, Look};
use crate::answer::told;
use crate::panel::{Panel, Request};
use onsell_domain::{Level, Money, Timestamp};
use onsell_engine::sign_in::Identity;
use onsell_engine::{Error, Result, Scope, session};
use onsell_store::catalogue::{self, ProductType, Provider};
use onsell_store::{account, list_view, service_count, user, wallet};
use onsell_wire::Fault;

/// Who looks at a page, and what it has around it.
pub(crate) struct Frame {
    /// Which moment it is.
    pub now: Timestamp,
    /// The provider that sells to whoever looks, or the first one.
    pub provider: Option<Provider>,
    /// How its pages look.
    pub look: Look,
    /// The zone whose time whoever looks lives by, if it is not the provider's.
    pub zone: Option<String>,
    /// The columns that were chosen for the list of the page.
    pub columns: Option<String>,
    /// Who looks; nobody without a session that lives.
    pub identity: Option<Identity>,
    /// The kinds of services, with how many of each a customer has; for staff nobody counts.
    pub types: Vec<(ProductType, Option<i64>)>,
    /// What a customer may spend.
    pub available: Vec<Money>,
}

impl Frame {
    /// Reads it in one unit. A session that ended is nobody.
    pub async fn read(
        panel: &Panel,
        request: &Request,
        function: &str,
    ) -> std::result::Result<Self, Fault> {
        let function = function.to_owned();
        let (session, address) = (request.session_cookie.clone(), request.address);
        let host = request.host.clone();
        let read = move |scope: &mut Scope<'_>| {
            let identity = match &session {
                Some(session) => match session::identify_session(scope, session, address) {
                    Ok(identity) => Some(identity),
                    Err(Error::Fault(_)) => None,
                    Err(error) => return Err(error),
                },
                None => None,
            };
            around(scope, identity, &function, &host)
        };
        told(|done| panel.engine().submit_read(read, done)).await
    }
}

fn around(
    scope: &mut Scope<'_>,
    identity: Option<Identity>,
    function: &str,
    host: &str,
) -> Result<Frame> {
    let mut frame = Frame {
        now: scope.now,
        provider: None,
        look: Look::default(),
        zone: None,
        columns: None,
        identity,
        types: Vec::new(),
        available: Vec::new(),
    };
    let own = match frame
        .identity
        .as_ref()
        .and_then(|identity| identity.account)
    {
        Some(account) => account::find(scope.tx, account)?.map(|account| account.provider),
        None => brand::provider_of_host(scope, host)?,
    };
    let mut providers = catalogue::providers(scope.tx)?.into_iter();
    frame.provider = providers.find(|provider| own.is_none_or(|own| own == provider.id));
    if let Some(provider) = &frame.provider {
        frame.look = Look::of(scope, provider.id)?;
    }
    let whole = frame
        .identity
        .as_ref()
        .filter(|identity| !identity.is_halfway);
    let Some(identity) = whole else {
        return Ok(frame);
    };
    let user = user::find(scope.tx, identity.user)?;
    frame.zone = user.map(|user| user.zone).filter(|zone| !zone.is_empty());
    frame.columns = list_view::find(scope.tx, identity.user, function)?;
    let account = identity.account.filter(|_| identity.level < Level::Staff);
    let counts = match account {
        Some(account) => Some(service_count::by_type(scope.tx, account)?),
        None => None,
    };
    for kind in catalogue::product_types(scope.tx)? {
        let count = counts.as_ref().map(|counts| {
            let own = counts.iter().find(|(id, _)| *id == kind.id);
            own.map_or(0, |(_, count)| *count)
        });
        frame.types.push((kind, count));
    }
    let wallets = match account {
        Some(account) => wallet::of_account(scope.tx, account)?,
        None => Vec::new(),
    };
    let money = |wallet: &wallet::Wallet| Money::new(wallet.funds.available(), wallet.currency);
    frame.available = wallets.iter().map(money).collect();
    Ok(frame)
}
