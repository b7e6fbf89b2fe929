//! The key with which this installation signs the documents of licenses (Ed25519, RFC 8032).
//!
//! It is made when the first document is asked for and kept sealed in the store, so that all nodes
//! and a restored backup have the same one, and whoever reads the database alone has none.

use crate::engine::keep;
use crate::scope::hex;
use crate::sign_in::sha256;
use crate::{Engine, Error, Result};
use onsell_domain::Secret;
use onsell_domain::license_document::{LicenseDocument, Signed};
use onsell_store::setting;
use onsell_wire::base64;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

/// The length of a public key in bytes.
const KEY_BYTES: usize = 32;
/// What stands before an Ed25519 public key in a `SubjectPublicKeyInfo` (RFC 8410).
const PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];
const BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const END: &str = "-----END PUBLIC KEY-----";
/// How much of the public key's digest is its short name, in bytes.
const NAME_BYTES: usize = 8;

/// The public half: whoever has it knows a document of ours from any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; KEY_BYTES]);

impl PublicKey {
    /// Reads a key in PEM, or in base 64 with or without what PEM has around it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let inside = text
            .strip_prefix(BEGIN)
            .map_or(Some(text), |rest| rest.strip_suffix(END))?;
        let bytes = base64::decode(inside)?;
        let key = bytes.strip_prefix(&PREFIX).unwrap_or(&bytes);
        key.try_into().ok().map(Self)
    }

    /// The key in PEM, as `openssl` reads it.
    pub fn pem(&self) -> String {
        let bytes = [PREFIX.as_slice(), &self.0].concat();
        format!("{BEGIN}\n{}\n{END}\n", base64::encode(&bytes))
    }

    /// The short name of the key, which documents tell.
    pub fn name(&self) -> String {
        hex(&sha256(&self.0)[..NAME_BYTES])
    }

    /// Whether a document was signed with the other half and not changed since.
    pub fn signed(&self, document: &Signed<'_>) -> bool {
        let Some(signature) = base64::decode(document.signature) else {
            return false;
        };
        // The last digit has bits that no byte needs; a document has one form.
        if base64::encode(&signature) != document.signature {
            return false;
        }
        let key = UnparsedPublicKey::new(&ED25519, self.0);
        key.verify(document.lines.as_bytes(), &signature).is_ok()
    }
}

/// Both halves.
pub(crate) struct LicenseKey {
    pair: Ed25519KeyPair,
    pub public: PublicKey,
}

impl LicenseKey {
    fn of(seed: &[u8]) -> Result<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| Error::Seal)?;
        let public = pair.public_key().as_ref().try_into();
        let public = public.map(PublicKey).map_err(|_| Error::Seal)?;
        Ok(Self { pair, public })
    }

    /// The whole document of these lines.
    pub fn sign(&self, lines: &str) -> String {
        let signature = self.pair.sign(lines.as_bytes());
        LicenseDocument::signed(lines, &base64::encode(signature.as_ref()))
    }
}

/// The public half of this installation's key, which is made if there is none yet.
///
/// # Errors
/// [`Error::Seal`] when it was sealed with another sealing key than this one.
pub fn public(engine: &Engine) -> Result<PublicKey> {
    Ok(own(engine)?.public)
}

/// The key of this installation, which is made if there is none yet. Of several nodes that make one
/// at the same time all keep the first.
pub(crate) fn own(engine: &Engine) -> Result<&LicenseKey> {
    let inside = engine.inside();
    if let Some(key) = inside.license_key.get() {
        return Ok(key);
    }
    let seed = Secret::from(base64::encode(&engine.random::<32>()));
    let fresh = base64::encode(&inside.seal.seal(&seed, inside.random.as_ref()));
    let kept = engine.write(None, move |scope| {
        keep(scope.tx, setting::LICENSE_KEY, &fresh)
    })?;
    let sealed = base64::decode(&kept).ok_or(Error::Seal)?;
    let seed = inside.seal.open(&sealed)?;
    let seed = base64::decode(seed.expose()).ok_or(Error::Seal)?;
    let key = LicenseKey::of(&seed)?;
    // Whoever was first read the same row.
    Ok(inside.license_key.get_or_init(|| key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use onsell_domain::license_document::FIRST_LINE;

    /// The second test of RFC 8032, part 7.1.
    #[test]
    fn it_signs_as_the_standard_does() {
        let seed = base64::decode("TM0Imyj/ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U+4pvs=").expect("base 64");
        let key = LicenseKey::of(&seed).expect("a key");
        let public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
        assert_eq!(hex(&key.public.0), public);
        let signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        assert_eq!(hex(key.pair.sign(&[0x72]).as_ref()), signature);
    }

    #[test]
    fn a_public_key_is_read_as_it_is_written() {
        let key = LicenseKey::of(&[7; 32]).expect("a key");
        let pem = key.public.pem();
        assert_eq!(PublicKey::parse(&pem), Some(key.public));
        let inside = pem.lines().nth(1).unwrap_or_default();
        assert_eq!(PublicKey::parse(inside), Some(key.public));
        let bare = base64::encode(&key.public.0);
        assert_eq!(PublicKey::parse(&bare), Some(key.public));
        for bad in ["", "x", "AAAA", BEGIN, &pem[..pem.len() - 2]] {
            assert_eq!(PublicKey::parse(bad), None, "{bad}");
        }
        assert_eq!(key.public.name().len(), 2 * NAME_BYTES);
    }

    #[test]
    fn a_changed_byte_is_seen() {
        let key = LicenseKey::of(&[7; 32]).expect("a key");
        let text = key.sign(&format!("{FIRST_LINE}\nid=17\nend=never\n"));
        let is_good = |text: &str, public: PublicKey| {
            Signed::read(text).is_ok_and(|document| public.signed(&document))
        };
        assert!(is_good(&text, key.public));
        let other = LicenseKey::of(&[8; 32]).expect("a key");
        assert!(!is_good(&text, other.public));
        for place in 0..text.len() - 1 {
            let mut bytes = text.clone().into_bytes();
            bytes[place] ^= 1;
            let changed = String::from_utf8(bytes).expect("still ASCII");
            assert!(!is_good(&changed, key.public), "{place}: {changed}");
        }
    }
}
