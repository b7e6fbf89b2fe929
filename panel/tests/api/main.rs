//! The API as its callers meet it, on both database engines.

mod access;
mod addons;
mod administration;
mod brand;
mod cart;
mod conventions;
mod corrections;
mod doors;
mod enumeration;
mod hostile;
mod house;
mod learning;
mod levels;
mod lists;
mod live;
mod log;
mod long_lists;
mod menu;
mod pages;

mod pages_customer;
mod pages_mended;
mod pages_staff;
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
mod visitor;
mod wizard;
