//! Clients, as staff see them (wire 4.6).

use crate::ask::Ask;
use crate::caller::Staff;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{id, instant, on, switch};
use crate::function::{Body, Function};
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows, Sort};
use onsell_domain::{Level, Money, Text, Zone};
use onsell_engine::{Result, Scope};
use onsell_store::account::{self, Account, AccountFilter, AccountOrder};
use onsell_store::wallet::{self, Wallet};
use onsell_wire::{Document, Fault, Node};

/// `account`: the clients with their balances.
pub(super) struct Accounts;

/// Which clients, and which page of them.
pub(super) struct Input {
    filter: AccountFilter,
    /// Whether the store has an index for the order.
    is_sorted: bool,
    page: Page,
}

impl Function for Accounts {
    type Caller = Staff;
    type Input = Input;
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
        parameters: &[
            FILTER,
            Parameter::optional("id", ParameterKind::Id, Text::new("Number", "Номер")),
            Parameter::optional(
                "name",
                ParameterKind::Text,
                Text::new("A part of the name", "Часть названия"),
            ),
            Parameter::optional(
                "project",
                ParameterKind::Id,
                Text::new("Provider number", "Номер провайдера"),
            ),
            Parameter::optional(
                "account_status",
                ParameterKind::Switch,
                Text::new("Switched on or off", "Включён или выключен"),
            ),
            Parameter::optional(
                "email",
                ParameterKind::Text,
                Text::new(
                    "The whole e-mail address of a user",
                    "Адрес электронной почты пользователя целиком",
                ),
            ),
            Parameter::optional(
                "registration_datestart",
                ParameterKind::Date,
                Text::new(
                    "Registered on this day or later",
                    "Зарегистрирован не раньше этого дня",
                ),
            ),
            Parameter::optional(
                "registration_dateend",
                ParameterKind::Date,
                Text::new(
                    "Registered on this day or earlier",
                    "Зарегистрирован не позже этого дня",
                ),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        let mut filter = AccountFilter::default();
        if params.is_on("filter") {
            let utc = Zone::default();
            let text = |name: &str| params.text(name).filter(|text| !text.is_empty());
            filter.id = id(params, "id")?;
            filter.name = text("name").map(str::to_owned);
            filter.provider = id(params, "project")?;
            filter.active = text("account_status").and_then(|_| switch(params, "account_status"));
            filter.email = text("email").map(str::to_owned);
            let from = params.date("registration_datestart")?;
            filter.from = from.map(|day| utc.start_of(day));
            let until = params.date("registration_dateend")?;
            filter.until = until.map(|day| utc.end_of(day));
        }
        let sort = Sort::read(params);
        let order = sort.as_ref().map(|sort| indexed(&sort.column));
        filter.order = order.flatten().unwrap_or_default();
        filter.descends = sort.is_some_and(|sort| sort.descends);
        Ok(Input {
            filter,
            is_sorted: order != Some(None),
            page: Page::read(params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(list)
    }

    fn render(rows: &Rows<(Account, Vec<Wallet>)>, ask: &Ask) -> Document {
        rows.document(ask, |(account, wallets)| row(account, wallets))
    }
}

/// The order of a column that an index has.
fn indexed(column: &str) -> Option<AccountOrder> {
    match column {
        "id" => Some(AccountOrder::Number),
        "name" => Some(AccountOrder::Name),
        "tz_registration_date" => Some(AccountOrder::Created),
        _ => None,
    }
}

fn list(scope: &mut Scope<'_>, _: &Staff, input: &Input) -> Result<Rows<(Account, Vec<Wallet>)>> {
    Rows::read(input.page, input.is_sorted, |window| {
        let filter = AccountFilter {
            window,
            ..input.filter.clone()
        };
        let (shown, total) = account::list(scope.tx, &filter)?;
        let mut with_wallets = Vec::with_capacity(shown.len());
        for account in shown {
            let wallets = wallet::of_account(scope.tx, account.id)?;
            with_wallets.push((account, wallets));
        }
        Ok((with_wallets, total))
    })
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
