//! The store itself: units of work, the two engines behind them, migrations and the fuse.

mod error;
mod fuse;
mod location;
mod migrate;
mod postgres;
mod queue;
mod select;
mod sqlite;
mod store;
mod tx;
mod unit;
mod value;

pub use error::{Error, Result};
pub use location::Location;
pub use migrate::Migration;
pub use select::Select;
pub use store::{Counters, Options, Store};
pub use tx::{Dialect, Tx, TxExt};
pub use value::{Arg, FromValue, Row, RowReader, Value};
