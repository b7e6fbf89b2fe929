//! Orders: a customer asks for a service, and pays for it at once or with the rest of a cart.

use crate::address::check_address;
use crate::begin::{Plan, begin};
use crate::certificate::{self, CertificateChoice, sells_certificates};
use crate::module_choice::{self, Order};
use crate::server_order::{self, Installed, ServerChoice};
use crate::{
    Begun, Error, Result, Scope, addons, bill_order, bundle, module_license, service_param, shown,
};
use jiff::civil::Date;
use onsell_domain::license::{Address, name as license_name};
use onsell_domain::{
    AccountId, AddonId, Amount, Money, OperationKind, Period, ServiceId, ServiceStatus,
    StopReasons, TariffId, Text, TrialRule, UserId, WalletId, order_total,
};
use onsell_store::offer::{self, Offer};
use onsell_store::service::{self, NewService, Service};
use onsell_store::{operation, tariff, wallet};
use onsell_wire::Fault;

/// What a customer asks for.
#[derive(Debug, Clone)]
pub struct OrderInput {
    /// Who pays.
    pub account: AccountId,
    /// Who asked.
    pub by: Option<UserId>,
    /// The product type the function was called for.
    pub type_name: String,
    /// The tariff.
    pub tariff: TariffId,
    /// The period.
    pub period: Period,
    /// The period of the automatic renewal.
    pub auto_prolong: Option<Period>,
    /// The label.
    pub name: String,
    /// The address; empty binds to none yet.
    pub ip: String,
    /// Addon values; what is missing is the included amount.
    pub addons: Vec<(AddonId, i64)>,
    /// The customer's own name for it.
    pub reference: String,
    /// The key of the order; empty has none.
    pub order_key: String,
    /// The most that it may cost.
    pub price_max: Option<Money>,
    /// What it says of the machine, where the product type is one of servers.
    pub server: ServerChoice,
    /// What it says of the certificate, where the product type is one of certificates.
    pub certificate: CertificateChoice,
    /// The license that a module license shall hang on.
    pub license: Option<ServiceId>,
    /// What a module license is told besides, by name.
    pub module_parameters: Vec<(String, String)>,
}

/// What an order made.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The service; it carries its key already where a local module made it.
    pub service: Service,
    /// What the order costs.
    pub amount: Amount,
    /// How its operation began; none when a repeated key found an earlier order.
    pub begun: Option<Begun>,
}

/// Places an order: checks it, reserves its price, writes the service and begins its opening.
///
/// # Errors
/// `value` for what is not sold, `exists` for an address that has such a license,
/// `not_enough_money`.
pub fn place(scope: &mut Scope<'_>, input: &OrderInput) -> Result<Placed> {
    if let Some(placed) = repeated(scope, input)? {
        return Ok(placed);
    }
    let checked = check(scope, input, true)?;
    let mut service = write(scope, input, &checked, ServiceStatus::Processing)?;
    let begun = open(scope, &mut service, checked.total, input.by)?;
    Ok(Placed {
        service,
        amount: checked.total,
        begun: Some(begun),
    })
}

/// Writes an order down and begins nothing: its service waits to be paid. Checks all that an order
/// is checked for, but for the money.
///
/// # Errors
/// As [`place`], without `not_enough_money`.
pub(crate) fn put_aside(scope: &mut Scope<'_>, input: &OrderInput) -> Result<Placed> {
    let checked = check(scope, input, true)?;
    let service = write(scope, input, &checked, ServiceStatus::Ordered)?;
    Ok(Placed {
        service,
        amount: checked.total,
        begun: None,
    })
}

