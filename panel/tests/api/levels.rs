//! Every function is called by everybody: nobody below its level is admitted, and everybody else
//! is. Nothing is listed by hand but the few that are open while the second factor is missing.

use crate::doors::query;
use crate::house::{ALICE, BOB, CLERK, House};
use onsell_domain::{Level, Secret};
use onsell_engine::account::{self, NewCustomer};
use onsell_engine::{sign_in, totp};
use onsell_panel::Declaration;

/// A number that nothing has, so that nobody's call changes what the others meet.
const NOBODYS: u32 = 999;
/// What is open to who gave a password and not yet the second factor.
const HALFWAY: [&str; 3] = ["logon", "totp.confirm", "whoami"];

const CHIEF: &str = "chief:chief-secret";

/// A user of the highest level, who unlike the machine's administrator has a row.
fn add_chief(house: &House) {
    let (name, password) = CHIEF.split_once(':').expect("a name and a password");
    let chief = NewCustomer {
        user_name: name.to_owned(),
        password_hash: sign_in::hash_password(&Secret::from(password)).expect("a hash"),
        ..NewCustomer::default()
    };
    let add = move |scope: &mut onsell_engine::Scope<'_>| {
        account::create_staff(scope, &chief, Level::Root)
    };
    house.engine.write(None, add).expect("a new chief");
}

/// Bob is asked for a second factor from now on.
async fn protect_bob(house: &House) {
    let secret = house.ask(BOB, "func=totp.new").await.field("secret");
    let code = totp::code(&Secret::from(secret), house.engine.now()).expect("a secret");
    let confirm = format!("func=totp.confirm&sok=ok&qrcode={code}");
    house.ask(BOB, &confirm).await.field("ok");
}

/// Whether a call got past the door.
async fn is_admitted(house: &House, function: &Declaration, credential: &str) -> bool {
    let query = format!("{}&sok=ok{credential}", query(function, NOBODYS));
    let answer = house.post(&query).await;
    let root = answer.xml();
    let error = root.child("error");
    let kind = error.and_then(|error| error.attribute("type"));
    assert_ne!(kind, Some("maintenance"), "{query}");
    assert_ne!(kind, Some("internal"), "{query}: {}", answer.text);
    kind != Some("access")
}

#[test]
fn every_function_admits_whom_its_declaration_says() {
    let store = onsell_store::testing::Fresh::sqlite();
    let house = House::open(store.open());
    add_chief(&house);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        protect_bob(&house).await;
        let admin = house.admin.clone();
        let users = [
            (Level::Customer, ALICE),
            (Level::Staff, CLERK),
            (Level::Administrator, admin.as_str()),
            (Level::Root, CHIEF),
        ];
        let mut wrong = Vec::new();
        for function in house.panel.registry().declarations() {
            let name = function.name;
            let mut check = |who: &str, is_admitted: bool, expect: bool| {
                if is_admitted != expect {
                    wrong.push(format!("{name} ({:?}): {who}", function.level));
                }
            };
            let is_public = function.level == Level::Guest;
            check(
                "a guest",
                is_admitted(&house, function, "").await,
                is_public,
            );
            let half = format!("&auth={}", house.sign_in(BOB).await);
            let is_half = is_admitted(&house, function, &half).await;
            check("halfway", is_half, is_public || HALFWAY.contains(&name));
            let mut admitted = Vec::new();
            for (level, user) in users {
                let credential = format!("&authinfo={user}");
                if is_admitted(&house, function, &credential).await {
                    admitted.push(level);
                }
            }
            // What belongs to an account is nothing for staff, who have none.
            let is_of_accounts = function.level == Level::Customer && admitted == [Level::Customer];
            for (level, user) in users {
                let expect =
                    level >= function.level && !(is_of_accounts && level > Level::Customer);
                check(user, admitted.contains(&level), expect);
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    });
}
