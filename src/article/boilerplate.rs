//! Recognizes what scrapers carry along: invitations, feed footers, share buttons, cookie notices, picture credits.
//!
//! A line that is folded is a line not read, so each rule asks for the whole line or for words no reporter writes.

/// What a line turned out to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Furniture {
    /// Not the article's text.
    Boilerplate,
    /// Not the article's text, if a neighbor is not either.
    Label,
    /// Not the article's text, and neither are the headlines that follow.
    Teasers,
    /// Not the article's text, but it tells where the article comes from.
    Origin {
        /// The headline it names.
        title: Option<String>,
        /// The publication it names.
        site: String,
    },
    /// A caption or credit of a picture.
    Caption,
}

/// Lines that announce a list of other articles, sorted.
const TEASERS: &[&str] = &[
    "around the web",
    "editor's picks",
    "editors' picks",
    "from our partners",
    "latest news",
    "latest posts",
    "latest stories",
    "leggi anche",
    "leia também",
    "lesen sie auch",
    "lire aussi",
    "more from this author",
    "more stories",
    "most popular",
    "most read",
    "most viewed",
    "popular posts",
    "popular stories",
    "promoted stories",
    "read next",
    "recent posts",
    "recommended",
    "recommended for you",
    "recommended reading",
    "recommended stories",
    "related",
    "related articles",
    "related content",
    "related coverage",
    "related links",
    "related news",
    "related posts",
    "related stories",
    "related topics",
    "sponsored content",
    "también te puede interesar",
    "te puede interesar",
    "top stories",
    "trending",
    "trending now",
    "trending stories",
    "up next",
    "you may also be interested in",
    "you may also like",
    "you might also like",
    "you might be interested in",
    "À lire aussi",
    "à lire aussi",
];

/// Whole lines that are never an article's text, sorted.
const LINES: &[&str] = &[
    "accept all",
    "accept all cookies",
    "accept cookies",
    "add a comment",
    "advertisement",
    "advertisements",
    "all rights reserved",
    "article continues after advertisement",
    "article continues below",
    "article continues below advertisement",
    "back to top",
    "click here",
    "comments are closed",
    "comments closed",
    "continue reading",
    "continue reading below",
    "cookie policy",
    "cookie settings",
    "copy link",
    "copy url",
    "donate now",
    "email this article",
    "filed under",
    "follow topics",
    "follow us",
    "follow us on",
    "get in touch",
    "give this article",
    "join the conversation",
    "join the discussion",
    "leave a comment",
    "leave a reply",
    "like loading",
    "like this",
    "like this:",
    "link copied",
    "listen to article",
    "listen to this article",
    "load more",
    "loading...",
    "log out",
    "manage cookies",
    "manage preferences",
    "next article",
    "next post",
    "no comments",
    "no comments yet",
    "our newsletter",
    "pin it",
    "play video",
    "post a comment",
    "previous article",
    "previous post",
    "print this article",
    "privacy policy",
    "read full article",
    "read full story",
    "read more",
    "read the full article",
    "read the full story",
    "reject all",
    "report a correction",
    "report an error",
    "return to homepage",
    "retweet",
    "save article",
    "scroll down to continue",
    "scroll to continue",
    "see all",
    "see more",
    "share article",
    "share on",
    "share this",
    "share this article",
    "share this post",
    "share this story",
    "share this:",
    "share via",
    "show comments",
    "show more",
    "sign up",
    "sign up here",
    "sign up now",
    "sign up today",
    "skip to content",
    "skip to main content",
    "story continues",
    "story continues below",
    "story continues below advertisement",
    "subscribe",
    "subscribe now",
    "subscribe today",
    "support us",
    "tap here",
    "terms and conditions",
    "terms of service",
    "terms of use",
    "thank you for reading",
    "thanks for reading",
    "toggle navigation",
    "view all",
    "view comments",
    "watch now",
    "watch video",
];

/// Lines that are never an article's text beside others like them, and may be a heading alone; sorted.
const LABELS: &[&str] = &[
    "about us",
    "accept",
    "ad",
    "advertising",
    "comments",
    "contact us",
    "donate",
    "email",
    "facebook",
    "follow",
    "home",
    "instagram",
    "linkedin",
    "loading",
    "log in",
    "menu",
    "newsletter",
    "newsletters",
    "pinterest",
    "print",
    "reddit",
    "register",
    "save",
    "search",
    "share",
    "sign in",
    "sponsored",
    "tags",
    "telegram",
    "tweet",
    "twitter",
    "whatsapp",
    "x",
    "youtube",
];