/// Begins the work on what was ordered before, now that it is to be paid. What may have changed
/// since is checked again; the price is the one of the order.
pub(crate) fn open_ordered(
    scope: &mut Scope<'_>,
    id: ServiceId,
    amount: Amount,
    by: Option<UserId>,
) -> Result<()> {
    let stale = || Error::Store(onsell_store::Error::Stale);
    let ordered = service::find(scope.tx, id)?.ok_or_else(stale)?;
    let offer = offer::find(scope.tx, ordered.tariff, ordered.period)?;
    let offer = offer.filter(|offer| offer.active);
    let mut offer = offer.ok_or_else(|| not_sold_any_more(ordered.tariff))?;
    // Another module may serve the tariff by now.
    let wanted = server_order::wanted_before(scope, &ordered)?;
    let order = Order {
        tariff: ordered.tariff,
        server: wanted.as_ref(),
        linked: Some(ordered.module),
        tried: &[],
    };
    let (module, installed) = module_choice::of_order(scope, &order)?;
    offer.module = Some(module.clone());
    check_trial(scope, ordered.account, ordered.period, &offer, Some(id))?;
    check_address(scope, ordered.account, &offer, &ordered.ip, Some(id))?;
    module_license::of_ordered(scope, &ordered, &offer)?;
    service::set_module(scope.tx, id, module.id)?;
    let mut service = service::find(scope.tx, id)?.ok_or_else(stale)?;
    if let Some(installed) = installed {
        server_order::write(scope, &service, &installed)?;
    }
    service.license_product = product_at(&offer, &module.kind);
    service.status = ServiceStatus::Processing;
    service::update(scope.tx, &service, None)?;
    service.version += 1;
    open(scope, &mut service, amount, by).map(drop)
}

/// Reserves the price of an order and begins to open its service.
fn open(
    scope: &mut Scope<'_>,
    service: &mut Service,
    amount: Amount,
    by: Option<UserId>,
) -> Result<Begun> {
    let today = shown::today(service, scope.now);
    let plan = Plan {
        period: Some(service.period),
        amount,
        expires: service.period.end(today, today.day(), service.trial_days),
        by,
        ..Plan::new(OperationKind::Open)
    };
    begin(scope, service, &plan)
}

fn write(
    scope: &mut Scope<'_>,
    input: &OrderInput,
    checked: &Checked,
    status: ServiceStatus,
) -> Result<Service> {
    let offer = &checked.offer;
    must_not_exceed(input.price_max, Money::new(checked.total, offer.currency))?;
    let module = offer.module.as_ref().ok_or_else(module_choice::none)?;
    let today = scope.now.date_in(&shown::zone(&offer.zone));
    let wallet = wallet_of(scope, input.account, offer)?;
    let license_product = product_at(offer, &module.kind);
    let id = service::insert(
        scope.tx,
        &NewService {
            account: input.account,
            wallet,
            product_type: offer.product_type,
            tariff: offer.tariff,
            module: module.id,
            period: input.period,
            auto_prolong: auto_prolong(input),
            anchor_day: today.day(),
            renewal_price: checked.renewal,
            paid: checked.term,
            name: &checked.name,
            ip: &checked.ip,
            license_product: license_product.as_deref(),
            reference: &input.reference,
            order_key: (!input.order_key.is_empty()).then_some(&input.order_key),
            now: scope.now,
            status,
            due_at: (status == ServiceStatus::Ordered).then(|| bill_order::given_up_at(scope.now)),
            parent: None,
            license: checked.license,
        },
    )?;
    if checked.license.is_some() {
        service_param::keep(scope, id, &module_license::kept(&input.module_parameters))?;
    }
    for (addon, value) in &checked.addons {
        service::put_addon(scope.tx, id, *addon, *value)?;
    }
    let service = fresh(scope, id, input, checked, (wallet, status), today);
    if let Some(installed) = &checked.installed {
        server_order::write(scope, &service, installed)?;
    }
    if let Some(wish) = &checked.certificate {
        certificate::write(scope, &service, wish)?;
    }
    bundle::must_be_possible(scope, &service)?;
    Ok(service)
}

/// Nothing is done above the price that the caller is ready to pay.
pub(crate) fn must_not_exceed(price_max: Option<Money>, price: Money) -> Result<()> {
    match price_max {
        Some(most) if most.currency != price.currency || most.amount < price.amount => {
            Err(Fault::price_above(price).into())
        }
        _ => Ok(()),
    }
}

/// The answer that an order with the same key got before.
pub(crate) fn repeated(scope: &mut Scope<'_>, input: &OrderInput) -> Result<Option<Placed>> {
    if input.order_key.is_empty() {
        return Ok(None);
    }
    let found = service::find_by_order_key(scope.tx, input.account, &input.order_key)?;
    let Some(service) = found else {
        return Ok(None);
    };
    let amount = operation::price_of_order(scope.tx, service.id)?;
    Ok(Some(Placed {
        service,
        amount,
        begun: None,
    }))
}

