//! What somebody must know to ask for a run over HTTP, and the three ways to show
//! that one knows it. The only user of hmac and sha2.
//!
//! | header | who sends it |
//! | --- | --- |
//! | `Authorization: Bearer SECRET` | curl, a build |
//! | `X-Gitlab-Token: SECRET` | GitLab |
//! | `X-Hub-Signature-256: sha256=…` | GitHub, Gitea, Forgejo: the HMAC of the body, so that the secret is never sent |
//!
//! Nothing here takes longer or shorter by how much of a guess is right.

use std::fmt;

use axum::http::{HeaderMap, header};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The shortest secret that is taken, in bytes: shorter ones can be guessed.
pub const MIN_SECRET_BYTES: usize = 16;

const BEARER: &[u8] = b"Bearer ";
const GITLAB_TOKEN: &str = "x-gitlab-token";
const SIGNATURE: &str = "x-hub-signature-256";
const SIGNATURE_KIND: &[u8] = b"sha256=";

/// Known to the owner of the site and to whoever may ask for a run. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<[u8]>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// Takes the text of a file; white space around it is not part of the secret.
    /// `None` if it is shorter than [`MIN_SECRET_BYTES`].
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (text.len() >= MIN_SECRET_BYTES).then(|| Self(text.as_bytes().into()))
    }

    /// What the headers of a request show, before its body is read: `None` if it
    /// can be refused at once.
    pub(super) fn proof(&self, headers: &HeaderMap) -> Option<Proof> {
        // As bytes: a secret need not be ASCII, and `to_str` takes nothing else.
        let bytes = |name: &str| headers.get(name).map(|value| value.as_bytes());
        if let Some(signature) = bytes(SIGNATURE) {
            let expected = from_hex(signature.strip_prefix(SIGNATURE_KIND)?)?;
            let mac = Hmac::new_from_slice(&self.0).expect("HMAC takes keys of any length");
            return Some(Proof::Signature { mac, expected });
        }
        let bearer = bytes(header::AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix(BEARER));
        let shown = bearer.or_else(|| bytes(GITLAB_TOKEN))?;
        // Hashes are compared, in constant time, so that not even the length shows.
        (blake3::hash(shown.trim_ascii()) == blake3::hash(&self.0)).then_some(Proof::Shown)
    }
}

/// That whoever sent a request knows the secret, or, with a signature, what is
/// still to be compared when the whole body has been seen.
pub(super) enum Proof {
    Shown,
    Signature { mac: Hmac<Sha256>, expected: Vec<u8> },
}

impl Proof {
    /// Takes a part of the body into account.
    pub(super) fn update(&mut self, part: &[u8]) {
        if let Self::Signature { mac, .. } = self {
            mac.update(part);
        }
    }

    /// Whether it holds, now that the whole body was seen.
    pub(super) fn holds(self) -> bool {
        match self {
            Self::Shown => true,
            Self::Signature { mac, expected } => mac.verify_slice(&expected).is_ok(),
        }
    }
}

/// The bytes of 64 hexadecimal digits.
fn from_hex(digits: &[u8]) -> Option<Vec<u8>> {
    if digits.len() != 64 {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16);
    digits.chunks(2).map(|pair| u8::try_from(value(pair[0])? * 16 + value(pair[1])?).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of GitHub's documentation, "Validating webhook deliveries".
    #[test]
    fn signatures_are_those_that_github_makes() {
        let secret = Secret::new("It's a Secret to Everybody").unwrap();
        let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        assert!(holds(&secret, SIGNATURE, signature, "Hello, World!"));
        assert!(!holds(&secret, SIGNATURE, signature, "Hello, World"));
        assert!(!holds(&secret, SIGNATURE, &signature.replace('7', "8"), "Hello, World!"));
        assert!(!holds(&secret, SIGNATURE, &signature[..70], "Hello, World!"));
        assert!(!holds(&secret, SIGNATURE, &signature.replace("sha256", "sha1"), "Hello, World!"));
    }

    #[test]
    fn a_secret_is_shown_whole_or_not_at_all() {
        let secret = Secret::new("  滚动更新滚动更新\n").unwrap();
        assert!(Secret::new("short").is_none() && Secret::new(&" ".repeat(99)).is_none());
        for (name, value, expected) in [
            ("authorization", "Bearer 滚动更新滚动更新", true),
            ("x-gitlab-token", "滚动更新滚动更新", true),
            ("authorization", "滚动更新滚动更新", false),
            ("authorization", "Bearer 滚动更新滚动更", false),
            ("authorization", "Bearer ", false),
            ("x-gitlab-token", "", false),
            ("cookie", "滚动更新滚动更新", false),
        ] {
            assert_eq!(holds(&secret, name, value, ""), expected, "{name}: {value}");
        }
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }

    fn holds(secret: &Secret, name: &'static str, value: &str, body: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(name, axum::http::HeaderValue::from_bytes(value.as_bytes()).unwrap());
        secret.proof(&headers).is_some_and(|mut proof| {
            body.as_bytes().chunks(3).for_each(|part| proof.update(part));
            proof.holds()
        })
    }
}
