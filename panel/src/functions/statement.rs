//! The statement of an account: `statement`. What came in and what went out of a wallet in a
//! period, with the balance after each, and the totals.

use crate::ask::Ask;
use crate::caller::Anyone;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, id, instant, or_empty};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, PAGE_ROWS_MAX, Page, Rows};
use onsell_domain::{AccountId, Amount, Language, Level, Money, Text, Timestamp, WalletId, Zone};
use onsell_engine::{Result, Scope};
use onsell_store::statement::{self, Line, Standing};
use onsell_store::wallet::{self, Wallet};
use onsell_wire::{Document, Fault, Node};

/// `statement`: the lines of a wallet, the oldest first; without a number, of the account's first.
pub(super) struct Statement;

/// Of which wallet, from when until when, and which page.
pub(super) struct Input {
    account: Option<AccountId>,
    wallet: Option<WalletId>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    page: Page,
}

/// The lines of the page, and how the wallet stood before the period and after it.
pub(super) struct Output {
    wallet: Wallet,
    rows: Rows<Line>,
    before: Standing,
    after: Standing,
}

impl Function for Statement {
    type Caller = Anyone;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "statement",
        kind: Kind::List(&[
            column::ID,
            column::DATE,
            column::TYPE,
            column::NAME,
            Column::new("document", "Document", "Документ"),
            column::ITEM,
            column::AMOUNT,
            column::BALANCE,
        ]),
        level: Level::Customer,
        title: Text::new("Statement", "Выписка по счёту"),
        parameters: &[
            ACCOUNT,
            Parameter::optional(
                "subaccount",
                ParameterKind::Id,
                Text::new("Number of the balance", "Номер лицевого счёта"),
            ),
            Parameter::optional(
                "datefrom",
                ParameterKind::Date,
                Text::new("From this day on", "С этого дня"),
            ),
            Parameter::optional(
                "dateto",
                ParameterKind::Date,
                Text::new("Until this day, with it", "По этот день включительно"),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let (params, utc) = (&ask.params, Zone::default());
        let (from, until) = (params.date("datefrom")?, params.date("dateto")?);
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            let reason = Text::new(
                "The period ends before it begins",
                "Период кончается раньше",
            );
            return Err(Fault::value_because("dateto", or_empty(until), reason));
        }
        Ok(Input {
            account: id(params, "account")?,
            wallet: id(params, "subaccount")?,
            from: from.map(|day| utc.start_of(day)),
            until: until.map(|day| utc.end_of(day)),
            page: Page::read(params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(read)
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        let Output {
            wallet,
            rows,
            before,
            after,
        } = output;
        let money = |amount: Amount| Money::new(amount, wallet.currency).to_string();
        let less = |one: Amount, other: Amount| Amount::new(one.get().saturating_sub(other.get()));
        let mut document = rows.document(ask, |line| row(line, wallet, ask.language));
        let came_in = less(after.came_in, before.came_in);
        let moved = less(after.balance, before.balance);
        document.put("subaccount", wallet.id.to_string());
        document.put("account", wallet.account.to_string());
        document.put("project", wallet.provider_name.clone());
        document.put("currency_str", wallet.currency.as_str());
        document.put("opening", money(before.balance));
        document.put("income", money(came_in));
        document.put("outcome", money(less(came_in, moved)));
        document.put("closing", money(after.balance));
        document
    }
}

fn read(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    let wallet = wallet_of(scope, caller, input)?;
    let before = match input.from {
        Some(from) => statement::standing(scope.tx, wallet.id, Some(from))?,
        None => Standing::default(),
    };
    let after = statement::standing(scope.tx, wallet.id, input.until)?;
    let total = (after.number - before.number).max(0);
    let (pass, rows) = input.page.window().unwrap_or((0, PAGE_ROWS_MAX as u32));
    let limit = i64::from(rows).min(total - i64::from(pass)).max(0);
    let first = before.number + i64::from(pass);
    let lines = statement::lines(scope.tx, wallet.id, first, limit)?;
    Ok(Output {
        rows: Rows::page(lines, total, input.page),
        wallet,
        before,
        after,
    })
}

/// The wallet that is named, else the first of the account; somebody else's does not exist.
fn wallet_of(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Wallet> {
    let account = caller.account_or(input.account);
    if let Some(id) = input.wallet {
        let found = wallet::find(scope.tx, id)?;
        let is_theirs = |wallet: &Wallet| account.is_none_or(|account| account == wallet.account);
        let found = found.filter(is_theirs);
        return found.ok_or_else(|| Fault::missed("subaccount", id).into());
    }
    let account = account.ok_or_else(|| Fault::value_empty("account"))?;
    let first = wallet::of_account(scope.tx, account)?.into_iter().next();
    first.ok_or_else(|| Fault::missed("account", account).into())
}

fn row(line: &Line, wallet: &Wallet, language: Language) -> Node {
    const PAYMENT: Text = Text::new("Payment", "Платёж");
    const REFUND: Text = Text::new("Refund of a payment", "Возврат платежа");
    const CHARGE: Text = Text::new("Charge", "Списание");
    const RETURN: Text = Text::new("Returned", "Возвращено");
    let money = |amount: Amount| Money::new(amount, wallet.currency).to_string();
    let is_out = line.amount.is_negative();
    let (kind, text) = match (line.payment.is_some(), is_out) {
        (true, false) => ("payment", PAYMENT),
        (true, true) => ("refund", REFUND),
        (false, true) => ("expense", CHARGE),
        (false, false) => ("return", RETURN),
    };
    let name = match line.kind {
        Some(kind) => format!("{}: {}", kind.title(language), line.name),
        None => line.name.clone(),
    };
    let document = or_empty(line.payment) + &or_empty(line.expense);
    let mut row = Node::new("elem");
    row.put("id", line.number.to_string());
    row.put("date", instant(line.at));
    row.push(Node::leaf("type", text.get(language)).attr("orig", kind));
    row.put("name", name);
    row.put("document", document);
    row.put("item", or_empty(line.service));
    row.put("amount", money(line.amount));
    row.put("balance", money(line.balance));
    row
}
