//! The check of a processing module: what can be learned of its seller without changing anything
//! there, and what of it should make an administrator act.

mod strangers;

use crate::connect::explain;
use crate::offered::{NamedValue, names_of_no_tariff};
use crate::sellers::feature;
use crate::{Engine, Result, Scope, balance, probe};
use onsell_domain::balance::missing;
use onsell_domain::{Level, ModuleId, SellerId, Words};
use onsell_modules::billmanager::SellerClient;
use onsell_store::processing_module::{self, ProcessingModule};
use onsell_store::{enumeration, seller, tariff};
use onsell_wire::Fault;
use onsell_wire::message::{Identity, PriceListTariff, ProductTypeRights};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// It is as it should be.
    Well,
    /// It cannot be learned without trying.
    Unknown,
    /// The module works, and somebody should look at it.
    Warning,
    /// The module does not work as it is.
    Problem,
}

impl Finding {
    /// The word for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Well => "ok",
            Self::Unknown => "unknown",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }

    fn problem_unless(is_well: bool) -> Self {
        if is_well { Self::Well } else { Self::Problem }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone)]
pub struct Looked {
    /// What it is.
    pub name: &'static str,
    /// How it is.
    pub finding: Finding,
    /// What was found.
    pub words: Words,
}

/// What the check of a module found: a line for each thing looked at.
#[derive(Debug, Clone, Default)]
pub struct CheckReport {
    /// What was looked at.
    pub lines: Vec<Looked>,
}

impl CheckReport {
    /// Whether the module can work.
    pub fn works(&self) -> bool {
        let is_problem = |line: &Looked| line.finding == Finding::Problem;
        !self.lines.iter().any(is_problem)
    }

    fn line(&mut self, name: &'static str, finding: Finding, words: Words) {
        self.lines.push(Looked {
            name,
            finding,
            words,
        });
    }
}

/// Checks a module's connection without side effects at the seller; a seller that was refused
/// before is asked again from now on when it answers.
pub fn check(engine: &Engine, id: ModuleId) -> Result<CheckReport> {
    let module = engine
        .read(move |scope| Ok(processing_module::find(scope.tx, id)?))?
        .ok_or_else(|| Fault::missed("processingmodule", id))?;
    let mut report = CheckReport::default();
    let Some(seller) = module.seller else {
        let words = Words::new(
            "works here, without a connection",
            "работает здесь, без подключения",
        );
        report.line("module", Finding::Well, words);
        return Ok(report);
    };
    let (row, client) = engine.seller(seller)?;
    let identity = match client.whoami() {
        Ok(identity) => identity,
        Err(error) => {
            report.line("connection", Finding::Problem, explain(&error));
            return Ok(report);
        }
    };
    check_identity(&identity, &row.url, &mut report);
    let features = identity.features.join(" ");
    engine.write(None, move |scope| {
        seller::set_features(scope.tx, seller, &features)?;
        probe::trust(scope, seller)
    })?;
    check_balance(engine, seller, &client, &module, &mut report)?;
    check_tariffs(engine, &client, &module, &mut report)?;
    let buttons = strangers::check(engine, &client, &module, seller, &mut report)?;
    check_rights(&client, &module, buttons, &mut report);
    Ok(report)
}

fn check_identity(identity: &Identity, url: &str, report: &mut CheckReport) {
    let name = &identity.name;
    let words = Words::new(
        format!("{url} answers as user {name}"),
        format!("{url} отвечает, пользователь {name}"),
    );
    report.line("connection", Finding::Well, words);
    let level = identity.level.number();
    let words = Words::new(
        format!("the user's level there is {level}; a customer's is 16"),
        format!("уровень пользователя там {level}; у клиента — 16"),
    );
    let is_customer = identity.level == Level::Customer;
    report.line("level", Finding::problem_unless(is_customer), words);
    let words = if identity.supports(feature::EVENTS) {
        Words::new("told at once", "сообщаются сразу")
    } else {
        Words::new(
            "none: services are compared in passes",
            "нет: услуги сравниваются обходами",
        )
    };
    report.line("events", Finding::Well, words);
}

fn check_balance(
    engine: &Engine,
    seller: SellerId,
    client: &SellerClient,
    module: &ProcessingModule,
    report: &mut CheckReport,
) -> Result<()> {
    let balance = match client.balance() {
        Ok(balance) => balance,
        Err(error) => {
            report.line("balance", Finding::Problem, explain(&error));
            return Ok(());
        }
    };
    let (kept, available) = (balance.balance, balance.spendable());
    let is_low = missing(kept.amount, module.minimal_balance).is_some();
    let words = Words::new(
        format!("{kept}, of which {available} is available"),
        format!("{kept}, из них доступно {available}"),
    );
    report.line("balance", Finding::problem_unless(!is_low), words);
    if let Some(day) = balance::keep(engine, seller, &balance)? {
        let words = Words::new(
            format!("renewals are covered to {day}"),
            format!("продления оплачены до {day}"),
        );
        report.line("coveredto", Finding::Well, words);
    }
    Ok(())
}

