//! Digests and message authentication codes of a text, and how they are written.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD as BASE64, URL_SAFE_NO_PAD as BASE64_URL};
use hmac::{EagerHash, Hmac, KeyInit as _, Mac as _};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::arguments::{Argument, Wrong};

/// Why nothing can be signed, to be read after "the value".
pub(super) const NO_KEY: &str =
    "has no key to sign with: the one that its filter names is not set or empty";

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// RFC 1321.
    Md5,
    /// FIPS 180-4.
    Sha1,
    /// FIPS 180-4.
    Sha256,
    /// FIPS 180-4.
    Sha512,
}

impl Algorithm {
    /// The digest of the UTF-8 bytes.
    pub(super) fn digest(self, text: &str) -> Vec<u8> {
        match self {
            Self::Md5 => Md5::digest(text).to_vec(),
            Self::Sha1 => Sha1::digest(text).to_vec(),
            Self::Sha256 => Sha256::digest(text).to_vec(),
            Self::Sha512 => Sha512::digest(text).to_vec(),
        }
    }

    /// The HMAC (RFC 2104) of the UTF-8 bytes, with those of `key`.
    pub(super) fn hmac(self, key: &str, text: &str) -> Vec<u8> {
        match self {
            Self::Md5 => hmac::<Md5>(key, text),
            Self::Sha1 => hmac::<Sha1>(key, text),
            Self::Sha256 => hmac::<Sha256>(key, text),
            Self::Sha512 => hmac::<Sha512>(key, text),
        }
    }
}

fn hmac<D: EagerHash>(key: &str, text: &str) -> Vec<u8> {
    // A key of any length will do.
    Hmac::<D>::new_from_slice(key.as_bytes())
        .map(|mac| mac.chain_update(text).finalize().into_bytes().to_vec())
        .unwrap_or_default()
}

/// How bytes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Lower-case hexadecimal digits.
    Hex,
    /// Upper-case hexadecimal digits.
    UpperHex,
    /// RFC 4648, section 4, with padding.
    Base64,
    /// RFC 4648, section 5, without padding.
    Base64Url,
}

impl Form {
    /// Reads the last argument of a hash filter, if there is one.
    pub(super) fn read<'a>(arguments: &[Argument<'a>]) -> Result<Self, Wrong<'a>> {
        let argument = match arguments {
            [] => return Ok(Self::Hex),
            [argument] => argument,
            _ => return Err(Wrong::Arguments),
        };
        match argument.text()? {
            "HEX" => Ok(Self::UpperHex),
            "base64" => Ok(Self::Base64),
            "base64url" => Ok(Self::Base64Url),
            _ => Err(Wrong::Because(
                argument.at(),
                "expected \"HEX\", \"base64\" or \"base64url\" here, or no argument for lower-case hex",
            )),
        }
    }

    /// The bytes, written so.
    pub(super) fn write(self, bytes: &[u8]) -> String {
        match self {
            Self::Hex => hex::encode(bytes),
            Self::UpperHex => hex::encode_upper(bytes),
            Self::Base64 => BASE64.encode(bytes),
            Self::Base64Url => BASE64_URL.encode(bytes),
        }
    }
}

/// Reads the name of a key and the form of the digest behind it.
pub(super) fn read_key<'a>(arguments: &[Argument<'a>]) -> Result<(Box<str>, Form), Wrong<'a>> {
    match arguments {
        [Argument::Name { name, .. }, form @ ..] => Ok(((*name).into(), Form::read(form)?)),
        [Argument::Text { at, .. }, ..] => Err(Wrong::Because(
            at,
            "a key is never written here: put it into `apiSecret` or `variables`, and write that name without quotes",
        )),
        _ => Err(Wrong::Arguments),
    }
}
