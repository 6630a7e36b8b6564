//! `user add|list|disable|enable`.

use super::{
    args::{Args, UserCommand},
    output::{Outcome, Output},
    place,
};
use crate::{
    domain::{ids::PractitionerId, role::Role},
    store::{
        Session, Store,
        ops::{DisableUser, LinkProvider, SetUser, Users},
    },
};
use anyhow::Context as _;

/// Carries a `user` command out.
pub fn run(args: &Args, command: &UserCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    match command {
        UserCommand::Add { login, name, roles } => {
            let roles = roles.iter().map(|word| role(word)).collect::<anyhow::Result<Vec<Role>>>()?;
            let words: Vec<&str> = roles.iter().map(|role| role.title()).collect();
            let line = format!("{login} may work here as: {}.", words.join(", "));
            let full_name = name.clone().unwrap_or_else(|| login.clone());
            store.apply(&session, &SetUser { login: login.clone(), full_name, roles: roles.clone() })?;
            let words: Vec<&str> = roles.iter().map(|role| role.word()).collect();
            out.either(&serde_json::json!({ "login": login, "roles": words }), [line])
        }
        UserCommand::Enable { login } => {
            let users = store.ask(&session, &Users)?;
            let known = users.into_iter().find(|user| user.login == *login).with_context(|| {
                format!("Nobody was let in: there is no user \"{login}\". See: chartroom user list")
            })?;
            let again = SetUser { login: known.login, full_name: known.full_name, roles: known.roles };
            store.apply(&session, &again)?;
            out.either(
                &serde_json::json!({ "login": login, "state": "active" }),
                [format!("{login} may work here again.")],
            )
        }
        UserCommand::Link { login, provider } => {
            let provider = match provider.as_str() {
                "none" => None,
                said => Some(known(&store, &session, said)?),
            };
            store.apply(&session, &LinkProvider { login: login.clone(), provider })?;
            let words = if provider.is_some() { "is this provider" } else { "is no provider any more" };
            out.either(
                &serde_json::json!({ "login": login, "provider": provider }),
                [format!("{login} {words}.")],
            )
        }
        UserCommand::Disable { login } => {
            store.apply(&session, &DisableUser { login: login.clone() })?;
            out.either(
                &serde_json::json!({ "login": login, "state": "disabled" }),
                [format!("{login} can no longer work here. What they did stays in the log.")],
            )
        }
        UserCommand::List => {
            let users = store.ask(&session, &Users)?;
            let rows: Vec<_> = users
                .iter()
                .map(|user| {
                    let roles: Vec<&str> = user.roles.iter().map(|role| role.word()).collect();
                    serde_json::json!({
                        "login": user.login, "name": user.full_name, "active": user.active, "roles": roles,
                        "last_seen": user.last_seen,
                    })
                })
                .collect();
            let lines = users.iter().map(|user| {
                let roles: Vec<&str> = user.roles.iter().map(|role| role.title()).collect();
                let state = if user.active { "" } else { "  (disabled)" };
                format!("{:<16} {:<28} {}{state}", user.login, user.full_name, roles.join(", "))
            });
            out.either(&rows, lines)
        }
    }
}

/// A provider by number or name. An administrator reads no charts and so no directory: the number alone is enough then.
fn known(store: &Store, session: &Session, said: &str) -> anyhow::Result<PractitionerId> {
    let number = said.strip_prefix('#').and_then(|number| number.parse().ok());
    match number {
        Some(number) => Ok(PractitionerId(number)),
        None => super::providers::one(store, session, said),
    }
}

fn role(word: &str) -> anyhow::Result<Role> {
    let known: Vec<&str> = Role::ALL.iter().map(|role| role.word()).collect();
    Role::from_word(word).with_context(|| {
        format!("No user was added: there is no role \"{word}\". Roles are: {}", known.join(", "))
    })
}
