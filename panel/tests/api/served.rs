//! The panel behind real sockets: two doors, two nodes, and the closing of the house.

use crate::house::{ALICE, House, Node};
use onsell_panel::{Panel, serve, serve_local};
use onsell_store::testing::Fresh;
use onsell_wire::{Format, Params};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::sync::oneshot;

/// One call over an open connection, which is closed after it.
async fn call(mut connection: impl AsyncRead + AsyncWrite + Unpin, query: &str) -> String {
    let head = "Host: node\r\nConnection: close";
    let request = format!(
        "POST /billmgr HTTP/1.1\r\n{head}\r\nContent-Length: {}\r\n\r\n{query}",
        query.len()
    );
    connection
        .write_all(request.as_bytes())
        .await
        .expect("the request is taken");
    let mut answer = String::new();
    connection
        .read_to_string(&mut answer)
        .await
        .expect("the answer is text");
    answer
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    (listener, address)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().expect("a runtime")
}

#[test]
fn the_local_door_is_level_30_and_the_other_is_not() {
    let fresh = Fresh::sqlite();
    let house = House::open(fresh.open());
    runtime().block_on(async {
        let (listener, address) = listen().await;
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(serve(house.panel.clone(), listener, async {
            let _ = stopped.await;
        }));
        let folder = std::env::temp_dir().join(format!("onsell-door-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("socket");
        let door = UnixListener::bind(&path).expect("a socket");
        let (stop_local, stopped) = oneshot::channel::<()>();
        let served_locally = tokio::spawn(serve_local(house.panel.clone(), door, async {
            let _ = stopped.await;
        }));

        let local = UnixStream::connect(&path).await.expect("an open door");
        let answer = call(local, "func=whoami").await;
        assert!(answer.contains("level=\"30\""), "{answer}");
        assert!(
            answer.contains("x-content-type-options: nosniff"),
            "{answer}"
        );
        let local = UnixStream::connect(&path).await.expect("an open door");
        let answer = call(local, &format!("func=whoami&authinfo={ALICE}")).await;
        assert!(answer.contains("level=\"16\""), "{answer}");
        let remote = TcpStream::connect(address).await.expect("an open door");
        let answer = call(remote, "func=whoami").await;
        assert!(answer.contains("type=\"access\""), "{answer}");

        // Somebody waits for an event while the house closes.
        let waiting = TcpStream::connect(address).await.expect("an open door");
        let query = format!("func=itemevent&after=0&wait=25&authinfo={ALICE}");
        let waiting = tokio::spawn(async move { call(waiting, &query).await });
        while house.engine.feeds().awaited().is_empty() {
            tokio::task::yield_now().await;
        }
        let began = Instant::now();
        stop.send(()).expect("it is served");
        stop_local.send(()).expect("it is served");
        let answer = waiting.await.expect("an answer");
        assert!(answer.contains("<p_elems>0</p_elems>"), "{answer}");
        served.await.expect("it ends").expect("it ends well");
        served_locally
            .await
            .expect("it ends")
            .expect("it ends well");
        assert!(began.elapsed() < Duration::from_secs(5));
        assert!(TcpStream::connect(address).await.is_err());
        std::fs::remove_dir_all(&folder).expect("the folder goes");
    });
}

#[test]
fn an_event_of_one_node_wakes_those_who_wait_at_another() {
    let fresh = Fresh::postgres();
    let house = House::open(fresh.open());
    let other = Node::open(fresh.open(), &house);
    runtime().block_on(async {
        let (listener, address) = listen().await;
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(serve(other.panel.clone(), listener, async {
            let _ = stopped.await;
        }));
        let waiting = TcpStream::connect(address).await.expect("an open door");
        let query = format!("func=itemevent&after=0&wait=25&authinfo={ALICE}");
        let waiting = tokio::spawn(async move { call(waiting, &query).await });
        while other.panel.engine().feeds().awaited().is_empty() {
            tokio::task::yield_now().await;
        }
        let began = Instant::now();
        house.license("192.0.2.1").await;
        let answer = waiting.await.expect("an answer");
        assert!(answer.contains("<remoteid>l17</remoteid>"), "{answer}");
        assert!(began.elapsed() < Duration::from_secs(10));
        stop.send(()).expect("it is served");
        served.await.expect("it ends").expect("it ends well");
    });
    drop(other);
    drop(house);
}

#[test]
fn an_order_that_two_nodes_pay_at_once_is_paid_once() {
    let fresh = Fresh::postgres();
    let house = House::open(fresh.open());
    let other = Node::open(fresh.open(), &house);
    let order = |number: usize| {
        format!(
            "func=soft.order.param&su=alice@example.com&pricelist=55227&period=1&sok=ok\
             &ip=192.0.2.{number}"
        )
    };
    for number in 1..=8 {
        let cart = house.root(&order(number)).field("billorder.id");
        let pay = format!("func=payment.add&billorder={cart}&clicked_button=fromsubaccount&sok=ok");
        let params = Params::parse_urlencoded(&pay).expect("a request");
        let answers = std::thread::scope(|threads| {
            let pay = |panel: Panel| {
                let params = params.clone();
                threads.spawn(move || panel.call_local(params, Format::Xml))
            };
            [pay(house.panel.clone()), pay(other.panel.clone())]
                .map(|thread| thread.join().expect("an answer"))
        });
        for answer in answers {
            assert!(answer.contains("<ok>func=order</ok>"), "{answer}");
        }
    }
    let funds = house.root("func=dashboard.info&account=1").rows();
    let told = |name| funds[0].text_of(name).unwrap_or_default().to_owned();
    assert_eq!(
        (told("balance"), told("reserved")),
        ("52.00 EUR".into(), "0.00 EUR".into())
    );
    drop(other);
    drop(house);
}
