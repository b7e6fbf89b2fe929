//! The engine: the store, the seams, and what is shared by every use case.

use crate::copied;
use crate::feeds::Feeds;
use crate::journal::Watched;
use crate::license_key::LicenseKey;
use crate::lock::Lock;
use crate::record::Recorded;
use crate::scope::Wakes;
use crate::seams::{Clock, Random};
use crate::sellers::Sellers;
use crate::server_modules::ServerModules;
use crate::session_life::SessionLife;
use crate::sign_in::Verified;
use crate::unknown_call::UnknownCalls;
use crate::work::Workers;
use crate::{Error, Installation, Result, Scope, Seal};
use onsell_domain::{AccountId, Timestamp};
use onsell_modules::Transport;
use onsell_modules::mail::Post;
use onsell_store::{Store, setting};
use std::convert::Infallible;
use std::sync::{Arc, OnceLock};

/// How events of sellers are learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventMode {
    /// One thread per account at a seller waits for the next event.
    Wait,
    /// A job asks every five minutes.
    Poll,
    /// Only `checkevent` asks.
    Off,
}

/// What an engine is made of.
pub struct Setup {
    /// Where everything is kept.
    pub store: Store,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The way out.
    pub transport: Arc<dyn Transport>,
    /// The seal of secrets.
    pub seal: Seal,
}

/// What a unit came to that is undone by failing.
struct Undone<T>(Result<T>);

impl<T> From<onsell_store::Error> for Undone<T> {
    fn from(error: onsell_store::Error) -> Self {
        Self(Err(error.into()))
    }
}

/// Everything a use case stands on. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    inside: Arc<Inside>,
    /// The call that is carried out with this handle, if its units are watched.
    watched: Option<Arc<Watched>>,
}

pub(crate) struct Inside {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub seal: Seal,
    pub installation: Installation,
    pub feeds: Feeds,
    pub sellers: Sellers,
    pub server_modules: ServerModules,
    pub workers: Workers,
    pub verified: Verified,
    pub lock: Lock,
    pub unknown_calls: UnknownCalls,
    pub recorded: Recorded,
    pub post: OnceLock<Arc<dyn Post>>,
    pub license_key: OnceLock<LicenseKey>,
}

impl Engine {
    /// An engine over an open store. Makes the installation's prefix and epoch at the first start,
    /// and settles what a copy may not go on with.
    pub fn new(setup: Setup) -> Result<Self> {
        let Setup {
            store,
            clock,
            random,
            transport,
            seal,
        } = setup;
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        let boot = crate::scope::hex(&bytes[..8]);
        let fresh_prefix = format!("o{}-", crate::scope::hex(&bytes[8..11]));
        let fresh_epoch = crate::scope::hex(&bytes[16..24]);
        let now = clock.now();
        let (prefix, epoch, is_locked) = store.write(0, move |tx| -> Result<_> {
            copied::settle(tx, now)?;
            let prefix = keep(tx, setting::PREFIX, &fresh_prefix)?;
            let epoch = keep(tx, setting::EPOCH, &fresh_epoch)?;
            Ok((prefix, epoch, Lock::read(tx)?))
        })?;
        let inside = Arc::new(Inside {
            store,
            clock,
            random,
            seal,
            installation: Installation::new(prefix, epoch, boot),
            feeds: Feeds::default(),
            sellers: Sellers::new(transport),
            server_modules: ServerModules::default(),
            workers: Workers::default(),
            verified: Verified::default(),
            lock: Lock::known(is_locked),
            unknown_calls: UnknownCalls::default(),
            recorded: Recorded::default(),
            post: OnceLock::new(),
            license_key: OnceLock::new(),
        });
        Ok(Self {
            inside,
            watched: None,
        })
    }

    pub(crate) fn watched_by(&self, watched: Arc<Watched>) -> Self {
        Self {
            inside: Arc::clone(&self.inside),
            watched: Some(watched),
        }
    }

    pub(crate) fn inside(&self) -> &Inside {
        &self.inside
    }

    /// Letters leave this way, once the threads work. It is said once, before they start.
    pub fn deliver_by(&self, post: Arc<dyn Post>) {
        // Whoever was first stays.
        self.inside.installation.set_mail_route(post.route());
        let _ = self.inside.post.set(post);
    }

    /// Sessions last so long. It is said once, before anybody signs in.
    pub fn sessions_last(&self, life: SessionLife) {
        self.inside.installation.set_session_life(life);
    }

    /// Whether letters can be sent at all.
    pub fn has_mail(&self) -> bool {
        self.inside.post.get().is_some()
    }

    /// The store below.
    pub fn store(&self) -> &Store {
        &self.inside.store
    }

