//! The rights on which records may go.

use super::{
    super::role::words,
    elements::{self, Element},
};

words! {
    /// By what right records go.
    Basis {
        /// The person's own right.
        Access = "access", "right of access";
        /// A copy to a person whom the patient names.
        Directed = "directed", "copy directed by the patient";
        /// A signed authorization.
        Authorization = "authorization", "authorization";
        /// Treatment by another provider.
        Treatment = "for-treatment", "treatment";
        /// Payment.
        Payment = "payment", "payment";
        /// A subpoena, with assurance that the patient had notice.
        Notice = "notice", "subpoena, patient had notice";
        /// A subpoena, with a qualified protective order.
        ProtectiveOrder = "protective-order", "subpoena, protective order";
        /// An order of a court.
        Order = "order", "order of a court";
        /// A warrant, a judge's subpoena or one of a grand jury.
        Process = "process", "warrant, judge's or grand jury subpoena";
        /// An administrative request.
        Administrative = "administrative", "administrative request";
        /// A law that asks for the report.
        ReportingLaw = "reporting-law", "report that a law requires";
        /// To identify or locate a person.
        Locate = "locate", "to identify or locate a person";
        /// About the victim of a crime.
        Victim = "victim", "about a victim of a crime";
        /// About a death that may come from a crime.
        Decedent = "decedent", "about a suspicious death";
        /// A crime on the premises.
        Premises = "premises", "crime on the premises";
        /// Coroners and medical examiners.
        Coroner = "coroner", "coroner or medical examiner";
        /// Public health activities.
        PublicHealth = "public-health", "public health activity";
        /// Workers' compensation laws.
        WorkersComp = "workers-comp", "workers' compensation law";
        /// Research with a waiver of authorization.
        Waiver = "waiver", "research with a waiver";
    }
}

impl Basis {
    /// Where the right is written.
    pub fn citation(self) -> &'static str {
        match self {
            Self::Access => "45 CFR 164.524(a)(1)",
            Self::Directed => "45 CFR 164.524(c)(3)(ii)",
            Self::Authorization => "45 CFR 164.508",
            Self::Treatment => "45 CFR 164.506(c)(2)",
            Self::Payment => "45 CFR 164.506(c)(3)",
            Self::Notice => "45 CFR 164.512(e)(1)(ii)(A)",
            Self::ProtectiveOrder => "45 CFR 164.512(e)(1)(ii)(B)",
            Self::Order => "45 CFR 164.512(e)(1)(i)",
            Self::Process => "45 CFR 164.512(f)(1)(ii)(A)-(B)",
            Self::Administrative => "45 CFR 164.512(f)(1)(ii)(C)",
            Self::ReportingLaw => "45 CFR 164.512(f)(1)(i)",
            Self::Locate => "45 CFR 164.512(f)(2)",
            Self::Victim => "45 CFR 164.512(f)(3)",
            Self::Decedent => "45 CFR 164.512(f)(4)",
            Self::Premises => "45 CFR 164.512(f)(5)",
            Self::Coroner => "45 CFR 164.512(g)(1)",
            Self::PublicHealth => "45 CFR 164.512(b)(1)",
            Self::WorkersComp => "45 CFR 164.512(l)",
            Self::Waiver => "45 CFR 164.512(i)(1)(i)",
        }
    }

    /// By which exemption a disclosure is left out of the accounting; none: it is accounted for (164.528(a)(1)).
    pub fn exemption(self) -> Option<&'static str> {
        match self {
            Self::Access => Some("to the person, 45 CFR 164.528(a)(1)(ii)"),
            Self::Directed => Some("at the person's own direction, 45 CFR 164.528(a)(1)(ii)"),
            Self::Authorization => Some("by authorization, 45 CFR 164.528(a)(1)(iv)"),
            Self::Treatment | Self::Payment => {
                Some("for treatment, payment or operations, 45 CFR 164.528(a)(1)(i)")
            }
            _ => None,
        }
    }

    /// Whether no more than the minimum necessary may go: 164.502(b)(2) leaves these out.
    pub fn is_minimum_necessary(self) -> bool {
        !matches!(
            self,
            Self::Access
                | Self::Directed
                | Self::Authorization
                | Self::Treatment
                | Self::Order
                | Self::Process
                | Self::ReportingLaw
        )
    }

    /// What must be shown, besides identity.
    pub(super) fn elements(self) -> &'static [Element] {
        match self {
            Self::Access => &[],
            Self::Directed => elements::DIRECTED,
            Self::Authorization => elements::AUTHORIZATION,
            Self::Treatment => elements::TREATMENT,
            Self::Payment => elements::PAYMENT,
            Self::Notice => elements::NOTICE,
            Self::ProtectiveOrder => elements::PROTECTIVE_ORDER,
            Self::Order => elements::ORDER,
            Self::Process => elements::PROCESS,
            Self::Administrative => elements::ADMINISTRATIVE,
            Self::ReportingLaw => elements::REPORTING_LAW,
            Self::Locate => elements::LOCATE,
            Self::Victim => elements::VICTIM,
            Self::Decedent => elements::DECEDENT,
            Self::Premises => elements::PREMISES,
            Self::Coroner => elements::CORONER,
            Self::PublicHealth => elements::PUBLIC_HEALTH,
            Self::WorkersComp => elements::WORKERS_COMP,
            Self::Waiver => elements::WAIVER,
        }
    }
}
