//! What the double answers, request by request.

mod life;
mod refusals;
mod trouble;

use onsell_wire::{Node, decode_xml};

use super::Vmmanager5;
use crate::client::{Told, send};

const NEW: &str = "name=cont7&domain=vps.example.com&preset=1&user=vm3&family=ipv4&iptype=public\
    &vmi=ISPsystem__Debian-12-amd64&hostnode=auto&password=Pw-1&confirm=Pw-1&recipe=null&sok=ok";

struct Caller(Vmmanager5);

impl Caller {
    /// With one user who can own machines.
    fn new() -> Self {
        let caller = Self(Vmmanager5::start().unwrap());
        let made = caller.call("user.edit", "level=16&name=vm3&passwd=p&sok=ok");
        assert_eq!(made.text_of("id"), Some("2"));
        caller
    }

    fn send(&self, function: &str, rest: &str) -> Told {
        let (user, password) = (self.0.user(), self.0.password());
        let target = format!("/vmmgr?out=xml&authinfo={user}:{password}&func={function}&{rest}");
        send(&self.0.url(), "GET", &target, &[], "")
    }

    fn call(&self, function: &str, rest: &str) -> Node {
        let told = self.send(function, rest);
        decode_xml(&told.body).unwrap()
    }

    fn refusal(&self, function: &str, rest: &str) -> String {
        let answer = self.call(function, rest);
        let error = answer
            .child("error")
            .unwrap_or_else(|| panic!("{function} {rest}: done"));
        let words = [error.attribute("type"), error.attribute("object")];
        words
            .map(Option::unwrap_or_default)
            .join(" ")
            .trim()
            .to_owned()
    }

    fn row(&self) -> Option<Node> {
        self.call("vm", "").child("elem").cloned()
    }
}
