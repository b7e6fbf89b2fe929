//! The panel in a real browser. Without one the driver is not named, and `./test` has said so.

mod door;
mod looks;
mod order;
mod path;
