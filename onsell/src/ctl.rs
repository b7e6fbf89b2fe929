//! `onsell ctl`: calls a function from the shell, as `mgrctl` does (wire 1.7).

use crate::complete;
use crate::config::Config;
use crate::describe::describe;
use crate::local::Local;
use clap::Args;
use onsell::Failure;
use onsell_domain::Language;
use onsell_wire::{Format, Params};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// What follows `ctl`.
#[derive(Args)]
pub struct CtlArguments {
    /// The name of the panel; there is one, so it is only read.
    #[arg(short = 'm', default_value = "billmgr")]
    manager: String,
    /// The encoding of the answer: text, xml, json, bjson, csv or devel.
    #[arg(short = 'o', default_value = "text")]
    output: String,
    /// Describe the function and its parameters instead of calling it.
    #[arg(short = 'i')]
    describe: bool,
    /// Lock the panel: customers are kept out, staff and this command go on.
    #[arg(short = 'l', conflicts_with_all = ["unlock", "describe", "function"])]
    lock: bool,
    /// Unlock the panel.
    #[arg(short = 'u', conflicts_with_all = ["describe", "function"])]
    unlock: bool,
    /// What the shell asks while somebody types; the last word is not finished.
    #[arg(long, hide = true, num_args = 0.., allow_hyphen_values = true)]
    complete: Option<Vec<String>>,
    /// The function.
    #[arg(required_unless_present_any = ["lock", "unlock", "complete"])]
    function: Option<String>,
    /// Its parameters, NAME=VALUE each; `out=xml` is the same as `-o xml`.
    parameters: Vec<String>,
}

/// Calls the function. In text an error goes to standard error and the code is 1; in the other
/// encodings it is part of the answer and the code is 0.
pub fn run(config: &Path, arguments: &CtlArguments) -> ExitCode {
    if let Some(words) = &arguments.complete {
        print(&complete::of_call(words).join("\n"));
        return ExitCode::SUCCESS;
    }
    match call(config, arguments) {
        Ok((answer, Format::Text)) if answer.starts_with("ERROR") => {
            eprintln!("{}", answer.trim_end());
            ExitCode::FAILURE
        }
        Ok((answer, _)) => {
            print(answer.trim_end());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("onsell ctl: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A closed pipe ends the output, not the work.
fn print(text: &str) {
    if !text.is_empty() {
        let _ = writeln!(std::io::stdout(), "{text}");
    }
}

fn call(config: &Path, arguments: &CtlArguments) -> Result<(String, Format), Failure> {
    if arguments.manager != "billmgr" {
        return Err(format!("-m {}: only billmgr is here", arguments.manager).into());
    }
    let mut params = Params::default();
    let mut output = arguments.output.clone();
    if let Some(function) = &arguments.function {
        params.set("func", function.as_str());
    } else {
        params.set("func", "panel.lock");
        params.set("locked", if arguments.lock { "on" } else { "off" });
    }
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
        .ok_or_else(|| format!("-o {output}: use text, xml, json, bjson, csv or devel"))?;
    if arguments.describe {
        let language = params.text("lang").map_or(Language::En, Language::parse);
        let function = arguments.function.as_deref().unwrap_or_default();
        return Ok((describe(function, language)?, Format::Text));
    }
    params.set("out", output);
    let local = Local::reach(&Config::read(config)?)?;
    let answer = local.call(params, format);
    let closed = local.close();
    let answer = answer?;
    closed?;
    Ok((answer, format))
}
