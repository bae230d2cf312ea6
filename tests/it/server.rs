//! A server on this machine that behaves as it is told, well or badly.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

/// What a path answers.
#[derive(Clone)]
pub enum Reply {
    /// These bytes, whatever they are, and then the end.
    Raw(Vec<u8>),
    /// These bytes first, then this piece again and again, with a pause between.
    Endless(Vec<u8>, Vec<u8>, Duration),
    /// Nothing, for so long.
    Silence(Duration),
}

/// The server. It ends with the process.
pub struct Server {
    pub address: String,
    pages: Arc<Mutex<HashMap<String, Reply>>>,
    /// The head of every request so far.
    pub asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = format!("http://{}", listener.local_addr().expect("it has an address"));
        let server = Self { address, pages: Arc::default(), asked: Arc::default() };
        let (pages, asked) = (Arc::clone(&server.pages), Arc::clone(&server.asked));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (pages, asked) = (Arc::clone(&pages), Arc::clone(&asked));
                thread::spawn(move || serve(stream, &pages, &asked));
            }
        });
        server
    }

    /// Says what a path answers from now on.
    pub fn set(&self, path: &str, reply: Reply) {
        self.pages.lock().unwrap().insert(path.to_owned(), reply);
    }

    /// Has a path answer well: with headers, each with its line end, and a body.
    pub fn page(&self, path: &str, headers: &str, body: impl AsRef<[u8]>) {
        self.set(path, Reply::Raw(answer("200 OK", headers, body)));
    }

    /// Has a path send readers on.
    pub fn redirect(&self, path: &str, to: &str) {
        self.set(path, Reply::Raw(answer("302 Found", &format!("Location: {to}\r\n"), "")));
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

/// Returns an answer with its length.
pub fn answer(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut bytes =
        format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len())
            .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

fn serve(mut stream: TcpStream, pages: &Mutex<HashMap<String, Reply>>, asked: &Mutex<Vec<String>>) {
    let mut head = String::new();
    let Ok(copy) = stream.try_clone() else { return };
    let mut reader = BufReader::new(copy);
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).is_ok_and(|n| n > 0) {
            continue;
        }
        return;
    }
    let path = head.split([' ', '?']).nth(1).unwrap_or("").to_owned();
    let conditional = head.to_lowercase().contains("if-none-match: \"one\"");
    asked.lock().unwrap().push(head);
    let reply = pages.lock().unwrap().get(&path).cloned();
    // Whoever asked may have gone away; that is what these tests are about.
    match reply {
        None => _ = stream.write_all(&answer("404 Not Found", "", "")),
        Some(Reply::Raw(bytes)) if conditional && bytes.windows(11).any(|part| part == b"ETag: \"one\"") => {
            _ = stream.write_all(&answer("304 Not Modified", "", ""));
        }
        Some(Reply::Raw(bytes)) => _ = stream.write_all(&bytes),
        Some(Reply::Silence(time)) => thread::sleep(time),
        Some(Reply::Endless(first, piece, pause)) => {
            let mut sent = stream.write_all(&first);
            while sent.is_ok() {
                thread::sleep(pause);
                sent = stream.write_all(&piece);
            }
        }
    }
}
