//! GSM 03.38: the alphabet in which 160 characters fit into one message, and the nearest text in it.
//!
//! One character outside the alphabet halves what fits (UCS-2, 70 characters) and so doubles the price.
//! Source: 3GPP TS 23.038, section 6.2.1 (default alphabet and its extension table).

const ALPHABET: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// Each of these takes two places.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// Characters outside the alphabet, and what is nearest to all of them.
const NEAREST: [(&str, &str); 73] = [
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
    ("ÀÁÂÃĀĂĄǍ", "A"),
    ("áâãāăąǎ", "a"),
    ("ĆĈĊČ", "C"),
    // The alphabet has only the capital cedilla.
    ("ç", "Ç"),
    ("ćĉċč", "c"),
    ("ĎĐÐ", "D"),
    ("ďđð", "d"),
    ("ÈÊËĒĔĖĘĚ", "E"),
    ("êëēĕėęě", "e"),
    ("ĜĞĠĢ", "G"),
    ("ĝğġģ", "g"),
    ("ĤĦ", "H"),
    ("ĥħ", "h"),
    ("ÌÍÎÏĨĪĬĮİ", "I"),
    ("íîïĩīĭįı", "i"),
    ("Ĵ", "J"),
    ("ĵ", "j"),
    ("Ķ", "K"),
    ("ķ", "k"),
    ("ĹĻĽŁ", "L"),
    ("ĺļľł", "l"),
    ("ŃŅŇ", "N"),
    ("ńņň", "n"),
    ("ÒÓÔÕŌŎŐ", "O"),
    ("óôõōŏő", "o"),
    ("Œ", "OE"),
    ("œ", "oe"),
    ("ŔŖŘ", "R"),
    ("ŕŗř", "r"),
    ("ŚŜŞŠȘ", "S"),
    ("śŝşšș", "s"),
    ("ẞ", "SS"),
    ("ŢŤŦȚ", "T"),
    ("ţťŧț", "t"),
    ("ÙÚÛŨŪŬŮŰŲ", "U"),
    ("úûũūŭůűų", "u"),
    ("Ŵ", "W"),
    ("ŵ", "w"),
    ("ÝŶŸ", "Y"),
    ("ýÿŷ", "y"),
    ("ŹŻŽ", "Z"),
    ("źżž", "z"),
    ("Þ", "Th"),
    ("þ", "th"),
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
    ("×", "x"),
    ("¢", "c"),
];

/// The text in characters of the alphabet; `?` where nothing is near.
#[must_use]
pub fn nearest(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if ALPHABET.contains(character) || EXTENSION.contains(character) {
            out.push(character);
        } else {
            let near = NEAREST
                .iter()
                .find(|(from, _)| from.contains(character))
                .map_or("?", |(_, to)| to);
            out.push_str(near);
        }
    }
    out
}
