//! Looks at the machines of every module that drives some: what runs although it was stopped is
//! stopped again, what is off although it is paid for is switched on where the module says so, and
//! what is gone or has moved is told to staff. One list of a module is read, nothing is closed by
//! it, and what `domain::machine` decides is carried out by ordinary operations.

use crate::begin::{Plan, begin};
use crate::{Engine, Result, Scope, module_probe, server_modules};
use onsell_domain::machine::{MachineDeed, MachineSeen, MachineTrouble, MachineWanted, judge};
use onsell_domain::{ModuleId, OperationKind, ProblemKind, ServiceId, StopReason, vanish_limit};
use onsell_modules::server::Machine;
use onsell_store::module_connection::{self, ModuleConnection, ServerRules};
use onsell_store::problem::{self, NewProblem, Subject};
use onsell_store::server_machine::{self, KnownMachine};
use onsell_store::service;
use std::collections::{HashMap, HashSet};

/// The name of the job.
pub(crate) const JOB: &str = "machines";
/// How often it looks, in seconds.
pub(crate) const EVERY_SECONDS: i64 = 5 * 60;

/// Looks once at every module that takes our credentials; one holds up no other.
pub fn run(engine: &Engine) -> Result<()> {
    let modules = engine.read(|scope| Ok(module_connection::connected(scope.tx)?))?;
    for row in modules.iter().filter(|row| row.denied_since.is_none()) {
        let id = row.module;
        if let Err(error) = look(engine, row) {
            tracing::warn!(module.id = id.get(), error = %error, "its machines are not known");
            module_probe::note(engine, id, &error)?;
        }
    }
    Ok(())
}

/// What is read before a module is asked, so that what happens meanwhile is seen.
struct Before {
    known: Vec<KnownMachine>,
    rules: ServerRules,
    troubled: HashSet<i64>,
}

fn look(engine: &Engine, row: &ModuleConnection) -> Result<()> {
    let module = row.module;
    let before = engine.read(move |scope| {
        let mut troubled = HashSet::new();
        for kind in [ProblemKind::MachineGone, ProblemKind::MachineMoved] {
            let services = problem::services_of_kind(scope.tx, kind)?;
            troubled.extend(services.into_iter().map(ServiceId::get));
        }
        Ok(Before {
            known: server_machine::of_module(scope.tx, module)?,
            rules: module_connection::rules(scope.tx, module)?,
            troubled,
        })
    })?;
    if before.known.is_empty() {
        return Ok(());
    }
    let told = engine.server_client(row)?.machines();
    let told = told.map_err(server_modules::outside)?;
    let told: HashMap<&str, &Machine> = told
        .iter()
        .map(|machine| (machine.id.as_str(), machine))
        .collect();
    let gone = before.known.iter().filter(|known| {
        let is_there = told.contains_key(known.machine.as_str());
        judgment(known, None, &before.rules).1 == MachineTrouble::Gone && !is_there
    });
    let (gone, living) = (gone.count() as i64, before.known.len() as i64);
    // A list that lacks so many is more likely wrong than right.
    let is_cut = gone > vanish_limit(living);
    doubt(engine, row, is_cut.then_some(gone))?;
    for known in &before.known {
        let machine = told.get(known.machine.as_str()).copied();
        let (deed, trouble) = judgment(known, machine, &before.rules);
        if trouble == MachineTrouble::Gone && is_cut {
            continue;
        }
        let is_well = deed == MachineDeed::Nothing && trouble == MachineTrouble::None;
        if is_well && (known.is_busy || !before.troubled.contains(&known.service.get())) {
            continue;
        }
        let address = machine.and_then(|machine| machine.addresses.first());
        let found = Found {
            known: known.clone(),
            deed,
            trouble,
            address: address.cloned().unwrap_or_default(),
        };
        engine.write(Some(known.account), move |scope| {
            apply(scope, module, &found)
        })?;
    }
    Ok(())
}

fn judgment(
    known: &KnownMachine,
    machine: Option<&Machine>,
    rules: &ServerRules,
) -> (MachineDeed, MachineTrouble) {
    let wanted = MachineWanted {
        status: known.status,
        is_busy: known.is_busy,
        runs: known.runs,
        ip: &known.ip,
        module_starts: rules.starts_machines,
    };
    let seen = machine.map(|machine| MachineSeen {
        runs: machine.runs,
        addresses: &machine.addresses,
    });
    judge(&wanted, seen.as_ref())
}

/// What was found about one machine.
#[derive(Clone)]
struct Found {
    known: KnownMachine,
    deed: MachineDeed,
    trouble: MachineTrouble,
    address: String,
}

/// Carries it out, unless the service is another than before the module was asked.
fn apply(scope: &mut Scope<'_>, module: ModuleId, found: &Found) -> Result<()> {
    let known = &found.known;
    let Some(mut service) = service::find(scope.tx, known.service)? else {
        return Ok(());
    };
    if service.version != known.version || service.open_operation.is_some() {
        return Ok(());
    }
    let subject = Subject::Service(service.id);
    let kinds = [
        (
            ProblemKind::MachineGone,
            MachineTrouble::Gone,
            known.machine.as_str(),
        ),
        (
            ProblemKind::MachineMoved,
            MachineTrouble::Moved,
            found.address.as_str(),
        ),
    ];
    for (kind, trouble, detail) in kinds {
        if found.trouble == trouble {
            let department = module_connection::find(scope.tx, module)?;
            let problem = NewProblem {
                kind,
                subject,
                operation: None,
                department: department.and_then(|module| module.department),
                amount: None,
                detail,
                now: scope.now,
            };
            problem::open(scope.tx, &problem)?;
        } else {
            problem::settle(scope.tx, kind, subject, scope.now)?;
        }
    }
    let plan = match found.deed {
        MachineDeed::Nothing => return Ok(()),
        MachineDeed::Stop => {
            let mut ours = service.stopped_by;
            ours.remove(StopReason::Provider);
            Plan {
                reason: ours.bits(),
                ..Plan::new(OperationKind::Suspend)
            }
        }
        MachineDeed::Start => Plan::new(OperationKind::Start),
    };
    tracing::info!(item.id = service.id.get(), deed = ?found.deed, "its machine is put right");
    begin(scope, &mut service, &plan).map(drop)
}

/// So many machines seem to be gone that staff are asked; or not any more.
fn doubt(engine: &Engine, row: &ModuleConnection, gone: Option<i64>) -> Result<()> {
    let (subject, department) = (Subject::Module(row.module), row.department);
    let is_known = engine.read(move |scope| {
        Ok(problem::find(scope.tx, ProblemKind::Vanished, subject)?.is_some())
    })?;
    if is_known == gone.is_some() {
        return Ok(());
    }
    engine.write(None, move |scope| {
        let Some(gone) = gone else {
            problem::settle(scope.tx, ProblemKind::Vanished, subject, scope.now)?;
            return Ok(());
        };
        let detail = gone.to_string();
        let problem = NewProblem {
            kind: ProblemKind::Vanished,
            subject,
            operation: None,
            department,
            amount: None,
            detail: &detail,
            now: scope.now,
        };
        Ok(problem::open(scope.tx, &problem)?)
    })
}
