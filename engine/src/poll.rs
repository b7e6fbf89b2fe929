//! Polls a seller without an event feed: its lists are read, and what differs in them from what was
//! told last, or is missing, is read by its card through the same differ. A pass costs the seller's
//! lists, so that a seller with a feed is never polled.
//!
//! A list may not tell everything (keys, addons), so that a few cards are read in turn as well.

use crate::certificate::sells_certificates;
use crate::reading::{BATCH_MAX, Pass, Touched, read_and_apply};
use crate::sellers::outside;
use crate::{Engine, Result, follow};
use onsell_domain::{ServiceId, ServiceStatus, UpstreamId, parse_reference};
use onsell_modules::billmanager::SellerClient;
use onsell_store::certificate;
use onsell_store::processing_module;
use onsell_store::seller::{self, Seller};
use onsell_store::upstream::{self, Followed, Upstream};
use onsell_wire::message::service::ServiceState;
use std::collections::{BTreeMap, HashMap};

/// Cards read in turn in one pass.
const CARDS_IN_TURN: u32 = 20;

/// Asks once for everything of a seller; how many services changed here.
pub(crate) fn poll(engine: &Engine, seller: &Seller, client: &SellerClient) -> Result<usize> {
    poll_with(engine, seller, client, Pass::default())
}

/// Asks once for everything of a seller in a pass.
pub(crate) fn poll_with(
    engine: &Engine,
    seller: &Seller,
    client: &SellerClient,
    mut pass: Pass,
) -> Result<usize> {
    let id = seller.id;
    let modules = engine.read(|scope| Ok(processing_module::list(scope.tx)?))?;
    let mut changed = 0;
    for module in modules.iter().filter(|module| module.seller == Some(id)) {
        changed += poll_type(engine, seller, client, &module.type_name, &mut pass)?;
    }
    changed += cards_in_turn(engine, seller, client, &mut pass)?;
    Ok(changed + pass.end(engine)?)
}

fn poll_type(
    engine: &Engine,
    seller: &Seller,
    client: &SellerClient,
    type_name: &str,
    pass: &mut Pass,
) -> Result<usize> {
    let rows = client.everything(type_name).map_err(outside)?;
    let rows: HashMap<i64, ServiceState> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut changed = given_up(engine, seller, &rows)?;
    let mut after = ServiceId::new(0);
    loop {
        let (id, type_name) = (seller.id, type_name.to_owned());
        let chunk = engine.read(move |scope| {
            let limit = BATCH_MAX as u32;
            let chunk = upstream::of_seller_and_type(scope.tx, id, &type_name, after, limit)?;
            let mut known = Vec::with_capacity(chunk.len());
            for followed in chunk {
                let told = upstream::find(scope.tx, followed.service)?;
                let state = if sells_certificates(&followed.type_name) {
                    let row = certificate::find(scope.tx, followed.service)?;
                    row.map(|row| row.state.number())
                } else {
                    None
                };
                known.push((followed, told, state));
            }
            Ok(known)
        })?;
        let Some((last, ..)) = chunk.last() else {
            return Ok(changed);
        };
        after = last.service;
        let different: Vec<Followed> = chunk
            .into_iter()
            .filter(|(one, told, state)| {
                is_different(one, told.as_ref(), &rows) || is_elsewhere(one, *state, &rows)
            })
            .map(|(one, ..)| one)
            .collect();
        if !different.is_empty() {
            let touched = Touched::these(&different);
            changed += read_and_apply(engine, seller, client, &touched, pass)?;
        }
    }
}

/// Applies what bears our reference though we have ended it and never knew its number: an order
/// that was given up may have arrived after all. Its row is all that is needed of it.
fn given_up(engine: &Engine, seller: &Seller, rows: &HashMap<i64, ServiceState>) -> Result<usize> {
    let prefix = &engine.installation().prefix;
    let ours: BTreeMap<&str, &ServiceState> = rows
        .values()
        .filter(|row| row.status != ServiceStatus::Deleted)
        .filter(|row| parse_reference(prefix, &row.reference).is_some())
        .map(|row| (row.reference.as_str(), row))
        .collect();
    let references: Vec<String> = ours.keys().map(|text| (*text).to_owned()).collect();
    let mut changed = 0;
    for chunk in references.chunks(BATCH_MAX) {
        let (id, wanted) = (seller.id, chunk.to_vec());
        let followed =
            engine.read(move |scope| Ok(upstream::followed(scope.tx, id, &wanted, &[])?))?;
        for one in followed {
            if one.lives || one.upstream_id.is_some() {
                continue;
            }
            let Some(row) = ours.get(one.reference.as_str()).map(|row| (*row).clone()) else {
                continue;
            };
            let result = engine.write(Some(one.account), move |scope| {
                follow::apply(scope, &one, &row)
            });
            match result {
                Ok(is_changed) => changed += usize::from(is_changed),
                // It changed meanwhile: the next pass reads it again.
                Err(error) if error.is_stale() => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(changed)
}

/// Whether a row tells something else than was told last, or is not there.
fn is_different(
    followed: &Followed,
    told: Option<&Upstream>,
    rows: &HashMap<i64, ServiceState>,
) -> bool {
    let Some(number) = followed.upstream_id else {
        return true;
    };
    let (Some(row), Some(told)) = (rows.get(&number.get()), told) else {
        return true;
    };
    told.status != Some(row.status)
        || told.status_key != row.status_key
        || told.expires != row.expires
        || told.name != row.name
        || told.ip != row.ip
        || told.tariff != Some(row.tariff)
        || told.auto_prolong != row.auto_prolong
        || !row.key.is_empty() && told.license_key != row.key
        || followed.gone_at.is_some()
        || told.upstream_id != Some(UpstreamId::new(row.id))
}

/// Whether the issue of a certificate is not as far there as it is here.
fn is_elsewhere(
    followed: &Followed,
    state: Option<i64>,
    rows: &HashMap<i64, ServiceState>,
) -> bool {
    let row = followed.upstream_id.and_then(|id| rows.get(&id.get()));
    let told = row.and_then(|row| row.service_status);
    state.is_some() && told.is_some() && state != told
}

/// Reads the next few cards, whatever the list said.
fn cards_in_turn(
    engine: &Engine,
    seller: &Seller,
    client: &SellerClient,
    pass: &mut Pass,
) -> Result<usize> {
    let id = seller.id;
    let chunk = engine.read(move |scope| {
        let after = seller::card_cursor(scope.tx, id)?;
        Ok(upstream::of_seller(scope.tx, id, after, CARDS_IN_TURN)?)
    })?;
    let next = match chunk.last() {
        Some(last) if chunk.len() == CARDS_IN_TURN as usize => last.service,
        _ => ServiceId::new(0),
    };
    let changed = if chunk.is_empty() {
        0
    } else {
        read_and_apply(engine, seller, client, &Touched::these(&chunk), pass)?
    };
    engine.write(None, move |scope| {
        if next.get() == 0 {
            seller::compared(scope.tx, id)?;
        }
        Ok(seller::set_card_cursor(scope.tx, id, next)?)
    })?;
    Ok(changed)
}
