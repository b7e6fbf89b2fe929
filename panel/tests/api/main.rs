//! The API as its callers meet it, on both database engines.

mod access;
mod administration;
mod cart;
mod conventions;
mod hostile;
mod house;
mod log;
mod sales;
mod served;
mod staff;
mod wizard;
