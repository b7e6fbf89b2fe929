//! Serving: listen, answer, and stop in bounded time.

use crate::http::{Door, router, routes};
use crate::panel::Panel;
use axum::serve::ListenerExt;
use onsell_domain::AccountId;
use onsell_store::Dialect;
use onsell_store::event;
use std::collections::HashMap;
use std::future::{Future, IntoFuture};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::{Notify, oneshot};

/// How long requests under way may take once the house is closing.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);
/// How often the feeds of waiting accounts are compared, where other nodes may have written them.
const FEEDS_EVERY: Duration = Duration::from_millis(200);

/// Serves the API to the network until `shutdown` is done; then nothing new is accepted, whoever
/// waits for an event is answered at once, and requests under way have ten seconds.
pub async fn serve(
    panel: Panel,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // Answers are one small write each; waiting to fill a packet only costs time. A connection
    // that cannot be told so works all the same.
    let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
    let service = router(panel.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let closing = Arc::new(Notify::new());
    let stop = stopping(panel.clone(), shutdown, Arc::clone(&closing));
    let serving = axum::serve(listener, service)
        .with_graceful_shutdown(stop)
        .into_future();
    tokio::select! {
        result = serving => result,
        () = drained(closing) => Ok(()),
        () = watch_feeds(&panel) => Ok(()),
    }
}

/// Serves the API to this machine's administrator: every call is of level 30. Who may open the
/// socket is decided by the permissions of its file.
pub async fn serve_local(
    panel: Panel,
    listener: UnixListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let closing = Arc::new(Notify::new());
    let stop = stopping(panel.clone(), shutdown, Arc::clone(&closing));
    let service = routes(Door {
        panel,
        is_local: true,
    });
    let serving = axum::serve(listener, service)
        .with_graceful_shutdown(stop)
        .into_future();
    tokio::select! {
        result = serving => result,
        () = drained(closing) => Ok(()),
    }
}

async fn stopping(panel: Panel, shutdown: impl Future<Output = ()>, closing: Arc<Notify>) {
    shutdown.await;
    panel.stop_waiting();
    closing.notify_one();
}

async fn drained(closing: Arc<Notify>) {
    closing.notified().await;
    tokio::time::sleep(DRAIN_TIMEOUT).await;
}

/// Wakes those who wait for a feed that another node wrote. SQLite has no other node.
async fn watch_feeds(panel: &Panel) {
    if panel.engine().store().dialect() == Dialect::Sqlite {
        return std::future::pending().await;
    }
    let mut known: HashMap<AccountId, i64> = HashMap::new();
    loop {
        tokio::time::sleep(FEEDS_EVERY).await;
        let awaited = panel.engine().feeds().awaited();
        known.retain(|account, _| awaited.contains(account));
        if awaited.is_empty() {
            continue;
        }
        for (account, newest) in newest_of(panel, awaited).await {
            // An account that is new here may have grown between its reader's look and this one.
            if known
                .insert(account, newest)
                .is_none_or(|before| before < newest)
            {
                panel.engine().feeds().wake(account);
            }
        }
    }
}

/// The newest cursor of each feed; nothing when the store has no time for it now.
async fn newest_of(panel: &Panel, accounts: Vec<AccountId>) -> Vec<(AccountId, i64)> {
    let (sender, receiver) = oneshot::channel();
    panel.engine().submit_read(
        move |scope| {
            let mut newest = Vec::with_capacity(accounts.len());
            for account in &accounts {
                newest.push((*account, event::feed(scope.tx, *account)?.newest));
            }
            Ok(newest)
        },
        move |result| drop(sender.send(result)),
    );
    receiver.await.ok().and_then(Result::ok).unwrap_or_default()
}
