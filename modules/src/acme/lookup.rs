//! Single questions to DNS: what a name has now, as a resolver sees it. Nothing is remembered,
//! and nothing is decided here but whether an answer is one.

use ring::rand::{SecureRandom, SystemRandom};
use simple_dns::rdata::RData;
use simple_dns::{CLASS, Name, Packet, PacketFlag, Question, RCODE, TYPE};
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

/// How long an answer is waited for.
const ANSWER_MAX: Duration = Duration::from_secs(3);
/// How often each server is asked.
const TRIES_MAX: usize = 2;
/// How many servers are asked.
const SERVERS_MAX: usize = 3;
/// Where the system says which servers it asks.
const SYSTEM: &str = "/etc/resolv.conf";
/// The port of DNS.
const PORT: u16 = 53;

/// Who is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Resolver {
    /// Whom the system asks.
    System,
    /// These.
    These(Vec<SocketAddr>),
}

impl Resolver {
    /// Addresses with or without a port, between commas; empty is the system's own.
    ///
    /// # Errors
    /// What is no address.
    pub fn parse(text: &str) -> std::result::Result<Self, String> {
        let words = text.split([',', ' ']).filter(|word| !word.is_empty());
        let servers: Vec<_> = words.map(address).collect::<std::result::Result<_, _>>()?;
        Ok(if servers.is_empty() {
            Self::System
        } else {
            Self::These(servers)
        })
    }

    /// The texts that a name has.
    pub fn texts(&self, name: &str) -> Result<Vec<String>> {
        self.ask(name, TYPE::TXT, |data| match data {
            RData::TXT(text) => String::try_from(text.clone()).ok(),
            _ => None,
        })
    }

    /// The addresses that a name has; those of IPv6 where it has no others.
    pub fn addresses(&self, name: &str) -> Result<Vec<IpAddr>> {
        let of_four = self.ask(name, TYPE::A, |data| match data {
            RData::A(found) => Some(IpAddr::V4(Ipv4Addr::from(found.address))),
            _ => None,
        })?;
        if !of_four.is_empty() {
            return Ok(of_four);
        }
        self.ask(name, TYPE::AAAA, |data| match data {
            RData::AAAA(found) => Some(IpAddr::V6(Ipv6Addr::from(found.address))),
            _ => None,
        })
    }

    fn ask<T>(
        &self,
        name: &str,
        kind: TYPE,
        read: impl Fn(&RData<'_>) -> Option<T>,
    ) -> Result<Vec<T>> {
        let mut last = Error::other("no DNS server is known");
        for server in self.servers()? {
            for _ in 0..TRIES_MAX {
                match exchange(server, name, kind).and_then(|answer| records(&answer, &read)) {
                    Ok(found) => return Ok(found),
                    Err(error) => last = error,
                }
            }
        }
        Err(last)
    }

    fn servers(&self) -> Result<Vec<SocketAddr>> {
        match self {
            Self::These(servers) => Ok(servers.iter().take(SERVERS_MAX).copied().collect()),
            Self::System => Ok(system_servers(&std::fs::read_to_string(SYSTEM)?)),
        }
    }
}

fn address(text: &str) -> std::result::Result<SocketAddr, String> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(SocketAddr::new(address, PORT));
    }
    let parsed = text.parse();
    parsed.map_err(|_| format!("{text} is neither ADDRESS nor ADDRESS:PORT"))
}

fn system_servers(text: &str) -> Vec<SocketAddr> {
    let named = text.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        (words.next()? == "nameserver").then(|| words.next())?
    });
    let parsed = named.filter_map(|text| text.parse().ok());
    let servers = parsed.map(|address| SocketAddr::new(address, PORT));
    servers.take(SERVERS_MAX).collect()
}

/// The answers in a message; none where the name does not exist.
fn records<T>(message: &[u8], read: impl Fn(&RData<'_>) -> Option<T>) -> Result<Vec<T>> {
    let packet = Packet::parse(message).map_err(|error| unreadable(&error))?;
    match packet.rcode() {
        RCODE::NoError | RCODE::NameError => {}
        other => return Err(Error::other(format!("the DNS server answers {other:?}"))),
    }
    let records = packet.answers.iter();
    Ok(records.filter_map(|record| read(&record.rdata)).collect())
}

/// Asks once by UDP, and by TCP where the answer does not fit.
fn exchange(server: SocketAddr, name: &str, kind: TYPE) -> Result<Vec<u8>> {
    let (id, question) = question(name, kind)?;
    let local: SocketAddr = match server {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(local)?;
    socket.connect(server)?;
    socket.send(&question)?;
    let began = Instant::now();
    let mut buffer = vec![0; usize::from(u16::MAX)];
    loop {
        let left = ANSWER_MAX.saturating_sub(began.elapsed());
        if left.is_zero() {
            return Err(Error::new(
                ErrorKind::TimedOut,
                "the DNS server does not answer",
            ));
        }
        socket.set_read_timeout(Some(left))?;
        let count = match socket.recv(&mut buffer) {
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error),
        };
        let message = &buffer[..count];
        // Whatever answers another question is not for us.
        let Some(packet) = answer_to(id, message) else {
            continue;
        };
        if packet.has_flags(PacketFlag::TRUNCATION) {
            return exchange_long(server, id, &question);
        }
        return Ok(message.to_vec());
    }
}

fn exchange_long(server: SocketAddr, id: u16, question: &[u8]) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&server, ANSWER_MAX)?;
    stream.set_read_timeout(Some(ANSWER_MAX))?;
    let length = u16::try_from(question.len()).map_err(Error::other)?;
    stream.write_all(&[&length.to_be_bytes()[..], question].concat())?;
    let mut length = [0; 2];
    stream.read_exact(&mut length)?;
    let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut message)?;
    match answer_to(id, &message) {
        Some(_) => Ok(message),
        None => Err(Error::other("the DNS server answers something else")),
    }
}

