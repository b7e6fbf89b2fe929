//! `onsell demo`: the main job, told step by step between two whole instances over loopback HTTP.

mod calls;
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
}

/// Tells the story; succeeds only if every step held.
pub fn run(arguments: &DemoArguments) -> ExitCode {
    onsell::logging::start("error", false);
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
