//! Pages for people.

pub(crate) mod welcome;
