//! Prints the story: a line per step with its time, or one JSON object.

use onsell::Failure;
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};
use std::time::Instant;

/// Keeps the steps and prints them.
pub struct Teller {
    json: bool,
    color: bool,
    began: Instant,
    steps: Vec<Step>,
}

struct Step {
    name: &'static str,
    ok: bool,
    ms: f64,
    proves: String,
}

impl Teller {
    /// A teller that prints lines, or JSON at the end.
    pub fn new(json: bool) -> Self {
        let color = !json && std::io::stdout().is_terminal();
        Self {
            json,
            color,
            began: Instant::now(),
            steps: Vec::new(),
        }
    }

    /// Runs a step and tells how it went. The step returns what it has proven and a value for the
    /// next steps.
    pub fn step<T>(
        &mut self,
        name: &'static str,
        title: &str,
        run: impl FnOnce() -> Result<(T, String), Failure>,
    ) -> Result<T, Failure> {
        if self.color {
            print!("{} {title} … ", self.paint("·", "36"));
            // A terminal that is gone hears nothing anyway.
            let _ = std::io::stdout().flush();
        }
        let began = Instant::now();
        let result = run();
        let ms = began.elapsed().as_secs_f64() * 1000.0;
        let (ok, proves) = match &result {
            Ok((_, proves)) => (true, proves.clone()),
            Err(error) => (false, error.to_string()),
        };
        if !self.json {
            let sign = if ok {
                self.paint("✓", "32")
            } else {
                self.paint("✗", "31")
            };
            let back = if self.color { "\r\x1b[2K" } else { "" };
            println!(
                "{back}{sign} {title}  {}",
                self.paint(&format!("{ms:.0} ms"), "2")
            );
            println!("    {proves}");
        }
        self.steps.push(Step {
            name,
            ok,
            ms,
            proves,
        });
        result.map(|(value, _)| value)
    }

    fn paint(&self, text: &str, color: &str) -> String {
        if self.color {
            format!("\x1b[{color}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    /// Whether every step so far held.
    pub fn all_held(&self) -> bool {
        !self.steps.is_empty() && self.steps.iter().all(|step| step.ok)
    }

    /// Ends the story with what was proven and where to look.
    pub fn end(&self, summary: &str) {
        if self.json {
            self.print_json(None);
            return;
        }
        let seconds = self.began.elapsed().as_secs_f64();
        println!("\nProven in {seconds:.1} s, over HTTP between two instances:\n");
        for step in &self.steps {
            let sign = if step.ok {
                self.paint("✓", "32")
            } else {
                self.paint("✗", "31")
            };
            println!("  {sign} {:<18} {}", step.name, step.proves);
        }
        println!("\n{summary}");
    }

    /// Ends a story that could not go on.
    pub fn broke(&self, error: &str) {
        if self.json {
            self.print_json(Some(error));
        } else {
            eprintln!("\nThe story broke off: {error}");
        }
    }

    fn print_json(&self, error: Option<&str>) {
        let steps: Vec<Value> = self
            .steps
            .iter()
            .map(|step| {
                json!({
                    "name": step.name,
                    "ok": step.ok,
                    "ms": (step.ms * 10.0).round() / 10.0,
                    "proves": step.proves,
                })
            })
            .collect();
        let mut object = json!({ "ok": self.all_held() && error.is_none(), "steps": steps });
        if let Some(error) = error {
            object["error"] = json!(error);
        }
        println!("{object}");
    }
}
