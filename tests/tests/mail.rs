//! Letters leave through a mail server: at least once, again when it is not ready, and never when
//! it refuses for good.

use onsell_domain::{Secret, Timestamp};
use onsell_doubles::MailServer;
use onsell_engine::mail::{self, Letter, TRIES_MAX};
use onsell_engine::seams::{ManualClock, SystemRandom};
use onsell_engine::{Engine, Seal, Setup};
use onsell_modules::HttpTransport;
use onsell_modules::mail::SmtpPost;
use onsell_store::Store;
use onsell_store::testing::each_engine;
use std::sync::Arc;

struct House {
    engine: Engine,
    clock: Arc<ManualClock>,
    server: MailServer,
}

impl House {
    fn open(store: Store) -> Self {
        let clock = Arc::new(ManualClock::new(Timestamp::from_micros(
            1_769_860_800_000_000,
        )));
        let engine = Engine::new(Setup {
            store,
            clock: Arc::<ManualClock>::clone(&clock),
            random: Arc::new(SystemRandom::new()),
            transport: Arc::new(HttpTransport::new("test")),
            seal: Seal::new(&[7; Seal::KEY_BYTES]),
        })
        .expect("an engine over a fresh database");
        let server = MailServer::start().expect("a port");
        let from = "Seller <billing@seller.example>";
        let post = SmtpPost::new(&Secret::from(server.url()), from).expect("a server");
        engine.deliver_by(Arc::new(post));
        Self {
            engine,
            clock,
            server,
        }
    }

    fn write(&self, recipient: &str) {
        let text = Secret::from("Ключ: k1\r\n.\r\nend\r\n");
        let letter = Letter::new(&self.engine, recipient, "Новый пароль", &text);
        self.engine
            .write(None, move |scope| letter.write(scope))
            .expect("a letter is written");
    }

    fn sent(&self) -> usize {
        mail::run(&self.engine).expect("letters are tried")
    }
}

#[test]
fn a_letter_arrives_as_it_was_written_and_once() {
    each_engine(|store| {
        let house = House::open(store);
        house.write("alice@example.com");
        assert_eq!((house.sent(), house.sent()), (1, 0));
        let letters = house.server.letters();
        assert_eq!(letters.len(), 1);
        let (head, body) = letters[0].split_once("\n\n").expect("a head and a body");
        assert!(head.contains("To: alice@example.com"), "{head}");
        assert!(
            head.contains("From: Seller <billing@seller.example>"),
            "{head}"
        );
        assert!(head.contains("Subject: =?utf-8?"), "{head}");
        assert!(
            !body.is_empty() && !body.contains("Ключ"),
            "it is encoded: {body}"
        );
    });
}

#[test]
fn a_server_that_is_not_ready_is_asked_again_after_a_pause() {
    each_engine(|store| {
        let house = House::open(store);
        house.server.refuse_next("451 later");
        house.write("alice@example.com");
        assert_eq!((house.sent(), house.sent()), (0, 0));
        house.clock.advance_seconds(61);
        assert_eq!(house.sent(), 1);
        assert_eq!(house.server.letters().len(), 1);
    });
}

#[test]
fn what_is_refused_for_good_or_for_too_long_is_given_up() {
    each_engine(|store| {
        let house = House::open(store);
        house.server.refuse_next("550 no such user");
        house.write("nobody@example.com");
        house.write("no address at all");
        assert_eq!(house.sent(), 0);
        house.clock.advance_seconds(24 * 3600);
        assert_eq!(house.sent(), 0);
        house.write("alice@example.com");
        for _ in 0..TRIES_MAX {
            house.server.refuse_next("451 later");
            assert_eq!(house.sent(), 0);
            house.clock.advance_seconds(24 * 3600);
        }
        assert_eq!((house.sent(), house.server.letters().len()), (0, 0));
    });
}
