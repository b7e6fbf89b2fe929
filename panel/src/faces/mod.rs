//! Pages for people, and descriptions for machines.

pub mod openapi;
pub mod reference;
pub(crate) mod welcome;
