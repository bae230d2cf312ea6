//! Fetches pages and feeds, politely and with care: an address leads where it says, or nowhere.
//!
//! Only `http` and `https`, before and after each of at most five redirects; no way back from `https` to `http`. A public
//! address never leads to a private one, whatever a server or a name server answers: the address that is connected to is
//! the one that was looked at. Time, size and the ratio of compression are limited. There are no cookies, no referrer, no
//! password, and nothing that a page refers to is fetched.

mod address;
mod body;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use ureq::{
    Agent,
    config::Config,
    http::{Response, StatusCode, header},
    unversioned::transport::DefaultConnector,
};
use url::Url;

use self::address::Guard;

/// Limits of one fetch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// How long connecting may take.
    pub connect: Duration,
    /// How long the server may think before it answers.
    pub answer: Duration,
    /// How long all of it may take.
    pub whole: Duration,
    /// Bytes after decompression.
    pub bytes: usize,
    /// How many times larger decompression may make a body.
    pub ratio: usize,
    /// Bytes a second, once some time has passed.
    pub rate: usize,
    /// The time after which the rate counts.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(15),
            whole: Duration::from_secs(60),
            bytes: 20 << 20,
            ratio: 100,
            rate: 1024,
            patience: Duration::from_secs(30),
        }
    }
}

/// The most redirects that are followed.
const REDIRECTS: usize = 5;

/// The most bytes of headers.
const HEADER: usize = 64 << 10;

/// What a fetch is told.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// Whether it comes from somewhere public, such as a feed: then it must not lead to a private address.
    pub is_public: bool,
    /// What the server called the version that is known.
    pub etag: Option<String>,
    /// When that was changed, as the server said.
    pub modified: Option<String>,
    /// The limits.
    pub limits: Limits,
    /// Set by whoever does not want it any more.
    pub cancelled: Arc<AtomicBool>,
}

/// What a server sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fetched {
    /// Where it came from in the end.
    pub url: String,
    /// Whether every redirect on the way there was for ever.
    pub has_moved: bool,
    /// The bytes, or `None` where what is known is still so.
    pub bytes: Option<Vec<u8>>,
    /// What it is, as the server says.
    pub media_type: Option<String>,
    /// What the server calls this version.
    pub etag: Option<String>,
    /// When it was changed, as the server says.
    pub modified: Option<String>,
    /// Whether the server stands at a private address.
    pub is_private: bool,
}

/// Why something was not fetched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// The reason, in a sentence without its stop.
    pub why: String,
    /// How long the server asks to be left alone.
    pub wait: Option<Duration>,
    /// Whether the server says that it is gone for good.
    pub is_gone: bool,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for Refused {}

impl From<String> for Refused {
    fn from(why: String) -> Self {
        Self { why, wait: None, is_gone: false }
    }
}

/// Reads an address that may be fetched.
///
/// # Errors
/// Says why it may not.
pub fn parse(address: &str) -> Result<Url, Refused> {
    let url = Url::parse(address.trim()).map_err(|cause| format!("it is no address: {cause}"))?;
    match url.scheme() {
        "http" | "https" if url.host_str().is_some_and(|host| !host.is_empty()) => Ok(url),
        "http" | "https" => Err("it names no server".to_owned().into()),
        other => Err(format!("only http and https are fetched, not {other}").into()),
    }
}

/// Returns whether two addresses are on the very same server.
pub fn is_same_server(a: &str, b: &str) -> bool {
    matches!((parse(a), parse(b)), (Ok(a), Ok(b)) if a.origin() == b.origin())
}

/// Fetches an address.
///
/// # Errors
/// Says why it was not fetched.
pub fn get(address: &str, wish: &Wish) -> Result<Fetched, Refused> {
    let mut url = parse(address)?;
    let began = Instant::now();
    let guard = Guard::new(wish.is_public);
    let mut has_moved = true;
    for hop in 0..=REDIRECTS {
        let left = wish.limits.whole.saturating_sub(began.elapsed());
        if left.is_zero() {
            return Err(format!("it took longer than {} s", wish.limits.whole.as_secs()).into());
        }
        if wish.cancelled.load(Ordering::Relaxed) {
            return Err("it was cancelled".to_owned().into());
        }
        let response = ask(&url, wish, left, &guard)?;
        let status = response.status();
        if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
            let has_moved = has_moved && hop > 0;
            return answer(&url, response, wish, left, guard.is_private(), has_moved);
        }
        has_moved &= matches!(status.as_u16(), 301 | 308);
        let to =
            text(&response, header::LOCATION).ok_or("the server sends us on, but not where to".to_owned())?;
        let next = url.join(&to).map_err(|cause| format!("the server sends us to no address: {cause}"))?;
        let next = parse(next.as_str()).map_err(|refused| format!("the server sends us on: {refused}"))?;
        if url.scheme() == "https" && next.scheme() == "http" {
            return Err(format!("the server sends us on to {next}, which is not encrypted; fetch that address yourself if you trust it").into());
        }
        guard.go_on();
        url = next;
    }
    Err(format!("the server sent us on more than {REDIRECTS} times").into())
}

