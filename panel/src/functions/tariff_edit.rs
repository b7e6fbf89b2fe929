//! A tariff plan with its prices: `pricelist.edit` (wire 4.5).
//!
//! The prices of each period have a field each: `price_1`, `setup_1` and `renewal_1` for a month,
//! `price_12` … for a year, `price_-100` for the trial (wire 2.3 has the codes). A rule that is
//! left empty is as the product type says (`itemtype.edit`).

use super::rule_fields;
use super::{tariff_certificate, tariff_server};
use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, on, or_empty, saved_with, switch};
use crate::function::{Body, Function};
use onsell_domain::{
    AddonId, Amount, Change, ChangePolicy, ClientChange, Level, ModuleId, Period, TariffId, Text,
};
use onsell_engine::certificate::sells_certificates;
use onsell_engine::module_license::sells_modules;
use onsell_engine::report::Line;
use onsell_engine::server_tariff::{self as server_tariff_rules, ServerTariffInput};
use onsell_engine::tariffs::{self, TariffInput};
use onsell_engine::{Result, Scope, unpriced};
use onsell_store::certificate_tariff::{self, CertificateTariff};
use onsell_store::module_choice;
use onsell_store::rules::{self, TariffRules};
use onsell_store::server_tariff::{self, ServerTariff};
use onsell_store::tariff::{self, Addon, Price, Tariff};
use onsell_wire::{Document, Fault, Params};

/// `pricelist.edit`: shows a tariff; with `sok` changes it. Running services keep their prices.
pub(super) struct Edit;

/// What a panel calls the module that a tariff sells.
pub(super) const ADDITION_INTNAME: Parameter = Parameter::optional(
    "additionintname",
    ParameterKind::Text,
    Text::new(
        "What a panel calls the module that it sells, such as CloudLinux",
        "Как панель называет продаваемый модуль, например CloudLinux",
    ),
);

/// Which tariff, and what to change of it.
pub(super) struct Input {
    id: TariffId,
    change: Option<TariffInput>,
    server: ServerTariffInput,
    certificate: tariff_certificate::Changes,
}

/// What came of it.
pub(super) enum Output {
    /// The tariff.
    Shown(Box<Shown>),
    /// Changed, and what is to be looked at.
    Saved(TariffId, Vec<Line>),
}

/// A tariff with everything that its form shows.
pub(super) struct Shown {
    tariff: Tariff,
    prices: Vec<Price>,
    addons: Vec<Addon>,
    rules: TariffRules,
    server: ServerTariff,
    certificate: Option<CertificateTariff>,
    modules: Vec<ModuleId>,
}

