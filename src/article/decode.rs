//! Turns bytes into text: byte order marks, then UTF-8, then what the page says, then a guess.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};

use crate::article::Warning;

/// Bytes the encoding is guessed from.
const SAMPLE: usize = 1 << 20;

/// Beginnings of files that hold no text.
const MAGIC: &[&[u8]] = &[
    b"\x89PNG",
    b"\xFF\xD8\xFF",
    b"GIF87a",
    b"GIF89a",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1F\x8B\x08",
    b"BZh9",
    b"\xFD7zXZ\0",
    b"7z\xBC\xAF",
    b"\x28\xB5\x2F\xFD",
    b"\x7FELF",
    b"MZ\x90\0",
    b"\xCF\xFA\xED\xFE",
    b"\xD0\xCF\x11\xE0",
    b"OggS",
    b"fLaC",
    b"ID3",
    b"RIFF",
    b"SQLite format 3\0",
    b"%PDF-",
    b"wOFF",
    b"wOF2",
    b"\0asm",
    b"Rar!",
];

/// Decodes the bytes of a source. Line ends become `\n`, bytes that fit no encoding U+FFFD.
pub fn decode(bytes: &[u8]) -> (String, Vec<Warning>) {
    let mut warnings = Vec::new();
    let text = match bytes {
        [0xFF, 0xFE, 0, 0, rest @ ..] => utf32(rest, u32::from_le_bytes, &mut warnings),
        [0, 0, 0xFE, 0xFF, rest @ ..] => utf32(rest, u32::from_be_bytes, &mut warnings),
        [0xFF, 0xFE, rest @ ..] => with(UTF_16LE, rest, &mut warnings),
        [0xFE, 0xFF, rest @ ..] => with(UTF_16BE, rest, &mut warnings),
        [0xEF, 0xBB, 0xBF, rest @ ..] => with(UTF_8, rest, &mut warnings),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => legacy(bytes, &mut warnings),
        },
    };
    (unix_lines(text), warnings)
}

/// Returns whether bytes are no text: a known kind of file, or NULs where UTF-16 does not explain them.
pub fn is_binary(bytes: &[u8]) -> bool {
    if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, 0, 0xFE, 0xFF, ..]) {
        return false;
    }
    MAGIC.iter().any(|magic| bytes.starts_with(magic)) || memchr::memchr(0, bytes).is_some()
}

/// Decodes bytes that are neither marked nor UTF-8 throughout.
fn legacy(bytes: &[u8], warnings: &mut Vec<Warning>) -> String {
    if is_damaged_utf8(bytes) {
        return with(UTF_8, bytes, warnings);
    }
    let encoding = declared(bytes).unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
        detector.feed(bytes.get(..SAMPLE).unwrap_or(bytes), true);
        detector.guess(None, Utf8Detection::Deny)
    });
    warnings.push(Warning(format!("the text is not UTF-8 and was read as {}", encoding.name())));
    with(encoding, bytes, warnings)
}

/// Decodes with one encoding and says how much did not fit.
fn with(encoding: &'static Encoding, bytes: &[u8], warnings: &mut Vec<Warning>) -> String {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    if damaged {
        let count = text.matches('\u{FFFD}').count();
        warnings
            .push(Warning(format!("{count} places are not valid {} and show as \u{FFFD}", encoding.name())));
    }
    text.into_owned()
}

/// Decodes UTF-32, which nothing else here knows.
fn utf32(bytes: &[u8], read: fn([u8; 4]) -> u32, warnings: &mut Vec<Warning>) -> String {
    let mut damaged = !bytes.len().is_multiple_of(4);
    let text = bytes.chunks_exact(4).map(|chunk| {
        let value = <[u8; 4]>::try_from(chunk).map(read).unwrap_or(u32::MAX);
        char::from_u32(value).unwrap_or_else(|| {
            damaged = true;
            '\u{FFFD}'
        })
    });
    let text = text.collect();
    if damaged {
        warnings.push(Warning("parts of the text are not valid UTF-32 and show as \u{FFFD}".into()));
    }
    text
}

/// Returns whether bytes are UTF-8 with a few broken places: far more characters of several bytes than errors.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.get(..SAMPLE).unwrap_or(bytes).utf8_chunks() {
        good += chunk.valid().chars().filter(|char| !char.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 4 || (good > 0 && bad == 1)
}

/// Returns the encoding a page or XML file names in its first bytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..2048).unwrap_or(bytes)).to_ascii_lowercase();
    let at = head.find("charset=").map(|at| at + 8).or_else(|| head.find("encoding=").map(|at| at + 9))?;
    if !head.trim_start().starts_with('<') {
        return None;
    }
    let label = head.get(at..)?.trim_start_matches(['"', '\'', ' ']);
    let label = label.split(|char: char| !char.is_ascii_alphanumeric() && !"-_:.".contains(char)).next()?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    let lies = encoding == REPLACEMENT || encoding == UTF_8 || encoding == UTF_16LE || encoding == UTF_16BE;
    (!lies).then_some(encoding)
}

/// Turns CR and CRLF into LF.
fn unix_lines(text: String) -> String {
    if memchr::memchr(b'\r', text.as_bytes()).is_some() {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_text() {
        let check = |bytes: &[u8], text: &str, warnings: usize| {
            let (decoded, told) = decode(bytes);
            assert_eq!((decoded.as_str(), told.len()), (text, warnings), "{bytes:?} {told:?}");
        };
        check("Zürich “a”".as_bytes(), "Zürich “a”", 0);
        check(b"\xEF\xBB\xBFa\r\nb\rc\n", "a\nb\nc\n", 0);
        check(b"\xFF\xFEa\0\x1C\x20", "a“", 0);
        check(b"\xFE\xFF\0a\x20\x1C", "a“", 0);
        check(b"\xFF\xFE\0\0a\0\0\0", "a", 0);
        check(
            "“Zürich” é é é é é é".as_bytes().iter().copied().chain([0xFF]).collect::<Vec<_>>().as_slice(),
            "“Zürich” é é é é é é\u{FFFD}",
            1,
        );
        check(b"<meta charset=windows-1251>\xCC\xE8\xF0", "<meta charset=windows-1251>Мир", 1);
        check(b"\xFF\xFE\0", "\u{FFFD}", 1);
        check(b"", "", 0);
    }

    #[test]
    fn western_text_is_guessed() {
        let (text, warnings) = decode(
            b"The caf\xE9 in the old port, she said, was \x93never\x94 na\xEFve about its d\xE9j\xE0 vu.",
        );
        assert!(text.contains("café") && text.contains("“never”"), "{text}");
        assert_eq!(warnings.len(), 1);
    }

    #[test]
    fn what_is_no_text_is_told() {
        for bytes in [&b"%PDF-1.7"[..], b"\x89PNG\r\n", b"PK\x03\x04", b"a\0b", b"\0"] {
            assert!(is_binary(bytes), "{bytes:?}");
        }
        for bytes in [&b"text"[..], b"\xFF\xFEa\0", b"", b"caf\xE9"] {
            assert!(!is_binary(bytes), "{bytes:?}");
        }
    }
}
