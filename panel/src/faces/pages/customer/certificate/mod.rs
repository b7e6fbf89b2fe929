//! Certificates in the area of customers: their order, their card, how their names are proven, and
//! issuing them anew.

pub(super) mod anew;
pub(super) mod card;
mod contacts;
mod fields;
pub(super) mod order;
pub(super) mod way;
