//! `onsell demo --double vmmanager6`: one of the closed systems that modules drive, played by a
//! double, so that a person can try a module without the product.

use clap::ValueEnum;
use onsell_doubles::scenario::{Double, Product};
use onsell_doubles::{Dcimanager5, Dcimanager6, Vmmanager5, Vmmanager6};
use onsell_doubles::{dcimanager5, dcimanager6, vmmanager5, vmmanager6};
use serde_json::json;
use std::io::{self, Write};

/// Which system is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Played {
    /// Virtual servers of VMmanager 6.
    Vmmanager6,
    /// Virtual servers of VMmanager 5.
    Vmmanager5,
    /// Dedicated servers of DCImanager 5.
    Dcimanager5,
    /// Dedicated servers of DCImanager 6.
    Dcimanager6,
}

/// How a person, or a module, reaches a double.
struct Access {
    title: &'static str,
    url: String,
    /// Where its faults are, which is not below the path of the product.
    base: String,
    user: &'static str,
    password: &'static str,
    example: String,
    fault: &'static str,
}

/// Plays it until interrupted, or only shows that it would.
pub fn play(played: Played, port: u16, once: bool, as_json: bool) -> io::Result<()> {
    match played {
        Played::Vmmanager6 => {
            let double = Double::start_on(vmmanager6::World::default(), port)?;
            serve(&double, &of_vmmanager6(&double), once, as_json)
        }
        Played::Vmmanager5 => {
            let double = Double::start_on(vmmanager5::World::default(), port)?;
            serve(&double, &of_vmmanager5(&double), once, as_json)
        }
        Played::Dcimanager5 => {
            let double = Double::start_on(dcimanager5::World::default(), port)?;
            serve(&double, &of_dcimanager5(&double), once, as_json)
        }
        Played::Dcimanager6 => {
            let double = Double::start_on(dcimanager6::World::default(), port)?;
            serve(&double, &of_dcimanager6(&double), once, as_json)
        }
    }
}

/// Says where it is and waits for Ctrl-C; the double lives as long as this runs.
fn serve<P: Product>(_: &Double<P>, access: &Access, once: bool, as_json: bool) -> io::Result<()> {
    if as_json {
        println!("{}", access.json());
    } else {
        println!("{}", access.text());
    }
    // Who reads it through a pipe waits for the address.
    io::stdout().flush()?;
    if once {
        return Ok(());
    }
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build()?;
    runtime.block_on(tokio::signal::ctrl_c())
}

/// Signing in, which both systems of the REST family do alike.
fn token_example(url: &str, user: &str, password: &str) -> String {
    let body = json!({ "email": user, "password": password });
    format!("curl -s {url}/auth/v4/public/token -d '{body}'")
}

fn of_vmmanager6(double: &Vmmanager6) -> Access {
    Access {
        title: "VMmanager 6",
        url: double.url(),
        base: double.url(),
        user: double.user(),
        password: double.password(),
        example: token_example(&double.url(), double.user(), double.password()),
        fault: r#"{"method":"POST","path":"/vm/v3/host","then":"drop_after_effect"}"#,
    }
}

fn of_dcimanager6(double: &Dcimanager6) -> Access {
    Access {
        title: "DCImanager 6",
        url: double.url(),
        base: double.url(),
        user: double.user(),
        password: double.password(),
        example: token_example(&double.url(), double.user(), double.password()),
        fault: r#"{"method":"POST","path":"/dci/v3/server/{id}/os","then":{"stuck_task":{}}}"#,
    }
}

fn of_vmmanager5(double: &Vmmanager5) -> Access {
    Access {
        title: "VMmanager 5",
        url: double.program(),
        base: double.url(),
        user: double.user(),
        password: double.password(),
        example: function_example(
            &double.program(),
            double.user(),
            double.password(),
            "preset",
        ),
        fault: r#"{"path":"vm.edit+sok","then":"drop_after_effect"}"#,
    }
}

fn of_dcimanager5(double: &Dcimanager5) -> Access {
    Access {
        title: "DCImanager 5",
        url: double.program(),
        base: double.url(),
        user: double.user(),
        password: double.password(),
        example: function_example(
            &double.program(),
            double.user(),
            double.password(),
            "server",
        ),
        fault: r#"{"path":"server.operations+sok","then":{"stuck_task":{}}}"#,
    }
}

/// A list, as both systems of the `func=` family tell it.
fn function_example(url: &str, user: &str, password: &str, function: &str) -> String {
    format!("curl -s '{url}?out=xml&authinfo={user}:{password}&func={function}'")
}

impl Access {
    /// For people.
    fn text(&self) -> String {
        let (base, fault) = (&self.base, self.fault);
        format!(
            "A double of {} listens until Ctrl-C.\n\n  \
             url       {}\n  user      {}\n  password  {}\n\n\
             Try it:\n  {}\n\n\
             What it has, what it was asked, how it fails:\n  \
             curl -s {base}/__double/state\n  curl -s {base}/__double/journal\n  \
             curl -s {base}/__double/rules -d '{fault}'",
            self.title, self.url, self.user, self.password, self.example
        )
    }

    /// For programs.
    fn json(&self) -> String {
        let answer = json!({
            "double": self.title,
            "url": self.url,
            "user": self.user,
            "password": self.password,
            "example": self.example,
        });
        answer.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onsell_doubles::Rule;

    /// What is printed names the double that runs, and its fault is a rule that can be read.
    fn check(access: &Access, url: &str) {
        serde_json::from_str::<Rule>(access.fault).expect(access.title);
        let told: serde_json::Value = serde_json::from_str(&access.json()).expect("JSON");
        let text = access.text();
        for said in [
            &access.url,
            access.user,
            access.password,
            &access.example,
            access.fault,
        ] {
            assert!(text.contains(said), "{}: {said} is not told", access.title);
        }
        assert!(
            access.example.contains(url) && access.url.starts_with(url),
            "{url}"
        );
        assert_eq!(told["url"], access.url);
    }

    #[test]
    fn each_double_runs_and_says_how_to_reach_it() {
        let double = Vmmanager6::start().expect("a port");
        check(&of_vmmanager6(&double), &double.url());
        let double = Vmmanager5::start().expect("a port");
        check(&of_vmmanager5(&double), &double.url());
        let double = Dcimanager5::start().expect("a port");
        check(&of_dcimanager5(&double), &double.url());
        let double = Dcimanager6::start().expect("a port");
        check(&of_dcimanager6(&double), &double.url());
        for played in Played::value_variants() {
            play(*played, 0, true, true).expect("it ends by itself");
        }
    }

    #[test]
    fn a_port_that_is_taken_is_told() {
        let double = Vmmanager6::start().expect("a port");
        let port = double
            .url()
            .rsplit(':')
            .next()
            .and_then(|port| port.parse().ok());
        play(Played::Vmmanager5, port.expect("a number"), true, true).expect_err("it is taken");
    }
}
