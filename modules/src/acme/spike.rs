use super::account::*;
use super::way::Way;
use onsell_doubles::*;
use crate::*;
use std::sync::Arc;
use instant_acme::*;
#[test]
fn spike() {
    let t = std::time::Instant::now();
    let pebble = Pebble::start(&PebbleSettings { bad_nonces: 5, external_accounts: vec![("kid-1".into(), "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W".into())], ..Default::default() }).unwrap();
    println!("started {:?}", t.elapsed());
    let way = Way::by(Arc::new(HttpTransport::trusting(pebble.root()).unwrap()));
    let id = Identity { key: new_key().unwrap(), email: "a@example.test".into(), accepts_terms: true, external: "kid-1".into(), external_key: "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W".to_owned().into() };
    let a = register(&way, &pebble.directory(), &id).unwrap();
    let b = register(&way, &pebble.directory(), &id).unwrap();
    println!("{a} {b} {:?}", t.elapsed());
    let account = open(&way, &pebble.directory(), &id.key, &a).unwrap();
    let ids = [Identifier::Dns("shop.example.test".into()), Identifier::Dns("*.shop.example.test".into())];
    let mut order = pollster::block_on(account.new_order(&NewOrder::new(&ids))).unwrap();
    println!("{:?}", order.state());
    let mut auths = order.authorizations();
    while let Some(a) = pollster::block_on(auths.next()) {
        let mut a = a.unwrap();
        println!("{} {:?} {:?}", a.identifier(), a.status, a.challenges.iter().map(|c| &c.r#type).collect::<Vec<_>>());
        let mut c = a.challenge(ChallengeType::Dns01).unwrap();
        pebble.publish_record("_acme-challenge.shop.example.test", &c.key_authorization().dns_value()).unwrap();
        pollster::block_on(c.set_ready()).unwrap();
    }
    for _ in 0..50 {
        let s = pollster::block_on(order.refresh()).unwrap();
        println!("{:?}", s.status);
        if s.status == OrderStatus::Ready { break; }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    println!("{:?}", t.elapsed());
}
