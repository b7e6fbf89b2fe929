//! The third act: a certificate of the vendor's own authority for the customer's request, issued
//! anew inside the term that was paid; and a module on a license of the second act, which stands in
//! the signed document that the licensed panel fetches.

use super::calls::{must, pay, text, wait_for};
use super::story::{Known, RESELLER, Stage};
use super::teller::Teller;
use onsell::Failure;
use onsell::instance::Caller;
use onsell_domain::certificate::{IssuedCertificate, Subject};
use onsell_domain::license_document::Signed;
use onsell_domain::parse_reference;
use onsell_engine::license_key::PublicKey;
use onsell_wire::Node;
use onsell_x509::request::Request;
use onsell_x509::{KeyKind, issued, request};

/// The names of the customer's shop.
const NAMES: [&str; 2] = ["shop.example.com", "www.shop.example.com"];
/// How long the vendor's authority lets a certificate live, in days.
const LIFE_DAYS: &str = "12";
/// After so many days the next one has been issued: two thirds of the life and what neighbors are
/// spread over.
const NEXT_DAYS: i64 = 9;
const DAY: i64 = 24 * 3600;
/// What panels call the module.
const MODULE: &str = "CloudLinux";

/// Tells the act.
pub(super) fn tell(teller: &mut Teller, stage: &Stage, known: &Known) -> Result<(), Failure> {
    let (certificates, modules) = teller.step(
        "more-to-sell",
        "The vendor has an authority and modules, the provider resells both",
        || set_up(stage, known),
    )?;
    let bought = certificate(teller, stage, &certificates)?;
    anew(teller, stage, &bought)?;
    module(teller, stage, &modules)
}

fn set_up(stage: &Stage, known: &Known) -> Result<((String, String), String), Failure> {
    let (vendor, provider) = (stage.vendor.staff(), stage.provider.staff());
    pay(&vendor, &known.reseller, "200.00")?;
    pay(&provider, &known.customer, "200.00")?;
    let authority = [
        ("module", "ownca"),
        ("itemtype", "certificate"),
        ("name", "Authority of the vendor"),
        ("validity_days", LIFE_DAYS),
        ("sok", "ok"),
    ];
    let says = [
        ("template", "www multidomain authdnstxt"),
        ("namesincluded", "2"),
        ("price_12", "20.00"),
    ];
    let certificate = sell(&vendor, &authority, "Domain SSL", &[], &says)?;
    let stock = [
        ("module", "license"),
        ("itemtype", "addition"),
        ("name", "Modules of ispmanager"),
        ("sok", "ok"),
    ];
    let called = [("additionintname", MODULE)];
    let module = sell(
        &vendor,
        &stock,
        "CloudLinux",
        &called,
        &[("price_1", "6.00")],
    )?;
    let certificates = resell(stage, "certificate", &certificate, ("price_12", "30.00"))?;
    let modules = resell(stage, "addition", &module, ("price_1", "8.00"))?;
    let proven = format!(
        "certificates of the vendor's authority live {LIFE_DAYS} days and are sold for a year; \
         {MODULE} is sold by the month"
    );
    Ok(((certificates, modules), proven))
}

