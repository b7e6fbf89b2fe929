//! The API as its callers meet it, on both database engines.

mod access;
mod addons;
mod administration;
mod cart;
mod conventions;
mod corrections;
mod doors;
mod enumeration;
mod hostile;
mod house;
mod learning;
mod lists;
mod log;
mod long_lists;
mod menu;
mod payer;
mod sales;
mod second_factor;
mod served;
mod server;
mod service;
mod sessions;
mod staff;
mod strangers;
mod users;
mod wizard;
