//! Our account at an authority (RFC 8555 section 7.3): registered with the key that is kept with
//! the module, and with the key of an external account where the authority wants one.
//! Registering the same key again finds the account that it has, so that a lost answer costs
//! nothing. The ACME crate makes accounts with a key of its own choosing or without contacts,
//! hence this request.

use super::failure::{Called, Failure, account_sentence, kind_of};
use super::way::Way;
use crate::{HttpAnswer, Method};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use instant_acme::Account;
use onsell_domain::Secret;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING as ES256, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

/// How often a request is signed anew because its number was refused (RFC 8555 section 6.5).
const NONCES_MAX: usize = 5;

/// Who we are at an authority.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    /// The key of the account, PKCS#8 in base64url.
    pub key: Secret,
    /// Where people are reached; may be empty.
    pub email: String,
    /// Whether the terms of the authority are accepted.
    pub accepts_terms: bool,
    /// The name of the external account; empty for none.
    pub external: String,
    /// Its key, in base64url.
    pub external_key: Secret,
}

/// A new key for an account, as [`Identity::key`] has it.
pub(super) fn new_key() -> Option<Secret> {
    let random = SystemRandom::new();
    let key = EcdsaKeyPair::generate_pkcs8(&ES256, &random).ok()?;
    Some(Secret::from(BASE64.encode(key)))
}

/// Registers us, or finds the account that our key has; its address over there.
pub(super) fn register(way: &Way, directory: &str, identity: &Identity) -> Called<String> {
    let directory = read(&way.send(Method::Get, directory, String::new())?)?;
    let address = |name: &str| {
        let text = directory[name].as_str();
        text.ok_or_else(|| Failure::Unreadable(format!("its directory does not name {name}")))
    };
    let (new_nonce, url) = (address("newNonce")?, address("newAccount")?);
    let meta = &directory["meta"];
    if let Some(terms) = meta["termsOfService"].as_str()
        && !identity.accepts_terms
    {
        return Err(Failure::Denied(format!(
            "the authority wants its terms accepted: {terms}. Read them and say so in the module"
        )));
    }
    let needs_external = meta["externalAccountRequired"].as_bool() == Some(true);
    if needs_external && identity.external.is_empty() {
        return Err(Failure::Denied(
            "the authority wants an external account: enter its key identifier and HMAC key"
                .to_owned(),
        ));
    }
    let signer = Signer::new(&identity.key)?;
    let payload = payload(identity, &signer, url)?;
    for _ in 0..NONCES_MAX {
        let nonce = way.send(Method::Head, new_nonce, String::new())?;
        let nonce = nonce.head("replay-nonce").map(str::to_owned);
        let nonce = nonce.ok_or_else(|| Failure::Unreadable("it gave no nonce".to_owned()))?;
        let head =
            json!({ "alg": "ES256", "jwk": signer.public_key(), "nonce": nonce, "url": url });
        let body = signed(&head, &payload, |bytes| signer.sign(bytes))?;
        let answer = way.send(Method::Post, url, body)?;
        match read(&answer) {
            Err(failure) if failure.is("badNonce") => {}
            Err(Failure::Problem(problem))
                if !matches!(kind_of(&problem), "rateLimited" | "serverInternal") =>
            {
                return Err(Failure::Denied(account_sentence(&problem)));
            }
            Err(failure) => return Err(failure),
            Ok(_) => {
                let found = answer.head("location").map(str::to_owned);
                let text = "it does not say where our account is".to_owned();
                return found.ok_or(Failure::Unreadable(text));
            }
        }
    }
    let text = "it refused the number of every request".to_owned();
    Err(Failure::Unreadable(text))
}

/// The account that was registered, ready to ask.
pub(super) fn open(way: &Way, directory: &str, key: &Secret, id: &str) -> Called<Account> {
    let key = key_bytes(key)?;
    let builder = Account::builder_with_http(Box::new(way.clone()));
    let opened = builder.from_parts(id.to_owned(), key.as_slice().into(), directory.to_owned());
    Ok(pollster::block_on(opened)?)
}

fn key_bytes(key: &Secret) -> Called<Vec<u8>> {
    let bytes = BASE64.decode(key.expose());
    bytes.map_err(|_| Failure::Denied("the key of our account cannot be read".to_owned()))
}

fn read(answer: &HttpAnswer) -> Called<Value> {
    let body: Result<Value, _> = serde_json::from_str(&answer.body);
    let status = answer.status;
    let body = body.map_err(|_| Failure::Unreadable(format!("status {status} and no JSON")))?;
    if (200..300).contains(&status) {
        return Ok(body);
    }
    let problem = serde_json::from_value(body);
    Err(problem.map_or_else(
        |_| Failure::Unreadable(format!("status {status} and no reason")),
        Failure::Problem,
    ))
}

fn payload(identity: &Identity, signer: &Signer, url: &str) -> Called<Value> {
    let mut payload = json!({ "termsOfServiceAgreed": identity.accepts_terms });
    if !identity.email.is_empty() {
        payload["contact"] = json!([format!("mailto:{}", identity.email)]);
    }
    if !identity.external.is_empty() {
        let key = identity.external_key.expose().trim().trim_end_matches('=');
        // Some authorities show it in the other alphabet.
        let key = key.replace('+', "-").replace('/', "_");
        let text = "the HMAC key of the external account is no base64".to_owned();
        let key = BASE64.decode(key).map_err(|_| Failure::Denied(text))?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        let head = json!({ "alg": "HS256", "kid": identity.external, "url": url });
        let bound = signed(&head, &signer.public_key(), |bytes| {
            Ok(hmac::sign(&key, bytes).as_ref().to_vec())
        })?;
        payload["externalAccountBinding"] = serde_json::from_str(&bound).unwrap_or_default();
    }
    Ok(payload)
}

/// What signs our requests.
struct Signer {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    fn new(key: &Secret) -> Called<Self> {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ES256, &key_bytes(key)?, &random);
        let text = "the key of our account cannot be used".to_owned();
        let pair = pair.map_err(|_| Failure::Denied(text))?;
        Ok(Self { pair, random })
    }

    fn public_key(&self) -> Value {
        // Uncompressed: one byte that says so, then both coordinates.
        let point = &self.pair.public_key().as_ref()[1..];
        let (x, y) = point.split_at(point.len() / 2);
        let (x, y) = (BASE64.encode(x), BASE64.encode(y));
        json!({ "crv": "P-256", "kty": "EC", "x": x, "y": y })
    }

    fn sign(&self, bytes: &[u8]) -> Called<Vec<u8>> {
        let signature = self.pair.sign(&self.random, bytes);
        let text = "our request could not be signed".to_owned();
        let signature = signature.map_err(|_| Failure::Unreadable(text))?;
        Ok(signature.as_ref().to_vec())
    }
}

/// A signed document (RFC 7515) in the form that RFC 8555 wants.
fn signed(
    head: &Value,
    payload: &Value,
    sign: impl FnOnce(&[u8]) -> Called<Vec<u8>>,
) -> Called<String> {
    let head = BASE64.encode(head.to_string());
    let payload = BASE64.encode(payload.to_string());
    let signature = BASE64.encode(sign(format!("{head}.{payload}").as_bytes())?);
    let document = json!({ "protected": head, "payload": payload, "signature": signature });
    Ok(document.to_string())
}
