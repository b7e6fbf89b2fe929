//! spike
mod account;
mod failure;
mod way;
#[cfg(test)]
mod spike;
