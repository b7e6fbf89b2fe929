//! Tariff plans as an administrator edits them.

use crate::journal;
use crate::{Result, Scope, preset};
use onsell_domain::{
    AddonId, Amount, Change, ChangePolicy, ClientChange, ModuleId, Period, ProductTypeId,
    ProviderId, ReturnPolicy, RuleChanges, TariffId, UserId,
};
use onsell_store::tariff::{self, Price, Tariff};
use onsell_store::{catalogue, processing_module, rules};
use onsell_wire::Fault;

/// What an administrator changes; what is missing stays.
#[derive(Debug, Clone, Default)]
pub struct TariffInput {
    /// The tariff.
    pub id: Option<TariffId>,
    /// Its name in English.
    pub name: Option<String>,
    /// Its name in Russian.
    pub name_ru: Option<String>,
    /// What the module understands.
    pub intname: Option<String>,
    /// What a panel calls the module that it sells; empty where it sells none.
    pub addition_intname: Option<String>,
    /// How long its trial lasts.
    pub trial_days: Option<u16>,
    /// Its place, lowest first.
    pub sort: Option<i64>,
    /// Whether it can be ordered.
    pub active: Option<bool>,
    /// What a change from it to another tariff moves.
    pub change_policy: Option<ChangePolicy>,
    /// How long a customer has a service before an addon can be lowered.
    pub minimum_period: Change<Period>,
    /// Prices by period.
    pub prices: Vec<PriceInput>,
    /// How clients may change the values of addons.
    pub client_changes: Vec<(AddonId, ClientChange)>,
    /// What it says otherwise than its product type.
    pub rules: RuleChanges,
    /// What an early deletion returns.
    pub return_policy: Option<ReturnPolicy>,
    /// Who changes it.
    pub by: Option<UserId>,
}

/// A tariff that is to be made.
#[derive(Debug, Clone)]
pub struct NewTariff {
    /// Its number, where resellers store it; none is the next.
    pub id: Option<TariffId>,
    /// The module that does its work; it decides the product type.
    pub module: ModuleId,
    /// Who sells it; none is the first provider.
    pub provider: Option<ProviderId>,
    /// What the module understands; none is its own number.
    pub intname: Option<String>,
    /// What a panel calls the module that it sells; empty where it sells none.
    pub addition_intname: String,
    /// Its name in English.
    pub name: String,
    /// Its name in Russian; none is the English one.
    pub name_ru: Option<String>,
    /// How long its trial lasts.
    pub trial_days: Option<u16>,
    /// Who makes it.
    pub by: Option<UserId>,
}

/// Makes a tariff without prices, switched off.
///
/// # Errors
/// `missed` for a module or a provider that is not there, `exists` for a number that is taken.
pub fn add(scope: &mut Scope<'_>, new: &NewTariff) -> Result<TariffId> {
    let module = processing_module::find(scope.tx, new.module)?
        .ok_or_else(|| Fault::missed("processingmodule", new.module))?;
    let provider = match new.provider {
        Some(id) => catalogue::provider(scope.tx, id)?,
        None => catalogue::providers(scope.tx)?.into_iter().next(),
    };
    let asked = new.provider.map_or_else(String::new, |id| id.to_string());
    let provider = provider.ok_or_else(|| Fault::missed("project", asked))?;
    let id = match new.id {
        Some(id) if tariff::find(scope.tx, id)?.is_some() => {
            return Err(Fault::exists("pricelist", id).into());
        }
        Some(id) => id,
        None => tariff::next_id(scope.tx)?,
    };
    let name = new.name.trim();
    if name.is_empty() {
        return Err(Fault::value_empty("name").into());
    }
    let row = Tariff {
        id,
        product_type: module.product_type,
        provider: provider.id,
        intname: new.intname.clone().unwrap_or_else(|| id.to_string()),
        name: name.to_owned(),
        name_ru: new.name_ru.clone().unwrap_or_else(|| name.to_owned()),
        product: product_of(&module.type_name, id),
        active: false,
        trial_days: new.trial_days.unwrap_or(preset::TRIAL_DAYS),
        sort: id.get(),
        type_name: module.type_name,
        currency: provider.currency,
        change_policy: ChangePolicy::default(),
        minimum_period: None,
        addition_intname: addition_intname(&new.addition_intname)?,
    };
    tariff::put(scope.tx, &row, scope.now)?;
    tariff::link_module(scope.tx, id, new.module)?;
    journal::write(scope, new.by, "pricelist.add", &id.to_string(), "")?;
    Ok(id)
}

/// The product of which an address has one license: software of others is each its own, while
/// tariffs of a panel are all one (semantics 5.3).
fn product_of(type_name: &str, id: TariffId) -> String {
    match type_name {
        "softexternal" | "platform" => format!("{type_name} {id}"),
        _ => type_name.to_owned(),
    }
}

/// The longest name by which a panel knows a module, in characters.
const ADDITION_CHARS_MAX: usize = 64;

/// A panel compares the name of a module as it is: letters, digits and `_.-`.
fn addition_intname(name: &str) -> Result<String> {
    let name = name.trim();
    let is_known = |letter: char| letter.is_ascii_alphanumeric() || "_.-".contains(letter);
    if !name.chars().all(is_known) || name.len() > ADDITION_CHARS_MAX {
        return Err(Fault::value("additionintname", name).into());
    }
    Ok(name.to_owned())
}

