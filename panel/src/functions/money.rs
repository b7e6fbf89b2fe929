//! What a customer has: `dashboard.info` and `subaccount` (wire 3.2).

use crate::ask::Ask;
use crate::caller::Anyone;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter};
use crate::fields::{ACCOUNT, id};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{AccountId, Level, Money, Text};
use onsell_engine::{Result, Scope};
use onsell_store::wallet::{self, Wallet};
use onsell_wire::message::Balance;
use onsell_wire::{Document, Fault};

const PARAMETERS: &[Parameter] = &[ACCOUNT, PAGE_NUMBER, PAGE_ROWS];

/// Whose wallets, and which page of them.
pub(super) struct Input {
    account: Option<AccountId>,
    page: Page,
}

/// Wallets with the address of who looks at them.
pub(super) struct Output {
    wallets: Rows<Wallet>,
    email: String,
}

fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
    Ok(Input {
        account: id(&ask.params, "account")?,
        page: Page::read(&ask.params)?,
    })
}

/// The wallets of the caller's account, or of the one that staff asked for.
fn wallets(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    let wallets = match caller.account_or(input.account) {
        Some(account) => wallet::of_account(scope.tx, account)?,
        None => Vec::new(),
    };
    let email = caller.identity.email.clone();
    Ok(Output {
        wallets: Rows::whole(wallets, input.page),
        email,
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
        Body::Read(wallets)
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        output.wallets.document(ask, |wallet| {
            let mut row = balance(wallet).to_dashboard_row(wallet.id.get());
            row.put(
                "reserved",
                Money::new(wallet.funds.reserved, wallet.currency).to_string(),
            );
            row.put("project", wallet.provider_name.clone());
            row.put("currency_str", wallet.currency.as_str());
            row.put("enoughmoneyto", "");
            row.put("email", output.email.clone());
            row.put("phone", "");
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
        output.wallets.document(ask, |wallet| {
            let mut row = balance(wallet).to_subaccount_row(wallet.id.get(), &wallet.provider_name);
            row.put("project_id", wallet.provider.to_string());
            row.put("account", wallet.account.to_string());
            row.put("reserved", wallet.funds.reserved.to_string());
            row
        })
    }
}
