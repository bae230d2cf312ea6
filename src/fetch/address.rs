//! Which addresses of the network may be connected to.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

use ureq::{
    Error,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

/// Looks at every address before it is connected to. What is looked at is what is connected to: names are resolved once.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    seen: Arc<Mutex<Seen>>,
}

/// What was seen on the way.
#[derive(Clone, Debug, Default)]
struct Seen {
    /// Whether private addresses are refused from now on.
    only_public: bool,
    /// Whether the last address was private.
    is_private: bool,
    /// Why an address was refused.
    refusal: Option<String>,
}

impl Guard {
    /// Begins on the way to an address, which may be private unless it comes from somewhere public.
    pub fn new(is_public: bool) -> Self {
        Self { seen: Arc::new(Mutex::new(Seen { only_public: is_public, ..Seen::default() })) }
    }

    /// Goes on to where a server sends us: from a public address never to a private one.
    pub fn go_on(&self) {
        self.with(|seen| seen.only_public |= !seen.is_private);
    }

    /// Returns whether the last address was private.
    pub fn is_private(&self) -> bool {
        self.with(|seen| seen.is_private)
    }

    /// Returns why an address was refused, if one was.
    pub fn refusal(&self) -> Option<String> {
        self.with(|seen| seen.refusal.clone())
    }

    fn with<T>(&self, act: impl FnOnce(&mut Seen) -> T) -> T {
        act(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        self.with(|seen| {
            // One private address among several is enough: the name may mean another one the next time.
            seen.is_private = found.iter().any(|address| is_private(address.ip()));
            if seen.is_private && seen.only_public {
                let host = uri.host().unwrap_or("");
                seen.refusal = Some(format!(
                    "a public page leads to {host}, which is a private address; fetch that yourself if you mean it"
                ));
                return Err(Error::HostNotFound);
            }
            Ok(found)
        })
    }
}

/// Returns whether an address belongs to this machine, to a local network, or to no place on the internet.
pub(super) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_4(address),
        IpAddr::V6(address) => is_private_6(address),
    }
}

fn is_private_4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_unspecified()
        || address.is_documentation()
        || a == 0
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19))
}

fn is_private_6(address: Ipv6Addr) -> bool {
    // Addresses of the older kind inside those of the newer: mapped, compatible, 6to4, and translated ones.
    let segments = address.segments();
    let inner = match segments {
        [0, 0, 0, 0, 0, 0xffff | 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            Some(Ipv4Addr::new(a, b, c, d))
        }
        _ => None,
    };
    let first = segments[0];
    inner.is_some_and(is_private_4)
        || address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || (first & 0xfe00) == 0xfc00
        || (first & 0xffc0) == 0xfe80
        || (first & 0xffc0) == 0xfec0
        || (first == 0x2001 && segments[1] == 0xdb8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_told_from_public_ones() {
        for (address, expected) in [
            ("127.0.0.1", true),
            ("10.1.2.3", true),
            ("172.16.0.1", true),
            ("192.168.1.1", true),
            ("169.254.169.254", true),
            ("100.64.0.1", true),
            ("0.0.0.0", true),
            ("255.255.255.255", true),
            ("224.0.0.1", true),
            ("198.18.0.1", true),
            ("8.8.8.8", false),
            ("172.32.0.1", false),
            ("100.128.0.1", false),
            ("::1", true),
            ("::", true),
            ("::ffff:127.0.0.1", true),
            ("::ffff:8.8.8.8", false),
            ("64:ff9b::a00:1", true),
            ("2002:7f00:1::", true),
            ("fe80::1", true),
            ("fc00::1", true),
            ("ff02::1", true),
            ("2606:4700::1111", false),
        ] {
            let ip: IpAddr = address.parse().expect("it is an address");
            assert_eq!(is_private(ip), expected, "{address}");
        }
    }
}
