//! What the host and the port of an endpoint say about where messages go.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::issue::{IssueCode, Issues, Path};

/// The ports that `fetch` refuses to connect to (Fetch standard, section 2.9), since other protocols live there.
const BLOCKED_PORTS: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
    102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427,
    465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990,
    993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667,
    6668, 6669, 6679, 6697, 10080,
];

/// Says what is wrong with sending to this place.
pub(super) fn check(url: &Url, path: &Path<'_>, issues: &mut Issues) {
    if let Some(port) = url.port().filter(|port| BLOCKED_PORTS.contains(port)) {
        let message =
            format!("`fetch` never connects to port {port}, which belongs to another protocol");
        issues.mistake(path, IssueCode::InvalidValue, message);
    }
    let Some(host) = url.host() else {
        return;
    };
    if url.scheme() == "http" && !is_private(&host) {
        let message = "with `http:` everybody on the way can read the codes and the credentials; write `https:`";
        issues.warning(path, IssueCode::Insecure, message);
    }
    if let Host::Domain(name) = host
        && name
            .split('.')
            .any(|label| label == "example" || label.starts_with("your-"))
    {
        let message = format!("`{name}` is an example; write the address of your provider's API");
        issues.warning(path, IssueCode::Leftover, message);
    }
}

/// Whether an address is one of a network of the operator's own: loopback, link-local, private use (RFC 1918, RFC 4193), a
/// name without dots or below one of the top-level domains that are reserved for such networks.
fn is_private(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let top = name.trim_end_matches('.').rsplit('.').next();
            !name.contains('.')
                || matches!(
                    top,
                    Some("local" | "localhost" | "internal" | "lan" | "home" | "test" | "invalid")
                )
                || name.ends_with(".home.arpa")
        }
        Host::Ipv4(address) => is_private_v4(*address),
        Host::Ipv6(address) => is_private_v6(*address),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    address.is_loopback() || address.is_private() || address.is_link_local()
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    match address.to_ipv4_mapped() {
        Some(address) => is_private_v4(address),
        None => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}
