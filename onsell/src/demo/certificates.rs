//! The third act: a certificate of the vendor's own authority for the customer's request, mirrored
//! by an event, and issued anew inside the term that was paid.

use super::calls::{must, pay, text, wait_for};
use super::selling::{resell, sell};
use super::story::{Known, Stage};
use super::teller::Teller;
use onsell::Failure;
use onsell::instance::Caller;
use onsell_domain::certificate::{IssuedCertificate, Subject};
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

/// Tells the part of the third act.
pub(super) fn tell(teller: &mut Teller, stage: &Stage, known: &Known) -> Result<(), Failure> {
    let tariff = teller.step(
        "certificates",
        "The vendor has an authority, the provider resells its certificates",
        || set_up(stage, known),
    )?;
    let bought = certificate(teller, stage, &tariff)?;
    anew(teller, stage, &bought)
}

fn set_up(stage: &Stage, known: &Known) -> Result<(String, String), Failure> {
    let vendor = stage.vendor.staff();
    pay(&vendor, &known.reseller, "100.00")?;
    pay(&stage.provider.staff(), &known.customer, "100.00")?;
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
    let tariff = sell(&vendor, &authority, "Domain SSL", &[], &says)?;
    let tariff = resell(stage, "certificate", &tariff, ("price_12", "30.00"))?;
    let proven = format!("each lives {LIFE_DAYS} days, and a year of them is sold for 30.00 EUR");
    Ok((tariff, proven))
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
                "the event brought serial {} for the customer's own key, which stayed with \
                 him; its chain verifies",
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
}
