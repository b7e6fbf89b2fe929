//! HTTP over a local socket, for a system on the same machine. The protocol is ureq's; only the
//! connection is ours.

use super::NotConnected;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport,
};

/// Connects to one socket, whatever the address of the request says.
#[derive(Debug)]
pub(super) struct LocalSocket {
    pub path: PathBuf,
}

impl Connector<()> for LocalSocket {
    type Out = LocalConnection;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _chained: Option<()>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let stream = UnixStream::connect(&self.path).map_err(|error| {
            let path = self.path.display();
            NotConnected::error(format!("the socket {path} does not answer: {error}"))
        })?;
        let config = details.config;
        let buffers = LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size());
        Ok(Some(LocalConnection { stream, buffers }))
    }
}

/// One open connection.
pub(super) struct LocalConnection {
    stream: UnixStream,
    buffers: LazyBuffers,
}

impl std::fmt::Debug for LocalConnection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("LocalConnection")
    }
}

impl Transport for LocalConnection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.stream
            .set_write_timeout(timeout.not_zero().map(|limit| *limit))?;
        let output = &self.buffers.output()[..amount];
        let sent = self.stream.write_all(output);
        sent.map_err(|error| in_time(error, timeout))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.stream
            .set_read_timeout(timeout.not_zero().map(|limit| *limit))?;
        let read = self.stream.read(self.buffers.input_append_buf());
        let amount = read.map_err(|error| in_time(error, timeout))?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        // An idle connection has nothing to say; one that ended reads as empty.
        let mut byte = [0];
        let nothing = |error: std::io::Error| error.kind() == ErrorKind::WouldBlock;
        let is_idle = self.stream.set_nonblocking(true).is_ok()
            && self.stream.read(&mut byte).is_err_and(nothing);
        is_idle && self.stream.set_nonblocking(false).is_ok()
    }
}

fn in_time(error: std::io::Error, timeout: NextTimeout) -> ureq::Error {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => ureq::Error::Timeout(timeout.reason),
        _ => error.into(),
    }
}
