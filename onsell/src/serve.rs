//! `onsell serve`: serve the API and do the work, until a signal.

use crate::config::Config;
use onsell::{Failure, logging};
use onsell_panel::{serve, serve_local};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tokio::net::{TcpListener, UnixListener};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Opens the house, serves, and closes it in order: no new requests, then the workers, then the
/// store.
pub fn run(path: &Path) -> Result<(), Failure> {
    let config = Config::read(path)?;
    logging::start(&config.log, config.log_json);
    let panel = config.open()?;
    let engine = panel.engine().clone();
    let working = engine.start_working(config.workers, config.events)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let served: Result<(), Failure> = runtime.block_on(async {
        let listener = TcpListener::bind(&config.listen)
            .await
            .map_err(|error| format!("{}: {error}", config.listen))?;
        let local = bind_local(&config.socket)?;
        tracing::info!(address = %listener.local_addr()?, "serving");
        let (stop, stopped) = watch::channel(false);
        let wait = |mut stopped: watch::Receiver<bool>| async move {
            // An ended sender stops us as well.
            let _ = stopped.wait_for(|stop| *stop).await;
        };
        let network = serve(panel.clone(), listener, wait(stopped.clone()));
        let socket = serve_local(panel.clone(), local, wait(stopped));
        let signals = async move {
            let result = signalled().await;
            tracing::info!("stopping");
            let _ = stop.send(true);
            result
        };
        let (network, socket, signals) = tokio::join!(network, socket, signals);
        network?;
        socket?;
        Ok(signals?)
    });
    working.stop();
    engine.store().close();
    // The socket goes with the server; one that is gone already is as well.
    let _ = std::fs::remove_file(&config.socket);
    served
}

/// The socket of `ctl`, for its owner only. One that a dead server left is replaced: the lock on
/// the database says that no other serves here.
fn bind_local(path: &Path) -> Result<UnixListener, Failure> {
    if path.exists() {
        std::fs::remove_file(path).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let listener =
        UnixListener::bind(path).map_err(|error| format!("{}: {error}", path.display()))?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

async fn signalled() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    }
}
