//! Makes the pictures of the main pages in `docs/screens`: `cargo run -p onsell-e2e --bin
//! screenshots`. The names of pictures may follow; without any, all are made. They show what a
//! provider sees after three weeks, with the fonts of the machine it runs on.

use onsell_e2e::life::Life;
use onsell_e2e::picture::{PICTURES, Picture, Who};
use onsell_e2e::{Browser, Driver, world};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let named: Vec<String> = std::env::args().skip(1).collect();
    let program = std::env::var("ONSELL_TEST_CHROMEDRIVER");
    let program = program.unwrap_or_else(|_| "chromedriver".to_owned());
    let driver = match Driver::start(&program) {
        Ok(driver) => driver,
        Err(error) => {
            eprintln!("Install chromium and chromium-driver: {program}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screens");
    let life = Life::lived();
    let is_wanted =
        |picture: &&Picture| named.is_empty() || named.iter().any(|name| name == picture.name);
    for picture in PICTURES.iter().filter(is_wanted) {
        let browser = Browser::start(&driver, &life.world.url(), &picture.look);
        let provider = &life.world.provider;
        match picture.who {
            Who::Nobody => {}
            Who::Staff => browser.sign_in(&provider.administrator, provider.password.expose()),
            Who::Customer => browser.sign_in(world::CUSTOMER.0, world::CUSTOMER.1),
        }
        let path = life.filled_in(picture.page);
        browser.open(&path);
        let file = folder.join(format!("{}.png", picture.name));
        match browser.save_picture(&file) {
            Ok(bytes) => println!("{}  {} KB  {path}", picture.name, bytes / 1000),
            Err(error) => {
                eprintln!("{}: {error}", file.display());
                return ExitCode::FAILURE;
            }
        }
        for complaint in browser.complaints() {
            eprintln!("{}: {complaint}", picture.name);
        }
    }
    ExitCode::SUCCESS
}
