//! Who runs the program: the real user id, which the host authenticated, never an environment variable.

use anyhow::{Context as _, bail};
use std::process::Command;

/// Account name of the real user id, from the account file, else from the host's directory by `id`.
pub fn login() -> anyhow::Result<String> {
    let uid = rustix::process::getuid().as_raw();
    if let Some(name) = std::fs::read_to_string("/etc/passwd").ok().and_then(|text| from_passwd(&text, uid)) {
        return Ok(name);
    }
    let asked = Command::new("/usr/bin/id")
        .args(["-un", &uid.to_string()])
        .env_clear()
        .output()
        .context("The account that runs this could not be looked up")?;
    let name = String::from_utf8(asked.stdout).unwrap_or_default().trim().to_owned();
    if !asked.status.success() || name.is_empty() {
        bail!("The user number {uid} has no account on this host. Ask the administrator of the host.");
    }
    Ok(name)
}

/// Host and terminal for the log: `host:pts/3`, and where an SSH connection came from.
pub fn station() -> String {
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let terminal = rustix::termios::ttyname(rustix::stdio::stdin(), Vec::new())
        .ok()
        .and_then(|name| name.into_string().ok())
        .map_or_else(|| "no terminal".to_owned(), |name| name.trim_start_matches("/dev/").to_owned());
    let from = std::env::var("SSH_CONNECTION").ok();
    let from = from.as_deref().and_then(|value| value.split(' ').next()).filter(|from| !from.is_empty());
    match from {
        Some(from) => format!("{host}:{terminal} from {from}"),
        None => format!("{host}:{terminal}"),
    }
}

fn from_passwd(text: &str, uid: u32) -> Option<String> {
    text.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse::<u32>().ok()? == uid && !name.is_empty()).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::from_passwd;

    #[test]
    fn accounts_are_found_by_number() {
        let text = "root:x:0:0:root:/root:/bin/bash\nbroken line\njdoe:x:1001:1001::/home/jdoe:/bin/sh\n";
        assert_eq!(from_passwd(text, 1001).as_deref(), Some("jdoe"));
        assert_eq!(from_passwd(text, 7), None);
    }
}
