//! What the pages of the panel ask for and programs may as well: facts that are put together from
//! several nouns.

#[path = "facts/dashboard.rs"]
mod dashboard;
#[path = "facts/preview.rs"]
mod preview;
#[path = "facts/service.rs"]
mod service;
#[path = "facts/statement.rs"]
mod statement;
