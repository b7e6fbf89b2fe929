//! Servers: what they are, and what becomes of them.

use serde_json::{Value, json};

use crate::scenario::{Progress, Stage};

/// Whether a server has power, as far as its devices say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// It has.
    On,
    /// It has not.
    Off,
    /// They do not say.
    Unknown,
}

/// What an operation does to a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// A system is put on it.
    Install {
        /// The template.
        template: i64,
        /// The password of the new system.
        password: String,
        /// What is run on it afterwards: name and parameters.
        recipes: Vec<RecipeRun>,
    },
    /// Its owner's things are taken away.
    Release,
}

/// A recipe's name and what it was given.
pub type RecipeRun = (&'static str, Vec<(String, String)>);

/// What is being done to a server, or was last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its number.
    pub id: i64,
    /// What it does.
    pub work: Work,
    /// How far it is.
    pub progress: Progress,
}

/// A server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its number.
    pub id: i64,
    /// What its hardware is.
    pub configuration: &'static str,
    /// Its domain.
    pub domain: String,
    /// Notes of the staff.
    pub notes: String,
    /// The number of its owner.
    pub owner: Option<i64>,
    /// Staff work on it: it looks free and refuses.
    pub is_kept_back: bool,
    /// Its service is suspended, its ports are off.
    pub is_suspended: bool,
    /// Whether it has power.
    pub power: Power,
    /// A change of power that does not show yet.
    pub power_change: Option<(Power, Progress)>,
    /// The template on it.
    pub template: Option<i64>,
    /// The password of its system.
    pub password: String,
    /// What was run on it.
    pub recipes: Vec<RecipeRun>,
    /// How often a system was put on it.
    pub installations: u32,
    /// Number and address.
    pub addresses: Vec<(i64, String)>,
    /// The last operation.
    pub operation: Option<Operation>,
}

impl Power {
    /// As lists say it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::On => "ON",
            Self::Off => "OFF",
            Self::Unknown => "UNKNOWN",
        }
    }
}

impl Operation {
    /// `ok` and `canceled` are documented, the others guessed.
    pub(super) fn element(&self) -> Value {
        let status = match self.progress.stage() {
            Stage::Created => "created",
            Stage::Running => "running",
            Stage::Complete => "ok",
            Stage::Failed => "failed",
        };
        json!({
            "id": self.id,
            "status": status,
            "status_info": self.progress.failure().unwrap_or_default(),
            "progress_info": [],
        })
    }
}

impl Machine {
    pub(super) fn new(id: i64, configuration: &'static str) -> Self {
        Self {
            id,
            configuration,
            domain: String::new(),
            notes: String::new(),
            owner: None,
            is_kept_back: false,
            is_suspended: false,
            power: Power::Off,
            power_change: None,
            template: None,
            password: String::new(),
            recipes: Vec::new(),
            installations: 0,
            addresses: Vec::new(),
            operation: None,
        }
    }

    /// Whether an operation has not come to its end.
    pub fn is_busy(&self) -> bool {
        let operation = self.operation.as_ref();
        operation.is_some_and(|operation| !operation.progress.is_over())
    }

    /// Looks at the operation and the power.
    pub(super) fn move_on(&mut self, now: i64) {
        if let Some((power, progress)) = &mut self.power_change
            && progress.look(now)
        {
            if progress.stage() == Stage::Complete {
                self.power = *power;
            }
            self.power_change = None;
        }
        let Some(operation) = &mut self.operation else {
            return;
        };
        if !operation.progress.look(now) || operation.progress.stage() != Stage::Complete {
            return;
        }
        match operation.work.clone() {
            Work::Install {
                template,
                password,
                recipes,
            } => {
                self.template = Some(template);
                self.password = password;
                self.recipes = recipes;
                self.installations += 1;
                self.power = Power::On;
            }
            Work::Release => {
                self.owner = None;
                self.domain.clear();
                self.template = None;
                self.is_suspended = false;
                self.power = Power::Off;
            }
        }
    }
}
