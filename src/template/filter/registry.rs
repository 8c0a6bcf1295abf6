//! What the filters are called here and elsewhere, and which arguments they take. A new filter is a line here, and what it
//! does in [`Filter`].

use super::Filter;
use super::arguments::{self, Argument, Mistake, Wrong};
use super::date::Date;
use super::hash::{self, Algorithm, Form};
use super::mapping::Mapping;
use crate::suggest;

/// One filter.
struct Entry {
    name: &'static str,
    make: Make,
    /// What other systems call it, in lower case without `_` and `-`, separated by spaces.
    synonyms: &'static str,
}

/// How a filter is made of its arguments.
enum Make {
    /// It takes none.
    Plain(Filter),
    /// By a function of its own.
    Of {
        /// What it needs, to be read after its name.
        needs: &'static str,
        /// Its right spelling.
        example: &'static str,
        read: Read,
    },
}

type Read = for<'a> fn(&[Argument<'a>]) -> Result<Filter, Wrong<'a>>;

const fn plain(name: &'static str, filter: Filter, synonyms: &'static str) -> Entry {
    Entry {
        name,
        make: Make::Plain(filter),
        synonyms,
    }
}

const fn with(
    name: &'static str,
    needs: &'static str,
    example: &'static str,
    read: Read,
    synonyms: &'static str,
) -> Entry {
    Entry {
        name,
        make: Make::Of {
            needs,
            example,
            read,
        },
        synonyms,
    }
}

const TEXT: &str = "needs a text in double quotes";
const TEXTS: &str = "needs the text to replace and the one to write in its place";
const PAIRS: &str = "needs pairs of a value and what to write for it";
const LENGTH: &str = "needs a number of characters";
const FORMAT: &str = "needs a format of strftime, and takes an offset from UTC";
const DIGEST: &str =
    "takes nothing but the form of the digest, \"HEX\", \"base64\" or \"base64url\"";
const KEY: &str = "needs the name of a key, and takes the form of the digest";

/// All filters, in the order in which they are listed.
#[rustfmt::skip]
static ENTRIES: [Entry; 31] = [
    plain("digits", Filter::Digits, "tonoplus noplus removeplus stripplus onlydigits numeric numbers"),
    plain("national", Filter::National, "nationalnumber local withoutcountrycode"),
    plain("country_code", Filter::CountryCode, "cc callingcode dialcode"),
    with("default", TEXT, "default:\"…\"", |given| one_text(given).map(Filter::Default), "fallback or ifempty else"),
    plain("optional", Filter::Optional, "omitempty skipempty ifset ifpresent omit nullable"),
    with("map", PAIRS, "map:\"gsm7=0\":\"ucs2=8\"", |given| Mapping::read(given).map(Filter::Map),
         "switch case lookup translate choose"),
    plain("upper", Filter::Upper, "uppercase toupper touppercase upcase"),
    plain("lower", Filter::Lower, "lowercase tolower tolowercase downcase"),
    plain("trim", Filter::Trim, "strip"),
    with("strip_prefix", TEXT, "strip_prefix:\"…\"", |given| one_text(given).map(Filter::StripPrefix),
         "removeprefix trimprefix trimstart ltrim"),
    with("replace", TEXTS, "replace:\"a\":\"b\"", replace, "gsub sub replaceall"),
    with("truncate", LENGTH, "truncate:160", truncate, "limit substr substring slice maxlength cut"),
    with("date", FORMAT, "date:\"%Y%m%d%H%M%S\":\"+03:00\"", |given| Date::read(given).map(Filter::Date),
         "strftime formatdate dateformat datetime formattime time"),
    plain("encoding", Filter::Encoding, "charset datacoding dcs coding"),
    plain("units", Filter::Units, "septets codeunits smslength"),
    plain("segments", Filter::Segments, "parts smscount segmentcount messagecount"),
    plain("gsm7", Filter::Gsm7, "gsm gsm0338 transliterate unaccent ascii"),
    plain("urlencode", Filter::UrlEncode, "uri escapeuri encodeuri encodeuricomponent percentencode url"),
    plain("base64", Filter::Base64, "b64 btoa base64encode tobase64"),
    plain("base64url", Filter::Base64Url, "b64url urlsafebase64 base64urlsafe base64urlencode"),
    plain("hex", Filter::Hex, "tohex hexencode bin2hex hexlify"),
    plain("ucs2", Filter::Ucs2, "utf16 utf16be utf16hex ucs2hex unicode"),
    with("md5", DIGEST, "md5:\"HEX\"", |given| hash(Algorithm::Md5, given), "md5hex md5sum"),
    with("sha1", DIGEST, "sha1:\"HEX\"", |given| hash(Algorithm::Sha1, given), "sha sha1sum"),
    with("sha256", DIGEST, "sha256:\"HEX\"", |given| hash(Algorithm::Sha256, given), "sha2 sha256sum hash"),
    with("sha512", DIGEST, "sha512:\"HEX\"", |given| hash(Algorithm::Sha512, given), "sha512sum"),
    with("hmac_sha1", KEY, "hmac_sha1:apiSecret", |given| hmac(Algorithm::Sha1, given), "hs1"),
    with("hmac_sha256", KEY, "hmac_sha256:apiSecret", |given| hmac(Algorithm::Sha256, given), "hmac sign hs256 hmac256"),
    with("hmac_sha512", KEY, "hmac_sha512:apiSecret", |given| hmac(Algorithm::Sha512, given), "hs512 hmac512"),
    plain("json", Filter::Json, "tojson stringify jsonencode jsonescape"),
    plain("number", Filter::Number, "int integer tonumber toint"),
];