fn question(name: &str, kind: TYPE) -> Result<(u16, Vec<u8>)> {
    let mut id = [0; 2];
    let random = SystemRandom::new().fill(&mut id);
    random.map_err(|_| Error::other("there are no random bytes"))?;
    let id = u16::from_be_bytes(id);
    let mut packet = Packet::new_query(id);
    packet.set_flags(PacketFlag::RECURSION_DESIRED);
    let name = Name::new(name).map_err(|error| unreadable(&error))?;
    let question = Question::new(name, kind.into(), CLASS::IN.into(), false);
    packet.questions.push(question);
    let bytes = packet.build_bytes_vec();
    Ok((id, bytes.map_err(|error| unreadable(&error))?))
}

fn answer_to(id: u16, message: &[u8]) -> Option<Packet<'_>> {
    let packet = Packet::parse(message).ok()?;
    (packet.id() == id && packet.has_flags(PacketFlag::RESPONSE)).then_some(packet)
}

fn unreadable(error: &simple_dns::SimpleDnsError) -> Error {
    Error::new(ErrorKind::InvalidData, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use simple_dns::ResourceRecord;
    use simple_dns::rdata::TXT;

    #[test]
    fn who_is_asked_is_read_as_it_is_entered() {
        let parse = |text: &str| Resolver::parse(text);
        assert_eq!(parse(" "), Ok(Resolver::System));
        let two = ["192.0.2.1:53", "[2001:db8::1]:5300"].map(|text| text.parse().unwrap());
        let expect = Ok(Resolver::These(two.to_vec()));
        assert_eq!(parse("192.0.2.1, [2001:db8::1]:5300"), expect);
        assert!(parse("dns.example.com").is_err());
        let system = "# x\nnameserver 192.0.2.1\noptions edns0\nnameserver 2001:db8::1\n";
        assert_eq!(system_servers(system)[0], two[0]);
        assert_eq!(system_servers(system).len(), 2);
        assert!(system_servers("nameserver\nnameserver x").is_empty());
    }

    /// A server that first answers somebody else's question, and the rest as told.
    fn server(answer: impl Fn(Packet<'_>) -> Vec<u8> + Send + 'static) -> Resolver {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let resolver = Resolver::These(vec![socket.local_addr().unwrap()]);
        std::thread::spawn(move || {
            let mut buffer = [0; 512];
            while let Ok((count, from)) = socket.recv_from(&mut buffer) {
                let asked = Packet::parse(&buffer[..count]).unwrap();
                let foreign = Packet::new_reply(asked.id().wrapping_add(1));
                let foreign = foreign.build_bytes_vec().unwrap();
                socket.send_to(&foreign, from).unwrap();
                socket.send_to(&answer(asked), from).unwrap();
            }
        });
        resolver
    }

    #[test]
    fn an_answer_is_read_and_strangers_are_not() {
        let resolver = server(|asked| {
            let name = asked.questions[0].qname.clone();
            let mut reply = asked.into_reply();
            let long = "x".repeat(300);
            for text in [long.as_str(), "b"] {
                let text = RData::TXT(TXT::try_from(text).unwrap().into_owned());
                let record = ResourceRecord::new(name.clone(), CLASS::IN, 1, text);
                reply.answers.push(record);
            }
            reply.build_bytes_vec().unwrap()
        });
        let texts = resolver.texts("_acme-challenge.example.com").unwrap();
        assert_eq!(texts, ["x".repeat(300), "b".to_owned()]);
        assert!(resolver.addresses("example.com").unwrap().is_empty());
        assert!(resolver.texts(&"a.".repeat(200)).is_err());
    }

    #[test]
    fn a_name_that_is_not_there_has_nothing_and_a_broken_server_is_said() {
        let refusing = |code: RCODE| {
            let resolver = server(move |asked| {
                let mut reply = asked.into_reply();
                *reply.rcode_mut() = code;
                reply.build_bytes_vec().unwrap()
            });
            resolver.texts("example.com")
        };
        assert!(refusing(RCODE::NameError).unwrap().is_empty());
        let error = refusing(RCODE::ServerFailure).unwrap_err();
        assert!(error.to_string().contains("answers"), "{error}");
    }
}
