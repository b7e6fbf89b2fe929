use super::*;
use onsell_engine::install::{Installing, install};
use onsell_engine::seams::{ManualClock, SystemRandom};
use onsell_engine::session_life::Visitor;
use onsell_engine::{Seal, Setup};
use onsell_modules::{HttpAnswer, HttpRequest, Transport, TransportError};
use onsell_store::testing::each_engine;

struct NoNetwork;

impl Transport for NoNetwork {
    fn send(&self, _: &HttpRequest<'_>) -> Result<HttpAnswer, TransportError> {
        Err(TransportError::NotSent("no network".to_owned()))
    }
}

fn whoami(session: &str, is_idle: bool) -> Request {
    Request {
        params: Params::parse_urlencoded("func=whoami").expect("parameters"),
        session_cookie: Some(session.to_owned()),
        language: None,
        language_of_browser: Language::En,
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        device: String::new(),
        is_local: false,
        is_same_origin: true,
        is_foreign_origin: false,
        is_idle,
        host: String::new(),
    }
}

#[test]
fn a_page_that_asks_by_itself_does_not_keep_its_session_alive() {
    each_engine(|store| {
        let clock = Arc::new(ManualClock::new(onsell_domain::Timestamp::default()));
        let setup = Setup {
            store: store.clone(),
            clock: clock.clone(),
            random: Arc::new(SystemRandom::new()),
            transport: Arc::new(NoNetwork),
            seal: Seal::new(&[7; Seal::KEY_BYTES]),
        };
        let engine = Engine::new(setup).expect("an engine");
        let told = Installing {
            provider: "Seller".to_owned(),
            currency: None,
            zone: "UTC".to_owned(),
            preset: None,
            administrator: "admin".to_owned(),
        };
        let login = install(&engine, &told).expect("an empty database");
        let visitor = Visitor::new(IpAddr::V4(Ipv4Addr::LOCALHOST), "");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let panel = Panel::new(engine.clone(), Options::default());
        for (is_idle, is_open) in [(false, true), (true, false)] {
            let opened = session::sign_in(&engine, &login.name, &login.password, &visitor);
            let id = opened.expect("a session").id;
            for _ in 0..2 {
                clock.advance_seconds(1900);
                let call = panel.answer(whoami(id.expose(), is_idle), Format::Xml);
                runtime.block_on(call);
                // Nobody waits for a session to be prolonged, but the next unit comes after it.
                engine.write(None, |_| Ok(())).expect("a turn");
            }
            let call = panel.answer(whoami(id.expose(), is_idle), Format::Xml);
            let answer = runtime.block_on(call).body;
            assert_eq!(answer.contains("<user"), is_open, "{answer}");
        }
    });
}