/// Beginnings of lines, followed by whatever is invited to, sorted.
const OPENINGS: &[&str] = &[
    "already a member",
    "already a subscriber",
    "also read:",
    "by clicking",
    "by entering your email",
    "by signing up",
    "by subscribing",
    "categories:",
    "category:",
    "click here for",
    "click here to",
    "click to share on",
    "don't miss:",
    "download our app",
    "download the app",
    "enter your email",
    "filed under:",
    "find us on facebook",
    "get our free",
    "get our newsletter",
    "get the latest news",
    "join our channel",
    "join our mailing list",
    "join our newsletter",
    "join our telegram",
    "join our whatsapp",
    "keywords:",
    "lea también:",
    "lee también:",
    "leggi anche:",
    "leia também:",
    "lesen sie auch:",
    "like us on facebook",
    "lire aussi :",
    "listen:",
    "more on this:",
    "more:",
    "posted in:",
    "read also:",
    "read more:",
    "read next:",
    "read:",
    "recommended:",
    "related article:",
    "related articles:",
    "related story:",
    "related:",
    "required fields are marked",
    "save my name, email",
    "see also:",
    "see more:",
    "share on ",
    "share this:",
    "sign up for free",
    "sign up for our",
    "sign up for the newsletter",
    "sign up here",
    "sign up now",
    "sign up to get",
    "sign up to our",
    "sign up to receive",
    "subscribe now",
    "subscribe to our",
    "subscribe to the",
    "support independent journalism",
    "support our journalism",
    "tag:",
    "tags:",
    "tap here to",
    "this site uses akismet",
    "topics:",
    "watch:",
    "you must be logged in",
    "you need to be logged in",
    "your email address will not be published",
];

/// Where "Follow us on" leads.
const NETWORKS: &[&str] = &[
    "x",
    "twitter",
    "facebook",
    "instagram",
    "telegram",
    "whatsapp",
    "linkedin",
    "youtube",
    "tiktok",
    "mastodon",
    "bluesky",
    "threads",
    "google",
    "social",
    "flipboard",
    "our",
];

/// Longest line that is looked at, in bytes.
const LIMIT: usize = 480;
/// Longest notice or invitation, in bytes.
const NOTICE: usize = 320;
/// Longest line that is known as a whole, in bytes.
const WHOLE: usize = 48;

/// Recognizes a line that is no running text of the article.
pub(super) fn recognize(line: &str) -> Option<Furniture> {
    let line = line.trim();
    if line.is_empty() || line.len() > LIMIT {
        return None;
    }
    if let Some(origin) = origin(line) {
        return Some(origin);
    }
    if line.len() > NOTICE {
        return credit(line).then_some(Furniture::Caption);
    }
    let lower = line.to_ascii_lowercase();
    let lower = if lower.contains('’') { lower.replace('’', "'") } else { lower };
    let lower = lower.as_str();
    if credit(line) || is_caption(line, lower) {
        return Some(Furniture::Caption);
    }
    let bare =
        lower.trim_matches(|char: char| !char.is_alphanumeric() && !matches!(char, '\'' | '“' | '”' | '"'));
    let short = bare.len() <= WHOLE;
    if short && TEASERS.binary_search(&bare).is_ok() {
        return Some(Furniture::Teasers);
    }
    if short && LABELS.binary_search(&bare).is_ok() {
        return Some(Furniture::Label);
    }
    let whole = short && (LINES.binary_search(&bare).is_ok() || is_counter(bare));
    (whole || is_opening(line, lower) || is_notice(lower)).then_some(Furniture::Boilerplate)
}

