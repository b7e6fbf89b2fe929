//! Servers: what a module that drives machines is asked, and what it tells.
//!
//! A module is handed one attempt of one operation ([`ServerWork`]) and answers what is known
//! afterwards ([`Answer`]). It changes something outside with at most one request an attempt. What
//! takes several requests it does in steps: after each it answers `Outcome::Step` with its
//! [`Progress`], which is kept before the next attempt begins, so that whoever goes on after a
//! crash knows where it is. Waiting for a task of the other system is `Outcome::Pending`.
//!
//! No system here takes a key that makes a repeated request harmless. Where an earlier attempt may
//! have been received (`sent_before`), a module looks first: a machine is recognized by its
//! [`ServerWork::machine_name`], which no other service has.

pub(crate) mod call;
mod offer;

use crate::{
    Answer, CheckFault, Connection, ModuleKind, SentBefore, Transport, dcimanager5, dcimanager6,
    lxd, vmmanager5, vmmanager6,
};
use onsell_domain::{Fault, OperationKind, Progress, Secret, ServiceId};
use std::collections::BTreeMap;
use std::sync::Arc;

pub use offer::{ModuleOffer, OfferKind};

/// What a module that drives servers is asked to do.
#[derive(Debug, Clone)]
pub struct ServerWork {
    /// What to do.
    pub kind: OperationKind,
    /// The service.
    pub service: ServiceId,
    /// What its machine is called over there, the same in every attempt and of this service alone:
    /// letters, digits and hyphens.
    pub machine_name: String,
    /// What the module called its machine when it made it; none before.
    pub machine: Option<String>,
    /// What our customer is called over there: an address that is nobody's, made from the account
    /// (semantics 1.9).
    pub owner: String,
    /// The host name the customer chose; empty where none was.
    pub domain: String,
    /// The internal name of the template to install.
    pub template: String,
    /// The recipe to run, by its internal name, with its parameters: with an installation that
    /// the template is made with, and on its own with [`OperationKind::Install`].
    pub recipe: Option<Recipe>,
    /// The password of the machine's administrator: the present one, or the one to set.
    pub password: Secret,
    /// The internal name of the tariff: a preset, or a configuration of hardware; empty where the
    /// addons say everything.
    pub preset: String,
    /// Values of the addons by their internal names; of an edit those that change. `cpu` counts
    /// cores, `ram` and `disk` MiB, `ip` addresses, `port_speed` Mbit/s.
    pub resources: BTreeMap<String, String>,
    /// Its main address, once it has one.
    pub ip: String,
    /// Whether it shall run afterwards: a machine that its customer switched off stays off.
    pub runs: bool,
    /// How far the operation is: what the module answered with its last step.
    pub progress: Progress,
    /// Which try this is since the last step or the last Start, from 1. One that follows a refusal
    /// by itself is never the first.
    pub tries: u32,
    /// How long the present step lasts, in seconds: a task that never ends must be told one day.
    pub step_seconds: i64,
    /// Set when an earlier attempt at the present step may have been received.
    pub sent_before: Option<SentBefore>,
}

/// The name by which a recipe is told the license key; a module gives it to the parameter that the
/// recipe has for it.
pub const LICENSE_KEY: &str = "license_key";

/// A recipe, and what it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    /// Its internal name.
    pub name: String,
    /// Names and values; a value may be a license key.
    pub params: Vec<(String, String)>,
}

/// A machine as the other system tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// What the module calls it.
    pub id: String,
    /// Its name there; ours is the one of its service.
    pub name: String,
    /// Whether it runs; none while that cannot be told.
    pub runs: Option<bool>,
    /// Its addresses, the main one first.
    pub addresses: Vec<String>,
}

/// A system that drives servers.
pub trait ServerModule: Send + Sync {
    /// Signs in and looks whether what is needed may be done; says who we are there.
    fn check(&self) -> Result<String, CheckFault>;

    /// What it offers: templates, recipes, presets.
    fn offers(&self) -> Result<Vec<ModuleOffer>, CheckFault>;

    /// Every machine there that may be one of ours.
    fn machines(&self) -> Result<Vec<Machine>, CheckFault>;

    /// Makes one attempt.
    fn perform(&self, work: &ServerWork) -> Answer;
}

/// A module of this kind at this place; nothing is asked yet.
///
/// # Errors
/// Where the kind drives no machines, or the connection cannot be right.
pub fn connect(
    kind: ModuleKind,
    connection: &Connection,
    transport: Arc<dyn Transport>,
) -> Result<Arc<dyn ServerModule>, CheckFault> {
    match kind {
        ModuleKind::Lxd => lxd::connect(connection, transport),
        ModuleKind::VmManager6 => vmmanager6::connect(connection, transport),
        ModuleKind::VmManager5 => vmmanager5::connect(connection, transport),
        ModuleKind::DciManager5 => dcimanager5::connect(connection, transport),
        ModuleKind::DciManager6 => dcimanager6::connect(connection, transport),
        _ => {
            let text = format!("the module {} drives no machines", kind.name());
            Err(CheckFault::Unreachable(Fault::new("not_implemented", text)))
        }
    }
}
