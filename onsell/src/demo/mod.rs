//! `onsell demo`: the main job, told step by step between two whole instances over loopback HTTP;
//! or, with `--double`, one of the closed systems that modules drive.

mod calls;
mod certificates;
mod double;
mod modules;
mod selling;
mod servers;
mod story;
mod teller;
mod weather;

use clap::Args;
use std::process::ExitCode;

/// How the story is told.
#[derive(Args)]
pub struct DemoArguments {
    /// End when the story is told instead of serving on.
    #[arg(long)]
    once: bool,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    json: bool,
    /// Tell no story: play this system, for a module to be tried with.
    #[arg(long, value_name = "SYSTEM")]
    double: Option<double::Played>,
    /// The loopback port that it listens on; a free one otherwise.
    #[arg(
        long,
        default_value_t = 0,
        hide_default_value = true,
        requires = "double"
    )]
    port: u16,
}

/// Tells the story; succeeds only if every step held.
pub fn run(arguments: &DemoArguments) -> ExitCode {
    onsell::logging::start("error", false);
    if let Some(played) = arguments.double {
        let result = double::play(played, arguments.port, arguments.once, arguments.json);
        return match result {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("onsell: the double cannot be started: {error}");
                ExitCode::FAILURE
            }
        };
    }
    let mut teller = teller::Teller::new(arguments.json);
    let told = story::tell(&mut teller);
    let ok = teller.all_held() && told.is_ok();
    match &told {
        Ok(stage) => teller.end(&stage.summary()),
        Err(error) => teller.broke(&error.to_string()),
    }
    if let Ok(mut stage) = told {
        if !arguments.once && !arguments.json {
            println!("\nServing until Ctrl-C.");
            stage.wait();
        }
        stage.close();
    }
    if ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