/// The service as it was just written.
fn fresh(
    scope: &Scope<'_>,
    id: ServiceId,
    input: &OrderInput,
    checked: &Checked,
    (wallet, status): (WalletId, ServiceStatus),
    today: Date,
) -> Service {
    let offer = &checked.offer;
    let module = offer.module.as_ref();
    Service {
        id,
        account: input.account,
        wallet,
        product_type: offer.product_type,
        tariff: offer.tariff,
        module: module.map_or(onsell_domain::ModuleId::new(0), |module| module.id),
        status,
        stopped_by: StopReasons::default(),
        period: input.period,
        auto_prolong: auto_prolong(input),
        anchor_day: today.day(),
        expires: None,
        renewal_price: checked.renewal,
        name: checked.name.clone(),
        ip: checked.ip.clone(),
        license_key: String::new(),
        ip_changed: None,
        key_changed: None,
        license_product: module.and_then(|module| product_at(offer, &module.kind)),
        reference: input.reference.clone(),
        version: 1,
        created_at: scope.now,
        stopped_at: None,
        paid: checked.term,
        paid_from: None,
        trial_tariff: None,
        scheduled_close: None,
        waits_for_money_since: None,
        type_name: offer.type_name.clone(),
        tariff_intname: String::new(),
        tariff_name: offer.name.clone(),
        tariff_name_ru: String::new(),
        trial_days: offer.trial_days,
        currency: offer.currency,
        provider: offer.provider,
        zone: offer.zone.clone(),
        data_center: None,
        module_kind: module.map_or_else(String::new, |module| module.kind.clone()),
        seller: module.and_then(|module| module.seller),
        open_operation: None,
        open_state: None,
        open_error: None,
        open_covers: false,
        upstream_expires: None,
        cover_period: None,
        covers_left: 0,
        parent: None,
        license: checked.license,
    }
}

/// The product of which an address has one: only our own stock knows that, and a module has no
/// address but that of its license.
fn product_at(offer: &Offer, module_kind: &str) -> Option<String> {
    let has_address = !module_license::sells_modules(&offer.type_name);
    (module_kind == "license" && has_address).then(|| offer.product.clone())
}

struct Checked {
    offer: Offer,
    /// What is installed on its machine.
    installed: Option<Installed>,
    /// What it is as a certificate.
    certificate: Option<certificate::Wish>,
    /// The license that it hangs on.
    license: Option<ServiceId>,
    addons: Vec<(AddonId, i64)>,
    name: String,
    ip: String,
    /// The price of the order with set-up fee.
    total: Amount,
    /// The price of the order without it.
    term: Amount,
    /// The price of one renewal.
    renewal: Amount,
}

/// Checks everything about an order but the money; changes nothing. What is only looked at may lack
/// what is chosen last.
fn check(scope: &mut Scope<'_>, input: &OrderInput, is_placed: bool) -> Result<Checked> {
    let tariff = input.tariff.to_string();
    let unknown = || Fault::value("pricelist", &tariff);
    let mut offer = offer::find(scope.tx, input.tariff, input.period)?.ok_or_else(unknown)?;
    if !offer.active || offer.type_name != input.type_name {
        return Err(unknown().into());
    }
    let Some((price, setup, renewal)) = offer.price else {
        return Err(Fault::value("period", input.period.code()).into());
    };
    let wanted = server_order::wanted(scope, &offer, &input.server)?;
    let order = Order {
        tariff: offer.tariff,
        server: wanted.as_ref(),
        linked: None,
        tried: &[],
    };
    let (module, installed) = module_choice::of_order(scope, &order)?;
    offer.module = Some(module);
    let name = license_name(&input.name).map_err(|_| Fault::value("licname", &input.name))?;
    let ip = if input.ip.is_empty() {
        String::new()
    } else {
        Address::parse(&input.ip)
            .map_err(|_| Fault::value("ip", &input.ip))?
            .to_string()
    };
    check_trial(scope, input.account, input.period, &offer, None)?;
    check_auto_prolong(scope, input, &offer)?;
    check_address(scope, input.account, &offer, &ip, None)?;
    let license = module_license::of_order(scope, input, &offer, is_placed)?;
    module_license::check_parameters(input)?;
    let addons = check_addons(scope, input, &offer)?;
    let priced: Vec<_> = addons.iter().map(|chosen| chosen.cost).collect();
    let too_large = |_| Fault::value("pricelist", &tariff);
    let total = order_total(price, setup, &priced).map_err(too_large)?;
    let term = order_total(price, Amount::ZERO, &priced).map_err(too_large)?;
    let renewal = order_total(renewal, Amount::ZERO, &priced).map_err(too_large)?;
    let addons = addons
        .iter()
        .map(|chosen| (chosen.addon, chosen.value))
        .collect::<Vec<_>>();
    let is_said = is_placed || input.certificate.request.is_some();
    let certificate = if is_said && sells_certificates(&offer.type_name) {
        let choice = &input.certificate;
        let wish = certificate::wanted(scope, offer.tariff, &addons, choice, None)?;
        Some(wish)
    } else {
        None
    };
    Ok(Checked {
        offer,
        installed,
        certificate,
        license,
        addons,
        name,
        ip,
        total,
        term,
        renewal,
    })
}

