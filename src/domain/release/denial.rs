//! On what a request may be denied, whether that can be reviewed, and which exception to information blocking it stands on.

use super::{super::role::words, Basis};

/// One ground of denial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denial {
    /// Its word in the database and on the command line.
    pub id: &'static str,
    /// In words, for a list.
    pub title: &'static str,
    /// What the letter says, after "on this ground:".
    pub letter: &'static str,
    /// Where it is written.
    pub citation: &'static str,
    /// Whether the person may have it reviewed: 164.524(a)(3).
    pub reviewable: bool,
    /// The exception to information blocking on which it usually stands.
    pub exception: Exception,
    /// Whether it is a ground against the person's own access, or against others.
    pub access: bool,
}

words! {
    /// Exceptions to information blocking: 45 CFR 171.
    Exception {
        /// Preventing harm.
        Harm = "harm", "preventing harm, 45 CFR 171.201";
        /// Privacy.
        Privacy = "privacy", "privacy, 45 CFR 171.202";
        /// Security.
        Security = "security", "security, 45 CFR 171.203";
        /// Infeasibility.
        Infeasibility = "infeasibility", "infeasibility, 45 CFR 171.204";
        /// Health IT performance.
        Performance = "performance", "health IT performance, 45 CFR 171.205";
        /// Manner.
        Manner = "manner", "manner, 45 CFR 171.301";
        /// Fees.
        Fees = "fees", "fees, 45 CFR 171.302";
        /// Licensing.
        Licensing = "licensing", "licensing, 45 CFR 171.303";
        /// Not electronic health information at all.
        NotEhi = "not-ehi", "not electronic health information, 45 CFR 171.102";
    }
}

/// The grounds.
pub const DENIALS: &[Denial] = &[
    Denial {
        id: "psychotherapy",
        title: "psychotherapy notes",
        letter: "psychotherapy notes are not part of the right of access",
        citation: "45 CFR 164.524(a)(1)(i)",
        reviewable: false,
        exception: Exception::NotEhi,
        access: true,
    },
    Denial {
        id: "litigation",
        title: "compiled for a proceeding",
        letter: "the information was compiled in anticipation of, or for use in, a civil, criminal or administrative action or proceeding",
        citation: "45 CFR 164.524(a)(1)(ii)",
        reviewable: false,
        exception: Exception::NotEhi,
        access: true,
    },
    Denial {
        id: "inmate",
        title: "copy to an inmate",
        letter: "a copy would endanger health, safety, security, custody or rehabilitation in a correctional institution",
        citation: "45 CFR 164.524(a)(2)(ii)",
        reviewable: false,
        exception: Exception::Privacy,
        access: true,
    },
    Denial {
        id: "research",
        title: "research in progress",
        letter: "the information was created in research that is still in progress, and you agreed to wait until its end",
        citation: "45 CFR 164.524(a)(2)(iii)",
        reviewable: false,
        exception: Exception::Privacy,
        access: true,
    },
    Denial {
        id: "privacy-act",
        title: "Privacy Act",
        letter: "the record is subject to the Privacy Act, which allows this denial",
        citation: "45 CFR 164.524(a)(2)(iv)",
        reviewable: false,
        exception: Exception::Privacy,
        access: true,
    },
    Denial {
        id: "confidential-source",
        title: "promise of confidentiality",
        letter: "somebody other than a health care provider gave the information under a promise of confidentiality, and access would show who",
        citation: "45 CFR 164.524(a)(2)(v)",
        reviewable: false,
        exception: Exception::Privacy,
        access: true,
    },
    Denial {
        id: "danger",
        title: "danger to life or safety",
        letter: "a licensed health care professional found that access is reasonably likely to endanger the life or physical safety of you or another person",
        citation: "45 CFR 164.524(a)(3)(i)",
        reviewable: true,
        exception: Exception::Harm,
        access: true,
    },
    Denial {
        id: "other-person",
        title: "harm to a person mentioned",
        letter: "the information mentions another person, and a licensed health care professional found that access is reasonably likely to cause substantial harm to that person",
        citation: "45 CFR 164.524(a)(3)(ii)",
        reviewable: true,
        exception: Exception::Harm,
        access: true,
    },
    Denial {
        id: "representative-harm",
        title: "harm by a representative",
        letter: "a licensed health care professional found that access by the representative is reasonably likely to cause substantial harm to the patient or another person",
        citation: "45 CFR 164.524(a)(3)(iii)",
        reviewable: true,
        exception: Exception::Harm,
        access: true,
    },
    Denial {
        id: "no-right",
        title: "no right shown",
        letter: "no right under which the information may be disclosed was shown",
        citation: "45 CFR 164.502(a)",
        reviewable: false,
        exception: Exception::Privacy,
        access: false,
    },
    Denial {
        id: "defective",
        title: "defective authorization",
        letter: "the authorization is defective and was not made good",
        citation: "45 CFR 164.508(b)(2)",
        reviewable: false,
        exception: Exception::Privacy,
        access: false,
    },
    Denial {
        id: "part2",
        title: "substance use disorder records",
        letter: "the law protects a part of the information and asks for a written consent or a court order of its own, which was not shown",
        citation: "42 CFR 2.12, 2.13",
        reviewable: false,
        exception: Exception::Privacy,
        access: false,
    },
    Denial {
        id: "restriction",
        title: "restriction that was agreed to",
        letter: "a restriction stands to which the hospital agreed or must agree",
        citation: "45 CFR 164.522(a)",
        reviewable: false,
        exception: Exception::Privacy,
        access: false,
    },
];

/// A ground by its word.
pub fn denial(id: &str) -> Option<&'static Denial> {
    DENIALS.iter().find(|denial| denial.id == id)
}

impl Denial {
    /// Whether it can be a ground against a request on this right.
    pub fn fits(&self, basis: Basis) -> bool {
        self.access == matches!(basis, Basis::Access | Basis::Directed)
    }
}
