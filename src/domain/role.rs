//! Who may do what: roles of a Health Information Management department and the permissions each carries.
//!
//! Deny by default: a permission that no role of the user carries is refused, in the writer and in the reader.
//! Role classes with stated access are what minimum necessary asks for: 45 CFR 164.514(d)(2).

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal, $title:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }
        impl $name {
            /// All of them, in reading order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            /// The word in the database and on the command line.
            pub const fn word(self) -> &'static str { match self { $(Self::$variant => $text,)* } }
            /// The words on screen.
            pub const fn title(self) -> &'static str { match self { $(Self::$variant => $title,)* } }
            /// From the word in the database.
            pub fn from_word(word: &str) -> Option<Self> { match word { $($text => Some(Self::$variant),)* _ => None } }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { f.write_str(self.title()) }
        }
    };
}
pub(crate) use words;

words! {
    /// A role class of the department.
    Role {
        /// Registers patients and keeps demographics.
        Registrar = "registrar", "Registrar";
        /// Scans and indexes documents.
        IndexingClerk = "indexing-clerk", "Indexing clerk";
        /// Reviews charts and assigns deficiencies.
        RecordAnalyst = "record-analyst", "Record analyst";
        /// Releases information.
        ReleaseSpecialist = "release-specialist", "Release specialist";
        /// Codes accounts.
        Coder = "coder", "Coder";
        /// Audits coding.
        CodingAuditor = "coding-auditor", "Coding auditor";
        /// Reviews documentation and writes queries.
        CdiSpecialist = "cdi-specialist", "CDI specialist";
        /// Keeps the master patient index.
        MpiAnalyst = "mpi-analyst", "MPI analyst";
        /// Answers for privacy.
        PrivacyOfficer = "privacy-officer", "Privacy officer";
        /// Researches or measures quality.
        QualityAnalyst = "quality-analyst", "Quality analyst";
        /// Answers queries and completes own deficiencies.
        Provider = "provider", "Provider";
        /// Leads the department.
        Supervisor = "supervisor", "HIM supervisor";
        /// Keeps users, interfaces and the file; sees no charts by this role.
        Administrator = "administrator", "System administrator";
        /// Looks, changes nothing.
        Surveyor = "surveyor", "Surveyor, read only";
    }
}

words! {
    /// One thing that a person may be allowed to do.
    Permission {
        /// Anyone with an active account: own settings, own drafts, help.
        SignedIn = "signed-in", "use the program";
        /// Find patients and see their identifying data.
        FindPatients = "find-patients", "look patients up";
        /// Open charts and read documents and results.
        ReadCharts = "read-charts", "read charts";
        /// Register patients and open encounters.
        Register = "register", "register patients";
        /// Change demographics.
        EditDemographics = "edit-demographics", "change demographics";
        /// Decide demographic changes that were held for review.
        ReviewIdentity = "review-identity", "decide held identity changes";
        /// File documents in charts.
        FileDocuments = "file-documents", "file documents";
        /// Import records and work the error queue.
        Import = "import", "import records";
        /// Set flags such as legal hold and confidential.
        SetFlags = "set-flags", "set chart flags";
        /// Copy patient data to the clipboard.
        CopyOut = "copy-out", "copy text to the clipboard";
        /// Code accounts: claim, code, hold, sign as final.
        Code = "code", "code accounts";
        /// Second-level review, billing, assignment, every coder's figures.
        ReviewCoding = "review-coding", "review coding";
        /// Retract documents, move them to the right chart.
        CorrectRecords = "correct-records", "retract and move documents";
        /// Take patients' requests to amend the record, extend them, keep what belongs to them.
        HandleAmendments = "handle-amendments", "handle amendment requests";
        /// Accept or deny a request to amend the record.
        DecideAmendments = "decide-amendments", "decide amendment requests";
        /// Log requests for records, check, gather, bill, send them.
        HandleReleases = "handle-releases", "handle requests for records";
        /// Deny a request for records, decide escalated ones, overturn a denial.
        DecideReleases = "decide-releases", "decide requests for records";
        /// Keep the directory of providers: service, NPI, leave, delegate.
        KeepProviders = "keep-providers", "keep the providers' directory";
        /// Write letters and see the log of letters.
        SendLetters = "send-letters", "send letters";
        /// Change the hospital's letter templates and letter head.
        EditTemplates = "edit-templates", "change letter templates";
        /// See who looked at a chart, and the audit log.
        ReadAudit = "read-audit", "read the audit log";
        /// Set rules of clocks and of chart completion.
        KeepRules = "keep-rules", "set rules";
        /// Review charts, assign and close deficiencies.
        ReviewCharts = "review-charts", "review charts";
        /// Waive deficiencies, close charts by decision, keep the suspension list.
        DecideCompletion = "decide-completion", "decide on deficiencies";
        /// Add and disable users, set roles.
        ManageUsers = "manage-users", "manage users";
        /// Take items from others, assign, set priorities, keep teams and common views.
        ManageWork = "manage-work", "manage worklists and teams";
        /// Load and remove code sets.
        LoadCodes = "load-codes", "load code sets";
        /// Review documentation for gaps, set findings aside, write queries.
        ReviewDocumentation = "review-documentation", "review documentation";
        /// Read and answer the queries put to oneself, see own deficiencies.
        AnswerQueries = "answer-queries", "answer own queries";
        /// Work in the department: worklists, code sets. Everybody but a provider.
        WorkHere = "work-here", "work in the department";
        /// Check, back up and initialise the file.
        Operate = "operate", "operate the database";
    }
}

