//! What a module's seller offers, as import and sync ask for it. Nothing is written here.

use crate::connect::{explain, not_a_seller};
use crate::{Engine, Error, Result};
use onsell_domain::{Currency, ModuleId, SellerId, Words};
use onsell_modules::billmanager::{CallError, SellerClient};
use onsell_store::processing_module::{self, ProcessingModule};
use onsell_wire::Fault;
use onsell_wire::message::PriceListTariff;

/// How many tariffs one question to a seller names.
const TARIFFS_PER_CALL_MAX: usize = 200;

/// One tariff as its seller offers it.
pub(crate) struct Offered {
    /// The module that was asked.
    pub module: ProcessingModule,
    /// Its account at the seller.
    pub seller: SellerId,
    /// The tariff; none when the seller does not offer it.
    pub found: Option<PriceListTariff>,
    /// The currency of its prices.
    pub currency: Currency,
    /// A warning for each closed list whose values name tariffs that the seller does not offer.
    pub unknown_names: Vec<Words>,
}

fn outside(error: CallError) -> Error {
    match error {
        CallError::Fault(fault) => Error::Outside(fault.message),
        error => Error::Outside(error.to_string()),
    }
}

fn module_of(engine: &Engine, id: ModuleId) -> Result<(ProcessingModule, SellerId)> {
    let module = engine
        .read(move |scope| Ok(processing_module::find(scope.tx, id)?))?
        .ok_or_else(|| Fault::missed("processingmodule", id))?;
    let seller = module.seller.ok_or_else(|| not_a_seller(id))?;
    Ok((module, seller))
}

/// Everything the seller offers for the module's product type.
pub fn available(engine: &Engine, id: ModuleId) -> Result<Vec<PriceListTariff>> {
    let (module, seller) = module_of(engine, id)?;
    let (_, client) = engine.seller(seller)?;
    client.price_list(&module.type_name).map_err(outside)
}

/// Asks the seller for one tariff and for what must be known to write it down.
///
/// # Errors
/// `connection` when the seller does not answer, and for an empty price list: that says nothing
/// about one tariff.
pub(crate) fn offered(engine: &Engine, id: ModuleId, tariff: i64) -> Result<Offered> {
    let (module, seller) = module_of(engine, id)?;
    let (_, client) = engine.seller(seller)?;
    let told = client.tariffs(Some(&module.type_name), &[tariff]);
    let found = told.map_err(outside)?.into_iter().next();
    if found.is_none()
        && client
            .price_list(&module.type_name)
            .map_err(outside)?
            .is_empty()
    {
        return Err(Error::Outside(format!(
            "the seller's price list for {} is empty",
            module.type_name
        )));
    }
    let told = found.as_ref().and_then(|found| found.currency);
    // Not every seller says in which currency its prices are; its accounts are in the same.
    let currency = match told.or(module.currency) {
        Some(currency) => currency,
        None => client.balance().map_err(outside)?.balance.currency,
    };
    let unknown_names = match &found {
        // A tariff is not refused because a warning about it could not be made.
        Some(found) => unknown_names(&client, found).unwrap_or_else(|error| vec![explain(&error)]),
        None => Vec::new(),
    };
    Ok(Offered {
        module,
        seller,
        found,
        currency,
        unknown_names,
    })
}

/// A value of a closed list: what people call it, and its internal name.
pub(crate) type NamedValue = (String, String);

fn unknown_names(
    client: &SellerClient,
    found: &PriceListTariff,
) -> std::result::Result<Vec<Words>, CallError> {
    let mut warnings = Vec::new();
    for addon in found.addons.iter().filter(|addon| !addon.items.is_empty()) {
        let values: Vec<NamedValue> = addon
            .items
            .iter()
            .map(|item| (item.name.clone(), item.intname.clone()))
            .collect();
        let name = addon
            .enumeration
            .as_ref()
            .map(|list| list.name.as_str())
            .filter(|name| !name.is_empty())
            .unwrap_or(&addon.name);
        warnings.extend(names_of_no_tariff(client, name, &values)?);
    }
    Ok(warnings)
}

/// What to say about the values of a list whose internal names are numbers, as those of tariffs
/// are, and of no tariff that the seller offers; nothing when there are none. Names that are no
/// numbers name something else.
pub(crate) fn names_of_no_tariff(
    client: &SellerClient,
    list: &str,
    values: &[NamedValue],
) -> std::result::Result<Option<Words>, CallError> {
    let number = |value: &NamedValue| value.1.parse::<i64>().ok().filter(|number| *number > 0);
    let mut numbers: Vec<i64> = values.iter().filter_map(number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut offered = Vec::new();
    for chunk in numbers.chunks(TARIFFS_PER_CALL_MAX) {
        let tariffs = client.tariffs(None, chunk)?;
        offered.extend(tariffs.into_iter().map(|tariff| tariff.id));
    }
    let unknown: Vec<String> = values
        .iter()
        .filter(|value| number(value).is_some_and(|number| !offered.contains(&number)))
        .map(|(name, intname)| format!("{name} ({intname})"))
        .collect();
    if unknown.is_empty() {
        return Ok(None);
    }
    let unknown = unknown.join(", ");
    Ok(Some(Words::new(
        format!("{list}: values name tariffs that the seller does not offer: {unknown}"),
        format!("{list}: значения называют тарифы, которых у продавца нет: {unknown}"),
    )))
}