/// What an order would be.
#[derive(Debug, Clone)]
pub struct Quote {
    /// What it would cost, set-up fee included.
    pub total: Amount,
    /// Its addons, also those whose value was left to us.
    pub addons: Vec<(AddonId, i64)>,
    /// The template and the recipe of its machine; none where it is for none.
    pub installed: Option<(String, String)>,
}

/// Checks whether an order could be placed, and says what it would be; changes nothing.
///
/// # Errors
/// As [`place`], without `not_enough_money`.
pub fn quote(scope: &mut Scope<'_>, input: &OrderInput) -> Result<Quote> {
    check(scope, input, false).map(|checked| Quote {
        total: checked.total,
        addons: checked.addons,
        installed: checked
            .installed
            .map(|installed| (installed.wanted.template, installed.recipe)),
    })
}

fn check_trial(
    scope: &mut Scope<'_>,
    account: AccountId,
    period: Period,
    offer: &Offer,
    except: Option<ServiceId>,
) -> Result<()> {
    if period != Period::Trial {
        return Ok(());
    }
    let had = match offer.trial_rule {
        TrialRule::Unlimited | TrialRule::PerService => false,
        TrialRule::PerTariff => {
            service::had_trial_of_tariff(scope.tx, account, offer.tariff, except)?
        }
        TrialRule::PerProductType => {
            service::had_trial_of_type(scope.tx, account, offer.product_type, except)?
        }
    };
    if had {
        return Err(Fault::value_because(
            "period",
            Period::Trial.code().to_string(),
            Text {
                en: "A trial of this product was ordered before",
                ru: "Пробный период этого продукта уже был заказан",
            },
        )
        .into());
    }
    Ok(())
}

/// The automatic renewal of an order; that of a module is for its own period, and another one is
/// ignored (backends 4.4).
fn auto_prolong(input: &OrderInput) -> Option<Period> {
    let is_module = module_license::sells_modules(&input.type_name);
    input
        .auto_prolong
        .filter(|period| !is_module || *period == input.period && *period != Period::Trial)
}

fn check_auto_prolong(scope: &mut Scope<'_>, input: &OrderInput, offer: &Offer) -> Result<()> {
    let Some(period) = auto_prolong(input) else {
        return Ok(());
    };
    if period == input.period && period != Period::Trial {
        return Ok(());
    }
    let sold = tariff::prices(scope.tx, offer.tariff, offer.currency)?;
    if period == Period::Trial || !sold.iter().any(|price| price.period == period) {
        return Err(Fault::value("autoprolong", period.code()).into());
    }
    Ok(())
}

/// The addons of the order; a tariff that has none is not asked for them.
fn check_addons(
    scope: &mut Scope<'_>,
    input: &OrderInput,
    offer: &Offer,
) -> Result<Vec<addons::Chosen>> {
    if offer.addon_count == 0 {
        return match input.addons.first() {
            Some((id, value)) => Err(Fault::value(format!("addon_{id}"), value).into()),
            None => Ok(Vec::new()),
        };
    }
    let (tariff, currency) = (offer.tariff, offer.currency);
    addons::check(scope, tariff, currency, input.period, &input.addons)
}

fn not_sold_any_more(tariff: TariffId) -> Fault {
    let reason = Text::new(
        "This tariff plan is not sold any more",
        "Этот тариф больше не продаётся",
    );
    Fault::value_because("pricelist", tariff, reason)
}

fn wallet_of(scope: &mut Scope<'_>, account: AccountId, offer: &Offer) -> Result<WalletId> {
    if let Some(wallet) = wallet::find_of(scope.tx, account, offer.provider, offer.currency)? {
        return Ok(wallet.id);
    }
    wallet::open(scope.tx, account, offer.provider, offer.currency)?;
    let wallet = wallet::find_of(scope.tx, account, offer.provider, offer.currency)?;
    wallet
        .map(|wallet| wallet.id)
        .ok_or(Error::Store(onsell_store::Error::Stale))
}