impl Role {
    /// The permissions of this role.
    pub fn permissions(self) -> &'static [Permission] {
        use Permission::{
            AnswerQueries, Code, CopyOut, CorrectRecords, DecideAmendments, DecideCompletion, DecideReleases,
            EditDemographics, EditTemplates, FileDocuments, FindPatients, HandleAmendments, HandleReleases,
            Import, KeepProviders, KeepRules, LoadCodes, ManageUsers, ManageWork, Operate, ReadAudit,
            ReadCharts, Register, ReviewCharts, ReviewCoding, ReviewDocumentation, ReviewIdentity,
            SendLetters, SetFlags, SignedIn, WorkHere,
        };
        match self {
            Self::Registrar => &[SignedIn, WorkHere, FindPatients, ReadCharts, Register, EditDemographics],
            Self::IndexingClerk => {
                &[SignedIn, WorkHere, FindPatients, ReadCharts, FileDocuments, CorrectRecords, Import]
            }
            Self::RecordAnalyst => &[
                SignedIn,
                WorkHere,
                ReviewCharts,
                FindPatients,
                ReadCharts,
                FileDocuments,
                CorrectRecords,
                KeepProviders,
                SendLetters,
                CopyOut,
            ],
            Self::ReleaseSpecialist => &[
                SignedIn,
                WorkHere,
                FindPatients,
                ReadCharts,
                FileDocuments,
                SetFlags,
                HandleAmendments,
                SendLetters,
                CopyOut,
                HandleReleases,
            ],
            Self::Coder => &[SignedIn, WorkHere, FindPatients, ReadCharts, CopyOut, Code],
            Self::CodingAuditor => {
                &[SignedIn, WorkHere, FindPatients, ReadCharts, CopyOut, Code, ReviewCoding]
            }
            Self::CdiSpecialist => {
                &[SignedIn, WorkHere, FindPatients, ReadCharts, CopyOut, ReviewDocumentation, SendLetters]
            }
            Self::MpiAnalyst => &[
                SignedIn,
                WorkHere,
                FindPatients,
                ReadCharts,
                Register,
                EditDemographics,
                ReviewIdentity,
                CorrectRecords,
                Import,
                SetFlags,
                CopyOut,
            ],
            Self::PrivacyOfficer => &[
                SignedIn,
                WorkHere,
                FindPatients,
                ReadCharts,
                SetFlags,
                HandleAmendments,
                DecideAmendments,
                SendLetters,
                ReadAudit,
                CopyOut,
                HandleReleases,
                DecideReleases,
            ],
            Self::QualityAnalyst | Self::Surveyor => &[SignedIn, WorkHere, FindPatients, ReadCharts],
            Self::Provider => &[SignedIn, AnswerQueries],
            Self::Supervisor => &[
                SignedIn,
                WorkHere,
                FindPatients,
                ReadCharts,
                Register,
                EditDemographics,
                ReviewIdentity,
                FileDocuments,
                CorrectRecords,
                HandleAmendments,
                DecideAmendments,
                KeepProviders,
                SendLetters,
                EditTemplates,
                Import,
                SetFlags,
                CopyOut,
                ReadAudit,
                Code,
                ReviewCoding,
                KeepRules,
                ReviewCharts,
                DecideCompletion,
                ManageWork,
                LoadCodes,
                ReviewDocumentation,
                HandleReleases,
                DecideReleases,
            ],
            Self::Administrator => &[SignedIn, WorkHere, Import, ReadAudit, ManageUsers, Operate, LoadCodes],
        }
    }

    /// Whether this role carries the permission.
    pub fn allows(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
}

/// Whether any of the roles carries the permission. Without roles, nothing is allowed.
pub fn allowed(roles: &[Role], permission: Permission) -> bool {
    roles.iter().any(|role| role.allows(permission))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_allowed_without_a_role() {
        assert!(Permission::ALL.iter().all(|p| !allowed(&[], *p)));
    }

    #[test]
    fn words_come_back() {
        assert!(Role::ALL.iter().all(|r| Role::from_word(r.word()) == Some(*r)));
        assert!(Permission::ALL.iter().all(|p| Permission::from_word(p.word()) == Some(*p)));
    }

    #[test]
    fn the_administrator_role_reads_no_charts() {
        assert!(!Role::Administrator.allows(Permission::ReadCharts));
        assert!(!Role::Surveyor.allows(Permission::EditDemographics));
    }
}
