//! The scope of one unit of work: the open transaction, the present, and what must be woken after
//! the commit.

use crate::session_life::SessionLife;
use onsell_domain::{AccountId, OperationId, Timestamp};
use onsell_modules::mail::Route;
use onsell_store::Tx;
use ring::digest;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is fixed for this process and this database.
pub struct Installation {
    /// The prefix of our references at sellers.
    pub prefix: String,
    /// The epoch of our event feeds.
    pub epoch: String,
    /// This process, as the owner of leases; new at every start.
    pub boot: String,
    workers: AtomicBool,
    session_life: OnceLock<SessionLife>,
    mail_route: OnceLock<Route>,
}

impl Installation {
    /// The facts of this process; no worker runs yet.
    pub fn new(prefix: String, epoch: String, boot: String) -> Self {
        Self {
            prefix,
            epoch,
            boot,
            workers: AtomicBool::new(false),
            session_life: OnceLock::new(),
            mail_route: OnceLock::new(),
        }
    }

    /// Whether workers run here, so that a unit may intend an operation's first attempt itself.
    pub fn has_workers(&self) -> bool {
        self.workers.load(Ordering::Acquire)
    }

    /// How long sessions last here.
    pub fn session_life(&self) -> SessionLife {
        self.session_life.get().copied().unwrap_or_default()
    }

    /// Which way letters leave, if they do.
    pub fn mail_route(&self) -> Option<&Route> {
        self.mail_route.get()
    }

    pub(crate) fn set_mail_route(&self, route: Route) {
        // Whoever was first stays.
        let _ = self.mail_route.set(route);
    }

    pub(crate) fn set_session_life(&self, life: SessionLife) {
        // Whoever was first stays.
        let _ = self.session_life.set(life);
    }

    pub(crate) fn set_workers(&self, running: bool) {
        self.workers.store(running, Ordering::Release);
    }
}

/// What must be told to others once a unit has committed.
#[derive(Debug, Default, Clone)]
pub struct Wakes {
    /// Accounts whose feed grew.
    pub feeds: Vec<AccountId>,
    /// Operations that were written with their first attempt intended.
    pub operations: Vec<OperationId>,
    /// Whether some operation became due for a worker to claim.
    pub due: bool,
    /// Whether something became due for the jobs.
    pub jobs: bool,
}

/// The inside of one unit. It may be made anew: a unit that runs again gets the same `now` and the
/// same random bytes.
pub struct Scope<'a> {
    /// The open transaction.
    pub tx: &'a mut dyn Tx,
    /// The present, drawn before the unit.
    pub now: Timestamp,
    /// What is fixed for this process.
    pub installation: &'a Installation,
    pub(crate) wakes: Wakes,
    /// As whom the caller acts, by name.
    pub as_whom: Option<String>,
    /// The line that the journal got last.
    pub(crate) noted: Option<String>,
    seed: &'a [u8; 32],
    drawn: u64,
}

impl<'a> Scope<'a> {
    /// A scope over an open transaction.
    pub fn new(
        tx: &'a mut dyn Tx,
        now: Timestamp,
        installation: &'a Installation,
        seed: &'a [u8; 32],
    ) -> Self {
        Self {
            tx,
            now,
            installation,
            wakes: Wakes::default(),
            as_whom: None,
            noted: None,
            seed,
            drawn: 0,
        }
    }

    /// Whether the journal got a line.
    pub fn is_noted(&self) -> bool {
        self.noted.is_some()
    }

    /// Random bytes that are the same when the unit runs again.
    pub fn random<const N: usize>(&mut self) -> [u8; N] {
        const { assert!(N <= 32) };
        self.drawn += 1;
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(self.seed);
        context.update(&self.drawn.to_le_bytes());
        let digest = context.finish();
        let mut bytes = [0; N];
        bytes.copy_from_slice(&digest.as_ref()[..N]);
        bytes
    }

    /// 128 random bits as 32 hexadecimal digits.
    pub fn random_key(&mut self) -> String {
        hex(&self.random::<16>())
    }
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
