//! Queries in the demonstration hospital: a draft, some that wait for the provider one can become, one up the ladder, one that
//! waits for its addendum, one withdrawn.

use super::output::Outcome;
use crate::{
    cdi::stay::StaysAfter,
    cdiquery::{
        Answering, Composed, Decide, Escalate, Material, MaterialOf, RecordAnswer, Remind, Save, Send, check,
        template::suiting,
    },
    domain::{
        cdi_query::{AnswerWay, Deed},
        ids::{CdiQueryId, EncounterId, PractitionerId},
        time::Clock,
    },
    providers::Providers,
    store::{Session, Store, ops::LinkProvider},
};
use chrono::Duration;

/// The account of the provider, and the name that the generator signs with: "Mary Lee, MD".
pub struct Provider<'a> {
    /// Login.
    pub login: &'a str,
    /// Signature.
    pub signature: &'a str,
}

/// How many stays, newest first, are looked through for something to ask.
const LOOKED_AT: usize = 120;
/// How many queries are made.
const WANTED: usize = 8;

/// Fills them in, as the CDI specialist.
pub fn prepare(store: &Store, head: &Session, provider: &Provider<'_>) -> Outcome {
    let cdi = store.sign_in("cdi-specialist", &head.station)?;
    let me = link(store, head, provider)?;
    let queries = queries(store, &cdi, me)?;
    let now = Clock::System.now();
    let past = |hours: i64| Store::open(store.path(), Clock::Fixed(now - Duration::hours(hours)));
    // From the oldest act to the newest, so that the log tells them in their order.
    let (early, later, lately) = (past(96)?, past(30)?, past(5)?);
    let mut sent = Vec::new();
    for (place, query) in queries.iter().enumerate() {
        let first = Save { id: None, seen: None, query: query.clone() };
        match place {
            0..3 => sent.push(early.apply(&cdi, &Send(first))?.id),
            3..5 => sent.push(later.apply(&cdi, &Send(first))?.id),
            5..7 => sent.push(lately.apply(&cdi, &Send(first))?.id),
            _ => {
                store.apply(&cdi, &first)?;
            }
        }
    }
    let one = |place: usize| sent.get(place).copied();
    if let Some(id) = one(0) {
        let note = "Paged the service.".to_owned();
        later.apply(&cdi, &Remind { id, seen: None, letter: None, note })?;
        let reason = "no answer within 72 hours".to_owned();
        lately
            .apply(&cdi, &Escalate { id, seen: None, to: None, to_words: "service chief".into(), reason })?;
    }
    if let Some(id) = one(1) {
        answer(&later, &cdi, id, 1, "seen on rounds, will add it to the note")?;
    }
    if let Some(id) = one(2) {
        let reason = "the progress note of this morning answers it".to_owned();
        later.apply(&cdi, &Decide { id, seen: None, deed: Deed::Withdraw, reason })?;
    }
    Ok(())
}

fn answer(store: &Store, cdi: &Session, id: CdiQueryId, option: i64, comment: &str) -> Outcome {
    let answering = Answering { option: Some(option), comment: comment.into(), ..Answering::default() };
    store
        .apply(cdi, &RecordAnswer { id, seen: None, answering, way: AnswerWay::Phone, by: None, at: None })?;
    Ok(())
}

/// The provider's account stands for the provider of that name.
fn link(store: &Store, head: &Session, provider: &Provider<'_>) -> anyhow::Result<Option<PractitionerId>> {
    let name = provider.signature.split(',').next().unwrap_or_default();
    let all = store.ask(head, &Providers { all: true })?;
    let found = all.iter().find(|line| {
        let (family, rest) = line.name.split_once(", ").unwrap_or((&line.name, ""));
        let given = rest.rsplit_once(' ').map_or(rest, |(given, _)| given);
        name == format!("{given} {family}")
    });
    let Some(found) = found else { return Ok(None) };
    store.apply(head, &LinkProvider { login: provider.login.to_owned(), provider: Some(found.id) })?;
    Ok(Some(found.id))
}

/// Queries that break no rule: those about stays of the provider first, so that there is something to answer.
fn queries(store: &Store, cdi: &Session, me: Option<PractitionerId>) -> anyhow::Result<Vec<Composed>> {
    let mut stays = store.ask(cdi, &StaysAfter { after: EncounterId(0), limit: 100_000 })?;
    stays.reverse();
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for stay in stays.into_iter().take(LOOKED_AT) {
        let Some(material) = store.ask(cdi, &MaterialOf(stay))? else { continue };
        let Some(query) = query(&material) else { continue };
        if query.provider == me {
            own.push(query);
        } else {
            others.push(query);
        }
        if own.len() >= 3 && own.len() + others.len() >= WANTED {
            break;
        }
    }
    // The first are up the ladder, answered and withdrawn; the provider's own wait for an answer.
    let n_own = own.len().min(4);
    let mut all: Vec<Composed> = others.drain(..others.len().min(3)).collect();
    all.extend(own.drain(..n_own));
    all.extend(others);
    if n_own == 0 {
        // Nothing fits: the demonstration's provider is asked about somebody else's stay, as a consultant would be.
        for query in all.iter_mut().skip(3).take(2) {
            query.provider = me.or(query.provider);
        }
    }
    all.truncate(WANTED);
    Ok(all)
}

/// A query about the first open finding that can be put without breaking a rule.
fn query(material: &Material) -> Option<Composed> {
    material.findings.iter().filter(|finding| finding.is_open()).find_map(|finding| {
        let mut picked = material.evidence(finding);
        picked.truncate(6);
        let template = suiting(&material.templates, Some(finding))?;
        let text = template.fill(&material.filling(Some(finding), &picked));
        let query = Composed {
            encounter: Some(material.encounter),
            provider: material.attending,
            finding: finding.rule.clone(),
            template: template.id.clone(),
            text,
            picked,
            overruled: Vec::new(),
        };
        (query.provider.is_some() && check(&query.text, &query.picked).is_empty()).then_some(query)
    })
}
