//! `onsell ctl`: calls a function from the shell, as `mgrctl` does (wire 1.7).

use crate::config::Config;
use clap::Args;
use onsell::Failure;
use onsell_panel::Panel;
use onsell_wire::{Format, Params};
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How long another process may have the database before we give up. Usually it is another `ctl`,
/// gone in a moment, or a server that begins and can soon be asked.
const BUSY_MAX: Duration = Duration::from_secs(5);
/// Between two tries.
const BUSY_PAUSE: Duration = Duration::from_millis(20);

/// What follows `ctl`.
#[derive(Args)]
pub struct CtlArguments {
    /// The name of the panel; there is one, so it is only read.
    #[arg(short = 'm', default_value = "billmgr")]
    manager: String,
    /// The encoding of the answer: text, xml, json or bjson.
    #[arg(short = 'o', default_value = "text")]
    output: String,
    /// The function.
    function: String,
    /// Its parameters, NAME=VALUE each; `out=xml` is the same as `-o xml`.
    parameters: Vec<String>,
}

/// Calls the function. In text an error goes to standard error and the code is 1; in the other
/// encodings it is part of the answer and the code is 0.
pub fn run(config: &Path, arguments: &CtlArguments) -> ExitCode {
    match call(config, arguments) {
        Ok((answer, Format::Text)) if answer.starts_with("ERROR") => {
            eprintln!("{}", answer.trim_end());
            ExitCode::FAILURE
        }
        Ok((answer, _)) => {
            let answer = answer.trim_end();
            if !answer.is_empty() {
                // A closed pipe ends the output, not the work.
                let _ = writeln!(std::io::stdout(), "{answer}");
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("onsell ctl: {error}");
            ExitCode::FAILURE
        }
    }
}

fn call(config: &Path, arguments: &CtlArguments) -> Result<(String, Format), Failure> {
    if arguments.manager != "billmgr" {
        return Err(format!("-m {}: only billmgr is here", arguments.manager).into());
    }
    let mut params = Params::default();
    params.set("func", arguments.function.as_str());
    let mut output = arguments.output.clone();
    for parameter in &arguments.parameters {
        let (name, value) = parameter
            .split_once('=')
            .ok_or_else(|| format!("{parameter}: write NAME=VALUE"))?;
        match name {
            "out" => value.clone_into(&mut output),
            _ => params.push(name, value),
        }
    }
    let format = Format::parse(&output)
        .ok_or_else(|| format!("-o {output}: use text, xml, json or bjson"))?;
    params.set("out", output);
    let config = Config::read(config)?;
    let answer = match reach(&config)? {
        Reached::Server(stream) => through_server(stream, &params)?,
        Reached::Database(panel) => without_server(&panel, params, format)?,
    };
    Ok((answer, format))
}

/// Who does the work.
enum Reached {
    Server(UnixStream),
    Database(Panel),
}

/// The server if it runs, else the database, also when another process has it for a moment.
fn reach(config: &Config) -> Result<Reached, Failure> {
    let until = Instant::now() + BUSY_MAX;
    loop {
        if let Ok(stream) = UnixStream::connect(&config.socket) {
            return Ok(Reached::Server(stream));
        }
        match config.open() {
            Ok(panel) => return Ok(Reached::Database(panel)),
            Err(error) if is_busy(&error) && Instant::now() < until => {
                std::thread::sleep(BUSY_PAUSE);
            }
            Err(error) => return Err(error),
        }
    }
}

fn is_busy(error: &Failure) -> bool {
    matches!(error.downcast_ref(), Some(onsell_store::Error::InUse(_)))
}

/// Asks the running server through its local socket, where everybody who may open it is root.
fn through_server(mut stream: UnixStream, params: &Params) -> Result<String, Failure> {
    let body = params.to_query();
    write!(
        stream,
        "POST /billmgr HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
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

/// Does it here: calls the function, works off what became due, and gives the database back.
fn without_server(panel: &Panel, params: Params, format: Format) -> Result<String, Failure> {
    let answer = panel.call_local(params, format);
    let worked = onsell_engine::waiting::run(panel.engine())
        .and_then(|_| onsell_engine::operate::work_off(panel.engine()));
    panel.engine().store().close();
    worked?;
    Ok(answer)
}
