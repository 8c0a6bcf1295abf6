//! GSM 03.38: the alphabet in which 160 characters fit into one message, and the nearest text in it.
//!
//! One character outside the alphabet halves what fits (UCS-2, 70 characters) and so doubles the price.
//! Source: 3GPP TS 23.038, section 6.2.1 (default alphabet and its extension table).

const ALPHABET: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// Each of these takes two places.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The letter below the accents of U+00C0 to U+024F (Latin-1 Supplement, Latin Extended-A and -B), by code point.
const LATIN: &str = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYT?aaaaaaaceeeeiiiidnooooo?ouuuuytyAaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGg\
HhHhIiIiIiIiIi??JjKk?LlLlLl??LlNnNnNnnNnOoOoOo??RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzsbBBb???CcDDDd???EFfG???IK\
kl??NnOOo??Pp?????tTtTUu?VYyZz??????????????????????AaIiOoUuUuUuUuUueAaAa??GgGgKkOoOo??j???Gg??NnAa????AaAaEeEeIiIiOo\
OoRrRrUuUuSsTt??Hh????ZzAaEeOoOoOoOoYy??????ACcLTsz??BU?EeJj??RrYy";

/// The same for U+1E00 to U+1EFF (Latin Extended Additional, which has the letters of Vietnamese).
const LATIN_ADDITIONAL: &str = "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNnOoOoOoOoPpPpRrRrRr\
RrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzhtwya?????AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIiOoOoOoOo\
OoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy??????";

/// What else is common, and what is nearest to all of it.
const NEAREST: [(&str, &str); 31] = [
    // The alphabet has only the capital cedilla.
    ("ç", "Ç"),
    ("Œ", "OE"),
    ("œ", "oe"),
    ("ẞ", "SS"),
    ("‘’‚‛`´′ʼ", "'"),
    ("“”„‟«»″", "\""),
    ("‐‑‒–—―−", "-"),
    ("…", "..."),
    ("•·", "*"),
    (
        "\t\u{a0}\u{2002}\u{2003}\u{2009}\u{200a}\u{202f}\u{3000}",
        " ",
    ),
    ("\u{200b}\u{200c}\u{200d}\u{feff}\u{ad}", ""),
    // Greek capitals that look like Latin ones share their places.
    ("ΑΆ", "A"),
    ("Β", "B"),
    ("ΕΈ", "E"),
    ("Ζ", "Z"),
    ("ΗΉ", "H"),
    ("ΙΊ", "I"),
    ("Κ", "K"),
    ("Μ", "M"),
    ("Ν", "N"),
    ("ΟΌ", "O"),
    ("Ρ", "P"),
    ("Τ", "T"),
    ("ΥΎ", "Y"),
    ("Χ", "X"),
    ("©", "(c)"),
    ("®", "(r)"),
    ("™", "(tm)"),
    ("½", "1/2"),
    ("¼", "1/4"),
    ("¾", "3/4"),
];

/// The text in characters of the alphabet; unchanged where it has a character that nothing in the alphabet is near to: the
/// message is long and dear then in any case, and question marks would only make it useless as well.
#[must_use]
pub fn nearest(text: &str) -> String {
    in_alphabet(text).unwrap_or_else(|| text.to_owned())
}

/// The septets that a character takes in the alphabet; `None` where it is not in it.
#[must_use]
pub fn septets(character: char) -> Option<usize> {
    // Most of any text: these of the alphabet are found without a search.
    if matches!(character, ' '..='Z' | 'a'..='z') || ALPHABET.contains(character) {
        return Some(1);
    }
    EXTENSION.contains(character).then_some(2)
}

fn in_alphabet(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if septets(character).is_some() {
            out.push(character);
        } else if let Some((_, near)) = NEAREST.iter().find(|(from, _)| from.contains(character)) {
            out.push_str(near);
        } else if !is_combining(character) {
            out.push(letter_below(character)?);
        }
    }
    Some(out)
}

/// The accents of decomposed text stand behind their letter, which stays.
const fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

fn letter_below(character: char) -> Option<char> {
    let (letters, first) = match character {
        '\u{c0}'..='\u{24f}' => (LATIN, 0xc0),
        '\u{1e00}'..='\u{1eff}' => (LATIN_ADDITIONAL, 0x1e00),
        _ => return None,
    };
    let index = u32::from(character).checked_sub(first)?;
    letters
        .chars()
        .nth(index as usize)
        .filter(|letter| *letter != '?')
}