/// Asks one server once.
fn ask(url: &Url, wish: &Wish, left: Duration, guard: &Guard) -> Result<Response<ureq::Body>, Refused> {
    let limits = &wish.limits;
    let config = Config::builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .timeout_global(Some(left))
        .timeout_resolve(Some(limits.connect))
        .timeout_connect(Some(limits.connect))
        .timeout_recv_response(Some(limits.answer))
        .max_response_header_size(HEADER)
        .user_agent(concat!("byline/", env!("CARGO_PKG_VERSION")))
        .build();
    let agent = Agent::with_parts(config, DefaultConnector::default(), guard.clone());
    let mut plain = url.clone();
    // A password in an address is not sent on; neither does the fragment go anywhere.
    plain.set_fragment(None);
    plain.set_username("").ok();
    plain.set_password(None).ok();
    let mut request = agent.get(plain.as_str()).header(header::ACCEPT_ENCODING, "gzip");
    request = request.header(
        header::ACCEPT,
        "application/atom+xml, application/rss+xml, application/feed+json, text/html, application/xhtml+xml, */*;q=0.5",
    );
    if let Some(etag) = &wish.etag {
        request = request.header(header::IF_NONE_MATCH, etag);
    }
    if let Some(modified) = &wish.modified {
        request = request.header(header::IF_MODIFIED_SINCE, modified);
    }
    request.call().map_err(|cause| match guard.refusal() {
        Some(why) => why.into(),
        None => plainly(&cause, limits).into(),
    })
}

/// Takes what a server answers.
fn answer(
    url: &Url,
    response: Response<ureq::Body>,
    wish: &Wish,
    left: Duration,
    is_private: bool,
    has_moved: bool,
) -> Result<Fetched, Refused> {
    let mut fetched = Fetched {
        url: url.to_string(),
        has_moved,
        bytes: None,
        media_type: text(&response, header::CONTENT_TYPE),
        etag: text(&response, header::ETAG),
        modified: text(&response, header::LAST_MODIFIED),
        is_private,
    };
    let status = response.status();
    if status == StatusCode::NOT_MODIFIED {
        fetched.etag = fetched.etag.or_else(|| wish.etag.clone());
        fetched.modified = fetched.modified.or_else(|| wish.modified.clone());
        return Ok(fetched);
    }
    if !status.is_success() {
        let wait = text(&response, header::RETRY_AFTER).and_then(|wait| wait.trim().parse().ok());
        let reason = status.canonical_reason().unwrap_or("no reason given");
        return Err(Refused {
            why: format!("the server answers {} ({reason})", status.as_u16()),
            wait: wait.map(Duration::from_secs),
            is_gone: status == StatusCode::GONE,
        });
    }
    let is_packed = text(&response, header::CONTENT_ENCODING);
    let is_packed = match is_packed.as_deref().map(str::trim) {
        None | Some("" | "identity") => false,
        Some("gzip" | "x-gzip") => true,
        Some(other) => return Err(format!("the server packs it as {other}, which nobody asked for").into()),
    };
    let limits = Limits { whole: left, ..wish.limits };
    let bytes = body::read(response.into_body().into_reader(), is_packed, &limits, &wish.cancelled)?;
    fetched.bytes = Some(bytes);
    Ok(fetched)
}

/// Returns a header, where it is text.
fn text(response: &Response<ureq::Body>, name: header::HeaderName) -> Option<String> {
    response.headers().get(name)?.to_str().ok().map(str::to_owned)
}

/// Says in plain words why a server could not be asked.
fn plainly(cause: &ureq::Error, limits: &Limits) -> String {
    match cause {
        ureq::Error::HostNotFound => "there is no server of that name, or no network".to_owned(),
        // The system says this of names that lead nowhere.
        ureq::Error::Io(cause) if cause.to_string().contains("lookup address") => {
            "there is no server of that name, or no network".to_owned()
        }
        ureq::Error::Io(cause) if cause.kind() == std::io::ErrorKind::ConnectionRefused => {
            "nobody answers there".to_owned()
        }
        ureq::Error::Timeout(_) => {
            format!("the server did not answer within {} s", limits.answer.as_secs().max(1))
        }
        ureq::Error::LargeResponseHeader(..) => "the server sends headers without end".to_owned(),
        ureq::Error::Protocol(cause) => format!("the server does not answer as HTTP says: {cause}"),
        other => other.to_string(),
    }
}