/// Reads the footers that feeds and their readers append.
fn origin(line: &str) -> Option<Furniture> {
    let clean = |name: &str| name.trim().trim_end_matches('.').trim().to_owned();
    if let Some((title, site)) =
        line.strip_prefix("The post ").and_then(|rest| rest.split_once(" appeared first on "))
    {
        let title = title.trim().trim_matches(['“', '”', '"']);
        let known = (!title.is_empty()).then(|| title.to_owned());
        let site = clean(site);
        let name = |words: &str| words.starts_with(|char: char| !char.is_lowercase());
        return (!site.is_empty() && name(&site) && known.as_deref().is_none_or(name))
            .then_some(Furniture::Origin { title: known, site });
    }
    let feed = line.strip_prefix("From ").and_then(|rest| {
        let (site, tail) = rest.split_once(" via ")?;
        tail.trim_end_matches('.').to_lowercase().ends_with("rss feed").then_some(site)
    });
    let reprint = ["This article ", "This story ", "This post ", "This piece "].iter().find_map(|lead| {
        let rest = line.strip_prefix(lead)?;
        let rest = ["was ", "first ", "originally "]
            .iter()
            .fold(rest, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
        let rest = rest.strip_prefix("appeared ").or_else(|| rest.strip_prefix("published "))?;
        let rest = rest.strip_prefix("first ").or_else(|| rest.strip_prefix("originally ")).unwrap_or(rest);
        ["on ", "in ", "by ", "at "].iter().find_map(|place| rest.strip_prefix(place))
    });
    let site = feed.or(reprint)?;
    let invites = |rest: &str| rest.to_lowercase().contains("newsletter") || recognize(rest).is_some();
    let site = clean(site.split_once(". ").filter(|(_, rest)| invites(rest)).map_or(site, |(site, _)| site));
    let name = site.split_whitespace().count() <= 8 && !site.is_empty() && !site.contains(". ");
    name.then_some(Furniture::Origin { title: None, site })
}

/// Returns whether a line is the caption or credit of a picture.
fn is_caption(line: &str, lower: &str) -> bool {
    let labels = [
        "image:",
        "images:",
        "photo:",
        "photos:",
        "photograph:",
        "picture:",
        "illustration:",
        "caption:",
        "credit:",
        "credits:",
        "image credit",
        "photo credit",
        "picture credit",
        "file photo",
        "image source:",
        "image caption",
        "foto:",
        "video:",
        "graphic:",
        "photo courtesy",
        "image courtesy",
        "(photo:",
        "(photo by ",
        "[photo:",
        "[image:",
    ];
    let by = ["Photo by ", "Photograph by ", "Photos by ", "Image by ", "Illustration by ", "Picture by "];
    let credited = by.iter().any(|lead| {
        line.strip_prefix(lead).is_some_and(|name| name.starts_with(char::is_uppercase)) && line.len() <= 160
    });
    let end = lower.trim_end_matches([')', ']', ' ']);
    let agency = [
        "getty images",
        "/ap",
        "/reuters",
        "/afp",
        "ap photo",
        "via ap",
        "/epa",
        "shutterstock",
        "via reuters",
    ]
    .iter()
    .any(|name| end.ends_with(name));
    labels.iter().any(|label| lower.starts_with(label)) || credited || agency
}

/// Returns whether a line ends in the credit of a picture.
fn credit(line: &str) -> bool {
    if !line.ends_with([')', ']']) || line.len() > 400 {
        return false;
    }
    let credit = line.rfind(['(', '[']).and_then(|at| line.get(at + 1..)).unwrap_or("").to_lowercase();
    ["photo by ", "photo: ", "image: ", "photograph by ", "photo courtesy", "picture: "]
        .iter()
        .any(|lead| credit.starts_with(lead))
}

/// Returns whether a line opens as only invitations do.
fn is_opening(line: &str, lower: &str) -> bool {
    let network = lower
        .strip_prefix("follow us on ")
        .or_else(|| lower.strip_prefix("follow us @"))
        .is_some_and(|rest| {
            let word = rest.split(|char: char| !char.is_alphanumeric()).next().unwrap_or("");
            NETWORKS.contains(&word)
        });
    // An invitation fits on a line and does not go on to tell a story.
    let short = line.len() <= 260 && line.matches(". ").count() <= 2;
    let handle = lower.strip_prefix("follow @").is_some_and(|rest| rest.split_whitespace().count() <= 6);
    short && !line.contains(['“', '”']) && (is_invitation(lower) || network || handle)
}

/// Returns whether a line begins with one of [`OPENINGS`].
fn is_invitation(lower: &str) -> bool {
    // Those that share their first bytes with the line stand together.
    let key = |words: &'_ str| words.as_bytes().first_chunk::<3>().copied();
    let from = OPENINGS.partition_point(|opening| key(opening) < key(lower));
    let near = OPENINGS.iter().skip(from).take_while(|opening| key(opening) == key(lower));
    near.into_iter().any(|opening| lower.starts_with(opening))
}

/// Returns whether a line is a legal or cookie notice.
fn is_notice(lower: &str) -> bool {
    let year = |rest: &str| rest.trim_start().starts_with("20") || rest.trim_start().starts_with("19");
    let copyright = ["©", "(c)", "copyright ©", "copyright (c)", "copyright"]
        .iter()
        .any(|lead| lower.strip_prefix(lead).is_some_and(|rest| year(rest) || *lead == "copyright ©"));
    let reserved = lower.contains("all rights reserved")
        && (lower.trim_end_matches('.').ends_with("all rights reserved") && lower.len() <= 120
            || lower.contains('©'))
        && (lower.contains(['©']) || lower.contains("copyright") || lower.contains("20"));
    let cookies = lower.contains("cookies")
        && [
            "we use cookies",
            "we and our partners use cookies",
            "this site uses cookies",
            "this website uses cookies",
            "our site uses cookies",
            "our website uses cookies",
        ]
        .iter()
        .any(|lead| lower.starts_with(lead))
        && [
            "experience",
            "website",
            "site",
            "consent",
            "traffic",
            "browser",
            "browsing",
            "ads",
            "advertis",
            "personali",
            "service",
        ]
        .iter()
        .any(|word| lower.contains(word));
    (lower.len() <= 320 && (copyright || cookies)) || reserved
}

/// Returns whether a line only counts shares, comments or minutes.
fn is_counter(bare: &str) -> bool {
    let mut words = bare.split_whitespace();
    let count = words
        .next()
        .is_some_and(|word| word.chars().all(|char| char.is_ascii_digit() || ",.k".contains(char)));
    let noun = words.next().unwrap_or("");
    let tail: Vec<&str> = words.take(3).collect();
    let noun = ["shares", "comments", "comment", "share", "views", "likes", "retweets"].contains(&noun)
        && tail.is_empty()
        || ["min", "minute", "minutes"].contains(&noun) && matches!(tail.as_slice(), ["read"]);
    count && noun
}

#[cfg(test)]
mod tests;
