//! What a customer has: `dashboard.info`, `subaccount` and their like (wire 3.2).

use crate::ask::Ask;
use crate::caller::Anyone;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter};
use crate::fields::{ACCOUNT, id, or_empty};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{AccountId, Amount, Date, Level, Money, Text};
use onsell_engine::{Result, Scope, forecast};
use onsell_store::wallet::{self, Wallet};
use onsell_wire::message::Balance;
use onsell_wire::{Document, Fault, Node};

const PARAMETERS: &[Parameter] = &[ACCOUNT, PAGE_NUMBER, PAGE_ROWS];

/// Whose wallets, and which page of them.
pub(super) struct Input {
    account: Option<AccountId>,
    page: Page,
}

/// Wallets with the address of who looks at them.
pub(super) struct Output {
    wallets: Rows<(Wallet, Option<Date>)>,
    email: String,
    phone: String,
}

fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
    Ok(Input {
        account: id(&ask.params, "account")?,
        page: Page::read(&ask.params)?,
    })
}

/// The wallets of the caller's account, or of the one that staff asked for.
fn wallets(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    read(scope, caller, input, |_, _| Ok(None))
}

/// The same with the day until which each lasts.
fn lasting(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    read(scope, caller, input, forecast::of_wallet)
}

fn read(
    scope: &mut Scope<'_>,
    caller: &Anyone,
    input: &Input,
    until: fn(&mut Scope<'_>, &Wallet) -> Result<Option<Date>>,
) -> Result<Output> {
    let wallets = match caller.account_or(input.account) {
        Some(account) => wallet::of_account(scope.tx, account)?,
        None => Vec::new(),
    };
    let mut lasting = Vec::with_capacity(wallets.len());
    for wallet in wallets {
        let until = until(scope, &wallet)?;
        lasting.push((wallet, until));
    }
    let identity = &caller.identity;
    Ok(Output {
        wallets: Rows::whole(lasting, input.page),
        email: identity.email.clone(),
        phone: identity.phone.clone(),
    })
}

fn balance(wallet: &Wallet) -> Balance {
    let money = |amount| Money::new(amount, wallet.currency);
    Balance {
        available: Some(money(wallet.funds.available())),
        balance: money(wallet.funds.balance),
        credit_limit: Some(wallet.funds.credit_limit),
    }
}

/// `dashboard.info`: the balances at a glance.
pub(super) struct Dashboard;

impl Function for Dashboard {
    type Caller = Anyone;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "dashboard.info",
        kind: Kind::List(&[
            column::ID,
            column::REAL_BALANCE,
            column::BALANCE,
            column::AVAILABLE,
            column::RESERVED,
            column::PROJECT,
            column::CURRENCY,
            Column::new("enoughmoneyto", "Lasts until", "Хватит до"),
        ]),
        level: Level::Customer,
        title: Text::new("Balance", "Баланс"),
        parameters: PARAMETERS,
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        parse(ask)
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(lasting)
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        output.wallets.document(ask, |(wallet, until)| {
            let mut row = balance(wallet).to_dashboard_row(wallet.id.get());
            row.put(
                "reserved",
                Money::new(wallet.funds.reserved, wallet.currency).to_string(),
            );
            row.put("project", wallet.provider_name.clone());
            row.put("currency_str", wallet.currency.as_str());
            row.put("enoughmoneyto", or_empty(*until));
            row.put("email", output.email.clone());
            row.put("phone", output.phone.clone());
            row
        })
    }
}

/// `subaccount`: the balance at each provider.
pub(super) struct Wallets;

impl Function for Wallets {
    type Caller = Anyone;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "subaccount",
        kind: Kind::List(&[
            column::ID,
            column::PROJECT,
            column::BALANCE,
            column::CURRENCY,
            Column::new("credit", "Credit limit", "Кредитный лимит"),
            column::RESERVED,
        ]),
        level: Level::Customer,
        title: Text::new("Accounts", "Лицевые счета"),
        parameters: PARAMETERS,
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        parse(ask)
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(wallets)
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        output.wallets.document(ask, |(wallet, _)| {
            let mut row = balance(wallet).to_subaccount_row(wallet.id.get(), &wallet.provider_name);
            row.put("project_id", wallet.provider.to_string());
            row.put("account", wallet.account.to_string());
            row.put("reserved", wallet.funds.reserved.to_string());
            row
        })
    }
}

/// `dashboard.subaccount_credit`: how far each balance may go below zero.
pub(super) struct Credit;

impl Function for Credit {
    type Caller = Anyone;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "dashboard.subaccount_credit",
        kind: Kind::List(&[
            column::ID,
            column::PROJECT,
            Column::new("credit", "Credit limit", "Кредитный лимит"),
            Column::new("available_credit", "Still available", "Доступно"),
        ]),
        level: Level::Customer,
        title: Text::new("Credit", "Кредит"),
        parameters: PARAMETERS,
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        parse(ask)
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(wallets)
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        output.wallets.document(ask, |(wallet, _)| {
            let money = |amount| Money::new(amount, wallet.currency).to_string();
            let limit = wallet.funds.credit_limit;
            // What is below zero already is used; money of one's own is no credit.
            let available = wallet.funds.available().min(limit).max(Amount::ZERO);
            let mut row = Node::new("elem");
            row.put("id", wallet.id.to_string());
            row.put("project", wallet.provider_name.clone());
            row.put("credit", money(limit));
            row.put("available_credit", money(available));
            row
        })
    }
}

/// `account.discountinfo`: the discounts of an account; there are none yet.
pub(super) struct Discounts;

impl Function for Discounts {
    type Caller = Anyone;
    type Input = ();
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "account.discountinfo",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Discounts", "Скидки"),
        parameters: &[],
    };

    fn parse(_: &Ask) -> std::result::Result<(), Fault> {
        Ok(())
    }

    fn body((): &()) -> Body<Self> {
        Body::Read(|_, _, ()| Ok(()))
    }

    fn render((): &(), ask: &Ask) -> Document {
        let promotions = Node::new("list").attr("name", "promotion");
        Document::form(&ask.function).with(promotions)
    }
}
