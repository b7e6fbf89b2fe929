//! Downloading a certificate: `certificate.file` (its name is guessed, wire 3.12).

use onsell_domain::{Secret, Text};

use crate::{Document, Fault, Node, Params, base64};

const FUNC: &str = "certificate.file";
const BASE64: &str = "base64";

/// What can be downloaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// The certificate, in PEM.
    Certificate,
    /// The certificates between it and a root, in PEM.
    Chain,
    /// The certificate and its chain, in PEM.
    Bundle,
    /// The request, in PEM.
    Request,
    /// The private key, in PEM, where it is kept.
    Key,
    /// Certificate, chain and key, encrypted with a password.
    Pkcs12,
}

impl FileKind {
    const ALL: [Self; 6] = [
        Self::Certificate,
        Self::Chain,
        Self::Bundle,
        Self::Request,
        Self::Key,
        Self::Pkcs12,
    ];

    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Certificate => "crt",
            Self::Chain => "chain",
            Self::Bundle => "bundle",
            Self::Request => "csr",
            Self::Key => "key",
            Self::Pkcs12 => "p12",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRequest {
    /// The seller's id of the service.
    pub service: i64,
    /// What is wanted.
    pub kind: FileKind,
    /// The password of a file that is encrypted, else empty.
    pub password: Secret,
}

impl FileRequest {
    /// The request as it is sent.
    pub fn to_params(&self) -> Params {
        let mut params = Params::default();
        params.push("func", FUNC);
        params.push("elid", self.service.to_string());
        params.push("type", self.kind.word());
        if !self.password.is_empty() {
            params.push("password", self.password.expose());
        }
        params
    }

    /// What a request asks for; the certificate where it does not say.
    pub fn from_params(params: &Params) -> Result<Self, Fault> {
        let kind = match params.text("type") {
            None => FileKind::Certificate,
            Some(word) => FileKind::parse(word).ok_or_else(|| {
                Fault::value_because(
                    "type",
                    word,
                    Text {
                        en: "There is no such file of a certificate",
                        ru: "Такого файла у сертификата нет",
                    },
                )
            })?,
        };
        Ok(Self {
            service: params.required_id("elid")?,
            kind,
            password: Secret::from(params.get("password").unwrap_or_default()),
        })
    }
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileAnswer {
    /// What it shall be called.
    pub name: String,
    /// Its bytes.
    pub body: Vec<u8>,
}

impl FileAnswer {
    /// The answer: text as it is, other bytes in base64.
    pub fn to_document(&self) -> Document {
        let body = match std::str::from_utf8(&self.body) {
            Ok(text) if is_pem(text) => Node::leaf("body", text),
            _ => Node::leaf("body", base64::encode(&self.body)).attr("encoding", BASE64),
        };
        let mut document = Document::result(FUNC);
        document.put("name", &self.name);
        document.push(body);
        document
    }

    /// Reads an answer that is no refusal. `None` when there is no file in it. The line end behind
    /// a text, which documents lose, is put back.
    pub fn from_node(root: &Node) -> Option<Self> {
        let body = ["body", "content", "data"]
            .iter()
            .find_map(|tag| root.child(tag))?;
        let is_text = is_pem(&body.text) && body.attribute("encoding") != Some(BASE64);
        let bytes = if is_text {
            format!("{}\n", body.text.trim_end()).into_bytes()
        } else {
            base64::decode(&body.text)?
        };
        Some(Self {
            name: root.first_text(&["name", "filename"])?.to_owned(),
            body: bytes,
        })
    }
}

fn is_pem(text: &str) -> bool {
    text.trim_start().starts_with("-----BEGIN ")
}