    /// What is fixed for this process and this database.
    pub fn installation(&self) -> &Installation {
        &self.inside.installation
    }

    /// Who waits for events.
    pub fn feeds(&self) -> &Feeds {
        &self.inside.feeds
    }

    /// The present.
    pub fn now(&self) -> Timestamp {
        self.inside.clock.now()
    }

    /// Random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.inside.random.fill(&mut bytes);
        bytes
    }

    /// The key of this name: the same on every node; without the sealing key nobody can tell it.
    pub fn derived_key(&self, name: &str) -> [u8; 32] {
        self.inside.seal.derive(name)
    }

    /// Runs a unit that changes rows; `done` is told after the commit, on the store's thread, and
    /// must be quick. Units of one account are written by one writer, in order.
    pub fn submit<T, F, D>(&self, account: Option<AccountId>, unit: F, done: D)
    where
        T: Send + 'static,
        F: Fn(&mut Scope<'_>) -> Result<T> + Send + 'static,
        D: FnOnce(Result<T>) + Send + 'static,
    {
        let engine = self.clone();
        let told = self.clone();
        let seed = self.random::<32>();
        let now = self.now();
        let affinity = account.map_or(0, |account| account.get() as u64);
        self.inside.store.submit(
            affinity,
            move |tx| -> Result<(T, Wakes)> {
                let mut scope = Scope::new(tx, now, engine.installation(), &seed);
                let watched = engine.watched.as_ref();
                scope.as_whom = watched.and_then(|watched| watched.as_whom.clone());
                let value = unit(&mut scope)?;
                watched.inspect(|watched| watched.note(&scope));
                Ok((value, scope.wakes))
            },
            move |result| {
                done(result.map(|(value, wakes)| {
                    told.wake(wakes);
                    value
                }));
            },
        );
    }

    /// Runs a unit that changes rows and waits for its commit.
    pub fn write<T, F>(&self, account: Option<AccountId>, unit: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Scope<'_>) -> Result<T> + Send + 'static,
    {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        self.submit(account, unit, move |result| drop(sender.send(result)));
        receiver
            .recv()
            .unwrap_or(Err(Error::Store(onsell_store::Error::Closed)))
    }

    /// Runs a unit that changes rows, and undoes all of it: what would happen is known, and nothing
    /// did. Nobody is woken.
    pub fn rehearse<T, F>(&self, account: Option<AccountId>, unit: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Scope<'_>) -> Result<T> + Send + 'static,
    {
        let engine = self.clone();
        let seed = self.random::<32>();
        let now = self.now();
        let affinity = account.map_or(0, |account| account.get() as u64);
        let undone = self.inside.store.write(affinity, move |tx| {
            let mut scope = Scope::new(tx, now, engine.installation(), &seed);
            Err::<Infallible, _>(Undone(unit(&mut scope)))
        });
        match undone {
            Ok(never) => match never {},
            Err(Undone(result)) => result,
        }
    }

    /// Runs a unit that only reads; `done` must be quick.
    pub fn submit_read<T, F, D>(&self, unit: F, done: D)
    where
        T: Send + 'static,
        F: Fn(&mut Scope<'_>) -> Result<T> + Send + 'static,
        D: FnOnce(Result<T>) + Send + 'static,
    {
        let engine = self.clone();
        let now = self.now();
        self.inside.store.submit_read(
            move |tx| {
                let mut scope = Scope::new(tx, now, engine.installation(), &[0; 32]);
                unit(&mut scope)
            },
            done,
        );
    }

    /// Runs a unit that only reads and waits for it.
    pub fn read<T, F>(&self, unit: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Scope<'_>) -> Result<T> + Send + 'static,
    {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        self.submit_read(unit, move |result| drop(sender.send(result)));
        receiver
            .recv()
            .unwrap_or(Err(Error::Store(onsell_store::Error::Closed)))
    }

    fn wake(&self, wakes: Wakes) {
        for account in wakes.feeds {
            self.inside.feeds.wake(account);
        }
        for operation in wakes.operations {
            self.dispatch(operation);
        }
        if wakes.due {
            self.inside.workers.wake();
        }
        if wakes.jobs {
            self.inside.workers.wake_jobs();
        }
    }
}

/// A fact that the installation makes once: the setting's value, or the fresh
/// one, which is written where there is none.
pub(crate) fn keep(tx: &mut dyn onsell_store::Tx, name: &str, fresh: &str) -> Result<String> {
    if let Some(value) = setting::get(tx, name)? {
        return Ok(value);
    }
    setting::put(tx, name, fresh)?;
    Ok(fresh.to_owned())
}
