//! What a text may be decoded to, with the place in the source that each byte comes from.
//!
//! A provider that echoes a request may have encoded it in any way and more than once: percent-encoding inside JSON inside
//! base64. Encoding the secrets in every such way would always miss one; decoding the text misses none that a reader of the
//! text could undo.

/// How often a text is decoded, one encoding inside another.
const DEPTH: usize = 4;

/// How many views of one text are looked at.
const VIEWS: usize = 64;

/// How many bytes all views together may have; a preview of a large body is decoded less often.
const BYTES: usize = 1024 * 1024;

/// Shorter runs of hex digits are numbers or words.
const SHORTEST_HEX: usize = 8;

/// Shorter runs of its alphabet are words rather than base64.
const SHORTEST_BASE64: usize = 6;

/// A byte, and the bytes of the source that it comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The byte.
    pub(super) byte: u8,
    /// Where its spelling begins in the source.
    pub(super) start: usize,
    /// Where its spelling ends.
    pub(super) end: usize,
}

/// One reading of the source.
pub(super) type View = Vec<Decoded>;

/// Reads an escape at the beginning of the rest of a view: the bytes that it stands for, and how many it is spelled with.
type Escape = fn(&[Decoded]) -> Option<(Vec<u8>, usize)>;

/// The source as it is, and everything it decodes to.
#[must_use]
pub(super) fn views(source: &str) -> Vec<View> {
    let raw: View = source
        .bytes()
        .enumerate()
        .map(|(start, byte)| Decoded {
            byte,
            start,
            end: start + 1,
        })
        .collect();
    let mut left = BYTES;
    let mut all = vec![raw];
    let mut from = 0;
    for _ in 0..DEPTH {
        let last: Vec<View> = all.iter().skip(from).cloned().collect();
        from = all.len();
        for view in &last {
            let base64 = (0..4).map(|skip| base64(view, skip));
            let hex = (0..2).map(|skip| hex_bytes(view, skip));
            let decoded = [
                unescape(view, percent),
                unescape(view, form),
                unescape(view, json),
                unescape(view, html),
                unescape(view, latin1),
            ];
            for next in decoded.into_iter().chain(hex).chain(base64) {
                let is_new = !next.is_empty() && !all.iter().any(|known| same_bytes(known, &next));
                if is_new
                    && all.len() < VIEWS
                    && let Some(rest) = left.checked_sub(next.len())
                {
                    left = rest;
                    all.push(next);
                }
            }
        }
    }
    all
}

fn same_bytes(one: &View, other: &View) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| one.byte == other.byte)
}

/// The bytes of `view`, with whatever `read` recognises at a place replaced by what it stands for: the bytes, and how many
/// they were spelled with.
fn unescape(view: &View, read: Escape) -> View {
    let mut out = View::with_capacity(view.len());
    let mut rest = view.as_slice();
    while let Some(first) = rest.first() {
        let (bytes, length) = read(rest).unwrap_or((vec![first.byte], 1));
        let (spelling, behind) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        let end = spelling.last().map_or(first.end, |last| last.end);
        out.extend(bytes.into_iter().map(|byte| Decoded {
            byte,
            start: first.start,
            end,
        }));
        rest = behind;
    }
    out
}

/// Percent-encoding, and what JavaScript's `escape` makes of a character outside Latin-1.
fn percent(rest: &[Decoded]) -> Option<(Vec<u8>, usize)> {
    if rest.get(1)?.byte.eq_ignore_ascii_case(&b'u') && rest.first()?.byte == b'%' {
        let character = char::from_u32(hex(rest.get(2..6)?)?)?;
        return Some((utf8(character), 6));
    }
    let code = (rest.first()?.byte == b'%').then(|| rest.get(1..3).and_then(hex))??;
    Some((vec![u8::try_from(code).ok()?], 3))
}

/// Percent-encoding as forms have it, where a plus is a space.
fn form(rest: &[Decoded]) -> Option<(Vec<u8>, usize)> {
    match rest.first()?.byte {
        b'+' => Some((vec![b' '], 1)),
        _ => percent(rest),
    }
}

/// The escapes of a JSON string.
fn json(rest: &[Decoded]) -> Option<(Vec<u8>, usize)> {
    if rest.first()?.byte != b'\\' {
        return None;
    }
    let byte = match rest.get(1)?.byte {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'u' | b'U' => return json_character(rest),
        b'x' | b'X' => return Some((vec![u8::try_from(hex(rest.get(2..4)?)?).ok()?], 4)),
        other @ (b'"' | b'\'' | b'\\' | b'/') => other,
        _ => return None,
    };
    Some((vec![byte], 2))
}

/// `\uXXXX`, or two of them for a character outside the basic plane.
fn json_character(rest: &[Decoded]) -> Option<(Vec<u8>, usize)> {
    let unit = |at: &[Decoded]| u16::try_from(hex(at.get(2..6)?)?).ok();
    let first = unit(rest)?;
    let second = rest
        .get(6..)
        .filter(|next| next.first().is_some_and(|escape| escape.byte == b'\\'))
        .and_then(unit);
    let units = [Some(first), second].into_iter().flatten();
    let mut characters = char::decode_utf16(units);
    let character = characters.next()?.ok()?;
    Some((
        utf8(character),
        if character.len_utf16() == 2 { 12 } else { 6 },
    ))
}

