//! What the codes of a failed fetch mean.
//!
//! Hosts differ in where they put a code and agree in none of their messages, which hold the URL anyway; so only the
//! error's own code and those of its causes count, but for the one code that says nothing without its message.

use crate::error::Fault;

/// The meaning of the codes of an error and its causes, outermost first.
#[must_use]
pub fn classify<'a>(codes: impl IntoIterator<Item = &'a str>) -> Fault {
    codes.into_iter().find_map(meaning).unwrap_or(Fault::Other)
}

/// Whether a code alone says too little, so that the message of its error counts as one: Node has this one for a proxy that
/// answers no to CONNECT, and for what was aborted after it had been sent.
#[must_use]
pub fn is_vague(code: &str) -> bool {
    code == "UND_ERR_ABORTED"
}

/// What the message of a vague error begins with where a proxy answered; then comes its status.
const PROXY_ANSWERED: &str = "Proxy response (";

fn meaning(code: &str) -> Option<Fault> {
    let fault = match code {
        "ERR_INVALID_URL" => Fault::InvalidUrl,
        "ECONNREFUSED" | "ConnectionRefused" => Fault::Refused,
        // FailedToOpenSocket: what Bun up to 1.3 says of a name without an address.
        "ENOTFOUND" | "EAI_AGAIN" | "EAI_FAIL" | "EAI_NODATA" | "EAI_NONAME"
        | "FailedToOpenSocket" => Fault::DnsFailure,
        "UND_ERR_CONNECT_TIMEOUT" | "EHOSTUNREACH" | "ENETUNREACH" => Fault::ConnectTimeout,
        "ECONNRESET" | "EPIPE" | "UND_ERR_SOCKET" | "ConnectionClosed" => Fault::Reset,
        "DEPTH_ZERO_SELF_SIGNED_CERT"
        | "SELF_SIGNED_CERT_IN_CHAIN"
        | "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
        | "UNABLE_TO_GET_ISSUER_CERT"
        | "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"
        | "CERT_UNTRUSTED" => Fault::UnknownIssuer,
        "ERR_TLS_CERT_ALTNAME_INVALID" => Fault::Certificate,
        other if other.starts_with("CERT_") => Fault::Certificate,
        // The proxy closed the connection on which it was asked for another. (Its cause is a socket's, which alone would
        // be a lost request.)
        "UND_ERR_PRX_CONN" => Fault::ProxyFailed,
        other if let Some(status) = other.strip_prefix(PROXY_ANSWERED) => {
            if status.starts_with('4') {
                Fault::ProxyRefused
            } else {
                Fault::ProxyFailed
            }
        }
        "ERR_SSL_WRONG_VERSION_NUMBER"
        | "ERR_SSL_PACKET_LENGTH_TOO_LONG"
        | "ERR_SSL_UNSUPPORTED_PROTOCOL"
        | "EPROTO" => Fault::PlainText,
        "HTTPParserError" => Fault::Protocol,
        other if other.starts_with("HPE_") || other.starts_with("Z_") => Fault::Protocol,
        "UND_ERR_HEADERS_OVERFLOW"
        | "UND_ERR_RES_CONTENT_LENGTH_MISMATCH"
        | "UND_ERR_RES_EXCEEDED_MAX_SIZE"
        | "Malformed_HTTP_Response"
        | "ZlibError" => Fault::Protocol,
        _ => return None,
    };
    Some(fault)
}
