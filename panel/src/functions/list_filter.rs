//! Filters of lists that a session keeps: `runningoperation.filter`, `task.setfilter` and their
//! like (wire 4.1, 4.2). What is kept is what the list itself understands; a list that is called
//! with a session and without `filter` of its own is filtered by it.

use super::service_filter::no_session;
use crate::ask::Ask;
use crate::caller::Caller;
use crate::declaration::{Declaration, Kind};
use crate::fields::done;
use crate::function::{Body, Function};
use onsell_engine::{Result, Scope, list_filter};
use onsell_wire::{Document, Fault, Params};
use std::marker::PhantomData;

/// Parameters of a list that say nothing about its rows.
const NO_FILTERS: [&str; 4] = ["filter", "p_num", "p_cnt", "p_col"];

/// A list whose filter is kept.
pub(super) trait Kept: Send + Sync + 'static {
    /// Who may read the list.
    type Caller: Caller;
    /// The list.
    const LIST: &'static Declaration;
    /// The name of the function that keeps its filter.
    const NAME: &'static str;
}

/// The function that keeps the filter of a list; without values it forgets it.
pub(super) struct Of<L>(PhantomData<fn() -> L>);

/// A session, and the filter to keep.
pub(super) struct Input {
    session: Option<String>,
    query: Option<String>,
}

impl<L: Kept> Function for Of<L> {
    type Caller = L::Caller;
    type Input = Input;
    /// The filter that is kept; none where another one was kept now.
    type Output = Option<Params>;

    const DECLARATION: Declaration = Declaration {
        name: L::NAME,
        kind: Kind::Form,
        level: L::LIST.level,
        title: L::LIST.title,
        parameters: L::LIST.parameters,
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let session = ask.session_id().map(str::to_owned);
        if !ask.is_final() {
            return Ok(Input {
                session,
                query: None,
            });
        }
        if session.is_none() {
            return Err(no_session());
        }
        let mut kept = Params::default();
        for (name, value) in ask.params.iter() {
            if !value.is_empty() && names(L::LIST).any(|known| known == name) {
                kept.push(name, value);
            }
        }
        Ok(Input {
            session,
            query: Some(kept.to_query()),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.query.is_some() {
            Body::Write(carry_out::<L>)
        } else {
            Body::Read(carry_out::<L>)
        }
    }

    fn render(kept: &Option<Params>, ask: &Ask) -> Document {
        let Some(kept) = kept else { return done(ask) };
        let mut form = Document::form(&ask.function);
        for name in names(L::LIST) {
            form.put(name, kept.text(name).unwrap_or_default());
        }
        form
    }
}

fn carry_out<L: Kept>(
    scope: &mut Scope<'_>,
    _: &L::Caller,
    input: &Input,
) -> Result<Option<Params>> {
    let Some(session) = &input.session else {
        return Ok(Some(Params::default()));
    };
    if let Some(query) = &input.query {
        list_filter::keep(scope, session, L::LIST.name, query)?;
        return Ok(None);
    }
    let query = list_filter::kept(scope, session, L::LIST.name)?.unwrap_or_default();
    Ok(Some(Params::parse_urlencoded(&query).unwrap_or_default()))
}

/// What a list can be filtered by: its own parameters, and its columns.
fn names(list: &'static Declaration) -> impl Iterator<Item = &'static str> {
    let columns = match list.kind {
        Kind::List(columns) => columns,
        Kind::Form | Kind::Action | Kind::Tree => &[],
    };
    let own = list.parameters.iter().map(|parameter| parameter.name);
    let own = own.filter(|name| !NO_FILTERS.contains(name));
    let is_new = |name: &&str| list.parameters.iter().all(|known| known.name != *name);
    own.chain(columns.iter().map(|column| column.name).filter(is_new))
}

/// Has the filter of a list kept by a function of that name.
macro_rules! kept {
    ($($(#[$doc:meta])* $name:ident $function:literal $list:ty;)+) => {
        $(
            $(#[$doc])*
            pub(super) struct $name;

            impl Kept for $name {
                type Caller = <$list as Function>::Caller;
                const LIST: &'static Declaration = &<$list as Function>::DECLARATION;
                const NAME: &'static str = $function;
            }
        )+
    };
}

kept! {
    /// `runningoperation.filter`.
    Operations "runningoperation.filter" super::operation::Operations;
    /// `task.setfilter`.
    Tasks "task.setfilter" super::task::Tasks;
    /// `account.filter`.
    Accounts "account.filter" super::account::Accounts;
    /// `payment.filter`.
    Payments "payment.filter" super::payment::Payments;
    /// `expense.filter`.
    Expenses "expense.filter" super::expense::Expenses;
    /// `pricelist.filter`.
    Tariffs "pricelist.filter" super::tariff::Tariffs;
    /// `journal.filter`.
    Journal "journal.filter" super::journal::Journal;
}
