//! Secrets at rest: sealed with a key that is not in the database.

use crate::seams::Random;
use crate::{Error, Result};
use onsell_domain::Secret;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;

/// Seals and opens secrets with AES-256-GCM and a fresh nonce each.
pub struct Seal {
    cipher: LessSafeKey,
    /// What secrets are made from that need not be kept.
    root: hmac::Key,
}

impl Seal {
    /// The length of the key in bytes.
    pub const KEY_BYTES: usize = 32;

    /// A seal with the key from the sealing key file.
    pub fn new(key: &[u8; Self::KEY_BYTES]) -> Self {
        let cipher =
            UnboundKey::new(&AES_256_GCM, key).expect("the key has the length of the cipher");
        Self {
            cipher: LessSafeKey::new(cipher),
            root: hmac::Key::new(hmac::HMAC_SHA256, key),
        }
    }

    /// The secret of this name: always the same, and nobody without the sealing key can tell it.
    pub fn derive(&self, name: &str) -> [u8; 32] {
        let tag = hmac::sign(&self.root, name.as_bytes());
        let mut bytes = [0; 32];
        bytes.copy_from_slice(tag.as_ref());
        bytes
    }

    /// The secret, sealed: nonce, then the encrypted bytes and their tag.
    pub fn seal(&self, secret: &Secret, random: &dyn Random) -> Vec<u8> {
        let mut nonce = [0; NONCE_LEN];
        random.fill(&mut nonce);
        let mut sealed = secret.expose().as_bytes().to_vec();
        self.cipher
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::empty(),
                &mut sealed,
            )
            .expect("a secret is far shorter than the cipher's limit");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Opens what was sealed with the same key.
    ///
    /// # Errors
    /// [`Error::Seal`] when it was sealed with another key or was changed.
    pub fn open(&self, sealed: &[u8]) -> Result<Secret> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN).ok_or(Error::Seal)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Error::Seal)?;
        let mut bytes = sealed.to_vec();
        let open = self
            .cipher
            .open_in_place(nonce, Aad::empty(), &mut bytes)
            .map_err(|_| Error::Seal)?;
        let text = std::str::from_utf8(open).map_err(|_| Error::Seal)?;
        Ok(Secret::from(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seams::SystemRandom;

    #[test]
    fn what_is_sealed_opens_only_with_its_key() {
        let random = SystemRandom::new();
        let seal = Seal::new(&[1; 32]);
        let secret = Secret::from("пароль".to_owned());
        let sealed = seal.seal(&secret, &random);
        assert_eq!(seal.open(&sealed).unwrap().expose(), "пароль");
        assert!(Seal::new(&[2; 32]).open(&sealed).is_err());
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(seal.open(&changed).is_err());
        assert!(seal.open(&sealed[..5]).is_err());
        assert_ne!(seal.seal(&secret, &random), sealed);
    }
}
