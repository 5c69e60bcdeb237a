//! The server: who listens at its address, and whether it could do what it is told.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::cli::commands::doctor::{Findings, shown};
use crate::cli::settings::Settings;
use crate::index::Store;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(4);

/// How much of an answer is read, in bytes: the health of a server is a few lines.
const MAX_ANSWER_BYTES: u64 = 64 * 1024;

/// The shortest secret that `sou serve` takes, in bytes.
const MIN_SECRET_BYTES: usize = 16;

/// Looks at the address and at the settings of the server; it need not run.
pub(super) fn look(settings: &Settings, findings: &mut Findings) {
    match TcpListener::bind(&settings.addr) {
        Ok(_) => findings.ok("address", format!("{} is free", settings.addr)),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => ask(settings, findings),
        Err(error) => {
            let advice = "choose another with `addr:` in `sou.yml`; ports below 1024 need a right to them";
            findings.fail("address", format!("cannot listen on {}: {error}", settings.addr), advice);
        }
    }
    if settings.watch {
        look_at_watches(&settings.site, findings);
    }
    if let Some(path) = &settings.webhook_secret_file {
        look_at_secret(path, findings);
    }
    let keepers: Vec<String> = [
        settings.watch.then(|| "saved files".to_owned()),
        settings.every.map(|every| format!("every {} s", every.as_secs())),
        settings.webhook_secret_file.is_some().then(|| "a webhook".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let kept = if keepers.is_empty() {
        "`sou serve` indexes at its start only; a timer or `--watch`, `--every`, a webhook do from then on"
            .to_owned()
    } else {
        format!("`sou serve` indexes by {}", keepers.join(", "))
    };
    findings.ok("upkeep", kept);
}

/// Asks the server that listens at the address how it is.
pub(super) fn ask(settings: &Settings, findings: &mut Findings) {
    let addr = &settings.addr;
    let health = match health(addr) {
        Ok(health) => health,
        Err(error) => {
            let advice = "`sou serve` starts one; if something else has the address, `ss -ltnp` says what";
            findings.fail("server", format!("no Sou answers at {addr}: {error}"), advice);
            return;
        }
    };
    let text = |name: &str| health.get(name).and_then(Value::as_str);
    if text("status") != Some("available") {
        findings.fail("server", format!("the one at {addr} has no index open"), "its log says why");
        return;
    }
    let serving = text("generation").unwrap_or("an unknown generation");
    if health.get("last_reload_error").is_some_and(|error| !error.is_null()) {
        let message = format!("the one at {addr} answers from {serving} and cannot open the published one");
        findings.warn("server", message, "its log says why; `sou verify` looks at every generation");
        return;
    }
    let published = Store::at(&settings.index).published().map(|generation| generation.name());
    match published {
        Ok(published) if published != serving => {
            let message = format!("the one at {addr} answers from {serving}, and {published} is published");
            let advice = "it follows within seconds; if it does not, it serves another index than this";
            findings.warn("server", message, advice);
        }
        _ => findings.ok("server", format!("the one at {addr} answers from {serving}")),
    }
}

/// What `GET /health` says at `addr`.
fn health(addr: &str) -> io::Result<Value> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the address is of no machine");
    for address in addr.to_socket_addrs()? {
        match health_at(reachable(address)) {
            Ok(health) => return Ok(health),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Who listens everywhere is asked here.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn health_at(address: SocketAddr) -> io::Result<Value> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET /health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.take(MAX_ANSWER_BYTES).read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body);
    body.and_then(|body| serde_json::from_str(body).ok()).ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidData, "expected the health of a Sou, got something else")
    })
}

/// Linux counts watches by folder and by user; where there are none left, a
/// watched site is polled.
fn look_at_watches(site: &Path, findings: &mut Findings) {
    let limit = fs::read_to_string("/proc/sys/fs/inotify/max_user_watches");
    let Some(limit) = limit.ok().and_then(|limit| limit.trim().parse::<usize>().ok()) else { return };
    let n_folders = count_folders(site, limit);
    if n_folders >= limit {
        let message = format!("the site has more folders than the {limit} that one user may watch");
        findings.warn(
            "watches",
            message,
            "`sysctl fs.inotify.max_user_watches=524288`; until then it is polled",
        );
    } else {
        findings.ok("watches", format!("{n_folders} folders of at most {limit}"));
    }
}

/// How many folders there are below `root`, itself included; stops at `limit`.
fn count_folders(root: &Path, limit: usize) -> usize {
    let mut waiting = vec![root.to_owned()];
    let mut n_folders = 0;
    while let Some(folder) = waiting.pop().filter(|_| n_folders < limit) {
        n_folders += 1;
        // What cannot be listed cannot be watched either.
        let Ok(entries) = fs::read_dir(folder) else { continue };
        let folders = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        waiting.extend(folders.map(|entry| entry.path()));
    }
    n_folders
}

fn look_at_secret(path: &Path, findings: &mut Findings) {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("cannot read {}: {error}", shown(path));
            findings.fail(
                "secret",
                message,
                "let the user who serves read it: `chown` it, or use a credential",
            );
            return;
        }
    };
    if text.trim().len() < MIN_SECRET_BYTES {
        let message = format!("the one in {} has fewer than {MIN_SECRET_BYTES} bytes", shown(path));
        findings.fail("secret", message, "`openssl rand -hex 32` makes one");
        return;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_or(0, |metadata| metadata.permissions().mode());
        if mode & 0o007 != 0 {
            let message = format!("every user of this machine can read {}", shown(path));
            findings.warn("secret", message, format!("`chmod 600 {}`", path.display()));
            return;
        }
    }
    findings.ok("secret", shown(path));
}
