//! HTTPS to a system whose certificate no public authority signed: it is known by its
//! fingerprint, or by an authority of its own, and may know us by a certificate of ours. Neither
//! can be said to ureq's own connector, so that this one makes the TLS connection, with the
//! library that ureq uses, and leaves the rest to ureq.

use super::NotConnected;
use onsell_domain::Secret;
use ring::digest;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, RootCertStore, StreamOwned};
use std::io::{Read, Write};
use std::sync::Arc;
use ureq::unversioned::transport as seam;

/// A fingerprint as administrators copy it: 64 hexadecimal digits, colons and spaces between
/// them. None for what is none.
pub(super) fn fingerprint(text: &str) -> Option<[u8; 32]> {
    let digits: String = text
        .chars()
        .filter(|character| !matches!(character, ':' | ' '))
        .collect();
    if digits.len() != 64 || !digits.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(bytes)
}

/// Whose certificates are good.
pub(super) enum Trust {
    /// Those of the public authorities.
    Public,
    /// The one with this SHA-256.
    Fingerprint([u8; 32]),
    /// Those of the public authorities and of some more.
    Also(Box<RootCertStore>),
}

impl Trust {
    /// The public authorities and these, in PEM.
    ///
    /// # Errors
    /// A sentence for the administrator, where they cannot be read.
    pub fn also(pem: &str) -> Result<Self, String> {
        let mut roots = public();
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let certificate =
                certificate.map_err(|error| format!("a root certificate is no PEM: {error}"))?;
            roots
                .add(certificate)
                .map_err(|error| format!("a root certificate cannot be used: {error}"))?;
        }
        if roots.len() == before {
            return Err("there is no certificate in what was entered as root".to_owned());
        }
        Ok(Self::Also(Box::new(roots)))
    }
}

fn public() -> RootCertStore {
    let roots = webpki_roots::TLS_SERVER_ROOTS.to_vec();
    RootCertStore { roots }
}

/// Makes TLS connections to one system.
pub(super) struct Pinned(Arc<ClientConfig>);

impl std::fmt::Debug for Pinned {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Pinned")
    }
}

impl Pinned {
    /// A connector that knows the other side so. `identity` is our certificate with its key in
    /// PEM; empty shows none.
    ///
    /// # Errors
    /// A sentence for the administrator, where the identity cannot be used.
    pub fn new(trust: Trust, identity: &Secret) -> Result<Self, String> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?;
        let config = match trust {
            Trust::Public => config.with_root_certificates(public()),
            Trust::Also(roots) => config.with_root_certificates(*roots),
            Trust::Fingerprint(fingerprint) => {
                let verifier = ByFingerprint {
                    fingerprint,
                    provider,
                };
                config
                    .dangerous()
                    .with_custom_certificate_verifier(Arc::new(verifier))
            }
        };
        let config = if identity.is_empty() {
            config.with_no_client_auth()
        } else {
            let pem = identity.expose().as_bytes();
            let chain: Vec<_> = CertificateDer::pem_slice_iter(pem)
                .collect::<Result<_, _>>()
                .map_err(|error| format!("our certificate cannot be read: {error}"))?;
            let key = PrivateKeyDer::from_pem_slice(pem)
                .map_err(|error| format!("the key of our certificate cannot be read: {error}"))?;
            config
                .with_client_auth_cert(chain, key)
                .map_err(|error| format!("our certificate cannot be used: {error}"))?
        };
        Ok(Self(Arc::new(config)))
    }
}

impl<In: seam::Transport> seam::Connector<In> for Pinned {
    type Out = seam::Either<In, Encrypted>;

    fn connect(
        &self,
        details: &seam::ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let Some(below) = chained else {
            return Ok(None);
        };
        if !details.needs_tls() {
            return Ok(Some(seam::Either::A(below)));
        }
        let host = details.uri.host().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| NotConnected::error(format!("{host} is no name of a server")))?;
        let failed = |error: &dyn std::fmt::Display| {
            NotConnected::error(format!("no encrypted connection could be made: {error}"))
        };
        let mut connection =
            ClientConnection::new(Arc::clone(&self.0), name).map_err(|error| failed(&error))?;
        let mut below =
            seam::TransportAdapter::new(below.boxed(), Arc::clone(&details.current_time));
        below.set_timeout(details.timeout);
        connection
            .complete_io(&mut below)
            .map_err(|error| failed(&error))?;
        let config = details.config;
        let buffers =
            seam::LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size());
        Ok(Some(seam::Either::B(Encrypted {
            buffers,
            stream: StreamOwned::new(connection, below),
        })))
    }
}

/// One open connection.
pub(super) struct Encrypted {
    buffers: seam::LazyBuffers,
    stream: StreamOwned<ClientConnection, seam::TransportAdapter>,
}

impl std::fmt::Debug for Encrypted {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Encrypted")
    }
}

impl seam::Transport for Encrypted {
    fn buffers(&mut self) -> &mut dyn seam::Buffers {
        &mut self.buffers
    }

    fn transmit_output(
        &mut self,
        amount: usize,
        timeout: seam::NextTimeout,
    ) -> Result<(), ureq::Error> {
        use seam::Buffers;
        self.stream.get_mut().set_timeout(timeout);
        let output = &self.buffers.output()[..amount];
        self.stream.write_all(output)?;
        Ok(())
    }

    fn await_input(&mut self, timeout: seam::NextTimeout) -> Result<bool, ureq::Error> {
        use seam::Buffers;
        self.stream.get_mut().set_timeout(timeout);
        let amount = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.get_mut().get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

/// Trusts one certificate and nothing else; its signatures are checked as ever.
#[derive(Debug)]
struct ByFingerprint {
    fingerprint: [u8; 32],
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for ByFingerprint {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let found = digest::digest(&digest::SHA256, end_entity);
        if found.as_ref() == self.fingerprint {
            return Ok(ServerCertVerified::assertion());
        }
        let found: Vec<String> = found
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let found = found.concat();
        Err(rustls::Error::General(format!(
            "the certificate has another fingerprint: {found}"
        )))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_it_is_copied() {
        let plain = "00ff".repeat(16);
        let known = fingerprint(&plain).unwrap();
        assert_eq!(known[..3], [0, 0xff, 0]);
        let apart: Vec<&str> = plain
            .as_bytes()
            .chunks(2)
            .map(|pair| std::str::from_utf8(pair).unwrap())
            .collect();
        assert_eq!(fingerprint(&apart.join(":").to_uppercase()), Some(known));
        for none in [
            "",
            "00ff",
            &plain[1..],
            &format!("{}zz", &plain[2..]),
            &"é".repeat(32),
        ] {
            assert_eq!(fingerprint(none), None, "{none}");
        }
    }

    #[test]
    fn what_is_no_certificate_is_said() {
        let error = Pinned::new(Trust::Public, &Secret::from("x".to_owned())).unwrap_err();
        assert!(error.contains("cannot be"), "{error}");
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for none in ["", "x", broken] {
            assert!(Trust::also(none).is_err(), "{none}");
        }
    }
}