/// The vendor sells something of a new module; the number of the tariff.
fn sell(
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
fn resell(
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

/// A certificate that the customer has.
struct Bought {
    service: String,
    request: Request,
    first: IssuedCertificate,
    /// The end of what was paid.
    paid_until: String,
}

fn certificate(teller: &mut Teller, stage: &Stage, tariff: &str) -> Result<Bought, Failure> {
    let customer = stage.customer();
    teller.step(
        "certificate",
        "The customer orders a certificate for an own key",
        || {
            let subject = Subject {
                common_name: NAMES[0].to_owned(),
                ..Subject::default()
            };
            let names = NAMES.map(str::to_owned);
            let made = request::make(&subject, &names, KeyKind::P256)?;
            let order = [
                ("pricelist", tariff),
                ("period", "12"),
                ("crt_type", "exists"),
                ("csr", made.request.as_str()),
                ("approver_method", "auth_dnstxt"),
                ("skipbasket", "on"),
                ("sok", "ok"),
            ];
            let service = text(&customer.call("certificate.order.param", &order)?, "id")?;
            let card = wait_for("the certificate is issued", || {
                let card = customer.call("certificate.edit", &[("elid", &service)])?;
                Ok((card.text_of("status") == Some("2")).then_some(card))
            })?;
            let request = request::read(&made.request)?;
            let first = held(&customer, &service, &request)?;
            let there = stage.certificate_at_vendor()?;
            must(
                text(&there, "serial")? == first.serial,
                "the vendor issued another certificate",
            )?;
            let refused = customer.call("certificate.file", &[("elid", &service), ("type", "key")]);
            must(refused.is_err(), "somebody has the customer's key")?;
            let proven = format!(
                "the event brought serial {} for the key of the customer's request, which never \
                 left him; its chain verifies",
                first.serial
            );
            let bought = Bought {
                paid_until: text(&card, "expiredate")?,
                service,
                request,
                first,
            };
            Ok((bought, proven))
        },
    )
}

/// The certificate that the customer downloads, checked against the request that it was made for.
fn held(customer: &Caller, service: &str, request: &Request) -> Result<IssuedCertificate, Failure> {
    let file = [("elid", service), ("type", "bundle")];
    let bundle = text(&customer.call("certificate.file", &file)?, "body")?;
    let checked = issued::check(&bundle, "", request, &NAMES.map(str::to_owned))?;
    must(!checked.chain.is_empty(), "the chain is missing")?;
    Ok(checked)
}

fn anew(teller: &mut Teller, stage: &Stage, bought: &Bought) -> Result<(), Failure> {
    let customer = stage.customer();
    teller.step(
        "reissued",
        "Nine days later, inside the year that was paid",
        || {
            stage.clock.advance_seconds(NEXT_DAYS * DAY);
            let card = wait_for("the next certificate is here", || {
                let card = customer.call("certificate.edit", &[("elid", &bought.service)])?;
                let count = history(&card).count();
                let is_idle = card.text_of("status") == Some("2");
                Ok((count > 1 && is_idle).then_some(card))
            })?;
            let next = held(&customer, &bought.service, &bought.request)?;
            must(next.serial != bought.first.serial, "it is the same one")?;
            must(
                next.not_after > bought.first.not_after,
                "the next one does not end later",
            )?;
            must(
                text(&card, "expiredate")? == bought.paid_until,
                "the paid term is another one",
            )?;
            must(history(&card).count() == 2, "more than one was issued")?;
            let there = stage.certificate_at_vendor()?;
            must(
                text(&there, "serial")? == next.serial,
                "the vendor has another certificate",
            )?;
            let proven = format!(
                "serial {} came by an event for the same key; the term is paid until {} as before",
                next.serial, bought.paid_until
            );
            Ok(((), proven))
        },
    )
}

/// Every certificate that was issued for a service, the newest first.
fn history(card: &Node) -> impl Iterator<Item = &Node> {
    let is_history = |list: &&Node| list.attribute("name") == Some("history");
    let lists = card.children_of("list").filter(is_history);
    lists.flat_map(|list| list.children_of("elem"))
}

impl Stage {
    /// What the vendor issued last.
    fn certificate_at_vendor(&self) -> Result<Node, Failure> {
        let list = self.reseller().call("certificate", &[])?;
        let row = list.children_of("elem").next().ok_or("nothing was sold")?;
        let number = text(row, "id")?;
        let card = self
            .reseller()
            .call("certificate.edit", &[("elid", &number)])?;
        let newest = history(&card).next().cloned();
        newest.ok_or_else(|| "nothing was issued".into())
    }

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
