//! Clients, as staff see them (wire 4.6).

use crate::ask::Ask;
use crate::caller::Staff;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind};
use crate::fields::{instant, on};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Level, Money, Text};
use onsell_engine::{Result, Scope};
use onsell_store::account::{self, Account};
use onsell_store::wallet::{self, Wallet};
use onsell_wire::{Document, Fault, Node};

/// `account`: the clients with their balances.
pub(super) struct Accounts;

impl Function for Accounts {
    type Caller = Staff;
    type Input = Page;
    type Output = Rows<(Account, Vec<Wallet>)>;

    const DECLARATION: Declaration = Declaration {
        name: "account",
        kind: Kind::List(&[
            column::ID,
            column::NAME,
            column::PROJECT,
            column::PROJECT_ID,
            column::BALANCE,
            Column::new("account_status", "On", "Включён"),
            Column::new("tz_registration_date", "Registered", "Зарегистрирован"),
            column::STATUS,
        ]),
        level: Level::Staff,
        title: Text::new("Clients", "Клиенты"),
        parameters: &[PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> std::result::Result<Page, Fault> {
        Page::read(&ask.params)
    }

    fn body(_: &Page) -> Body<Self> {
        Body::Read(list)
    }

    fn render(rows: &Rows<(Account, Vec<Wallet>)>, ask: &Ask) -> Document {
        rows.document(ask, |(account, wallets)| row(account, wallets))
    }
}

fn list(scope: &mut Scope<'_>, _: &Staff, page: &Page) -> Result<Rows<(Account, Vec<Wallet>)>> {
    let (shown, total) = page.cut(account::list(scope.tx)?);
    let mut with_wallets = Vec::with_capacity(shown.len());
    for account in shown {
        let wallets = wallet::of_account(scope.tx, account.id)?;
        with_wallets.push((account, wallets));
    }
    Ok(Rows::page(with_wallets, total, *page))
}

fn row(account: &Account, wallets: &[Wallet]) -> Node {
    let provider = wallets
        .iter()
        .find(|wallet| wallet.provider == account.provider);
    let balances: Vec<String> = wallets
        .iter()
        .map(|wallet| Money::new(wallet.funds.balance, wallet.currency).to_string())
        .collect();
    let mut row = Node::new("elem");
    row.put("id", account.id.to_string());
    row.put("name", account.name.clone());
    row.put(
        "project",
        provider
            .map(|wallet| wallet.provider_name.clone())
            .unwrap_or_default(),
    );
    row.put("project_id", account.provider.to_string());
    row.put("balance", balances.join(", "));
    row.put("account_status", on(account.active));
    row.put("tz_registration_date", instant(account.created_at));
    row.put("status", on(account.active));
    row
}
