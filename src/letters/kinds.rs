//! Kinds of letters: what each is for, which fields it knows, and the template that comes with the program.

/// One kind of letter.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name in commands and in the database: `warning`.
    pub id: &'static str,
    /// In words.
    pub title: &'static str,
    /// When it is written, in one sentence.
    pub about: &'static str,
    /// Fields besides those of every letter.
    pub fields: &'static [FieldWords],
    /// Fields that stand for a table, alone in their paragraph.
    pub tables: &'static [FieldWords],
    /// The template that comes with the program.
    pub shipped: &'static str,
}

/// A field's name and what stands in it.
pub type FieldWords = (&'static str, &'static str);

/// Fields that every letter knows.
pub const COMMON: &[FieldWords] = &[
    ("hospital", "name of the hospital"),
    ("hospital_address", "address from the letter head"),
    ("hospital_phone", "telephone from the letter head"),
    ("department", "department from the letter head"),
    ("contact", "name or title of the contact person from the letter head"),
    ("contact_phone", "telephone of the contact person"),
    ("today", "date of the letter"),
    ("recipient", "name of the recipient"),
    ("recipient_address", "lines of the recipient's address"),
    ("salutation", "the recipient as one addresses them: Dr. Lee"),
    ("reference", "number of the letter's matter"),
    ("sender", "name of the person who writes"),
];

const OWED: &[FieldWords] = &[
    ("count", "number of open items"),
    ("oldest_days", "days since the oldest discharge"),
    ("due", "date by which the records are to be complete"),
    ("level", "level of the warning in words"),
    ("behalf", "a sentence, if the letter goes to the delegate of somebody who is away; else empty"),
    ("others", "a sentence about further open items, if there are any; else empty"),
];

const OWED_TABLE: &[FieldWords] = &[("items", "table: patient record, encounter, what is owed, days")];

const SUSPENSION: &[FieldWords] = &[
    ("count", "number of open items"),
    ("oldest_days", "days since the oldest discharge"),
    ("effective", "date from which the suspension holds"),
    ("approver", "who approved it"),
    ("reason", "reason in words"),
    ("behalf", "a sentence, if the letter goes to the delegate of somebody who is away; else empty"),
];

const AMENDMENT: &[FieldWords] = &[
    ("patient", "name of the patient"),
    ("mrn", "record number"),
    ("received", "date on which the request was received"),
    ("what", "what the patient asks to be amended"),
    ("document", "the document that it concerns"),
    ("due", "date by which the hospital answers"),
    ("reason", "reason of the delay, the decision or the rebuttal"),
    ("basis", "basis of a denial in the words of 164.526(a)(2)"),
    ("informed", "others who are told of the amendment"),
];

const RELEASE: &[FieldWords] = &[
    ("patient", "name of the patient"),
    ("mrn", "record number"),
    ("received", "date on which the request was received"),
    ("what", "what was asked for"),
    ("due", "date by which the hospital answers"),
    ("status", "how the request stands"),
    ("reason", "reason of a delay, a denial or a review"),
    ("denied", "what is denied"),
    ("ground", "ground of a denial with its citation"),
    ("rest", "that the other part is released"),
    ("review", "the right to a review, where there is one"),
    ("complain", "how to complain to the hospital, where the law wants it said"),
    ("hhs", "how to complain to the Secretary, where the law wants it said"),
    ("told", "outcome of a review"),
    ("total", "amount of an invoice"),
    ("how", "how an amount was reckoned"),
    ("first", "that it is to be paid first, where that is allowed"),
    ("enclosed", "what is enclosed"),
    ("pages", "number of pages"),
    ("part2", "notice that goes with substance use disorder records"),
];

const MISSING: &[FieldWords] = &[("missing", "table: what was not shown, its rule, what is needed")];