impl Function for Edit {
    type Caller = Administrator;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.edit",
        kind: Kind::Form,
        level: Level::Administrator,
        title: Text::new("Tariff plan", "Тарифный план"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Tariff number", "Номер тарифа"),
            ),
            Parameter::optional("name", ParameterKind::Text, Text::new("Name", "Название")),
            Parameter::optional(
                "name_ru",
                ParameterKind::Text,
                Text::new("Russian name", "Название по-русски"),
            ),
            Parameter::optional(
                "intname",
                ParameterKind::Text,
                Text::new(
                    "Internal name: the seller's tariff number",
                    "Внутреннее имя: номер тарифа у продавца",
                ),
            ),
            ADDITION_INTNAME,
            Parameter::optional(
                "trial_days",
                ParameterKind::Integer,
                Text::new("Days of the trial", "Дней пробного периода"),
            ),
            Parameter::optional(
                "orderpriority",
                ParameterKind::Integer,
                Text::new("Place in the list", "Место в списке"),
            ),
            Parameter::optional(
                "active",
                ParameterKind::Switch,
                Text::new("Can be ordered", "Доступен для заказа"),
            ),
            rule_fields::CLIENT_SUSPENDS,
            rule_fields::CLIENT_RESUMES,
            rule_fields::CLIENT_DELETES,
            rule_fields::DELETION,
            rule_fields::AUTO_DELETION,
            rule_fields::IP_CHANGE_DAYS,
            rule_fields::KEY_CHANGE_DAYS,
            rule_fields::RETURN_POLICY,
            tariff_server::MODULES,
            tariff_server::TEMPLATE,
            tariff_server::RECIPE,
            tariff_server::OFFERS_OFF,
            tariff_certificate::TEMPLATE,
            tariff_certificate::NAMES,
            Parameter::optional(
                "changepolicy",
                ParameterKind::Text,
                Text::new(
                    "What a change to another tariff moves: money or date",
                    "Что меняется при смене тарифа: money (деньги) или date (срок)",
                ),
            ),
            Parameter::optional(
                "minperiod",
                ParameterKind::Period,
                Text::new(
                    "Clients lower addons after this period at the earliest; empty at any time",
                    "Клиент уменьшает дополнения не раньше этого периода; пусто — когда угодно",
                ),
            ),
            Parameter::optional(
                "restrictclientchange_N",
                ParameterKind::Text,
                Text::new(
                    "Clients change addon N: off (freely), uponly, downonly or on (not at all)",
                    "Клиент меняет дополнение N: off (свободно), uponly, downonly или on (никак)",
                ),
            ),
            Parameter::optional(
                "price_N",
                ParameterKind::Text,
                Text::new("Price of the period N", "Цена периода N"),
            ),
            Parameter::optional(
                "setup_N",
                ParameterKind::Text,
                Text::new(
                    "Set-up fee of the period N",
                    "Плата за установку для периода N",
                ),
            ),
            Parameter::optional(
                "renewal_N",
                ParameterKind::Text,
                Text::new(
                    "Renewal price of the period N",
                    "Цена продления для периода N",
                ),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let id = ask.params.required_id("elid")?;
        let change = if ask.is_final() {
            Some(change(&ask.params, id)?)
        } else {
            None
        };
        Ok(Input {
            id,
            change,
            server: tariff_server::changes(&ask.params)?,
            certificate: tariff_certificate::Changes::read(&ask.params)?,
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.change.is_some() {
            Body::Write(save)
        } else {
            Body::Read(show)
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Saved(id, lines) => saved_with(ask, id, lines),
            Output::Shown(shown) => form(shown, ask),
        }
    }
}

fn change(params: &Params, id: TariffId) -> std::result::Result<TariffInput, Fault> {
    let text = |name: &str| params.text(name).map(str::to_owned);
    let trial_days = params.integer("trial_days")?;
    let trial_days = trial_days
        .map(|days| u16::try_from(days).map_err(|_| Fault::value("trial_days", days)))
        .transpose()?;
    Ok(TariffInput {
        id: Some(id),
        name: text("name"),
        name_ru: text("name_ru"),
        intname: text("intname"),
        addition_intname: params.get("additionintname").map(str::to_owned),
        trial_days,
        sort: params.integer("orderpriority")?,
        active: switch(params, "active"),
        change_policy: change_policy(params)?,
        minimum_period: minimum_period(params)?,
        prices: prices(params)?,
        client_changes: client_changes(params)?,
        rules: rule_fields::changes(params)?,
        return_policy: rule_fields::return_policy(params)?,
        // Who changes it is known inside the unit only.
        by: None,
    })
}

fn change_policy(params: &Params) -> std::result::Result<Option<ChangePolicy>, Fault> {
    let Some(name) = params.text("changepolicy") else {
        return Ok(None);
    };
    let policy = ChangePolicy::parse(name).ok_or_else(|| Fault::value("changepolicy", name))?;
    Ok(Some(policy))
}

/// How long a service is had before an addon can be lowered; an empty field is not at all.
fn minimum_period(params: &Params) -> std::result::Result<Change<Period>, Fault> {
    const NAME: &str = "minperiod";
    if params.get(NAME).is_none() {
        return Ok(Change::Stays);
    }
    match params.period(NAME)? {
        Some(period @ (Period::Trial | Period::Lifetime)) => Err(Fault::value(NAME, period.code())),
        period => Ok(period.map_or(Change::Unsaid, Change::Is)),
    }
}

/// The rules for clients in a request, a field per addon.
fn client_changes(params: &Params) -> std::result::Result<Vec<(AddonId, ClientChange)>, Fault> {
    let mut rules = Vec::new();
    for (name, value) in params.iter() {
        let Some(addon) = name.strip_prefix("restrictclientchange_") else {
            continue;
        };
        let rule = ClientChange::parse(value.trim());
        match (addon.parse(), rule) {
            (Ok(addon), Some(rule)) => rules.push((AddonId::new(addon), rule)),
            _ => return Err(Fault::value(name, value)),
        }
    }
    Ok(rules)
}

type PeriodPrices = (Period, Option<Amount>, Option<Amount>, Option<Amount>);

/// The prices in a request, a line per period.
fn prices(params: &Params) -> std::result::Result<Vec<PeriodPrices>, Fault> {
    let mut lines: Vec<PeriodPrices> = Vec::new();
    for (name, _) in params.iter() {
        let Some((kind, code)) = name.split_once('_') else {
            continue;
        };
        if !["price", "setup", "renewal"].contains(&kind) || !params.has(name) {
            continue;
        }
        let period = code
            .parse()
            .ok()
            .and_then(|code| Period::from_code(code).ok());
        let period = period.ok_or_else(|| Fault::value(name, code))?;
        let amount = params.amount(name)?;
        if amount.is_some_and(Amount::is_negative) {
            return Err(Fault::value(name, or_empty(amount)));
        }
        let index = lines
            .iter()
            .position(|line| line.0 == period)
            .unwrap_or(lines.len());
        if index == lines.len() {
            lines.push((period, None, None, None));
        }
        let line = &mut lines[index];
        match kind {
            "price" => line.1 = amount,
            "setup" => line.2 = amount,
            _ => line.3 = amount,
        }
    }
    Ok(lines)
}

fn show(scope: &mut Scope<'_>, _: &Administrator, input: &Input) -> Result<Output> {
    let missing = || Fault::missed("pricelist", input.id);
    let tariff = tariff::find(scope.tx, input.id)?.ok_or_else(missing)?;
    let prices = tariff::prices(scope.tx, tariff.id, tariff.currency)?;
    let rules = rules::of_tariff(scope.tx, tariff.id)?.ok_or_else(missing)?;
    let addons = tariff::addons(scope.tx, tariff.id)?;
    let server = server_tariff::find(scope.tx, tariff.id)?;
    let certificate = sells_certificates(&tariff.type_name)
        .then(|| certificate_tariff::find(scope.tx, tariff.id))
        .transpose()?;
    let modules = module_choice::linked(scope.tx, tariff.id)?;
    Ok(Output::Shown(Box::new(Shown {
        tariff,
        prices,
        addons,
        rules,
        server,
        certificate,
        modules,
    })))
}

fn save(scope: &mut Scope<'_>, caller: &Administrator, input: &Input) -> Result<Output> {
    let Some(change) = &input.change else {
        return show(scope, caller, input);
    };
    let change = TariffInput {
        by: caller.identity.author(),
        ..change.clone()
    };
    let id = tariffs::save(scope, &change)?;
    server_tariff_rules::save(scope, id, &input.server)?;
    if input.certificate.is_said() {
        let before = certificate_tariff::find(scope.tx, id)?;
        certificate_tariff::put(scope.tx, id, &input.certificate.over(before))?;
    }
    Ok(Output::Saved(id, unpriced::warnings(scope, id)?))
}

fn form(shown: &Shown, ask: &Ask) -> Document {
    let Shown {
        tariff,
        prices,
        addons,
        rules,
        server,
        certificate,
        modules,
    } = shown;
    let mut form = Document::form(&ask.function);
    form.put("elid", tariff.id.to_string());
    form.put("id", tariff.id.to_string());
    form.put("name", tariff.name.clone());
    form.put("name_ru", tariff.name_ru.clone());
    form.put("intname", tariff.intname.clone());
    if sells_modules(&tariff.type_name) {
        form.put("additionintname", tariff.addition_intname.clone());
    }
    form.put("itemtype", tariff.type_name.clone());
    form.put("project", tariff.provider.to_string());
    form.put("currency_str", tariff.currency.as_str());
    form.put("trial_days", tariff.trial_days.to_string());
    form.put("orderpriority", tariff.sort.to_string());
    form.put("active", on(tariff.active));
    form.put("changepolicy", tariff.change_policy.name());
    let minimum = tariff.minimum_period.map(Period::code);
    form.put("minperiod", or_empty(minimum));
    for addon in addons {
        let field = format!("restrictclientchange_{}", addon.id);
        form.put(field, addon.client_change.name());
    }
    rule_fields::put_overrides(&mut form.root, &rules.overrides);
    form.put("returnpolicy", rules.return_policy.name());
    tariff_server::put(&mut form.root, server, modules);
    if let Some(sells) = certificate {
        tariff_certificate::put(&mut form.root, sells);
    }
    for price in prices {
        let code = price.period.code();
        form.put(format!("price_{code}"), price.price.to_string());
        form.put(format!("setup_{code}"), price.setup.to_string());
        form.put(format!("renewal_{code}"), or_empty(price.renewal));
        form.put(format!("cost_{code}"), or_empty(price.cost));
        form.put(format!("seller_cost_{code}"), or_empty(price.seller_cost));
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A period's code with its price, set-up fee and renewal price.
    type Line = (i64, [Option<i64>; 3]);

    #[test]
    fn prices_are_read_by_period() {
        let check = |query: &str, expect: Option<&[Line]>| {
            let read = prices(&Params::parse_urlencoded(query).expect(query)).ok();
            let read = read.map(|lines| {
                let count = |amount: Option<Amount>| amount.map(Amount::get);
                lines
                    .into_iter()
                    .map(|(period, a, b, c)| (period.code(), [count(a), count(b), count(c)]))
                    .collect::<Vec<_>>()
            });
            assert_eq!(read.as_deref(), expect, "{query}");
        };
        check(
            "price_1=10&renewal_1=9.50&price_-100=0&setup_1=",
            Some(&[
                (1, [Some(100_000), None, Some(95_000)]),
                (-100, [Some(0), None, None]),
            ]),
        );
        check("elid=1&name_ru=x&orderpriority=1", Some(&[]));
        check("price_121=1", None);
        check("price_x=1", None);
        check("price_1=-1", None);
        check("price_1=1,5", None);
    }
}
