//! Begins an operation on a service: the one door through which every change goes.

use crate::complete::complete;
use crate::{Result, Scope, expire, order, shown};
use jiff::civil::Date;
use onsell_domain::{
    AddonId, Amount, Facts, OperationId, OperationKind, OperationState as State, Outcome, Period,
    ServiceId, ServiceStatus, Timestamp, UserId,
};
use onsell_modules::ModuleKind;
use onsell_modules::license::{self, LicenseWork};
use onsell_store::operation::{self, NewOperation};
use onsell_store::service::Service;
use onsell_store::{event, task, upstream, wallet};
use onsell_wire::Fault;

/// How long one attempt may take before another worker may look at it, in seconds.
pub(crate) const LEASE_SECONDS: i64 = 180;

/// What shall happen to a service.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub kind: OperationKind,
    pub period: Option<Period>,
    /// The reason of a stop or of the end of one, as a bit.
    pub reason: u8,
    /// What the customer pays.
    pub amount: Amount,
    /// The end date that an order or a renewal gives.
    pub expires: Option<Date>,
    pub new_name: Option<String>,
    pub new_ip: Option<String>,
    pub addons: Vec<(AddonId, i64)>,
    /// The key our customer sent with the request.
    pub customer_key: Option<String>,
    pub by: Option<UserId>,
}

impl Plan {
    pub fn new(kind: OperationKind) -> Self {
        Self {
            kind,
            period: None,
            reason: 0,
            amount: Amount::ZERO,
            expires: None,
            new_name: None,
            new_ip: None,
            addons: Vec::new(),
            customer_key: None,
            by: None,
        }
    }
}

/// How an operation began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// A local module did it in the same unit.
    Done(OperationId),
    /// It goes to a seller; the result comes by an event.
    Started(OperationId),
}

impl Begun {
    /// The operation.
    pub fn operation(self) -> OperationId {
        match self {
            Self::Done(id) | Self::Started(id) => id,
        }
    }
}

/// Begins an operation: reserves what it costs, writes it down, and either does it at once (a local
/// module) or intends its first attempt. The service is changed in place where it is done.
pub(crate) fn begin(scope: &mut Scope<'_>, service: &mut Service, plan: &Plan) -> Result<Begun> {
    if service.open_operation.is_some() {
        return Err(Fault::locked(service.id).into());
    }
    if !wallet::hold(scope.tx, service.wallet, plan.amount)? {
        return Err(order::shortage(scope, service.wallet, plan.amount)?);
    }
    let local =
        ModuleKind::parse(&service.module_kind).is_some_and(|kind| kind.capabilities().local);
    if local {
        do_at_once(scope, service, plan)
    } else {
        intend(scope, service, plan)
    }
}

fn do_at_once(scope: &mut Scope<'_>, service: &mut Service, plan: &Plan) -> Result<Begun> {
    let outcome = license::perform(&LicenseWork {
        kind: plan.kind,
        service: service.id,
        expires: plan.expires,
        random: scope.random(),
        name: plan.new_name.clone(),
        ip: plan.new_ip.clone(),
    });
    let facts = match outcome {
        Outcome::Done(facts) => facts,
        _ => Facts::default(),
    };
    let done = Intent {
        state: State::Done,
        due_at: None,
        before_expires: None,
        before_key: String::new(),
    };
    let id = write(scope, service, plan, &done)?;
    let held = Held {
        operation: id,
        amount: plan.amount,
    };
    complete(scope, service, &Doing::from_plan(plan), held, &facts)?;
    Ok(Begun::Done(id))
}

fn intend(scope: &mut Scope<'_>, service: &mut Service, plan: &Plan) -> Result<Begun> {
    let told = match plan.kind {
        // Nothing was told before the order: its reference is written below.
        OperationKind::Open => None,
        _ => upstream::find(scope.tx, service.id)?,
    };
    let here = scope.installation.has_workers();
    let intent = Intent {
        state: if here { State::Running } else { State::Ready },
        due_at: Some(if here {
            scope.now.plus_seconds(LEASE_SECONDS)
        } else {
            scope.now
        }),
        before_expires: told.as_ref().and_then(|told| told.expires),
        before_key: told.map(|told| told.license_key).unwrap_or_default(),
    };
    let id = write(scope, service, plan, &intent)?;
    if plan.kind == OperationKind::Open
        && let Some(seller) = service.seller
    {
        let random = scope.random::<6>();
        let prefix = &scope.installation.prefix;
        let reference = onsell_domain::license::reference(prefix, service.id, random);
        upstream::insert(scope.tx, service.id, seller, &reference)?;
    }
    service.open_operation = Some(plan.kind);
    if here {
        scope.wakes.operations.push(id);
    } else {
        scope.wakes.due = true;
    }
    Ok(Begun::Started(id))
}

struct Intent {
    state: State,
    due_at: Option<Timestamp>,
    before_expires: Option<Date>,
    before_key: String,
}

