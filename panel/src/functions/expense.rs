//! What was charged and what was given back (wire 3.2).

use crate::ask::Ask;
use crate::caller::Anyone;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind};
use crate::fields::{ACCOUNT, id, instant};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{AccountId, Language, Level, Money, Text};
use onsell_store::expense::{self, Expense};
use onsell_wire::{Document, Fault, Node};

/// `expense`: charges, newest first; what was given back is below zero.
pub(super) struct Expenses;

/// Whose, and which page.
pub(super) struct Input {
    account: Option<AccountId>,
    page: Page,
}

impl Function for Expenses {
    type Caller = Anyone;
    type Input = Input;
    type Output = Rows<Expense>;

    const DECLARATION: Declaration = Declaration {
        name: "expense",
        kind: Kind::List(&[
            column::ID,
            column::NAME,
            Column::new("locale_name", "Description", "Описание"),
            column::INTERNAL_NAME,
            column::ITEM,
            Column::new("operation", "Operation", "Операция"),
            Column::new("realdate", "Charged", "Списано"),
            column::CREATED,
            column::AMOUNT,
            Column::new("amount_iso", "Amount", "Сумма"),
            Column::new("currency", "Currency", "Валюта"),
            Column::new("notpayd", "Not paid", "Не оплачено"),
            Column::new("discountamount", "Discount", "Скидка"),
            Column::new("taxamount", "Tax", "Налог"),
        ]),
        level: Level::Customer,
        title: Text::new("Expenses", "Расходы"),
        parameters: &[ACCOUNT, PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        Ok(Input {
            account: id(&ask.params, "account")?,
            page: Page::read(&ask.params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, input: &Input| {
            let all = expense::list(scope.tx, caller.account_or(input.account))?;
            Ok(Rows::whole(all, input.page))
        })
    }

    fn render(rows: &Rows<Expense>, ask: &Ask) -> Document {
        rows.document(ask, |expense| row(expense, ask.language))
    }
}

const RETURNED: Text = Text::new("Returned", "Возвращено");

fn row(expense: &Expense, language: Language) -> Node {
    let mut row = Node::new("elem");
    row.put("id", expense.id.to_string());
    row.put("name", expense.name.clone());
    let name = if expense.amount.is_negative() {
        format!("{}: {}", RETURNED.get(language), expense.name)
    } else {
        expense.name.clone()
    };
    row.put("locale_name", name);
    row.put("intname", expense.kind.name());
    row.put("item", expense.service.to_string());
    row.put("operation", expense.operation.to_string());
    row.put("realdate", instant(expense.charged_at));
    row.put("cdate", instant(expense.charged_at));
    row.put("amount", expense.amount.to_string());
    row.put(
        "amount_iso",
        Money::new(expense.amount, expense.currency).to_string(),
    );
    row.put("currency", expense.currency.as_str());
    row.put("notpayd", "0.00");
    row.put("discountamount", "0.00");
    row.put("taxamount", "0.00");
    row
}
