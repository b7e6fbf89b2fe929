//! A mail server that keeps what it is sent, and refuses as often as it is told to.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// A mail server on a loopback port.
pub struct MailServer {
    address: SocketAddr,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    letters: Vec<String>,
    /// What recipients are answered instead of being taken, from the last to the first.
    refusals: Vec<&'static str>,
}

impl MailServer {
    /// Listens and answers, as long as the process lives.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let kept = Arc::<Mutex<Kept>>::default();
        let inside = Arc::clone(&kept);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let kept = Arc::clone(&inside);
                // A conversation that breaks off is over.
                thread::spawn(move || drop(converse(connection, &kept)));
            }
        });
        Ok(Self { address, kept })
    }

    /// Where it listens, as a setting says it.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The next recipient is answered this, such as `451 later`.
    pub fn refuse_next(&self, answer: &'static str) {
        self.lock().refusals.insert(0, answer);
    }

    /// The letters it took, as they came: heads, an empty line, the body.
    pub fn letters(&self) -> Vec<String> {
        self.lock().letters.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn converse(connection: TcpStream, kept: &Mutex<Kept>) -> io::Result<()> {
    let mut lines = BufReader::new(connection.try_clone()?).lines();
    let mut answer = connection;
    answer.write_all(b"220 double ESMTP\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let verb = line.split_whitespace().next().unwrap_or_default();
        let said = match verb.to_ascii_uppercase().as_str() {
            "EHLO" => "250-double\r\n250 8BITMIME",
            "RCPT" => {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.refusals.pop().unwrap_or("250 ok")
            }
            "DATA" => {
                answer.write_all(b"354 go on\r\n")?;
                let mut letter = String::new();
                for line in lines.by_ref() {
                    let line = line?;
                    if line == "." {
                        break;
                    }
                    letter.push_str(line.strip_prefix('.').unwrap_or(&line));
                    letter.push('\n');
                }
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.letters.push(letter);
                "250 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        answer.write_all(said.as_bytes())?;
        answer.write_all(b"\r\n")?;
    }
    Ok(())
}