/// The kinds, in the order in which a matter meets them.
pub const KINDS: &[Kind] = &[
    Kind {
        id: "owed-list",
        title: "List of open records",
        about: "What one provider owes, without a warning.",
        fields: OWED,
        tables: OWED_TABLE,
        shipped: include_str!("templates/owed-list.txt"),
    },
    Kind {
        id: "reminder",
        title: "Reminder",
        about: "Records are open and not late yet.",
        fields: OWED,
        tables: OWED_TABLE,
        shipped: include_str!("templates/reminder.txt"),
    },
    Kind {
        id: "warning",
        title: "Warning",
        about: "Records are open past the days allowed.",
        fields: OWED,
        tables: OWED_TABLE,
        shipped: include_str!("templates/warning.txt"),
    },
    Kind {
        id: "delinquent",
        title: "Final notice",
        about: "Records are delinquent; suspension follows.",
        fields: OWED,
        tables: OWED_TABLE,
        shipped: include_str!("templates/delinquent.txt"),
    },
    Kind {
        id: "suspension",
        title: "Notice of suspension",
        about: "Privileges are suspended until records are complete.",
        fields: SUSPENSION,
        tables: OWED_TABLE,
        shipped: include_str!("templates/suspension.txt"),
    },
    Kind {
        id: "suspension-lifted",
        title: "Suspension lifted",
        about: "Records are complete; the suspension has ended.",
        fields: SUSPENSION,
        tables: &[],
        shipped: include_str!("templates/suspension-lifted.txt"),
    },
    Kind {
        id: "amendment-received",
        title: "Amendment request received",
        about: "Tells the patient that the request is here and by when it is answered.",
        fields: AMENDMENT,
        tables: &[],
        shipped: include_str!("templates/amendment-received.txt"),
    },
    Kind {
        id: "amendment-extended",
        title: "Amendment request extended",
        about: "The one extension of 30 days, with its reason and the new date: 45 CFR 164.526(b)(2)(ii).",
        fields: AMENDMENT,
        tables: &[],
        shipped: include_str!("templates/amendment-extended.txt"),
    },
    Kind {
        id: "amendment-accepted",
        title: "Amendment accepted",
        about: "The record is amended, others are told: 45 CFR 164.526(c).",
        fields: AMENDMENT,
        tables: &[],
        shipped: include_str!("templates/amendment-accepted.txt"),
    },
    Kind {
        id: "amendment-denied",
        title: "Amendment denied",
        about: "The denial with basis and rights: 45 CFR 164.526(d)(1).",
        fields: AMENDMENT,
        tables: &[],
        shipped: include_str!("templates/amendment-denied.txt"),
    },
    Kind {
        id: "amendment-rebuttal",
        title: "Rebuttal to a statement of disagreement",
        about: "The hospital's answer, a copy of which the patient gets: 45 CFR 164.526(d)(3).",
        fields: AMENDMENT,
        tables: &[],
        shipped: include_str!("templates/amendment-rebuttal.txt"),
    },
    Kind {
        id: "release-received",
        title: "Request for records received",
        about: "Says that the request is here, with its number and the day of the answer.",
        fields: RELEASE,
        tables: &[],
        shipped: include_str!("templates/release-received.txt"),
    },
    Kind {
        id: "release-missing",
        title: "Request for records: something is missing",
        about: "Names exactly what was not shown, each with its rule.",
        fields: RELEASE,
        tables: MISSING,
        shipped: include_str!("templates/release-missing.txt"),
    },
    Kind {
        id: "release-extended",
        title: "Request for records extended",
        about: "The one extension of 30 days, with its reason and the new date: 45 CFR 164.524(b)(2)(iii).",
        fields: RELEASE,
        tables: &[],
        shipped: include_str!("templates/release-extended.txt"),
    },
    Kind {
        id: "release-denied",
        title: "Request for records denied",
        about: "The denial, whole or in part, with ground, review and complaint: 45 CFR 164.524(d)(2).",
        fields: RELEASE,
        tables: &[],
        shipped: include_str!("templates/release-denied.txt"),
    },
    Kind {
        id: "release-reviewed",
        title: "Denial reviewed",
        about: "What the review of a denial found: 45 CFR 164.524(d)(4).",
        fields: RELEASE,
        tables: &[],
        shipped: include_str!("templates/release-reviewed.txt"),
    },
    Kind {
        id: "release-status",
        title: "Status of a request for records",
        about: "How the request stands, in plain words.",
        fields: RELEASE,
        tables: &[],
        shipped: include_str!("templates/release-status.txt"),
    },
    Kind {
        id: "release-invoice",
        title: "Invoice for copies",
        about: "What the copy costs and how that was reckoned.",
        fields: RELEASE,
        tables: &[],
        shipped: include_str!("templates/release-invoice.txt"),
    },
    Kind {
        id: "release-none",
        title: "No records found",
        about: "The hospital has no such records.",
        fields: RELEASE,
        tables: &[],
        shipped: include_str!("templates/release-none.txt"),
    },
    Kind {
        id: "release-cover",
        title: "Cover letter of records",
        about: "Goes with the records; carries the notice of 42 CFR 2.32 where it must.",
        fields: RELEASE,
        tables: &[],
        shipped: include_str!("templates/release-cover.txt"),
    },
];

/// Letters about open records, the mildest first.
pub const WARNINGS: &[&str] = &["reminder", "warning", "delinquent", "suspension"];

/// The kind with a name.
pub fn kind(id: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.id == id)
}

impl Kind {
    /// All fields, those of every letter first.
    pub fn all_fields(&self) -> impl Iterator<Item = &'static FieldWords> {
        COMMON.iter().chain(self.fields).chain(self.tables)
    }

    /// How severe a letter about open records is: 1 the mildest; none if it is no warning.
    pub fn severity(&self) -> Option<usize> {
        WARNINGS.iter().position(|id| *id == self.id).map(|at| at + 1)
    }

    /// Whether it tells a provider what is open.
    pub fn tells_owed(&self) -> bool {
        std::ptr::eq(self.fields, OWED)
    }

    /// Whether the field stands for a table.
    pub fn is_table(&self, field: &str) -> bool {
        self.tables.iter().any(|(name, _)| *name == field)
    }
}
