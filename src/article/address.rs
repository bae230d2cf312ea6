//! Addresses as they are compared: what two links to one page differ in is left out.

/// Parameters that say where a reader came from, and nothing about the page.
const TRACKING: &[&str] = &[
    "fbclid",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "mc_cid",
    "mc_eid",
    "igshid",
    "yclid",
    "cmpid",
    "ref_src",
    "ref_url",
    "ns_source",
    "ns_mchannel",
    "ns_campaign",
    "smid",
    "smtyp",
    "_ga",
    "__twitter_impression",
    "amp",
    "outputtype",
    "ocid",
    "ftag",
    "at_medium",
    "at_campaign",
    "spm",
    "share",
    "source",
];

/// Returns an address in the shape in which two of one page are the same, or `None` where it is none of the web.
///
/// Left out are the scheme, `www.`, the usual port, a password, the fragment, what tracks readers, and a slash at the end;
/// the host is in lower case and parameters are sorted. It is for comparing, not for fetching.
pub fn canonical(url: &str) -> Option<String> {
    let url = url.trim();
    let rest = ["https://", "http://"].iter().find_map(|scheme| {
        url.get(..scheme.len()).filter(|head| head.eq_ignore_ascii_case(scheme)).and(url.get(scheme.len()..))
    })?;
    let rest = rest.split('#').next().unwrap_or("");
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or("").to_lowercase();
    let host = host.strip_suffix(":443").or_else(|| host.strip_suffix(":80")).unwrap_or(&host);
    let host = host.strip_suffix('.').unwrap_or(host);
    let host = host.strip_prefix("www.").unwrap_or(host);
    if host.is_empty() {
        return None;
    }
    let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
    let path = path.strip_suffix("/index.html").unwrap_or(path).trim_end_matches('/');
    let mut kept: Vec<&str> = query
        .split('&')
        .filter(|parameter| {
            let name = parameter.split('=').next().unwrap_or("").to_lowercase();
            !name.is_empty() && !name.starts_with("utm_") && !TRACKING.contains(&name.as_str())
        })
        .collect();
    kept.sort_unstable();
    let mark = if kept.is_empty() { "" } else { "?" };
    Some(format!("{host}{path}{mark}{}", kept.join("&")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_one_page_are_the_same() {
        for (url, expected) in [
            ("https://www.Ledger.example/vote/", Some("ledger.example/vote")),
            ("http://ledger.example:80/vote?utm_source=x&fbclid=1#top", Some("ledger.example/vote")),
            ("https://ledger.example/vote?id=2&page=1", Some("ledger.example/vote?id=2&page=1")),
            ("https://ledger.example/vote?page=1&id=2", Some("ledger.example/vote?id=2&page=1")),
            ("https://ledger.example", Some("ledger.example")),
            ("https://me:secret@ledger.example/", Some("ledger.example")),
            ("ftp://ledger.example/vote", None),
            ("https:///vote", None),
            ("vote.html", None),
        ] {
            assert_eq!(canonical(url).as_deref(), expected, "{url}");
        }
    }
}
