//! What the vendor sells besides licenses, and the provider resells.

use super::calls::text;
use super::story::{RESELLER, Stage};
use onsell::Failure;
use onsell::instance::Caller;

/// The vendor sells something of a new module; the number of the tariff.
pub(super) fn sell(
    vendor: &Caller,
    module: &[(&str, &str)],
    name: &str,
    called: &[(&str, &str)],
    says: &[(&str, &str)],
) -> Result<String, Failure> {
    let module = text(&vendor.call("processing.add", module)?, "id")?;
    let mut tariff = vec![
        ("processingmodule", module.as_str()),
        ("name", name),
        ("sok", "ok"),
    ];
    tariff.extend_from_slice(called);
    let tariff = text(&vendor.call("pricelist.add", &tariff)?, "id")?;
    let mut edit = vec![("elid", tariff.as_str()), ("sok", "ok")];
    edit.extend_from_slice(says);
    vendor.call("pricelist.edit", &edit)?;
    vendor.call("pricelist.resume", &[("elid", &tariff)])?;
    Ok(tariff)
}

/// The provider sells a tariff of the vendor; its number there.
pub(super) fn resell(
    stage: &Stage,
    product: &str,
    tariff: &str,
    price: (&str, &str),
) -> Result<String, Failure> {
    let provider = stage.provider.staff();
    let url = stage.seller_url();
    let connected = [
        ("module", "BILLmanager"),
        ("itemtype", product),
        ("url", url.as_str()),
        ("username", RESELLER.0),
        ("password", RESELLER.1),
        ("name", product),
        ("department", "1"),
        ("sok", "ok"),
    ];
    let module = text(&provider.call("processing.edit", &connected)?, "id")?;
    let imported = [
        ("processingmodule", module.as_str()),
        ("pricelist", tariff),
        ("sok", "ok"),
    ];
    let tariff = text(&provider.call("pricelist.import", &imported)?, "id")?;
    let priced = [("elid", tariff.as_str()), price, ("sok", "ok")];
    provider.call("pricelist.edit", &priced)?;
    provider.call("pricelist.resume", &[("elid", &tariff)])?;
    Ok(tariff)
}
