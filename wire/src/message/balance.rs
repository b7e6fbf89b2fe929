//! What a buyer has at the seller: `dashboard.info` and `subaccount` (wire 3.2).

use onsell_domain::{Amount, Currency, Money};

use crate::{Node, Params};

/// The money of one account at one provider of the seller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// What can be spent, where the seller says so.
    pub available: Option<Money>,
    /// What was paid in less what was charged; negative is a debt.
    pub balance: Money,
    /// How far below zero the balance may go, where the seller says so.
    pub credit_limit: Option<Amount>,
}

impl Balance {
    /// Asks for the overview.
    pub fn dashboard_request() -> Params {
        let mut params = Params::default();
        params.push("func", "dashboard.info");
        params
    }

    /// Asks for the accounts.
    pub fn subaccount_request() -> Params {
        let mut params = Params::default();
        params.push("func", "subaccount");
        params
    }

    /// What can be spent as far as it is known: what the seller says, else the balance and the
    /// credit.
    pub fn spendable(&self) -> Money {
        self.available.unwrap_or_else(|| {
            let credit = self.credit_limit.unwrap_or_default();
            let amount = self
                .balance
                .amount
                .checked_add(credit)
                .unwrap_or(self.balance.amount);
            Money::new(amount, self.balance.currency)
        })
    }

    /// The row of `dashboard.info`.
    pub fn to_dashboard_row(&self, id: i64) -> Node {
        let mut row = Node::new("elem");
        row.put("id", id.to_string());
        row.put("realbalance", shown(self.balance));
        row.put("balance", shown(self.balance));
        self.put_limits(&mut row);
        row
    }

    /// The row of `subaccount` for a provider of this name.
    pub fn to_subaccount_row(&self, id: i64, project: &str) -> Node {
        let mut row = Node::new("elem");
        row.put("id", id.to_string());
        row.put("project", project);
        row.put("balance", self.balance.amount.two_digits());
        row.put("currency", self.balance.currency.as_str());
        self.put_limits(&mut row);
        row
    }

    fn put_limits(&self, row: &mut Node) {
        if let Some(available) = self.available {
            row.put("available", shown(available));
        }
        if let Some(credit_limit) = self.credit_limit {
            row.put("creditlimit", credit_limit.two_digits());
        }
    }

    /// The balances in an answer of either function, in its order. Rows without an amount and a
    /// currency are left out; a row may hold several balances.
    pub fn from_node(root: &Node) -> Vec<Self> {
        root.children_of("elem").flat_map(Self::from_row).collect()
    }

    fn from_row(row: &Node) -> Vec<Self> {
        let currency = row
            .first_text(&["currency", "currency_str"])
            .and_then(currency);
        let read = |node: &Node| money(&node.text, currency);
        let available = row.child("available").and_then(read);
        let credit_limit = |balance: Money| {
            let told = ["creditlimit", "credit_limit", "credit"]
                .iter()
                .find_map(|tag| row.child(tag));
            let limit = money(&told?.text, Some(balance.currency))?;
            (limit.currency == balance.currency).then_some(limit.amount)
        };
        for tag in ["realbalance", "balance", "available"] {
            let balances: Vec<Money> = row.children_of(tag).filter_map(read).collect();
            if balances.is_empty() {
                continue;
            }
            let told = balances.into_iter().map(|balance| Self {
                available: available.filter(|money| money.currency == balance.currency),
                balance,
                credit_limit: credit_limit(balance),
            });
            return told.collect();
        }
        Vec::new()
    }
}

/// Two digits and the code, as the cabinet shows money.
fn shown(money: Money) -> String {
    format!("{} {}", money.amount.two_digits(), money.currency)
}

/// An amount that people read: `12.34 EUR`, `1 234,50 €`, or without a currency of its own.
pub(crate) fn money(text: &str, fallback: Option<Currency>) -> Option<Money> {
    let text = text.trim();
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | ' ' | '\u{a0}');
    let end = text.find(|c: char| !is_number(c)).unwrap_or(text.len());
    let (number, name) = text.split_at(end);
    let currency = if name.trim().is_empty() {
        fallback
    } else {
        currency(name)
    };
    Some(Money::new(amount(number)?, currency?))
}

/// A number without the spaces that group its digits; a comma alone is a decimal point.
fn amount(text: &str) -> Option<Amount> {
    let mut number: String = text
        .chars()
        .filter(|c| *c != ' ' && *c != '\u{a0}')
        .collect();
    if !number.contains('.') && number.matches(',').count() == 1 {
        number = number.replace(',', ".");
    }
    Amount::parse(&number).ok()
}

/// A code, or the sign that stands for one.
pub(crate) fn currency(text: &str) -> Option<Currency> {
    let code = match text.trim() {
        "€" => "EUR",
        "$" => "USD",
        "£" => "GBP",
        "₽" | "руб." | "р." => "RUB",
        code => code,
    };
    Currency::parse(code).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Format, decode_xml};

    fn euros(text: &str) -> Money {
        Money::new(
            Amount::parse(text).expect(text),
            Currency::parse("EUR").expect("code"),
        )
    }

    #[test]
    fn balances_are_read_as_they_were_written() {
        let check = |balance: Balance| {
            let rows = [
                balance.to_dashboard_row(1),
                balance.to_subaccount_row(1, "Provider"),
            ];
            for row in rows {
                let document = Document::list("dashboard.info").with(row.clone()).with(row);
                let root = decode_xml(&document.encode(Format::Xml)).expect("XML");
                assert_eq!(Balance::from_node(&root), [balance, balance]);
            }
        };
        check(Balance {
            available: None,
            balance: euros("120.50"),
            credit_limit: None,
        });
        check(Balance {
            available: Some(euros("-1.00")),
            balance: euros("-5.25"),
            credit_limit: Amount::parse("10").ok(),
        });
    }

    #[test]
    fn answers_of_other_sellers_are_understood() {
        let check = |row: &str, expect: &[&str]| {
            let root = decode_xml(&format!("<doc><elem>{row}</elem></doc>")).expect(row);
            let read: Vec<String> = Balance::from_node(&root)
                .iter()
                .map(|b| b.balance.to_string())
                .collect();
            assert_eq!(read, expect, "{row}");
        };
        check(
            "<realbalance>120.50 EUR</realbalance><balance>1.00 EUR</balance>",
            &["120.50 EUR"],
        );
        check("<balance>1 234,50 €</balance>", &["1234.50 EUR"]);
        check("<balance>-0.1048 RUB</balance>", &["-0.1048 RUB"]);
        check(
            "<realbalance/><available>7.00 USD</available>",
            &["7.00 USD"],
        );
        check(
            "<balance>7</balance><currency>EUR</currency>",
            &["7.00 EUR"],
        );
        check(
            "<balance>1.00 EUR</balance><balance>2.00 USD</balance>",
            &["1.00 EUR", "2.00 USD"],
        );
        check("<balance>7.00</balance>", &[]);
        check("<balance>1,234.50 EUR</balance>", &[]);
        check("<balance>lots EUR</balance>", &[]);
        check("<phone/>", &[]);
    }

    #[test]
    fn credit_counts_only_where_nothing_better_is_known() {
        let check = |available: Option<&str>, credit: Option<&str>, expect: &str| {
            let balance = Balance {
                available: available.map(euros),
                balance: euros("10"),
                credit_limit: credit.map(|credit| euros(credit).amount),
            };
            assert_eq!(balance.spendable(), euros(expect));
        };
        check(Some("3"), Some("50"), "3");
        check(None, Some("50"), "60");
        check(None, None, "10");
    }
}
