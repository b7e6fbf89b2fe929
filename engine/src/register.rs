//! A stranger becomes a customer (wire 3.1).

use crate::account::{NewCustomer, create_customer};
use crate::sign_in::hash_password;
use crate::sign_in_key::{self, KEY_SECONDS};
use crate::{Engine, Result, throttle};
use onsell_domain::{AccountId, Secret};
use onsell_store::sign_in_key::Purpose;
use std::net::IpAddr;

/// Registrations from one address within an hour.
const ADDRESS_MAX: u32 = 5;

/// A new customer, and the key of the first sign-in.
pub struct Registered {
    /// The account.
    pub account: AccountId,
    /// The sign-in name.
    pub name: String,
    /// The key.
    pub key: Secret,
}

/// Adds an account with its user and an empty wallet, and a key with which the user signs in once.
///
/// # Errors
/// `exists` for an address that is registered, `limit` for who registers too often, `value` for
/// what cannot be.
pub fn register(
    engine: &Engine,
    new: &NewCustomer,
    password: &Secret,
    address: IpAddr,
) -> Result<Registered> {
    // Counted in any case, before the work that a password's hash is.
    engine.write(None, move |scope| {
        throttle::limit(
            scope,
            &format!("register {}", throttle::place(address)),
            ADDRESS_MAX,
            3600,
        )
    })?;
    let mut new = new.clone();
    new.password_hash = hash_password(password)?;
    engine.write(None, move |scope| {
        let (account, user) = create_customer(scope, &new)?;
        let key = sign_in_key::fresh(scope, user, Purpose::Session, KEY_SECONDS)?;
        Ok(Registered {
            account,
            name: new.user_name.clone(),
            key,
        })
    })
}
