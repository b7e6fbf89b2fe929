//! The chapter of bad weather: money that lacks, nights in which both sides would renew, changes
//! that are refused, prices that rise.

use super::calls::{active_key, must, operation_of, order, pay, text, wait_for};
use super::story::{Known, Stage};
use super::teller::Teller;
use onsell::Failure;
use onsell_wire::Node;

/// The vendor's numbers of ispmanager Lite and Pro (semantics 2.5).
const LITE: &str = "55227";
const PRO: &str = "55228";
const MINUTE: i64 = 60;
const DAY: i64 = 24 * 3600;

/// Tells it; the service is one that the customer has.
pub(super) fn tell(
    teller: &mut Teller,
    stage: &Stage,
    known: &Known,
    service: &str,
) -> Result<(), Failure> {
    queue(teller, stage, known)?;
    night(teller, stage, service)?;
    rolled_back(teller, stage, known, service)?;
    guarded(teller, stage, known)
}

fn state(row: &Node) -> &str {
    let status = row.child("status");
    status
        .and_then(|status| status.attribute("orig"))
        .unwrap_or_default()
}

/// Waits until the operation of a service is in a state.
fn is_in(stage: &Stage, service: &str, wanted: &str) -> Result<Node, Failure> {
    let staff = stage.provider.staff();
    wait_for(&format!("the operation is {wanted}"), || {
        let row = operation_of(&staff, service)?;
        Ok(row.filter(|row| state(row) == wanted))
    })
}

fn queue(teller: &mut Teller, stage: &Stage, known: &Known) -> Result<(), Failure> {
    let (customer, staff) = (stage.customer(), stage.provider.staff());
    let waiting = teller.step(
        "three-held",
        "Three orders are held while the balance is empty",
        || {
            stage.drain()?;
            let mut waiting = Vec::new();
            for number in 11..=13 {
                let (name, ip) = (
                    format!("srv{number}.example.com"),
                    format!("192.0.2.{number}"),
                );
                let service = order(&customer, &known.tariff, &name, &ip)?;
                is_in(stage, &service, "held")?;
                waiting.push(service);
            }
            Ok((
                waiting,
                "each shows the vendor's error, none has a task".to_owned(),
            ))
        },
    )?;
    teller.step(
        "two-resumed",
        "The vendor is paid for two; nobody presses Start",
        || {
            // Less than a license costs was left, so that two fit now and a third does not.
            pay(&stage.vendor.staff(), &known.reseller, "12.00")?;
            stage.clock.advance_seconds(MINUTE + 1);
            let first = number_of(stage, &waiting[0])?;
            let second = number_of(stage, &waiting[1])?;
            must(first < second, "they were not ordered in their order")?;
            let third = is_in(stage, &waiting[2], "held")?;
            must(
                !text(&third, "error")?.is_empty(),
                "the third shows no error",
            )?;
            Ok((
                (),
                "12.00 EUR came: the two oldest went on in their order, the third waits".to_owned(),
            ))
        },
    )?;
    teller.step("third-resumed", "And for the third", || {
        pay(&stage.vendor.staff(), &known.reseller, "100.00")?;
        stage.clock.advance_seconds(MINUTE + 1);
        let key = active_key(&customer, &waiting[2])?;
        must(
            operation_of(&staff, &waiting[2])?.is_none(),
            "an operation is left",
        )?;
        Ok(((), format!("active by itself with the key {key}")))
    })
}

/// The vendor's number of a service that becomes active.
fn number_of(stage: &Stage, service: &str) -> Result<u64, Failure> {
    active_key(&stage.customer(), service)?;
    let license = stage.vendor_license(service)?;
    Ok(text(&license, "id")?.parse()?)
}

