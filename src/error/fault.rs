//! What the network does instead of bringing an answer, as a sentence.

/// What the network did to a request, instead of bringing its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing listens there.
    Refused,
    /// The host name has no address.
    DnsFailure,
    /// No connection within the host's own limit.
    ConnectTimeout,
    /// The connection ended before the answer did.
    Reset,
    /// The certificate of the endpoint has an issuer that the host does not know.
    UnknownIssuer,
    /// The certificate of the endpoint is for another host, or not valid at this time.
    Certificate,
    /// The proxy does not want to connect: to this host, or for this user.
    ProxyRefused,
    /// The proxy could not connect, or went away before it had.
    ProxyFailed,
    /// The endpoint does not speak TLS.
    PlainText,
    /// The answer is not HTTP, or its body is broken.
    Protocol,
    /// Anything else; browsers do not say more.
    Other,
    /// The time budget is used up.
    Timeout,
    /// The caller aborted.
    Aborted,
    /// The host says that the URL is none.
    InvalidUrl,
    /// The host cannot make requests.
    NoFetch,
    /// What a replaced fetch gave is no response.
    NotAResponse,
}

impl Fault {
    pub(super) const fn reason(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Aborted => "aborted",
            Self::NoFetch | Self::NotAResponse => "internal",
            _ => "network",
        }
    }

    pub(super) fn description(self, budget_ms: u32) -> String {
        match self {
            Self::Aborted => "The send was aborted by its caller.".to_owned(),
            Self::NoFetch => {
                "The connector failed: this host has no `fetch`; pass one as `options.fetch`."
                    .to_owned()
            }
            Self::NotAResponse => {
                "The connector failed: `options.fetch` did not give a response.".to_owned()
            }
            _ => format!("The SMS provider {}.", self.clause(budget_ms)),
        }
    }

    /// What is wrong with whoever was asked, to be read after its name.
    pub(super) fn clause(self, budget_ms: u32) -> String {
        let clause = match self {
            Self::Refused => {
                "the connection is refused; check host and port, and the proxy if there is one"
            }
            Self::DnsFailure => {
                "the host name cannot be resolved; check it, and that of the proxy if there is one"
            }
            Self::ConnectTimeout => "it does not accept the connection in time",
            Self::Reset => "it closed the connection before answering",
            Self::UnknownIssuer => {
                "the issuer of its TLS certificate is not trusted; if that is a CA of your own, let NODE_EXTRA_CA_CERTS \
                 name a file with the certificate of the CA, and restart"
            }
            Self::Certificate => {
                "its TLS certificate is not valid; check whether it has expired, and whether it is for the host in `endpoint`"
            }
            Self::ProxyRefused => {
                "the proxy refuses to connect to it; check the user and password in the URL of the proxy, and which hosts \
                 it allows"
            }
            Self::ProxyFailed => "the proxy could not connect to it",
            Self::PlainText => {
                "it does not speak TLS at this port; check the port and `https:` in `endpoint`"
            }
            Self::Protocol => {
                "its answer is not valid HTTP; check the port and `http:` in `endpoint`"
            }
            Self::InvalidUrl => "its URL is not valid",
            Self::Other => "the connection failed",
            Self::Timeout => return format!("did not answer within {budget_ms} milliseconds"),
            Self::Aborted => {
                return "was not asked to the end: the send was aborted by its caller".to_owned();
            }
            Self::NoFetch => {
                return "cannot be asked: this host has no `fetch`; pass one as `options.fetch`"
                    .to_owned();
            }
            Self::NotAResponse => {
                return "was not asked: `options.fetch` did not give a response".to_owned();
            }
        };
        format!("cannot be reached: {clause}")
    }
}