fn write(
    scope: &mut Scope<'_>,
    service: &Service,
    plan: &Plan,
    intent: &Intent,
) -> Result<OperationId> {
    let order_key = if plan.kind.is_paid() && intent.state != State::Done {
        scope.random_key()
    } else {
        String::new()
    };
    let id = operation::insert(
        scope.tx,
        &NewOperation {
            service: service.id,
            kind: plan.kind,
            state: intent.state,
            lease_owner: (intent.state == State::Running).then_some(&scope.installation.boot),
            due_at: intent.due_at,
            order_key: &order_key,
            customer_key: plan.customer_key.as_deref(),
            period: plan.period,
            reason: plan.reason,
            before_expires: intent.before_expires,
            before_key: &intent.before_key,
            new_name: plan.new_name.as_deref(),
            new_ip: plan.new_ip.as_deref(),
            paid_until: promised(plan),
            amount: plan.amount,
            held: if intent.state == State::Done {
                Amount::ZERO
            } else {
                plan.amount
            },
            created_by: plan.by,
            now: scope.now,
        },
    )?;
    for (addon, value) in &plan.addons {
        operation::put_addon(scope.tx, id, *addon, *value)?;
    }
    Ok(id)
}

/// What an operation does, without who does it.
#[derive(Debug, Clone)]
pub(crate) struct Doing {
    pub kind: OperationKind,
    pub period: Option<Period>,
    pub reason: u8,
    pub new_name: Option<String>,
    pub new_ip: Option<String>,
    pub addons: Vec<(AddonId, i64)>,
    /// The end that a renewal promised.
    pub paid_until: Option<Date>,
}

/// A renewal promises its end when it is paid; an order counts from the day it is delivered.
fn promised(plan: &Plan) -> Option<Date> {
    plan.expires.filter(|_| plan.kind == OperationKind::Prolong)
}

impl Doing {
    fn from_plan(plan: &Plan) -> Self {
        Self {
            kind: plan.kind,
            period: plan.period,
            reason: plan.reason,
            new_name: plan.new_name.clone(),
            new_ip: plan.new_ip.clone(),
            addons: plan.addons.clone(),
            paid_until: promised(plan),
        }
    }
}

/// What is reserved for an operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    pub operation: OperationId,
    pub amount: Amount,
}

/// Ends an operation that a seller worked on: the facts become ours, the money is posted, task and
/// operation end. Does nothing when it had ended before.
pub(crate) fn conclude_done(
    scope: &mut Scope<'_>,
    service: &mut Service,
    ended: &operation::Operation,
    facts: &Facts,
) -> Result<bool> {
    let addons = match ended.kind {
        OperationKind::SetParam => operation::addons(scope.tx, ended.id)?,
        _ => Vec::new(),
    };
    if !operation::finish(scope.tx, ended.id, State::Done, scope.now)? {
        return Ok(false);
    }
    if ended.task.is_some() {
        task::close_of_operation(scope.tx, ended.id, scope.now)?;
    }
    let doing = Doing {
        kind: ended.kind,
        period: ended.period,
        reason: ended.reason,
        new_name: ended.new_name.clone(),
        new_ip: ended.new_ip.clone(),
        addons,
        paid_until: ended.paid_until,
    };
    service.open_operation = None;
    complete(
        scope,
        service,
        &doing,
        Held {
            operation: ended.id,
            amount: ended.held,
        },
        facts,
    )?;
    Ok(true)
}

/// Gives an operation up: what was held for it is free again and its task ends. A service that was
/// never delivered is closed with it. `false` when the operation had ended before.
pub(crate) fn cancel(
    scope: &mut Scope<'_>,
    service: &mut Service,
    given_up: &operation::Operation,
) -> Result<bool> {
    if !operation::finish(scope.tx, given_up.id, State::Cancelled, scope.now)? {
        return Ok(false);
    }
    wallet::void(scope.tx, service.wallet, given_up.held)?;
    task::close_of_operation(scope.tx, given_up.id, scope.now)?;
    service.open_operation = None;
    if given_up.kind == OperationKind::Open {
        service.status = ServiceStatus::Deleted;
        service.auto_prolong = None;
    }
    onsell_store::service::update(scope.tx, service, expire::next_look(service))?;
    service.version += 1;
    Ok(true)
}

/// Tells the readers of an account that a service changed. The last thing a unit does.
pub(crate) fn tell(scope: &mut Scope<'_>, service: &Service, kind: &str) -> Result<()> {
    let mut seen = service.clone();
    seen.status = shown::status(service).0;
    event::append(scope.tx, &seen, kind, scope.now)?;
    scope.wakes.feeds.push(service.account);
    Ok(())
}

/// Reads a service that its caller may act on; others' services do not exist for it.
pub(crate) fn owned(
    scope: &mut Scope<'_>,
    id: ServiceId,
    account: Option<onsell_domain::AccountId>,
) -> Result<Service> {
    let missing = || Fault::missed("item", id);
    let service = onsell_store::service::find(scope.tx, id)?.ok_or_else(missing)?;
    if account.is_some_and(|account| account != service.account) {
        return Err(missing().into());
    }
    Ok(service)
}
