//! An installation as its administrator has it: a folder, a database, the binary, and a server that
//! runs or does not.

use crate::installation::{Folder, binary, wait_for};
use onsell_domain::Secret;
use onsell_modules::billmanager::{CallError, SellerClient};
use onsell_modules::{HttpTransport, Transport};
use onsell_store::Location;
use onsell_store::testing::Fresh;
use onsell_wire::{Node, Params};
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command};
use std::sync::Arc;

/// A tariff of the preset.
pub const LITE: &str = "55227";
/// Everybody's password.
pub const PASSWORD: &str = "a password";
/// What every customer pays first.
pub const PAID: &str = "60000.00";
/// A free port.
const ANYWHERE: &str = "127.0.0.1:0";

/// A fresh installation.
pub struct House {
    folder: Folder,
    database: Option<Fresh>,
    /// Where its server listens.
    pub listen: String,
}

/// How a command ended.
pub struct Ended {
    /// Its exit code; none when it was killed.
    pub code: Option<i32>,
    /// What it printed.
    pub out: String,
    /// What it complained of.
    pub err: String,
}

impl House {
    /// A folder with nothing in it, and a database: of a server, or a file in the folder.
    pub fn fresh(name: &str, database: Option<Fresh>) -> Self {
        Self {
            folder: Folder::fresh(name),
            database,
            listen: ANYWHERE.to_owned(),
        }
    }

    /// Sells licenses.
    pub fn vendor(house: Self) -> Self {
        let ended = house.run(&["init", "--preset", "ispmanager"]);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        house.ok(&["pricelist.resume", &format!("elid={LITE}")]);
        house
    }

    /// Where everything of it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A command in its folder that knows its database.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = self.folder.command(program);
        if let Some(fresh) = &self.database
            && let Location::Postgres(address) = &fresh.location
        {
            command.env("ONSELL_DATABASE", address.expose());
        }
        command
    }

    /// Runs the binary to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        ended(self.command(binary()).args(arguments))
    }

    /// Calls a function as the machine's administrator.
    pub fn ctl(&self, arguments: &[&str]) -> Ended {
        self.run(&[&["ctl"], arguments].concat())
    }

    /// What a call that must succeed prints.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let ended = self.ctl(arguments);
        assert_eq!(ended.code, Some(0), "{arguments:?}: {}", ended.err);
        assert_eq!(ended.err, "", "{arguments:?}");
        ended.out
    }

    /// A customer who has paid; the account.
    pub fn customer(&self, name: &str) -> String {
        let (user, password) = (format!("username={name}"), format!("passwd={PASSWORD}"));
        let told = ["account.edit", "name=A", &user, &password, "sok=ok"];
        let id = field(&self.ok(&told), "id");
        let account = format!("account={id}");
        let amount = format!("amount={PAID}");
        let told = self.ok(&["payment.add", &account, &amount, "sok=ok"]);
        let payment = format!("elid={}", field(&told, "payment_id"));
        self.ok(&["payment.setpaid", &payment]);
        id
    }

    /// Starts its server.
    pub fn serve(&self) -> Server {
        Server::start(self)
    }
}

/// Runs a command to its end.
pub fn ended(command: &mut Command) -> Ended {
    let output = command.output().expect("it can be started");
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

/// The value in a line `name=value`.
pub fn field(text: &str, name: &str) -> String {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    line.unwrap_or_else(|| panic!("no {name}: {text}"))
        .to_owned()
}

/// A running server. It is killed when nobody ended it.
pub struct Server {
    process: Child,
    /// Where it listens.
    pub address: String,
}

impl Server {
    fn start(house: &House) -> Self {
        let log = house.path().join("serve.log");
        let mut command = house.command(binary());
        command.arg("serve").env("ONSELL_LISTEN", &house.listen);
        command.stderr(File::create(&log).expect("a file"));
        let process = command.spawn().expect("it can be started");
        let mut server = Self {
            process,
            address: String::new(),
        };
        server.address = wait_for("the server serves", || {
            let text = std::fs::read_to_string(&log).expect("it is there");
            let has_ended = server.process.try_wait().expect("a child").is_some();
            assert!(!has_ended, "the server ended: {text}");
            let line = text.lines().find(|line| line.contains(" serving "))?;
            let (_, address) = line.split_once("address=")?;
            // A line is whole once the next begins.
            text.ends_with('\n').then(|| address.to_owned())
        });
        server
    }

    /// Sends it a signal, such as `-KILL`.
    pub fn signal(&self, name: &str) {
        let process = self.process.id().to_string();
        let status = Command::new("kill").args([name, &process]).status();
        assert!(status.expect("kill can be started").success());
    }

    /// The exit code of the server that was told to end.
    pub fn code(mut self) -> Option<i32> {
        let process = &mut self.process;
        wait_for("the server ends", || process.try_wait().expect("a child")).code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already is only buried.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Somebody who calls a server, whether it runs or not.
pub fn client(address: &str, name: &str, password: &str) -> SellerClient {
    let transport: Arc<dyn Transport> = Arc::new(HttpTransport::new("test"));
    let url = format!("http://{address}/billmgr");
    SellerClient::new(&url, name, Secret::from(password), transport)
}

/// Calls a function once.
pub fn call(
    client: &SellerClient,
    function: &str,
    parameters: &[(&str, &str)],
) -> Result<Node, CallError> {
    let mut params = Params::default();
    params.set("func", function);
    for (name, value) in parameters {
        params.push(*name, *value);
    }
    client.call(params)
}

/// The text of a child that must be there.
pub fn text<'a>(node: &'a Node, name: &str) -> &'a str {
    node.text_of(name)
        .unwrap_or_else(|| panic!("no {name} in {node:?}"))
}
