//! A module for a license of the second act: bought at the provider, who buys it at the vendor, and
//! written into the signed document that the licensed panel fetches.

use super::calls::{must, pay, text, wait_for};
use super::selling::{resell, sell};
use super::story::{Known, Stage};
use super::teller::Teller;
use onsell::Failure;
use onsell_domain::license_document::Signed;
use onsell_domain::parse_reference;
use onsell_engine::license_key::PublicKey;
use onsell_wire::Node;

/// What panels call the module.
const MODULE: &str = "CloudLinux";

/// Tells the part of the third act.
pub(super) fn tell(teller: &mut Teller, stage: &Stage, known: &Known) -> Result<(), Failure> {
    let tariff = teller.step(
        "modules",
        "The vendor sells a module, the provider resells it",
        || {
            pay(&stage.vendor.staff(), &known.reseller, "100.00")?;
            pay(&stage.provider.staff(), &known.customer, "100.00")?;
            let stock = [
                ("module", "license"),
                ("itemtype", "addition"),
                ("name", "Modules of ispmanager"),
                ("sok", "ok"),
            ];
            let called = [("additionintname", MODULE)];
            let price = [("price_1", "6.00")];
            let module = sell(&stage.vendor.staff(), &stock, "CloudLinux", &called, &price)?;
            let tariff = resell(stage, "addition", &module, ("price_1", "8.00"))?;
            Ok((
                tariff,
                format!("{MODULE} costs 6.00 EUR there and 8.00 EUR here, a month"),
            ))
        },
    )?;
    module(teller, stage, &tariff)
}

impl Stage {
    /// A license of a server that runs: the vendor's row of it, and its number at the provider.
    fn server_license(&self) -> Result<(Node, String), Failure> {
        let prefix = &self.provider.engine().installation().prefix;
        let rows = self.licenses_at_vendor()?;
        let found = rows.into_iter().rev().find_map(|row| {
            let name = row.text_of("licname").unwrap_or_default();
            let is_meant = name.starts_with("Item #") && row.text_of("status") == Some("2");
            let reference = row.text_of("remoteid").unwrap_or_default();
            let number = parse_reference(prefix, reference).filter(|_| is_meant)?;
            Some((row, number.to_string()))
        });
        found.ok_or_else(|| "no server has a license".into())
    }

    /// The document of a license of the vendor, as the panel on its machine fetches and verifies
    /// it.
    fn document(&self, license: &Node) -> Result<String, Failure> {
        let (key, ip) = (text(license, "lickey")?, text(license, "ip")?);
        let document = self.vendor.license_at(&ip, &key)?;
        let told = self.vendor.staff().call("license.key", &[])?;
        let public = PublicKey::parse(&text(&told, "publickey")?).ok_or("no public key")?;
        must(
            public.signed(&Signed::read(&document)?),
            "the signature is wrong",
        )?;
        Ok(document)
    }
}

fn module(teller: &mut Teller, stage: &Stage, tariff: &str) -> Result<(), Failure> {
    let customer = stage.customer();
    teller.step(
        "module-bought",
        "The customer buys a module for the license of a server",
        || {
            let (license, number) = stage.server_license()?;
            let before = stage.document(&license)?;
            let line = format!("module.{MODULE}");
            must(
                Signed::read(&before)?.value(&line).is_none(),
                "the module is there already",
            )?;
            let order = [
                ("pricelist", tariff),
                ("period", "1"),
                ("license", number.as_str()),
                ("skipbasket", "on"),
                ("sok", "ok"),
            ];
            let service = text(&customer.call("addition.order.param", &order)?, "id")?;
            wait_for("the module is active", || {
                let card = customer.call("addition.edit", &[("elid", &service)])?;
                Ok((card.text_of("status") == Some("2")).then_some(()))
            })?;
            let after = stage.document(&license)?;
            let (before, after) = (Signed::read(&before)?, Signed::read(&after)?);
            let end = after
                .value(&line)
                .ok_or("the module is not in the document")?;
            let serial = |document: &Signed<'_>| {
                let serial = document
                    .value("serial")
                    .and_then(|text| text.parse::<i64>().ok());
                serial.ok_or("the document has no serial")
            };
            must(
                serial(&after)? > serial(&before)?,
                "the serial did not grow",
            )?;
            let proven = format!(
                "the vendor's license {} has {MODULE} until {end} in its signed document, serial \
                 {} after {}",
                text(&license, "id")?,
                serial(&after)?,
                serial(&before)?
            );
            Ok(((), proven))
        },
    )
}
