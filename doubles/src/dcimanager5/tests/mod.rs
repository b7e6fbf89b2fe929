//! What the double answers, request by request.

mod life;
mod trouble;

use onsell_wire::{Node, decode_xml};

use super::Dcimanager5;
use crate::client::{Told, send};

const INSTALL: &str = "elid=1&operation=ostemplate&ostemplate=ISPsystem__Debian-12-amd64\
    &passwd=Pw-1&confirm=Pw-1&checkpasswd=Pw-1&recipe=ispmanager-pro&recipe_key=K-1&sok=ok";

struct Caller(Dcimanager5);

impl Caller {
    /// With one user who can own servers.
    fn new() -> Self {
        let caller = Self(Dcimanager5::start().unwrap());
        caller.call("user.edit", "level=lvUser&name=ds3&passwd=p&sok=ok");
        caller
    }

    fn send(&self, function: &str, rest: &str) -> Told {
        let (user, password) = (self.0.user(), self.0.password());
        let target = format!("/dcimgr?out=xml&authinfo={user}:{password}&func={function}&{rest}");
        send(&self.0.url(), "GET", &target, &[], "")
    }

    fn call(&self, function: &str, rest: &str) -> Node {
        decode_xml(&self.send(function, rest).body).unwrap()
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

    fn row(&self, id: &str) -> Node {
        let list = self.call("server", "");
        let mut rows = list.children_of("elem");
        rows.find(|row| row.text_of("id") == Some(id))
            .unwrap()
            .clone()
    }

    /// Sends the form back with another owner.
    fn own(&self, id: &str, owner: &str) -> Node {
        let form = self.call("server.edit", &format!("elid={id}"));
        let field = |name: &str| form.text_of(name).unwrap_or_default().to_owned();
        let (name, mac, kind) = (field("name"), field("mac"), field("type"));
        let rest =
            format!("elid={id}&name={name}&mac={mac}&type={kind}&notes=&owner={owner}&sok=ok");
        self.call("server.edit", &rest)
    }
}
