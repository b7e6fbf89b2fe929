//! The addons of a tariff as a list: `pricelist.detail` (wire 4.5).

use crate::ask::Ask;
use crate::caller::Staff;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{cost, name_in, on, or_empty};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Amount, Currency, Level, Period, TariffId, Text};
use onsell_engine::{Result, Scope};
use onsell_store::tariff::{self, Addon, AddonPrice};
use onsell_wire::{Document, Fault, Node};

/// `pricelist.detail`: the addons of a tariff, those that are off too.
pub(super) struct Addons;

/// Of what, and which page of it.
pub(super) struct Input<T> {
    /// What it belongs to.
    pub of: T,
    /// The page.
    pub page: Page,
}

/// Reads which rows are asked for.
pub(super) fn input<T: From<i64>>(ask: &Ask) -> std::result::Result<Input<T>, Fault> {
    Ok(Input {
        of: ask.params.required_id("elid")?,
        page: Page::read(&ask.params)?,
    })
}

/// An addon with its unit prices in the provider's currency.
pub(super) type Priced = (Addon, Vec<AddonPrice>, Currency);

impl Function for Addons {
    type Caller = Staff;
    type Input = Input<TariffId>;
    type Output = Rows<Priced>;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.detail",
        kind: Kind::List(&[
            column::ID,
            column::NAME,
            column::INTERNAL_NAME,
            Column::new("addontype", "Value type", "Тип значения"),
            Column::new("billtype", "Billing type", "Тип учёта"),
            Column::new("enumeration", "Enumeration", "Перечисление"),
            column::PRICE,
            column::ORDER,
            column::STATUS,
        ]),
        level: Level::Staff,
        title: Text::new("Addons of a tariff", "Дополнения тарифа"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Tariff number", "Номер тарифа"),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input<TariffId>, Fault> {
        input(ask)
    }

    fn body(_: &Input<TariffId>) -> Body<Self> {
        Body::Read(addons)
    }

    fn render(rows: &Rows<Priced>, ask: &Ask) -> Document {
        rows.document(ask, |priced| row(priced, ask))
    }
}

fn addons(scope: &mut Scope<'_>, _: &Staff, input: &Input<TariffId>) -> Result<Rows<Priced>> {
    let found = tariff::find(scope.tx, input.of)?;
    let found = found.ok_or_else(|| Fault::missed("pricelist", input.of))?;
    let prices = tariff::addon_prices(scope.tx, found.id, found.currency)?;
    let addons = tariff::addons(scope.tx, found.id)?.into_iter();
    let priced = addons.map(|addon| {
        let mine = prices.iter().filter(|price| price.addon == addon.id);
        let mine = mine.copied().collect();
        (addon, mine, found.currency)
    });
    Ok(Rows::whole(priced.collect(), input.page))
}

fn row((addon, prices, currency): &Priced, ask: &Ask) -> Node {
    let costs = costs(
        prices.iter().map(|price| (price.period, price.price)),
        *currency,
        ask,
    );
    let mut row = Node::new("elem");
    row.put("id", addon.id.to_string());
    row.put("name", name_in(ask.language, &addon.name, &addon.name_ru));
    row.put("intname", addon.intname.clone());
    row.put("addontype", addon.value_type.to_string());
    row.put("billtype", addon.bill_type.to_string());
    row.put("enumeration", or_empty(addon.enumeration));
    row.put("price", costs);
    row.put("orderpriority", addon.sort.to_string());
    row.put("status", on(addon.active));
    row
}

/// Prices as lists show them.
pub(super) fn costs(
    prices: impl Iterator<Item = (Period, Amount)>,
    currency: Currency,
    ask: &Ask,
) -> String {
    let costs: Vec<String> = prices
        .map(|(period, price)| cost(price, currency, period, ask.language))
        .collect();
    costs.join(", ")
}
