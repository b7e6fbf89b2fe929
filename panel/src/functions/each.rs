//! Actions on objects named by their numbers: what they all have in common.

use crate::ask::Ask;
use crate::caller::Caller;
use crate::declaration::Declaration;
use crate::fields::{done, group};
use crate::function::{Body, Function};
use onsell_engine::{Result, Scope};
use onsell_wire::{Document, Fault};
use std::marker::PhantomData;

/// Something that is done to each of the objects of `elid`, in a unit of its own.
pub(super) trait OnEach: Send + Sync + 'static {
    /// Who may.
    type Caller: Caller;
    /// What the function says of itself.
    const DECLARATION: Declaration;

    /// Does it to one.
    fn apply(scope: &mut Scope<'_>, caller: &Self::Caller, id: i64) -> Result<()>;
}

/// The function of such an action.
pub(super) struct Of<A>(PhantomData<fn() -> A>);

impl<A: OnEach> Function for Of<A> {
    type Caller = A::Caller;
    type Input = Vec<i64>;
    type Output = ();

    const DECLARATION: Declaration = A::DECLARATION;

    fn parse(ask: &Ask) -> std::result::Result<Vec<i64>, Fault> {
        group(&ask.params, "elid")
    }

    fn body(ids: &Vec<i64>) -> Body<Self> {
        Body::Each(ids.clone(), |scope, caller, _, id| {
            A::apply(scope, caller, id)
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}
