//! When an authority wants a certificate to be replaced: the Pebble of the packages does not tell,
//! so that one is made up here that tells nothing else.

use super::driver::{now, request};
use onsell_domain::{IssuedCertificate, Secret};
use onsell_modules::certificate::{CertificateModule, complete_secret, connect};
use onsell_modules::{
    Connection, HttpAnswer, HttpRequest, Method, ModuleKind, Transport, TransportError,
};
use onsell_x509::authority::Serial;
use onsell_x509::{Authority, request as requests};
use std::sync::{Arc, Mutex};

/// An authority that answers every question about a certificate so.
struct Teller {
    answer: (u16, &'static str),
    asked: Mutex<Vec<String>>,
}

impl Transport for Teller {
    fn send(&self, request: &HttpRequest<'_>) -> Result<HttpAnswer, TransportError> {
        let path = request.url.trim_start_matches("https://authority.example");
        let (status, body) = match (request.method, path) {
            (Method::Get, "/dir") => (
                200,
                r#"{"newNonce":"https://authority.example/nonce",
                    "newAccount":"https://authority.example/account",
                    "newOrder":"https://authority.example/order",
                    "renewalInfo":"https://authority.example/renewal"}"#,
            ),
            (Method::Get, _) => {
                self.asked
                    .lock()
                    .expect("no panic holds it")
                    .push(path.to_owned());
                self.answer
            }
            _ => (200, "{}"),
        };
        let heads = [
            ("replay-nonce", "n"),
            ("location", "https://authority.example/me"),
            ("retry-after", "21600"),
        ];
        let heads = heads.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Ok(HttpAnswer {
            status,
            body: body.to_owned(),
            heads: heads.into(),
        })
    }
}

fn module(answer: (u16, &'static str)) -> (Arc<Teller>, Arc<dyn CertificateModule>) {
    let teller = Arc::new(Teller {
        answer,
        asked: Mutex::default(),
    });
    let connection = Connection {
        url: "https://authority.example/dir".to_owned(),
        username: String::new(),
        password: complete_secret(ModuleKind::Acme, &Secret::default(), None),
        settings: [("accepts_terms".to_owned(), "on".to_owned())].into(),
    };
    let way: Arc<dyn Transport> = Arc::<Teller>::clone(&teller);
    let module = connect(ModuleKind::Acme, &connection, way).expect("it can be right");
    (teller, module)
}

fn certificate() -> IssuedCertificate {
    let authority = Authority::make("Authority", 5, now()).expect("an authority");
    let asked = requests::read(&request(&["example.com"])).expect("a request");
    let until = now().plus_seconds(90 * 86_400);
    let issued = authority.issue(&asked, &asked.names, now(), until, Serial::of("one"));
    issued.expect("a certificate")
}

#[test]
fn the_window_is_read_and_nothing_else_is_believed() {
    let certificate = certificate();
    let (teller, told) = module((
        200,
        r#"{"suggestedWindow":{"start":"2026-03-01T00:00:00Z","end":"2026-03-03T00:00:00Z"}}"#,
    ));
    let window = told.renewal_window(&certificate);
    let (from, until) = window.expect("an answer").expect("a window");
    assert_eq!(until.seconds_since(from), 2 * 86_400);
    let asked = teller.asked.lock().expect("no panic holds it").join("\n");
    assert!(
        asked.starts_with("/renewal/") && asked.contains('.'),
        "{asked}"
    );

    let none = |answer| module(answer).1.renewal_window(&certificate);
    let backwards =
        r#"{"suggestedWindow":{"start":"2026-03-03T00:00:00Z","end":"2026-03-01T00:00:00Z"}}"#;
    assert_eq!(none((200, backwards)), Ok(None));
    let unknown = r#"{"type":"urn:ietf:params:acme:error:malformed","status":404}"#;
    assert_eq!(none((404, unknown)), Ok(None));
    none((200, "<html>maintenance</html>")).expect_err("no answer");
}
