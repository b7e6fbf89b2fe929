//! Plays `docs/transcript.md` as a reader would: every command in one shell, in an empty folder,
//! and what it prints has to be what the page says.
//!
//! Of the page only the blocks marked `console` count. A line that begins with `$ ` is a command,
//! and goes on in the next line after a `\`; the lines below are what it prints. There `…` stands
//! for any text up to what follows it, and a line of nothing but `…` for any number of lines. The
//! page's address is exchanged for a free one, and after a command that ends in `&` the test waits
//! until that address answers, as a reader would.

mod installation;

use installation::{Folder, PATIENCE, binary, wait_for};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

const PAGE: &str = include_str!("../../docs/transcript.md");
/// Where the server of the page listens.
const ADDRESS: &str = "127.0.0.1:1500";
/// What stands for anything.
const ANYTHING: &str = "…";
/// The line after everything that a command prints.
const END: &str = "-- the command has ended --";

#[test]
fn the_page_comes_true() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let steps = steps(&PAGE.replace(ADDRESS, &address));
    assert!(steps.len() > 10, "the page has lost its commands");
    let folder = Folder::fresh("transcript");
    drop(listener);
    let mut session = Session::start(&folder, &address);
    for step in steps {
        let printed = session.run(&step.command);
        let printed: Vec<&str> = printed.iter().map(String::as_str).collect();
        let expected: Vec<&str> = step.expected.iter().map(String::as_str).collect();
        assert!(
            are_as_told(&expected, &printed),
            "line {} of the page:\n$ {}\nThe page says:\n{}\nIt prints:\n{}",
            step.line,
            step.command,
            expected.join("\n"),
            printed.join("\n")
        );
        if step.command.ends_with('&') {
            wait_for("the server answers", || TcpStream::connect(&address).ok());
        }
    }
}

/// A command of the page.
#[derive(Debug, PartialEq)]
struct Step {
    line: usize,
    command: String,
    expected: Vec<String>,
}

/// The commands of a page, in order.
fn steps(page: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut is_block = false;
    let mut goes_on = false;
    for (index, text) in page.lines().enumerate() {
        let line = index + 1;
        if text.starts_with("```") {
            is_block = text == "```console";
            assert!(!goes_on, "line {line}: the command above does not end");
        } else if is_block && goes_on {
            let step = steps.last_mut().expect("it began above");
            step.command.push('\n');
            step.command.push_str(text);
            goes_on = text.ends_with('\\');
        } else if is_block && let Some(command) = text.strip_prefix("$ ") {
            goes_on = command.ends_with('\\');
            steps.push(Step {
                line,
                command: command.to_owned(),
                expected: Vec::new(),
            });
        } else if is_block {
            let step = steps.last_mut();
            let step = step.unwrap_or_else(|| panic!("line {line}: no command printed this"));
            step.expected.push(text.to_owned());
        }
    }
    assert!(!is_block, "the last block does not end");
    steps
}

/// Whether the printed lines are what the page tells.
fn are_as_told(expected: &[&str], printed: &[&str]) -> bool {
    match (expected, printed) {
        ([], printed) => printed.is_empty(),
        ([ANYTHING, rest @ ..], printed) => {
            (0..=printed.len()).any(|skipped| are_as_told(rest, &printed[skipped..]))
        }
        ([line, rest @ ..], [first, others @ ..]) => {
            is_as_told(line, first) && are_as_told(rest, others)
        }
        (_, []) => false,
    }
}

/// Whether a printed line is what the page tells.
fn is_as_told(expected: &str, printed: &str) -> bool {
    let Some((start, rest)) = expected.split_once(ANYTHING) else {
        return expected == printed;
    };
    let Some(mut left) = printed.strip_prefix(start) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split(ANYTHING).collect();
    // `split` gives one part at least.
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = left.find(part) else {
            return false;
        };
        left = &left[at + part.len()..];
    }
    left.ends_with(end)
}

