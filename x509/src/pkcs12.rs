//! Key, certificate and chain in one file with a password (PKCS#12), as Windows and Java want it.

use onsell_domain::Secret;
use onsell_domain::certificate::IssuedCertificate;
use p12_keystore::{Certificate, KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};

use crate::certificate;
use crate::fault::KeyFault;
use crate::key;
use crate::public_key::fingerprint;
use rcgen::PublicKeyData;

/// Packs a certificate with its chain and its private key. The file is encrypted with AES-256,
/// which everything since Windows Server 2019 reads.
pub fn pack(issued: &IssuedCertificate, key: &Secret, password: &str) -> Result<Vec<u8>, KeyFault> {
    let (pair, _) = key::pair(key.expose())?;
    let certificates = certificate::read_all(&issued.full_chain());
    let certificates = certificates.map_err(|_| KeyFault::NotMade)?;
    let public = fingerprint(&pair.subject_public_key_info());
    let leaf = certificates.first().ok_or(KeyFault::NotMade)?;
    if leaf.key.fingerprint != public {
        return Err(KeyFault::NotOfRequest);
    }
    let chain = certificates
        .iter()
        .map(|each| Certificate::from_der(&each.der));
    let chain: Vec<Certificate> = chain
        .collect::<Result<_, _>>()
        .map_err(|_| KeyFault::NotMade)?;
    let private = PrivateKey::from_der(pair.serialized_der()).map_err(|_| KeyFault::NotMade)?;
    let mut store = KeyStore::new();
    let entry = PrivateKeyChain::new(&public.as_bytes()[..40], private, chain);
    let name = issued.names.first().map_or("certificate", String::as_str);
    store.add_entry(name, KeyStoreEntry::PrivateKeyChain(entry));
    store
        .writer(password)
        .write()
        .map_err(|_| KeyFault::NotMade)
}
