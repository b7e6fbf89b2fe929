//! Nothing that is read makes the reader panic.

use proptest::prelude::*;

use super::{authority, now, request};
use crate::authority::Serial;

fn read_everything(text: &str) {
    let request = crate::request::read(text);
    let _ = crate::key::read(text);
    let certificates = crate::certificate::read_all(text);
    if let (Ok(request), Ok(_)) = (&request, &certificates) {
        let _ = crate::issued::check(text, text, request, &request.names);
    }
    let _ = crate::names::ascii_name(text);
    let _ = crate::names::readable_name(text);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        read_everything(&text);
        read_everything(&format!("-----BEGIN CERTIFICATE-----{text}-----END CERTIFICATE-----"));
    }

    #[test]
    fn real_bytes_with_some_changed(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        is_cut: bool,
    ) {
        let (asked, key) = request(&["a.example.org", "*.b.example.org"]);
        let root = authority("Root");
        let issued = root.issue(&asked, &asked.names, now(), now().plus_seconds(9), Serial::of("1"));
        let issued = issued.unwrap();
        let rsa = include_str!("samples/rsa.csr");
        for text in [asked.pem.as_str(), &issued.pem, &issued.chain, key.expose(), rsa] {
            let block = &crate::pem::blocks(text).unwrap()[0];
            let mut der = block.der.clone();
            for (at, byte) in &changes {
                let at = at.index(der.len());
                der[at] = *byte;
            }
            if is_cut {
                der.truncate(cut.index(der.len()) + 1);
            }
            let changed = crate::pem::write(block.label, &der);
            read_everything(&changed);
            let _ = crate::issued::check(&changed, &issued.chain, &asked, &asked.names);
        }
    }
}