/// A shell that lives as long as the page. Whatever it started ends with it.
struct Session {
    shell: Child,
    input: ChildStdin,
    lines: Receiver<String>,
}

impl Session {
    fn start(folder: &Folder, address: &str) -> Self {
        // On a terminal curl draws no progress over an answer; in a pipe it would.
        std::fs::write(folder.path().join(".curlrc"), "silent\nshow-error\n").expect("a file");
        let programs = binary().parent().expect("a file is in a folder");
        let path = std::env::var("PATH").expect("a PATH");
        let mut shell = folder
            .command("bash")
            .args(["--noprofile", "--norc"])
            .env("PATH", format!("{}:{path}", programs.display()))
            .env("HOME", folder.path())
            .env("CURL_HOME", folder.path())
            .env("no_proxy", "*")
            .env("ONSELL_LISTEN", address)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Its own group, so that all of it can be ended.
            .process_group(0)
            .spawn()
            .expect("bash can be started");
        let input = shell.stdin.take().expect("a pipe");
        let output = BufReader::new(shell.stdout.take().expect("a pipe"));
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let mut session = Self {
            shell,
            input,
            lines,
        };
        assert!(session.run("exec 2>&1").is_empty());
        session
    }

    /// Runs a command and returns the lines it printed. `$?` is kept for the next one.
    fn run(&mut self, command: &str) -> Vec<String> {
        write!(
            self.input,
            "{command}\nstatus=$?; printf '\\n%s\\n' '{END}'; (exit $status)\n"
        )
        .and_then(|()| self.input.flush())
        .expect("the shell lives");
        let mut printed = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line == END => break,
                Ok(line) => printed.push(line),
                Err(error) => panic!("{error}: {command}\n{}", printed.join("\n")),
            }
        }
        // The line break before the end is ours, unless the command left its last line open.
        if printed.last().is_some_and(String::is_empty) {
            printed.pop();
        }
        printed
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // The shell is not yet waited for, so the group is still its own.
        let group = format!("-{}", self.shell.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.shell.wait();
    }
}

#[test]
fn the_page_is_read_by_its_rules() {
    let step = |line, command: &str, expected: &[&str]| Step {
        line,
        command: command.to_owned(),
        expected: expected.iter().map(|line| (*line).to_owned()).collect(),
    };
    let check = |page: &str, expect: &[Step]| assert_eq!(steps(page), expect, "{page}");
    check("$ words\n", &[]);
    check("```sh\n$ other\n```\n", &[]);
    check("```console\n$ a\n```\n", &[step(2, "a", &[])]);
    check(
        "x\n```console\n$ a \\\n  b\nc\n\n$ d\n```\n$ words\n",
        &[step(3, "a \\\n  b", &["c", ""]), step(7, "d", &[])],
    );
}

#[test]
fn what_is_left_out_may_be_anything() {
    let check = |expected: &[&str], printed: &[&str], expect: bool| {
        assert_eq!(
            are_as_told(expected, printed),
            expect,
            "{expected:?} {printed:?}"
        );
    };
    check(&[], &[], true);
    check(&[], &["a"], false);
    check(&["a"], &[], false);
    check(&["a"], &["a"], true);
    check(&["a"], &["ab"], false);
    check(&["a", "b"], &["b", "a"], false);
    check(&["a…"], &["a"], true);
    check(&["a…"], &["ba"], false);
    check(&["…a"], &["ba"], true);
    check(&["…a"], &["ab"], false);
    check(&["a…b…c"], &["a1b2c"], true);
    check(&["a…b…c"], &["a1c2b"], false);
    check(&["a…b…b"], &["ab"], false);
    check(&["ab…ba"], &["aba"], false);
    check(&["a…b"], &["a", "b"], false);
    check(&["…"], &[], true);
    check(&["…"], &["a", "b"], true);
    check(&["…", "c"], &["a", "b", "c"], true);
    check(&["…", "c"], &["a", "c", "b"], false);
    check(&["a", "…", "c"], &["a", "c"], true);
}
