//! Clients of sellers: one per account, renewed when its row changes.

use crate::{Engine, Error, Result};
use onsell_domain::SellerId;
use onsell_modules::Transport;
use onsell_modules::billmanager::{CallError, SellerClient};
use onsell_store::seller::{self, Seller};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The clients that are in use.
pub(crate) struct Sellers {
    transport: Arc<dyn Transport>,
    // Held only to look a client up or to put one in; requests run outside.
    clients: Mutex<HashMap<SellerId, (i64, Arc<SellerClient>)>>,
}

impl Sellers {
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self {
            transport,
            clients: Mutex::default(),
        }
    }

    /// The way out, for whoever keeps clients of other systems.
    pub fn transport(&self) -> Arc<dyn Transport> {
        Arc::clone(&self.transport)
    }
}

/// The words a seller's row keeps about what the seller can do.
pub(crate) mod feature {
    /// It has an event feed.
    pub const EVENTS: &str = "itemevent";
    /// It answers a repeated order key with the answer it gave.
    pub const ORDER_KEY: &str = "orderkey";
    /// Its lists tell about many services at once, closed ones included.
    pub const BATCH: &str = "batch";
    /// It refuses what is dearer than the request allows.
    pub const PRICE_MAX: &str = "pricemax";
    /// It issues certificates anew inside a paid term by itself.
    pub const REISSUE: &str = "reissue";
}

/// Whether a seller said that it can do this.
pub(crate) fn has(seller: &Seller, feature: &str) -> bool {
    seller
        .features
        .split_whitespace()
        .any(|word| word == feature)
}

/// Why a call to a seller gave nothing.
pub(crate) fn outside(error: CallError) -> Error {
    match error.denial() {
        Some(fault) => Error::Denied(fault.clone().into()),
        None => Error::Outside(error.to_string()),
    }
}

impl Engine {
    /// The seller's row and a client for it.
    pub(crate) fn seller(&self, id: SellerId) -> Result<(Seller, Arc<SellerClient>)> {
        let row = self.read(move |scope| Ok(seller::find(scope.tx, id)?))?;
        let row = row.ok_or_else(|| Error::Outside(format!("the seller {id} does not exist")))?;
        let client = self.client(&row)?;
        Ok((row, client))
    }

    /// A client for a seller's row.
    pub(crate) fn client(&self, row: &Seller) -> Result<Arc<SellerClient>> {
        let sellers = &self.inside().sellers;
        {
            let clients = sellers
                .clients
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if let Some((version, client)) = clients.get(&row.id)
                && *version == row.version
            {
                return Ok(Arc::clone(client));
            }
        }
        let password = self.inside().seal.open(&row.password)?;
        let client = Arc::new(SellerClient::new(
            &row.url,
            &row.username,
            password,
            self.way_to(row, &sellers.transport),
        ));
        let mut clients = sellers
            .clients
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        clients.insert(row.id, (row.version, Arc::clone(&client)));
        Ok(client)
    }

    /// A client for credentials that are not kept yet.
    pub(crate) fn new_client(
        &self,
        url: &str,
        username: &str,
        password: onsell_domain::Secret,
    ) -> SellerClient {
        SellerClient::new(
            url,
            username,
            password,
            Arc::clone(&self.inside().sellers.transport),
        )
    }
}