/// Price, set-up fee and renewal price of a period; what is missing stays.
pub type PriceInput = (Period, Option<Amount>, Option<Amount>, Option<Amount>);

/// Changes a tariff and its prices in the provider's currency. Running services keep the prices of
/// their order.
///
/// # Errors
/// `missed` for none of that number, `value` for a negative price or a tariff without any price
/// that shall be on.
pub fn save(scope: &mut Scope<'_>, input: &TariffInput) -> Result<TariffId> {
    let id = input.id.ok_or_else(|| Fault::value_empty("elid"))?;
    let mut found = tariff::find(scope.tx, id)?.ok_or_else(|| Fault::missed("pricelist", id))?;
    if let Some(name) = &input.name {
        found.name.clone_from(name);
    }
    if let Some(name) = &input.name_ru {
        found.name_ru.clone_from(name);
    }
    if let Some(intname) = &input.intname {
        found.intname.clone_from(intname);
    }
    if let Some(name) = &input.addition_intname {
        found.addition_intname = addition_intname(name)?;
    }
    found.trial_days = input.trial_days.unwrap_or(found.trial_days);
    found.sort = input.sort.unwrap_or(found.sort);
    found.active = input.active.unwrap_or(found.active);
    found.minimum_period = input.minimum_period.over(found.minimum_period);
    found.change_policy = input.change_policy.unwrap_or(found.change_policy);
    restrict(scope, id, &input.client_changes)?;
    let known = tariff::prices(scope.tx, id, found.currency)?;
    for (period, price, setup, renewal) in &input.prices {
        let field = format!("price_{}", period.code());
        for amount in [price, setup, renewal].into_iter().flatten() {
            if amount.is_negative() {
                return Err(Fault::value(&field, amount).into());
            }
        }
        let before = known.iter().find(|known| known.period == *period);
        let price = price
            .or(before.map(|before| before.price))
            .ok_or_else(|| Fault::value_empty(&field))?;
        let row = Price {
            period: *period,
            price,
            setup: setup
                .or(before.map(|before| before.setup))
                .unwrap_or(Amount::ZERO),
            renewal: renewal.or(before.and_then(|before| before.renewal)),
            cost: before.and_then(|before| before.cost),
            seller_cost: before.and_then(|before| before.seller_cost),
        };
        tariff::put_price(scope.tx, id, found.currency, &row)?;
    }
    if found.active {
        must_have_price(scope, &found)?;
    }
    tariff::put(scope.tx, &found, scope.now)?;
    save_rules(scope, id, input)?;
    journal::write(scope, input.by, "pricelist.edit", &id.to_string(), "")?;
    Ok(id)
}

/// Sets how clients may change the values of a tariff's addons.
fn restrict(scope: &mut Scope<'_>, id: TariffId, rules: &[(AddonId, ClientChange)]) -> Result<()> {
    if rules.is_empty() {
        return Ok(());
    }
    let mut addons = tariff::addons(scope.tx, id)?;
    for (addon, rule) in rules {
        let known = addons.iter_mut().find(|known| known.id == *addon);
        let known = known.ok_or_else(|| Fault::missed("pricelist", addon))?;
        known.client_change = *rule;
        tariff::put_addon(scope.tx, known)?;
    }
    Ok(())
}

fn save_rules(scope: &mut Scope<'_>, id: TariffId, input: &TariffInput) -> Result<()> {
    let Some(known) = rules::of_tariff(scope.tx, id)? else {
        return Ok(());
    };
    let overrides = input.rules.of_tariff(&known.overrides);
    let policy = input.return_policy.unwrap_or(known.return_policy);
    if (overrides, policy) != (known.overrides, known.return_policy) {
        rules::set_of_tariff(scope.tx, id, &overrides, policy)?;
    }
    Ok(())
}

/// Changes the rules of a product type; services follow at once.
///
/// # Errors
/// `missed` for none of that number.
pub fn save_type(
    scope: &mut Scope<'_>,
    id: ProductTypeId,
    changes: &RuleChanges,
    by: Option<UserId>,
) -> Result<()> {
    let found = catalogue::product_type(scope.tx, id)?;
    let found = found.ok_or_else(|| Fault::missed("itemtype", id))?;
    rules::set_of_type(scope.tx, id, &changes.of_type(&found.rules))?;
    let object = id.to_string();
    journal::write(scope, by, "itemtype.edit", &object, "")?;
    Ok(())
}

/// Switches a tariff on or off; one without a price cannot be switched on.
pub fn set_active(
    scope: &mut Scope<'_>,
    id: TariffId,
    active: bool,
    by: Option<UserId>,
) -> Result<()> {
    let found = tariff::find(scope.tx, id)?.ok_or_else(|| Fault::missed("pricelist", id))?;
    if active {
        must_have_price(scope, &found)?;
    }
    tariff::set_active(scope.tx, id, active)?;
    let function = if active {
        "pricelist.resume"
    } else {
        "pricelist.suspend"
    };
    journal::write(scope, by, function, &id.to_string(), "")?;
    Ok(())
}

fn must_have_price(scope: &mut Scope<'_>, found: &Tariff) -> Result<()> {
    if tariff::prices(scope.tx, found.id, found.currency)?.is_empty() {
        return Err(Fault::value_empty("price_1").into());
    }
    Ok(())
}
