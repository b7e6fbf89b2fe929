//! The check of a processing module: what can be learned of its seller without changing anything
//! there, and what of it should make an administrator act.

mod machines;
mod rights;
mod strangers;
mod tariffs;

use crate::connect::explain;
use crate::sellers::feature;
use crate::{Engine, Result, balance, probe};
use onsell_domain::balance::missing;
use onsell_domain::{Level, ModuleId, SellerId, Words};
use onsell_modules::billmanager::SellerClient;
use onsell_modules::{ModuleKind, Worker};
use onsell_store::processing_module::{self, ProcessingModule};
use onsell_store::seller;
use onsell_wire::Fault;
use onsell_wire::message::Identity;

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

    pub(crate) fn problem_unless(is_well: bool) -> Self {
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

    pub(crate) fn line(&mut self, name: &'static str, finding: Finding, words: Words) {
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
    let kind = ModuleKind::parse(&module.kind);
    if kind.is_some_and(|kind| {
        matches!(
            kind.capabilities().worker,
            Worker::Machines | Worker::Issuer
        )
    }) {
        return machines::check(engine, id);
    }
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
    tariffs::check(engine, &client, &module, &mut report)?;
    let buttons = strangers::check(engine, &client, &module, seller, &mut report)?;
    rights::check(&client, &module, buttons, &mut report);
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