/// What can be ordered, which of our tariffs cannot any more, and which values of closed lists name
/// tariffs that the seller does not offer.
fn check_tariffs(
    engine: &Engine,
    client: &SellerClient,
    module: &ProcessingModule,
    report: &mut CheckReport,
) -> Result<()> {
    let type_name = &module.type_name;
    let offered = match client.price_list(type_name) {
        Ok(offered) => offered,
        Err(error) => {
            report.line("tariffs", Finding::Problem, explain(&error));
            return Ok(());
        }
    };
    let count = offered.len();
    let words = Words::new(
        format!("{count} can be ordered for {type_name}"),
        format!("для {type_name} доступно тарифов: {count}"),
    );
    report.line(
        "tariffs",
        Finding::problem_unless(!offered.is_empty()),
        words,
    );
    let id = module.id;
    let (ours, lists) = engine.read(move |scope| {
        let ours = tariff::orderable_of_module(scope.tx, id)?;
        Ok((ours, values_of(scope, id)?))
    })?;
    let is_gone = |tariff: &&tariff::Tariff| {
        let is_it = |told: &PriceListTariff| told.id.to_string() == tariff.intname;
        !offered.iter().any(is_it)
    };
    let gone: Vec<String> = ours
        .iter()
        .filter(is_gone)
        .map(|tariff| format!("{} {}", tariff.id, tariff.name))
        .collect();
    if !gone.is_empty() {
        let gone = gone.join(", ");
        let words = Words::new(
            format!("can be ordered here and not at the seller: {gone}; call pricelist.sync"),
            format!("доступны здесь, но не у продавца: {gone}; вызовите pricelist.sync"),
        );
        report.line("tariffs_gone", Finding::Warning, words);
    }
    for (list, values) in &lists {
        match names_of_no_tariff(client, list, values) {
            Ok(None) => {}
            Ok(Some(words)) => report.line("values", Finding::Warning, words),
            Err(error) => report.line("values", Finding::Warning, explain(&error)),
        }
    }
    Ok(())
}

/// The values a module is asked for, by their lists: those its tariffs have on, and those of other
/// lists that have a name for it.
fn values_of(scope: &mut Scope<'_>, module: ModuleId) -> Result<Vec<(String, Vec<NamedValue>)>> {
    let mut items = enumeration::sold_by(scope.tx, module)?;
    items.extend(enumeration::named_elsewhere(scope.tx, module)?);
    let mut lists: Vec<(String, Vec<NamedValue>)> = Vec::new();
    for item in items {
        let value = (item.name, item.intname);
        match lists.last_mut() {
            Some((list, values)) if *list == item.list => values.push(value),
            _ => lists.push((item.list, vec![value])),
        }
    }
    Ok(lists)
}

/// Whether we may stop and delete what we buy: what the seller says of the product type, else what
/// its list lets guess. An account that may not drifts away from what customers see (semantics
/// 1.2).
fn check_rights(
    client: &SellerClient,
    module: &ProcessingModule,
    buttons: Option<ProductTypeRights>,
    report: &mut CheckReport,
) {
    // A seller that does not have the list, or not for us, says nothing.
    let told = client.rights(&module.type_name).ok().flatten();
    let is_told =
        |rights: &ProductTypeRights| rights.suspends.is_some() || rights.deletes.is_some();
    let told = told.filter(is_told);
    let source = if told.is_some() {
        Words::new("the seller says", "продавец сообщает")
    } else {
        Words::new(
            "the buttons of the seller's list say",
            "судя по кнопкам в списке продавца",
        )
    };
    let rights = told.or(buttons);
    for (name, may, verb) in [
        (
            "suspend",
            rights.as_ref().and_then(|rights| rights.suspends),
            Words::new("stop", "останавливать"),
        ),
        (
            "delete",
            rights.as_ref().and_then(|rights| rights.deletes),
            Words::new("delete", "удалять"),
        ),
    ] {
        let (finding, words) = match may {
            Some(true) => (
                Finding::Well,
                Words::new(
                    format!(
                        "{}: customers may {} services of this type",
                        source.en, verb.en
                    ),
                    format!("{}: клиенты могут {} услуги этого типа", source.ru, verb.ru),
                ),
            ),
            Some(false) => (
                Finding::Warning,
                Words::new(
                    format!(
                        "{}: customers may not {} services of this type; what is asked of us \
                         here will be refused there. Ask the seller to allow it",
                        source.en, verb.en
                    ),
                    format!(
                        "{}: клиенты не могут {} услуги этого типа; такие операции продавец \
                         отклонит. Попросите его разрешить это",
                        source.ru, verb.ru
                    ),
                ),
            ),
            None => (
                Finding::Unknown,
                Words::new(
                    format!(
                        "the seller does not say whether we may {} services, and without trying \
                         it cannot be learned; ask the seller",
                        verb.en
                    ),
                    format!(
                        "продавец не сообщает, можно ли {} услуги, и без попытки этого не узнать; \
                         спросите продавца",
                        verb.ru
                    ),
                ),
            ),
        };
        report.line(name, finding, words);
    }
}
