//! Begins an operation on a service: the one door through which every change goes.

use crate::certificate;
use crate::complete::complete;
use crate::covers;
use crate::doing::{Doing, Held};
use crate::{Result, Scope, manual, pay, server_disk, shown};
use jiff::civil::Date;
use onsell_domain::{
    AddonId, Amount, Facts, OperationId, OperationKind, OperationState as State, Outcome, Period,
    Progress, TariffId, Timestamp, UserId,
};
use onsell_modules::license::{self, LicenseWork};
use onsell_modules::{ModuleKind, Worker};
use onsell_store::operation::{self, ServerChange};
use onsell_store::operation_new::{self, NewOperation};
use onsell_store::service::Service;
use onsell_store::{upstream, usage, wallet};
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
    /// What goes back to the customer when it is done.
    pub refund: Amount,
    /// The end date that an order, a renewal or a change of tariff gives.
    pub expires: Option<Date>,
    pub new_name: Option<String>,
    pub new_ip: Option<String>,
    pub addons: Vec<(AddonId, i64)>,
    /// Whether it covers a term that was sold before.
    pub covers_term: bool,
    /// The tariff that a change leads to.
    pub new_tariff: Option<TariffId>,
    /// What one renewal costs after it.
    pub new_renewal_price: Option<Amount>,
    /// What of the amount is for what was used before.
    pub usage: Amount,
    /// What it gives a server.
    pub server: ServerChange,
    /// What its steps know from the beginning.
    pub progress: Progress,
    /// Whether it is written down only, and begun when somebody releases it.
    pub is_parked: bool,
    /// Whether the seller has nothing to do with it, so that it is done at once.
    pub is_ours_alone: bool,
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
            refund: Amount::ZERO,
            expires: None,
            new_name: None,
            new_ip: None,
            addons: Vec::new(),
            covers_term: false,
            new_tariff: None,
            new_renewal_price: None,
            usage: Amount::ZERO,
            server: ServerChange::default(),
            progress: Progress::default(),
            is_parked: false,
            is_ours_alone: false,
            customer_key: None,
            by: None,
        }
    }

    /// What it does, without who does it.
    fn doing(&self, now: Timestamp) -> Doing {
        Doing {
            kind: self.kind,
            period: self.period,
            reason: self.reason,
            new_name: self.new_name.clone(),
            new_ip: self.new_ip.clone(),
            addons: self.addons.clone(),
            paid_until: self.promised(),
            covers_term: self.covers_term,
            remote_period: None,
            begun_at: now,
            new_tariff: self.new_tariff,
            new_renewal_price: self.new_renewal_price,
            server: self.server.clone(),
            progress: self.progress.clone(),
        }
    }

    /// A renewal and a change of tariff promise their end when they are paid; an order counts from
    /// the day it is delivered.
    fn promised(&self) -> Option<Date> {
        self.expires.filter(|_| {
            matches!(
                self.kind,
                OperationKind::Prolong | OperationKind::ChangeTariff
            )
        })
    }

    /// Whether sending it may cost money at a seller.
    fn is_paid(&self) -> bool {
        let changes_addons = self.kind == OperationKind::SetParam && !self.addons.is_empty();
        self.kind.is_paid() || changes_addons
    }
}

/// How an operation began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// A local module did it in the same unit.
    Done(OperationId),
    /// It goes to a seller, whose event brings the result, or to a person, who closes its task.
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

/// Begins an operation: reserves what it costs, writes it down, and does it at once (a local
/// module), gives it to a person (the manual one) or intends its first attempt. The service is
/// changed in place where it is done.
pub(crate) fn begin(scope: &mut Scope<'_>, service: &mut Service, plan: &Plan) -> Result<Begun> {
    if !certificate::makes_way(scope, service, plan.kind)? {
        return Err(Fault::locked(service.id).into());
    }
    if !wallet::hold(scope.tx, service.wallet, plan.amount)? {
        return Err(pay::shortage(scope, service.wallet, plan.amount)?);
    }
    let worker = ModuleKind::parse(&service.module_kind).map(|kind| kind.capabilities().worker);
    match worker {
        _ if plan.is_ours_alone => do_at_once(scope, service, plan),
        Some(Worker::Itself) => do_at_once(scope, service, plan),
        Some(Worker::Staff) => manual::hand_over(scope, service, plan),
        Some(Worker::Seller | Worker::Machines | Worker::Issuer) | None => {
            intend(scope, service, plan)
        }
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
    let done = Intent::only(State::Done);
    let id = write(scope, service, plan, &done)?;
    let held = Held {
        operation: id,
        amount: plan.amount,
        refund: plan.refund,
    };
    complete(scope, service, &plan.doing(scope.now), held, &facts)?;
    Ok(Begun::Done(id))
}

fn intend(scope: &mut Scope<'_>, service: &mut Service, plan: &Plan) -> Result<Begun> {
    let told = match plan.kind {
        // Nothing was told before the order: its reference is written below.
        OperationKind::Open => None,
        _ => upstream::find(scope.tx, service.id)?,
    };
    let here = scope.installation.has_workers() && !plan.is_parked;
    let begins_at = if here {
        scope.now.plus_seconds(LEASE_SECONDS)
    } else {
        scope.now
    };
    let intent = Intent {
        remote_period: covers::asked_period(scope, service, plan)?,
        state: if here { State::Running } else { State::Ready },
        due_at: (!plan.is_parked).then_some(begins_at),
        before_expires: told.as_ref().and_then(|told| told.expires),
        before_key: told.map(|told| told.license_key).unwrap_or_default(),
    };
    let id = write(scope, service, plan, &intent)?;
    if matches!(
        plan.kind,
        OperationKind::SetParam | OperationKind::ChangeTariff
    ) {
        server_disk::must_not_shrink(scope, service, plan, id)?;
    }
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
        scope.wakes.due |= !plan.is_parked;
    }
    Ok(Begun::Started(id))
}

/// How an operation is written down at its beginning.
pub(crate) struct Intent {
    remote_period: Option<Period>,
    state: State,
    due_at: Option<Timestamp>,
    before_expires: Option<Date>,
    before_key: String,
}

impl Intent {
    /// Of an operation that no seller is asked for.
    pub fn only(state: State) -> Self {
        Self {
            remote_period: None,
            state,
            due_at: None,
            before_expires: None,
            before_key: String::new(),
        }
    }
}

/// Writes an operation down.
pub(crate) fn write(
    scope: &mut Scope<'_>,
    service: &Service,
    plan: &Plan,
    intent: &Intent,
) -> Result<OperationId> {
    let is_sent = matches!(intent.state, State::Ready | State::Running);
    let order_key = if plan.is_paid() && is_sent {
        scope.random_key()
    } else {
        String::new()
    };
    let id = operation_new::insert(
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
            paid_until: plan.promised(),
            covers_term: plan.covers_term,
            remote_period: intent.remote_period,
            new_tariff: plan.new_tariff,
            new_renewal_price: plan.new_renewal_price,
            amount: plan.amount,
            held: if intent.state == State::Done {
                Amount::ZERO
            } else {
                plan.amount
            },
            refund: plan.refund,
            server: &plan.server,
            progress: &plan.progress,
            created_by: plan.by,
            now: scope.now,
        },
    )?;
    for (addon, value) in &plan.addons {
        operation::put_addon(scope.tx, id, *addon, *value)?;
    }
    if plan.usage > Amount::ZERO {
        let today = shown::today(service, scope.now);
        usage::charge(scope.tx, service.id, id, today, plan.usage)?;
    }
    Ok(id)
}
