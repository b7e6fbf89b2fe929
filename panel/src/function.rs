//! What a function is: three synchronous parts around one declaration.

use crate::ask::Ask;
use crate::caller::Caller;
use crate::declaration::Declaration;
use onsell_domain::{AccountId, Secret};
use onsell_engine::{Engine, Scope};
use onsell_wire::{Document, Fault};
use std::time::Duration;

/// One function of the API.
pub trait Function: Sized + Send + Sync + 'static {
    /// Who may call it.
    type Caller: Caller;
    /// What it read of the request.
    type Input: Send + Sync + 'static;
    /// What came of it.
    type Output: Send + 'static;

    /// What it says of itself.
    const DECLARATION: Declaration;

    /// Reads the request. Pure; the declaration's checks have passed.
    fn parse(ask: &Ask) -> Result<Self::Input, Fault>;

    /// How this call is carried out: showing a form reads, saving it writes.
    fn body(input: &Self::Input) -> Body<Self>;

    /// Writes the answer. Pure, and outside the unit.
    fn render(output: &Self::Output, ask: &Ask) -> Document;

    /// What the browser is told about its session cookie.
    fn cookie(_output: &Self::Output) -> Cookie {
        Cookie::Stays
    }

    /// Whether a call like this waits for the next event when there is none.
    fn may_wait(_input: &Self::Input) -> bool {
        false
    }

    /// Whether the answer may wait for the next event of an account, and how long.
    fn wait(_input: &Self::Input, _output: &Self::Output) -> Option<(AccountId, Duration)> {
        None
    }
}

/// What a browser is told about its session cookie.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cookie {
    /// Nothing.
    #[default]
    Stays,
    /// To send this session from now on.
    Set(Secret),
    /// To forget its session.
    Ends,
}

/// Work inside one unit of the store. It may run twice and has no effect but its statements.
pub type InUnit<F> = fn(
    &mut Scope<'_>,
    &<F as Function>::Caller,
    &<F as Function>::Input,
) -> onsell_engine::Result<<F as Function>::Output>;

/// Work on one of several objects, in a unit of its own.
pub type OnEach<F> = fn(
    &mut Scope<'_>,
    &<F as Function>::Caller,
    &<F as Function>::Input,
    i64,
) -> onsell_engine::Result<<F as Function>::Output>;

/// Work that blocks a thread: it opens its own units.
pub type Blocking<F> = fn(
    &Engine,
    &<F as Function>::Caller,
    &<F as Function>::Input,
) -> onsell_engine::Result<<F as Function>::Output>;

/// How a call is carried out. The caller is identified inside the unit of `Read` and `Write`, and
/// in a unit of its own before the others.
pub enum Body<F: Function> {
    /// In a unit that only reads.
    Read(InUnit<F>),
    /// In a unit that changes rows.
    Write(InUnit<F>),
    /// On each of these objects, in a unit that changes rows: what cannot be done to one of them
    /// keeps nobody from the others, and each has its result (wire 1.2: several `elid`).
    Each(Vec<i64>, OnEach<F>),
    /// In units of its own that are quick: what it came for is read, and only what must be counted
    /// against the caller is written.
    Looking(Blocking<F>),
    /// With the hashing of a password.
    Hashing(Blocking<F>),
    /// With calls to other systems.
    Outside(Blocking<F>),
}

impl<F: Function> Body<F> {
    /// Whether anything may change.
    pub fn changes(&self) -> bool {
        !matches!(self, Self::Read(_) | Self::Looking(_))
    }
}
