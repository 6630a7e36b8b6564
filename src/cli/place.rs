//! Which database a command works on, and who it works as.

use super::{args::Args, identity};
use crate::{
    domain::time::Clock,
    store::{Session, Store, network_warning},
};
use anyhow::bail;
use std::{io::Write as _, path::PathBuf};

/// The file named by `--db` or `CHARTROOM_DB`, else by the settings file.
pub fn db_path(args: &Args) -> anyhow::Result<PathBuf> {
    match &args.common.db {
        Some(path) if path.as_os_str().is_empty() => {
            bail!("--db names no file. Give the path of the database.")
        }
        Some(path) => Ok(path.clone()),
        None => super::screen::settings().database.map_or_else(default_path, Ok),
    }
}

/// Opens the database and signs in the account that runs the program, or the one of `--as` where that exists.
pub fn open(args: &Args) -> anyhow::Result<(Store, Session)> {
    let path = db_path(args)?;
    let store = Store::open(&path, Clock::System)?;
    if let Some(warning) = network_warning(&path).filter(|_| args.command.is_some()) {
        // Beside the answer, so that programs that read it are not disturbed.
        let _ = writeln!(std::io::stderr(), "chartroom: {warning}");
    }
    let login = match &args.common.act_as {
        None => default_login(&store)?,
        Some(name) if store.kind()? == "hospital" => bail!(
            "--as {name} was refused: this is a real database, where everyone works under their own account. \
             Nothing was done."
        ),
        Some(name) => name.clone(),
    };
    let session = store.sign_in(&login, &identity::station())?;
    Ok((store, session))
}

/// The account's own name; in a demonstration everyone begins as its supervisor.
fn default_login(store: &Store) -> anyhow::Result<String> {
    if store.kind()? == "demo" { Ok("supervisor".to_owned()) } else { identity::login() }
}

/// Where the demonstration hospital lies.
pub fn demo_path() -> anyhow::Result<PathBuf> {
    Ok(default_path()?.with_file_name("demo.db"))
}

fn default_path() -> anyhow::Result<PathBuf> {
    use etcetera::BaseStrategy as _;
    let base = etcetera::choose_base_strategy()?;
    Ok(base.data_dir().join("chartroom").join("him.db"))
}