/// The character references that escape text in HTML and XML.
fn html(rest: &[Decoded]) -> Option<(Vec<u8>, usize)> {
    const NAMES: [(&str, char); 6] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
    ];
    if rest.first()?.byte != b'&' {
        return None;
    }
    let name: String = rest
        .iter()
        .skip(1)
        .take(10)
        .map(|decoded| char::from(decoded.byte))
        .take_while(|character| character.is_ascii_alphanumeric() || *character == '#')
        .collect();
    let (character, length) = if let Some(number) = name.strip_prefix('#') {
        // Browsers read a number up to its last digit, whether a semicolon follows or not.
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (number, 10),
        };
        let behind = digits.trim_start_matches(|digit: char| digit.is_digit(radix));
        let digits = digits.get(..digits.len() - behind.len())?;
        let code = u32::from_str_radix(digits, radix).ok()?;
        (char::from_u32(code)?, name.len() - behind.len())
    } else {
        let mut known = NAMES.iter();
        let (_, character) = known.find(|(known, _)| name.eq_ignore_ascii_case(known))?;
        (*character, name.len())
    };
    let semicolon = rest.get(length + 1).is_some_and(|next| next.byte == b';');
    Some((utf8(character), length + 1 + usize::from(semicolon)))
}

/// UTF-8 that was read as Latin-1, as happens to header values.
fn latin1(rest: &[Decoded]) -> Option<(Vec<u8>, usize)> {
    match (rest.first()?.byte, rest.get(1)?.byte) {
        (0xC2, next @ 0x80..=0xBF) => Some((vec![next], 2)),
        (0xC3, next @ 0x80..=0xBF) => Some((vec![next | 0x40], 2)),
        _ => None,
    }
}

/// Runs of hex digits, read from the digit `skip` on, whatever separates their pairs. Without the zeros of UTF-16.
fn hex_bytes(view: &View, skip: usize) -> View {
    let mut out = View::new();
    let is_separator = |byte: u8| matches!(byte, b' ' | b':' | b'-' | b',' | b'x' | b'X');
    for run in
        view.split(|decoded| !decoded.byte.is_ascii_hexdigit() && !is_separator(decoded.byte))
    {
        let mut digits = Vec::new();
        for decoded in run {
            match decoded.byte {
                // The zero of `0x31` is none of its digits.
                b'x' | b'X' => _ = digits.pop(),
                byte if byte.is_ascii_hexdigit() => digits.push(*decoded),
                _ => {}
            }
        }
        if digits.len() < SHORTEST_HEX {
            continue;
        }
        for pair in digits.get(skip..).unwrap_or_default().chunks_exact(2) {
            if let (Some(byte @ 1..), [left, right]) = (hex(pair), pair) {
                out.extend(u8::try_from(byte).map(|byte| Decoded {
                    byte,
                    start: left.start,
                    end: right.end,
                }));
            }
        }
        // Nothing continues from one run to the next.
        out.extend(run.last().map(|last| Decoded { byte: 0, ..*last }));
    }
    out
}

/// Runs of base64 or base64url, read from the character `skip` on: what is looked for may begin anywhere in a group.
fn base64(view: &View, skip: usize) -> View {
    let mut out = View::new();
    for run in view.split(|decoded| sextet(decoded.byte).is_none()) {
        if run.len() < SHORTEST_BASE64 {
            continue;
        }
        for group in run.get(skip..).unwrap_or_default().chunks(4) {
            for pair in group.windows(2).enumerate() {
                let (index, [left, right]) = pair else {
                    continue;
                };
                let (Some(high), Some(low)) = (sextet(left.byte), sextet(right.byte)) else {
                    continue;
                };
                let bits = (u16::from(high) << 6) | u16::from(low);
                // Each pair of sextets holds one whole byte, two bits further on than the last.
                let [_, byte] =
                    (bits >> [4, 2, 0].get(index).copied().unwrap_or_default()).to_be_bytes();
                out.push(Decoded {
                    byte,
                    start: left.start,
                    end: right.end,
                });
            }
        }
        // Nothing continues from one run to the next.
        out.extend(run.last().map(|last| Decoded { byte: 0, ..*last }));
    }
    out
}

const fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => byte.checked_sub(b'A'),
        b'a'..=b'z' => byte.checked_sub(b'a' - 26),
        b'0'..=b'9' => byte.checked_add(52 - b'0'),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

fn hex(digits: &[Decoded]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |value, digit| {
        let digit = char::from(digit.byte).to_digit(16)?;
        Some(value << 4 | digit)
    })
}

fn utf8(character: char) -> Vec<u8> {
    character.encode_utf8(&mut [0; 4]).as_bytes().to_vec()
}

/// The bytes of a view in lower case, place by place.
pub(super) fn lower_case(view: &[Decoded]) -> Vec<u8> {
    view.iter()
        .map(|decoded| decoded.byte.to_ascii_lowercase())
        .collect()
}
