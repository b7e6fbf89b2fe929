//! The door of commands on this machine: a running server through its local socket, else the
//! database itself. Whoever comes through it is root.

use crate::config::Config;
use onsell::Failure;
use onsell_panel::Panel;
use onsell_wire::{Format, Node, Params, RemoteFault, decode_xml};
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long another process may have the database before we give up. Usually it is another command,
/// gone in a moment, or a server that begins and can soon be asked.
const BUSY_MAX: Duration = Duration::from_secs(5);
/// Between two tries.
const BUSY_PAUSE: Duration = Duration::from_millis(20);

/// Who does the work.
pub enum Local {
    /// A running server, by its socket, and where it listens for others: links lead there.
    Server(PathBuf, String),
    /// This process, which has taken the database.
    Database(Box<Panel>),
}

impl Local {
    /// The server if it runs, else the database, also when another process has it for a moment.
    pub fn reach(config: &Config) -> Result<Self, Failure> {
        let until = Instant::now() + BUSY_MAX;
        loop {
            if UnixStream::connect(&config.socket).is_ok() {
                return Ok(Self::Server(config.socket.clone(), config.listen.clone()));
            }
            match config.open() {
                Ok(panel) => return Ok(Self::Database(Box::new(panel))),
                Err(error) if is_busy(&error) && Instant::now() < until => {
                    std::thread::sleep(BUSY_PAUSE);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Calls a function; its answer in an encoding, which stands in the parameters too.
    pub fn call(&self, params: Params, format: Format) -> Result<String, Failure> {
        match self {
            Self::Server(socket, host) => {
                through_server(UnixStream::connect(socket)?, host, &params)
            }
            Self::Database(panel) => Ok(panel.call_local(params, format)),
        }
    }

    /// Calls a function and reads its answer; a refusal is the error.
    pub fn ask(&self, function: &str, parameters: &[(&str, &str)]) -> Result<Node, Failure> {
        let mut params = Params::default();
        params.set("func", function);
        params.set("out", "xml");
        for (name, value) in parameters {
            params.push(*name, *value);
        }
        let root = decode_xml(&self.call(params, Format::Xml)?)?;
        match RemoteFault::find(&root) {
            Some(fault) => Err(fault.message.into()),
            None => Ok(root),
        }
    }

    /// Works off what became due, where no server does, and gives the database back.
    pub fn close(self) -> Result<(), Failure> {
        let Self::Database(panel) = self else {
            return Ok(());
        };
        let worked = onsell_engine::waiting::run(panel.engine())
            .and_then(|_| onsell_engine::operate::work_off(panel.engine()));
        let kept = onsell_engine::unknown_call::keep(panel.engine())
            .and_then(|()| onsell_engine::record::keep(panel.engine()));
        panel.engine().store().close();
        worked?;
        kept?;
        Ok(())
    }
}

fn is_busy(error: &Failure) -> bool {
    matches!(error.downcast_ref(), Some(onsell_store::Error::InUse(_)))
}

/// Asks the running server through its local socket, where everybody who may open it is root.
fn through_server(mut stream: UnixStream, host: &str, params: &Params) -> Result<String, Failure> {
    let body = params.to_query();
    write!(
        stream,
        "POST /billmgr HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .ok_or("the server closed the connection")?;
    if head
        .to_ascii_lowercase()
        .contains("transfer-encoding: chunked")
    {
        return Err("the server's answer has another form than expected".into());
    }
    Ok(body.to_owned())
}
