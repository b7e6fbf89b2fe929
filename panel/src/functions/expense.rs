//! What was charged and what was given back (wire 3.2).

use crate::ask::Ask;
use crate::caller::Anyone;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, id, instant};
use crate::function::{Body, Function};
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows, Sort};
use onsell_domain::{Language, Level, Money, Text, Zone};
use onsell_store::expense::{self, Expense, ExpenseFilter};
use onsell_wire::{Document, Fault, Node};

/// `expense`: charges, newest first; what was given back is below zero.
pub(super) struct Expenses;

/// Whose, and which page.
pub(super) struct Input {
    filter: ExpenseFilter,
    /// Whether the store has an index for the order.
    is_sorted: bool,
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
        parameters: &[
            ACCOUNT,
            FILTER,
            Parameter::optional("id", ParameterKind::Id, Text::new("Number", "Номер")),
            Parameter::optional("item", ParameterKind::Id, Text::new("Service", "Услуга")),
            Parameter::optional(
                "realdatestart",
                ParameterKind::Date,
                Text::new(
                    "Charged on this day or later",
                    "Списано не раньше этого дня",
                ),
            ),
            Parameter::optional(
                "realdateend",
                ParameterKind::Date,
                Text::new(
                    "Charged on this day or earlier",
                    "Списано не позже этого дня",
                ),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        let params = &ask.params;
        let mut filter = ExpenseFilter {
            account: id(params, "account")?,
            ..ExpenseFilter::default()
        };
        if params.is_on("filter") {
            let utc = Zone::default();
            filter.id = id(params, "id")?;
            filter.service = id(params, "item")?;
            let from = params.date("realdatestart")?;
            filter.from = from.map(|day| utc.start_of(day));
            let until = params.date("realdateend")?;
            filter.until = until.map(|day| utc.end_of(day));
        }
        let sort = Sort::read(params);
        // Numbers are given in the order of charging.
        let is_sorted = |sort: &Sort| ["id", "realdate", "cdate"].contains(&sort.column.as_str());
        filter.oldest_first = sort
            .as_ref()
            .is_some_and(|sort| is_sorted(sort) && !sort.descends);
        Ok(Input {
            filter,
            is_sorted: sort.as_ref().is_none_or(is_sorted),
            page: Page::read(params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, input: &Input| {
            Rows::read(input.page, input.is_sorted, |window| {
                let filter = ExpenseFilter {
                    account: caller.account_or(input.filter.account),
                    window,
                    ..input.filter.clone()
                };
                Ok(expense::list(scope.tx, &filter)?)
            })
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
