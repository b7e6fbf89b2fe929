//! The store itself: units of work, the two engines behind them, migrations and the fuse.

mod copy;
mod error;
mod fuse;
mod health;
mod location;
mod migrate;
mod postgres;
mod postgres_copy;
mod queue;
mod select;
mod sqlite;
mod store;
mod tx;
mod unit;
mod value;

pub use copy::{Copied, backup, clone_into, restore};
pub use error::{Error, Result};
pub use location::Location;
pub use migrate::Migration;
pub use select::Select;
pub use store::{Counters, Options, Store};
pub use tx::{Dialect, Tx, TxExt};
pub use value::{Arg, FromValue, Row, RowReader, Value};