fn night(teller: &mut Teller, stage: &Stage, service: &str) -> Result<(), Failure> {
    let (customer, vendor) = (stage.customer(), stage.vendor.staff());
    teller.step(
        "same-night",
        "Both sides would renew in the same night",
        || {
            let there = text(&stage.vendor_license(service)?, "id")?;
            let ours = [("elid", service), ("autoprolong", "1"), ("sok", "ok")];
            customer.call("soft.edit", &ours)?;
            let theirs = [
                ("elid", there.as_str()),
                ("autoprolong", "1"),
                ("sok", "ok"),
            ];
            vendor.call("soft.edit", &theirs)?;
            wait_for("the vendor is told not to renew", || {
                let card = vendor.call("soft.edit", &[("elid", &there)])?;
                Ok((card.text_of("autoprolong") == Some("null")).then_some(()))
            })?;
            let charges = charges_for(stage, &there)?;
            let before = text(&stage.vendor_license(service)?, "real_expiredate")?;
            let days = days_until(stage, &before)?;
            stage.clock.advance_seconds((days - 1) * DAY);
            let after = wait_for("it is renewed", || {
                let end = text(&stage.vendor_license(service)?, "real_expiredate")?;
                Ok((end > before).then_some(end))
            })?;
            stage.clock.advance_seconds(2 * DAY);
            wait_for("both agree", || {
                let card = customer.call("soft.edit", &[("elid", service)])?;
                Ok((text(&card, "expiredate")? == after).then_some(()))
            })?;
            must(
                charges_for(stage, &there)? == charges + 1,
                "it was charged more than once",
            )?;
            Ok((
                (),
                format!(
                    "the provider switched the vendor's off: {before} became {after}, one charge"
                ),
            ))
        },
    )
}

/// How often the vendor charged for a license.
fn charges_for(stage: &Stage, license: &str) -> Result<usize, Failure> {
    let list = stage.vendor.staff().call("expense", &[])?;
    let of_license = |row: &&Node| {
        let item = row.child("item");
        item.is_some_and(|item| item.attribute("orig").unwrap_or(&item.text) == license)
    };
    Ok(list.children_of("elem").filter(of_license).count())
}

fn days_until(stage: &Stage, date: &str) -> Result<i64, Failure> {
    let today = stage
        .vendor
        .engine()
        .now()
        .date_in(&onsell_domain::Zone::default());
    let end: onsell_domain::Date = date.parse()?;
    Ok(i64::from(today.until(end)?.get_days()))
}

fn rolled_back(
    teller: &mut Teller,
    stage: &Stage,
    known: &Known,
    service: &str,
) -> Result<(), Failure> {
    let (customer, vendor) = (stage.customer(), stage.vendor.staff());
    teller.step(
        "rolled-back",
        "The vendor refuses a change of tariff",
        || {
            let facts = || -> Result<(String, String, String), Failure> {
                let card = customer.call("soft.edit", &[("elid", service)])?;
                let funds = customer.call("subaccount", &[])?;
                let funds = funds
                    .children_of("elem")
                    .next()
                    .cloned()
                    .ok_or("no account")?;
                Ok((
                    text(&card, "pricelist")?,
                    text(&card, "expiredate")?,
                    text(&funds, "available")?,
                ))
            };
            let before = facts()?;
            vendor.call("pricelist.suspend", &[("elid", PRO)])?;
            let change = [
                ("elid", service),
                ("pricelist", known.better.as_str()),
                ("sok", "ok"),
            ];
            customer.call("service.changepricelist", &change)?;
            let staff = stage.provider.staff();
            wait_for("the operation has ended", || {
                Ok(operation_of(&staff, service)?.is_none().then_some(()))
            })?;
            must(facts()? == before, "something of the change stayed")?;
            vendor.call("pricelist.resume", &[("elid", PRO)])?;
            Ok((
                (),
                format!(
                    "tariff {}, end {} and {} are as before",
                    before.0, before.1, before.2
                ),
            ))
        },
    )
}

fn guarded(teller: &mut Teller, stage: &Stage, known: &Known) -> Result<(), Failure> {
    let (customer, vendor) = (stage.customer(), stage.vendor.staff());
    let staff = stage.provider.staff();
    teller.step("guarded", "The vendor raises a price", || {
        let price = [("elid", LITE), ("price_1", "7.50"), ("sok", "ok")];
        vendor.call("pricelist.edit", &price)?;
        let before = stage.licenses_at_vendor()?.len();
        let service = order(&customer, &known.tariff, "srv14.example.com", "192.0.2.14")?;
        let operation = is_in(stage, &service, "attention")?;
        let said = text(&operation, "error")?;
        must(
            said.contains("7.50 EUR") && stage.licenses_at_vendor()?.len() == before,
            "the guard did not hold",
        )?;
        let id = text(&operation, "id")?;
        staff.call("runningoperation.sendanyway", &[("elid", &id)])?;
        let key = active_key(&customer, &service)?;
        let price = [("elid", LITE), ("price_1", "6.00"), ("sok", "ok")];
        vendor.call("pricelist.edit", &price)?;
        Ok(((), format!("“{said}”; with Send anyway the key {key} came")))
    })
}
