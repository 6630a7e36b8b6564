//! Release of information: who may ask, by what right, what they must show, what it costs, how a request goes on. Pure.
//!
//! A [`Requester`] may stand on one of several [`Basis`] of the law; the basis names the [`Element`]s that must be shown
//! ([`check`]), whether a disclosure is accounted for, and whether the minimum necessary rule holds. [`State`] and [`STEPS`]
//! are the life of a request; [`fees`] reckons in integer cents and says how. Nothing here knows tables or screens.

mod basis;
mod check;
mod denial;
mod elements;
pub mod fees;
mod state;

pub use basis::Basis;
pub use check::{Case, Finding, Standing, Why, check, failed, is_valid, open};
pub use denial::{DENIALS, Denial, Exception, denial};
pub use elements::{Element, element};
pub use state::{MOVES, Move, State, may};

use super::role::words;

words! {
    /// Who asks. It steers right, clock and fee.
    Requester {
        /// The patient.
        Patient = "patient", "patient";
        /// Who acts for the patient by law: 164.502(g).
        Representative = "representative", "personal representative";
        /// Somebody to whom the patient directs a copy: 164.524(c)(3)(ii).
        ThirdParty = "third-party", "third party named by the patient";
        /// An attorney.
        Attorney = "attorney", "attorney";
        /// A health plan or another insurer.
        Insurer = "insurer", "insurer";
        /// A party to a lawsuit, by subpoena or discovery request without a judge's order.
        Subpoena = "subpoena", "subpoena";
        /// A court or tribunal, by its order.
        Court = "court", "court order";
        /// A law enforcement official.
        LawEnforcement = "law-enforcement", "law enforcement";
        /// A coroner or medical examiner.
        Coroner = "coroner", "coroner";
        /// A public health authority.
        PublicHealth = "public-health", "public health";
        /// A disability agency.
        Disability = "disability", "disability agency";
        /// Another provider who treats the patient.
        Treatment = "treatment", "continuing care";
        /// Workers' compensation.
        WorkersComp = "workers-comp", "workers' compensation";
        /// Research.
        Research = "research", "research";
    }
}

impl Requester {
    /// The rights on which this kind of requester may stand; the first is the usual one.
    pub fn bases(self) -> &'static [Basis] {
        match self {
            Self::Patient | Self::Representative => &[Basis::Access],
            Self::ThirdParty => &[Basis::Directed, Basis::Authorization],
            Self::Attorney => &[Basis::Authorization, Basis::Directed],
            Self::Insurer => &[Basis::Authorization, Basis::Payment],
            Self::Subpoena => &[Basis::Notice, Basis::ProtectiveOrder, Basis::Authorization],
            Self::Court => &[Basis::Order],
            Self::LawEnforcement => &[
                Basis::Process,
                Basis::Administrative,
                Basis::ReportingLaw,
                Basis::Locate,
                Basis::Victim,
                Basis::Decedent,
                Basis::Premises,
                Basis::Authorization,
            ],
            Self::Coroner => &[Basis::Coroner],
            Self::PublicHealth => &[Basis::PublicHealth],
            Self::Disability => &[Basis::Authorization],
            Self::Treatment => &[Basis::Treatment],
            Self::WorkersComp => &[Basis::WorkersComp, Basis::Authorization],
            Self::Research => &[Basis::Authorization, Basis::Waiver],
        }
    }

    /// What such a requester usually wants records for.
    pub fn purpose(self) -> Purpose {
        match self {
            Self::Patient | Self::Representative | Self::ThirdParty => Purpose::OwnRequest,
            Self::Attorney | Self::Subpoena | Self::Court => Purpose::Legal,
            Self::Insurer => Purpose::Insurance,
            Self::LawEnforcement => Purpose::LawEnforcement,
            Self::Coroner => Purpose::Death,
            Self::PublicHealth => Purpose::PublicHealth,
            Self::Disability => Purpose::Disability,
            Self::Treatment => Purpose::Treatment,
            Self::WorkersComp => Purpose::WorkersComp,
            Self::Research => Purpose::Research,
        }
    }

    /// The clock rule by which the answer is due: the law's for access, the hospital's own for others.
    pub fn clock_rule(self) -> &'static str {
        match self {
            Self::Patient | Self::Representative | Self::ThirdParty => "access-request",
            Self::Treatment => "release-continuing-care",
            _ => "release-third-party",
        }
    }

    /// Whether the answer is due by 164.524(b)(2), which no state of work stops.
    pub fn has_access_clock(self) -> bool {
        self.clock_rule() == "access-request"
    }

    /// How a copy is charged.
    pub fn fee(self) -> FeePath {
        match self {
            Self::Patient | Self::Representative => FeePath::CostBased,
            Self::Treatment | Self::Coroner | Self::PublicHealth => FeePath::Free,
            _ => FeePath::Schedule,
        }
    }

    /// Whether a fee may be asked for before the copy goes. Of the patient it is not: the clock runs on.
    pub fn may_prepay(self) -> bool {
        self.fee() == FeePath::Schedule && !self.has_access_clock()
    }
}

