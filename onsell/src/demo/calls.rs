//! Calls that several chapters of the story make, and looking until something is there.

use onsell::Failure;
use onsell::instance::Caller;
use onsell_wire::Node;
use std::time::{Duration, Instant};

/// How long a step waits for what must happen by itself.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) fn customer(staff: &Caller, name: &str, login: (&str, &str)) -> Result<String, Failure> {
    let parameters = [
        ("name", name),
        ("email", login.0),
        ("username", login.0),
        ("passwd", login.1),
        ("sok", "ok"),
    ];
    let answer = staff.call("account.edit", &parameters)?;
    text(&answer, "id")
}

pub(super) fn pay(staff: &Caller, account: &str, amount: &str) -> Result<(), Failure> {
    let parameters = [("account", account), ("amount", amount), ("sok", "ok")];
    let payment = text(&staff.call("payment.add", &parameters)?, "id")?;
    staff.call("payment.setpaid", &[("elid", &payment)])?;
    Ok(())
}

pub(super) fn order(
    customer: &Caller,
    tariff: &str,
    name: &str,
    ip: &str,
) -> Result<String, Failure> {
    let parameters = [
        ("pricelist", tariff),
        ("period", "1"),
        ("licname", name),
        ("ip", ip),
        ("skipbasket", "on"),
        ("clicked_button", "finish"),
        ("sok", "ok"),
    ];
    text(&customer.call("soft.order.param", &parameters)?, "id")
}

pub(super) fn active_key(customer: &Caller, service: &str) -> Result<String, Failure> {
    wait_for("the license is active with its key", || {
        let card = customer.call("soft.edit", &[("elid", service)])?;
        let key = card.text_of("lickey").unwrap_or_default().to_owned();
        Ok((card.text_of("status") == Some("2") && !key.is_empty()).then_some(key))
    })
}

pub(super) fn status_is(
    customer: &Caller,
    service: &str,
    status: &str,
) -> Result<Option<()>, Failure> {
    let card = customer.call("soft.edit", &[("elid", service)])?;
    Ok((card.text_of("status") == Some(status)).then_some(()))
}

pub(super) fn operation_of(staff: &Caller, service: &str) -> Result<Option<Node>, Failure> {
    let list = staff.call("runningoperation", &[])?;
    Ok(row_of(&list, service))
}

pub(super) fn task_of(staff: &Caller, service: &str) -> Result<Option<Node>, Failure> {
    let list = staff.call("task", &[])?;
    Ok(row_of(&list, service))
}

pub(super) fn row_of(list: &Node, service: &str) -> Option<Node> {
    let row = list.children_of("elem").find(|row| {
        let item = row.child("item");
        let named = item.and_then(|item| item.attribute("orig").or(Some(item.text.as_str())));
        named == Some(service)
    });
    row.cloned()
}

pub(super) fn text(node: &Node, name: &str) -> Result<String, Failure> {
    let found = node.text_of(name).filter(|text| !text.is_empty());
    found
        .map(str::to_owned)
        .ok_or_else(|| format!("the answer has no {name}").into())
}

pub(super) fn must(condition: bool, otherwise: &str) -> Result<(), Failure> {
    if condition {
        Ok(())
    } else {
        Err(otherwise.into())
    }
}

/// Looks until it is there; what is not there in time breaks the story.
pub(super) fn wait_for<T>(
    what: &str,
    mut look: impl FnMut() -> Result<Option<T>, Failure>,
) -> Result<T, Failure> {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look()? {
            return Ok(found);
        }
        if Instant::now() > until {
            return Err(format!("in vain: {what}").into());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