/// What other systems have a filter for and this one does without, and what to do instead.
const ELSEWHERE: [(&str, &str); 4] = [
    (
        "append prepend concat prefix suffix",
        "write the text around the placeholder instead",
    ),
    (
        "escape e html htmlescape escapehtml xml xmlescape escapexml raw safe noescape",
        "every value is escaped for the place where it stands; leave the filter out",
    ),
    (
        "regex regexreplace match",
        "write `digits`, or `replace` for a fixed text, instead",
    ),
    ("now today", "write {{timestamp | date:\"…\"}} instead"),
];

/// What the filters are called in a placeholder.
pub fn names() -> impl Iterator<Item = &'static str> {
    ENTRIES.iter().map(|entry| entry.name)
}

/// Reads the arguments of the filter `name` from `behind`; `source` begins with the name.
pub(super) fn read<'a>(
    source: &'a str,
    name: &str,
    behind: &'a str,
) -> Result<(Filter, &'a str), Mistake<'a>> {
    let mistake = |at, message| Mistake { at, message };
    if name.is_empty() {
        return Err(mistake(
            source,
            "expected the name of a filter here".to_owned(),
        ));
    }
    let Some(entry) = ENTRIES.iter().find(|entry| entry.name == name) else {
        return Err(mistake(source, unknown(name)));
    };
    match &entry.make {
        Make::Plain(_) if behind.trim_start().starts_with(':') => Err(mistake(
            source,
            format!("`{name}` takes no argument; remove the colon and what follows it"),
        )),
        Make::Plain(filter) => Ok((filter.clone(), behind)),
        Make::Of {
            needs,
            example,
            read,
        } => arguments::read(behind)
            .and_then(|(arguments, rest)| Ok((read(&arguments)?, rest)))
            .map_err(|wrong| {
                let usage = format!("`{name}` {needs}, as in `{example}`");
                match wrong {
                    Wrong::Arguments => mistake(source, usage),
                    Wrong::Argument(at) => mistake(at, usage),
                    Wrong::Because(at, why) => mistake(at, why.to_owned()),
                }
            }),
    }
}

fn one_text<'a>(arguments: &[Argument<'a>]) -> Result<Box<str>, Wrong<'a>> {
    match arguments {
        [argument] => argument.text().map(Into::into),
        _ => Err(Wrong::Arguments),
    }
}

fn truncate<'a>(arguments: &[Argument<'a>]) -> Result<Filter, Wrong<'a>> {
    match arguments {
        [argument] => argument.number().map(Filter::Truncate),
        _ => Err(Wrong::Arguments),
    }
}

fn replace<'a>(arguments: &[Argument<'a>]) -> Result<Filter, Wrong<'a>> {
    let [from, to] = arguments else {
        return Err(Wrong::Arguments);
    };
    match (from.text()?, to.text()?) {
        ("", _) => Err(Wrong::Because(
            from.at(),
            "expected a text that is not empty here",
        )),
        (from, to) => Ok(Filter::Replace(from.into(), to.into())),
    }
}

fn hash<'a>(algorithm: Algorithm, arguments: &[Argument<'a>]) -> Result<Filter, Wrong<'a>> {
    Ok(Filter::Hash(algorithm, Form::read(arguments)?))
}

fn hmac<'a>(algorithm: Algorithm, arguments: &[Argument<'a>]) -> Result<Filter, Wrong<'a>> {
    let (name, form) = hash::read_key(arguments)?;
    Ok(Filter::Hmac(algorithm, name, form))
}

/// What to say of a name that is no filter.
fn unknown(name: &str) -> String {
    let shown: String = name.chars().take(24).collect();
    let folded = suggest::fold_name(name);
    let has = |words: &str| words.split_whitespace().any(|word| word == folded);
    if let Some((_, advice)) = ELSEWHERE.iter().find(|(words, _)| has(words)) {
        return format!("there is no filter `{shown}`: {advice}");
    }
    let names: Vec<_> = names().collect();
    let meant = ENTRIES
        .iter()
        .find(|entry| has(entry.synonyms))
        .map(|entry| entry.name)
        .or_else(|| suggest::closest(name, &names));
    match meant {
        Some(meant) => format!("unknown filter `{shown}`; did you mean `{meant}`?"),
        // All of them would be a line that nobody reads.
        None => format!("unknown filter `{shown}`; the README lists those that there are"),
    }
}
