//! One client: the balance, the users, the services by kind, the payments, and "log in as".

use crate::faces::deed::Deed;
use crate::faces::page::Shown;
use crate::faces::part_form::PartForm;
use crate::faces::sheet::{Badge, Block, Sheet, object};
use crate::faces::table::Table;
use crate::faces::visit::Visit;
use crate::fields::name_in;
use onsell_domain::{Amount, Currency, Money};
use onsell_wire::{Document, Fault};

/// Fields of a client and of the first user.
const FIELDS: [&str; 8] = [
    "realname",
    "email",
    "phone",
    "language",
    "credit_limit",
    "active",
    "project",
    "allowed_ip_ranges",
];

/// The page of `account.edit`.
pub(crate) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let id = visit.params.text("elid").unwrap_or_default().to_owned();
    let document = visit.call("account.edit", &[("elid", &id)]).await?;
    let text = |name: &str| document.root.text_of(name).unwrap_or_default();
    let is_active = text("active") == "on";
    let words = visit.words;
    let su = Deed::of(visit, "account.su", &id);
    let pay = visit.may("payment.add").map(|found| Deed {
        function: "payment.add".to_owned(),
        text: found.title.get(visit.language()).to_owned(),
        params: vec![("account".to_owned(), id.clone())],
        ..Deed::default()
    });
    let mut left = services(visit, &id).await;
    left.push(users(visit, &id).await);
    left.push(payments(visit, &id).await);
    let sheet = Sheet {
        title: text("name").to_owned(),
        badge: Some(Badge {
            color: if is_active { "good" } else { "idle" },
            text: words.say(if is_active { "switch-on" } else { "switch-off" }),
        }),
        about: format!("#{id} · {}", text("username")),
        deeds: [su.map(Deed::primary), pay].into_iter().flatten().collect(),
        left,
        right: vec![balance(visit, &document), form(visit, &document).await],
        ..Sheet::default()
    };
    sheet.show(visit)
}

fn balance(visit: &Visit, document: &Document) -> Block {
    let words = visit.words;
    let text = |name: &str| document.root.text_of(name).unwrap_or_default();
    let currency = Currency::parse(text("currency")).ok();
    let money = |name: &str| {
        let amount = Amount::parse(text(name)).ok();
        let money = amount.zip(currency);
        money.map_or_else(
            || text(name).to_owned(),
            |(amount, currency)| visit.money(&Money::new(amount, currency)),
        )
    };
    let mut block = Block::new("balance", words.say("dashboard-balance"));
    block.fact(words.say("dashboard-balance"), money("balance"));
    block.fact(words.say("operation-reserved"), money("reserved"));
    block.fact(words.say("account-credit"), money("credit_limit"));
    block
}

async fn form(visit: &Visit, document: &Document) -> Block {
    let mut block = Block::new("settings", visit.words.say("module-settings"));
    let save = visit.words.say("form-save");
    block.form = PartForm::of(visit, "account.edit", document, &FIELDS, save).await;
    block
}

/// A block for each kind of service that the client has.
async fn services(visit: &Visit, id: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (kind, _) in &visit.frame.types {
        let list = kind.intname.as_str();
        let params = [("filter", "on"), ("account", id)];
        let columns = ["name", "item_status", "expiredate", "cost"];
        let mut block = Block::new(format!("services-{list}"), String::new());
        name_in(visit.language(), &kind.name, &kind.name_ru).clone_into(&mut block.title);
        let table = Table::read(visit, list, &params, &columns).await;
        let card = format!("{list}.edit");
        block.table = table.map(|table| table.leading(|row| Some(object(&card, &row.id))));
        if block.table.is_some() {
            blocks.push(block);
        }
    }
    blocks
}

async fn users(visit: &Visit, id: &str) -> Block {
    let mut block = Block::new("users", visit.words.say("account-users"));
    let columns = ["name", "realname", "email", "totp", "active"];
    let table = Table::read(visit, "user", &[("account", id)], &columns).await;
    block.table = table.map(|table| table.leading(|row| Some(object("user.edit", &row.id))));
    block
}

async fn payments(visit: &Visit, id: &str) -> Block {
    let mut block = Block::new("payments", visit.words.say("verb-payment"));
    let columns = [
        "number",
        "createdate",
        "paymethod_name",
        "subaccountamount_iso",
        "status",
    ];
    let table = Table::read(visit, "account.payment", &[("elid", id)], &columns).await;
    block.table = table.map(|table| table.leading(|row| Some(object("payment.edit", &row.id))));
    block
}
