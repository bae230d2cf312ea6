//! Recognizes what scrapers carry along: invitations, feed footers, share buttons, cookie notices, picture credits.
//!
//! A line that is folded is a line not read, so each rule asks for the whole line or for words no reporter writes.

/// What a line turned out to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Furniture {
    /// Not the article's text.
    Boilerplate,
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

/// Lines that announce a list of other articles.
const TEASERS: &[&str] = &[
    "you may also like",
    "you might also like",
    "you may also be interested in",
    "you might be interested in",
    "related",
    "related articles",
    "related stories",
    "related posts",
    "related news",
    "related content",
    "related topics",
    "related coverage",
    "related links",
    "read next",
    "up next",
    "most read",
    "most popular",
    "most viewed",
    "popular stories",
    "popular posts",
    "trending",
    "trending now",
    "trending stories",
    "top stories",
    "recommended",
    "recommended for you",
    "recommended reading",
    "recommended stories",
    "more stories",
    "more from this author",
    "latest news",
    "latest stories",
    "latest posts",
    "recent posts",
    "editor's picks",
    "editors' picks",
    "from our partners",
    "sponsored content",
    "promoted stories",
    "around the web",
    "también te puede interesar",
    "te puede interesar",
    "à lire aussi",
    "lesen sie auch",
    "leia também",
    "leggi anche",
    "lire aussi",
];

/// Whole lines that are never an article's text.
const LINES: &[&str] = &[
    "advertisement",
    "advertisements",
    "advertising",
    "ad",
    "sponsored",
    "leave a comment",
    "leave a reply",
    "post a comment",
    "view comments",
    "show comments",
    "comments",
    "no comments",
    "no comments yet",
    "comments closed",
    "comments are closed",
    "add a comment",
    "join the conversation",
    "join the discussion",
    "read more",
    "read full story",
    "read the full story",
    "read full article",
    "read the full article",
    "continue reading",
    "continue reading below",
    "story continues below",
    "story continues below advertisement",
    "article continues below",
    "article continues below advertisement",
    "article continues after advertisement",
    "story continues",
    "scroll to continue",
    "scroll down to continue",
    "subscribe",
    "subscribe now",
    "subscribe today",
    "sign up",
    "sign up now",
    "sign up today",
    "sign up here",
    "sign in",
    "log in",
    "log out",
    "register",
    "click here",
    "tap here",
    "share",
    "share this",
    "share this:",
    "share this article",
    "share this story",
    "share this post",
    "share article",
    "share on",
    "share via",
    "tweet",
    "retweet",
    "pin it",
    "like this",
    "like this:",
    "like loading",
    "loading",
    "loading...",
    "print",
    "print this article",
    "email this article",
    "email",
    "copy link",
    "copy url",
    "link copied",
    "save article",
    "save",
    "facebook",
    "twitter",
    "whatsapp",
    "linkedin",
    "telegram",
    "pinterest",
    "reddit",
    "instagram",
    "follow us",
    "follow",
    "follow us on",
    "get in touch",
    "contact us",
    "about us",
    "skip to content",
    "skip to main content",
    "back to top",
    "return to homepage",
    "home",
    "menu",
    "search",
    "toggle navigation",
    "newsletter",
    "newsletters",
    "our newsletter",
    "accept",
    "accept all",
    "accept cookies",
    "accept all cookies",
    "reject all",
    "manage cookies",
    "manage preferences",
    "cookie settings",
    "cookie policy",
    "privacy policy",
    "terms of use",
    "terms of service",
    "terms and conditions",
    "all rights reserved",
    "next article",
    "previous article",
    "next post",
    "previous post",
    "load more",
    "see more",
    "show more",
    "view all",
    "see all",
    "listen to this article",
    "listen to article",
    "play video",
    "watch video",
    "watch now",
    "tags",
    "filed under",
    "support us",
    "donate",
    "donate now",
    "report an error",
    "report a correction",
    "give this article",
    "follow topics",
    "thank you for reading",
    "thanks for reading",
];

/// Beginnings of lines, followed by whatever is invited to.
const OPENINGS: &[&str] = &[
    "read more:",
    "read also:",
    "also read:",
    "read next:",
    "read:",
    "related:",
    "related story:",
    "related article:",
    "related articles:",
    "see also:",
    "see more:",
    "more on this:",
    "more:",
    "don't miss:",
    "recommended:",
    "tags:",
    "tag:",
    "filed under:",
    "posted in:",
    "category:",
    "categories:",
    "keywords:",
    "topics:",
    "watch:",
    "listen:",
    "share on ",
    "share this:",
    "click to share on",
    "click here to",
    "click here for",
    "tap here to",
    "subscribe to our",
    "subscribe now",
    "subscribe to the",
    "sign up for our",
    "sign up to our",
    "sign up here",
    "sign up now",
    "sign up for the newsletter",
    "sign up for free",
    "sign up to get",
    "sign up to receive",
    "join our newsletter",
    "join our mailing list",
    "join our whatsapp",
    "join our telegram",
    "join our channel",
    "get our newsletter",
    "get our free",
    "get the latest news",
    "download our app",
    "download the app",
    "already a subscriber",
    "already a member",
    "enter your email",
    "by signing up",
    "by subscribing",
    "by clicking",
    "by entering your email",
    "your email address will not be published",
    "required fields are marked",
    "support our journalism",
    "support independent journalism",
    "like us on facebook",
    "find us on facebook",
    "save my name, email",
    "this site uses akismet",
    "you must be logged in",
    "you need to be logged in",
    "lea también:",
    "lee también:",
    "lire aussi :",
    "lesen sie auch:",
    "leia também:",
    "leggi anche:",
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
    let lower = line.to_lowercase().replace('’', "'");
    let lower = lower.as_str();
    if credit(line) || is_caption(line, lower) {
        return Some(Furniture::Caption);
    }
    let bare =
        lower.trim_matches(|char: char| !char.is_alphanumeric() && !matches!(char, '\'' | '“' | '”' | '"'));
    let short = bare.len() <= WHOLE;
    if short && TEASERS.contains(&bare) {
        return Some(Furniture::Teasers);
    }
    let whole = short && (LINES.contains(&bare) || is_counter(bare));
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
    let site = clean(feed.or(reprint)?);
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
    short
        && !line.contains(['“', '”'])
        && (OPENINGS.iter().any(|opening| lower.starts_with(opening)) || network || handle)
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