words! {
    /// How copies are charged.
    FeePath {
        /// Labour of copying, supplies, postage, an agreed summary; or the flat fee: 164.524(c)(4).
        CostBased = "cost-based", "cost-based, 45 CFR 164.524(c)(4)";
        /// By the schedule of a state.
        Schedule = "schedule", "by the state's schedule";
        /// Not at all.
        Free = "free", "no fee";
    }
}

words! {
    /// Who signed, or acts.
    Actor {
        /// The patient.
        Own = "self", "the patient";
        /// Guardian, health care agent or another person with authority by law.
        Agent = "agent", "guardian or health care agent";
        /// Parent of a minor.
        Parent = "parent", "parent of a minor";
        /// Executor, administrator or another person with authority for a deceased person.
        Executor = "executor", "executor or next of kin in authority";
    }
}

words! {
    /// What the records are wanted for; the minimum necessary protocol goes by it.
    Purpose {
        /// "At my request" is enough: 164.508(c)(1)(iv).
        OwnRequest = "own-request", "at the patient's request";
        /// Treatment elsewhere.
        Treatment = "treatment", "treatment";
        /// Insurance or payment.
        Insurance = "insurance", "insurance or payment";
        /// A legal matter.
        Legal = "legal", "legal matter";
        /// A claim for disability.
        Disability = "disability", "disability claim";
        /// Workers' compensation.
        WorkersComp = "workers-comp", "workers' compensation";
        /// Public health.
        PublicHealth = "public-health", "public health";
        /// Law enforcement.
        LawEnforcement = "law-enforcement", "law enforcement";
        /// Cause of death.
        Death = "death", "cause of death";
        /// Research.
        Research = "research", "research";
    }
}

words! {
    /// Kinds of records that are asked for.
    RecordKind {
        /// The whole record of the dates.
        Whole = "whole", "the whole record";
        /// Discharge summaries.
        Summary = "summary", "discharge summary";
        /// History and physical.
        History = "history", "history and physical";
        /// Operative reports.
        Operative = "operative", "operative reports";
        /// Notes.
        Notes = "notes", "progress and clinic notes";
        /// Emergency department record.
        Emergency = "emergency", "emergency record";
        /// Laboratory results.
        Laboratory = "laboratory", "laboratory";
        /// Imaging and other reports.
        Imaging = "imaging", "imaging reports";
        /// Medication.
        Medication = "medication", "medication";
        /// Immunizations.
        Immunization = "immunization", "immunizations";
        /// Codes and abstract of the stay.
        Abstract = "abstract", "coded abstract";
        /// Bills.
        Billing = "billing", "billing record";
    }
}

words! {
    /// The form of the copy.
    Format {
        /// PDF.
        Pdf = "pdf", "PDF";
        /// On paper.
        Paper = "paper", "paper";
        /// A structured export.
        Data = "data", "data export (FHIR or C-CDA)";
        /// Inspection on the spot: 164.524(c)(1).
        Inspect = "inspect", "to be inspected here";
    }
}

impl Format {
    /// Whether it is an electronic copy.
    pub fn is_electronic(self) -> bool {
        matches!(self, Self::Pdf | Self::Data)
    }
}

words! {
    /// How the copy goes.
    Delivery {
        /// Fetched at the desk.
        Pickup = "pickup", "fetched at the desk";
        /// By mail.
        Mail = "mail", "by mail";
        /// By fax.
        Fax = "fax", "by fax";
        /// In the portal.
        Portal = "portal", "in the portal";
        /// By e-mail, as the person asked.
        Email = "email", "by e-mail";
        /// On a medium.
        Media = "media", "on a disc or stick";
    }
}

#[cfg(test)]
mod tests;
