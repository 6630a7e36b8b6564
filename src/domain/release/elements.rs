//! What must be shown, element by element, each with its citation and with what is asked for when it is not.

/// One thing that must be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its word in the database and on the command line.
    pub id: &'static str,
    /// What is looked for, in words that follow a tick.
    pub title: &'static str,
    /// Where it is written.
    pub citation: &'static str,
    /// What the requester is asked for when it fails.
    pub asks: &'static str,
}

const fn of(id: &'static str, title: &'static str, citation: &'static str, asks: &'static str) -> Element {
    Element { id, title, citation, asks }
}

pub(super) const IDENTITY: &[Element] = &[of(
    "identity",
    "Identity and authority of who asks are verified",
    "45 CFR 164.514(h)(1)",
    "Show who you are: a copy of a photo identification, or of your office's.",
)];

pub(super) const AGENT: &[Element] = &[
    of(
        "authority",
        "Papers show the authority to act for the patient",
        "45 CFR 164.502(g)(2)",
        "Send the papers that give you authority: guardianship, health care proxy in effect, or power of attorney.",
    ),
    of(
        "no-danger",
        "No reason to believe that this person abuses or endangers the patient",
        "45 CFR 164.502(g)(5)",
        "We cannot treat you as the patient's representative; the contact below explains why.",
    ),
];

pub(super) const PARENT: &[Element] = &[
    of(
        "parent",
        "Papers show that the person is the minor's parent or guardian",
        "45 CFR 164.502(g)(3)",
        "Send a paper that shows that you are the minor's parent or guardian.",
    ),
    of(
        "minor-own-care",
        "Care to which the minor alone consented is left out, as state law has it",
        "45 CFR 164.502(g)(3)(i)-(ii)",
        "Care that the minor agreed to alone needs the minor's own authorization.",
    ),
    of(
        "no-danger",
        "No reason to believe that this person abuses or endangers the patient",
        "45 CFR 164.502(g)(5)",
        "We cannot treat you as the patient's representative; the contact below explains why.",
    ),
];

pub(super) const EXECUTOR: &[Element] = &[of(
    "executor",
    "Papers show authority for the deceased person or the estate",
    "45 CFR 164.502(g)(4)",
    "Send the letters of appointment, or the paper that gives you authority under state law.",
)];

pub(super) const DIRECTED: &[Element] = &[
    of(
        "directed-signed",
        "In writing and signed by the patient",
        "45 CFR 164.524(c)(3)(ii)",
        "Send the request in writing with the patient's signature.",
    ),
    of(
        "directed-who",
        "Names clearly the person who is to get the copy",
        "45 CFR 164.524(c)(3)(ii)",
        "Write clearly who is to get the copy.",
    ),
    of(
        "directed-where",
        "Says clearly where the copy is to be sent",
        "45 CFR 164.524(c)(3)(ii)",
        "Write clearly where the copy is to be sent.",
    ),
];

pub(super) const AUTHORIZATION: &[Element] = &[
    of(
        "description",
        "Describes what may go in a specific and meaningful way",
        "45 CFR 164.508(c)(1)(i)",
        "Describe the information, for example \"discharge summary of May 2026\".",
    ),
    of(
        "discloser",
        "Names who may disclose",
        "45 CFR 164.508(c)(1)(ii)",
        "Name this hospital, or a class that it belongs to, as who may disclose.",
    ),
    of(
        "recipient",
        "Names who may receive",
        "45 CFR 164.508(c)(1)(iii)",
        "Name the person or office that may receive the information.",
    ),
    of(
        "purpose",
        "States each purpose; \"at my request\" is enough",
        "45 CFR 164.508(c)(1)(iv)",
        "State the purpose; \"at my request\" is enough if the patient asks.",
    ),
    of(
        "expiry",
        "Has an expiration date or event, not passed",
        "45 CFR 164.508(c)(1)(v), (b)(2)(i)",
        "State a date or an event, still to come, with which the authorization ends.",
    ),
    of(
        "signature",
        "Signed and dated, not in the future",
        "45 CFR 164.508(c)(1)(vi)",
        "Have it signed and dated by the patient or who acts for the patient.",
    ),
    of(
        "right-to-revoke",
        "Says that it may be revoked in writing, and how",
        "45 CFR 164.508(c)(2)(i)",
        "Add the statement of the right to revoke in writing, its exceptions, and how it is done.",
    ),
    of(
        "conditions",
        "Says whether treatment or payment depends on signing",
        "45 CFR 164.508(c)(2)(ii)",
        "Add the statement whether treatment, payment or enrollment depends on signing.",
    ),
    of(
        "redisclosure",
        "Says that the recipient may pass the information on",
        "45 CFR 164.508(c)(2)(iii)",
        "Add the statement that the information may be disclosed again and lose its protection.",
    ),
    of(
        "plain-language",
        "Written in plain language",
        "45 CFR 164.508(c)(3)",
        "Send an authorization in plain language; our own form may be used.",
    ),
    of("complete", "Filled out completely", "45 CFR 164.508(b)(2)(ii)", "Fill out every field of the form."),
    of(
        "not-revoked",
        "Not known to be revoked",
        "45 CFR 164.508(b)(2)(iii)",
        "The authorization was revoked; a new one is needed.",
    ),
    of(
        "not-combined",
        "Not combined or conditioned against the rule",
        "45 CFR 164.508(b)(2)(iv), (b)(3)-(4)",
        "Send an authorization that stands by itself and on which nothing depends.",
    ),
    of(
        "not-false",
        "Nothing material in it is known to be false",
        "45 CFR 164.508(b)(2)(v)",
        "Send an authorization whose statements are right.",
    ),
];

pub(super) const SIGNER_AUTHORITY: &[Element] = &[of(
    "signer-authority",
    "Describes the authority of who signed for the patient",
    "45 CFR 164.508(c)(1)(vi)",
    "State by what authority the person signed for the patient.",
)];

pub(super) const PSYCHOTHERAPY: &[Element] = &[of(
    "psychotherapy-own",
    "Psychotherapy notes have an authorization of their own",
    "45 CFR 164.508(a)(2), (b)(3)(ii)",
    "Send a separate authorization for psychotherapy notes.",
)];

pub(super) const PSYCHOTHERAPY_OUT: &[Element] = &[of(
    "psychotherapy-out",
    "Psychotherapy notes are left out",
    "45 CFR 164.524(a)(1)(i)",
    "Psychotherapy notes are not part of this right.",
)];

/// A Part 2 consent: what an authorization shows already is not asked twice.
pub(super) const PART2_BESIDE: &[Element] = &[of(
    "part2-description",
    "Part 2 consent: names substance use disorder information specifically",
    "42 CFR 2.31(a)(3)",
    "Have the consent name the substance use disorder information that may go.",
)];

pub(super) const PART2: &[Element] = &[
    of("part2-patient", "Part 2 consent: names the patient", "42 CFR 2.31(a)(1)", "Name the patient."),
    of(
        "part2-discloser",
        "Part 2 consent: names who may disclose",
        "42 CFR 2.31(a)(2)",
        "Name who may disclose, or a class of persons.",
    ),
    of(
        "part2-description",
        "Part 2 consent: names substance use disorder information specifically",
        "42 CFR 2.31(a)(3)",
        "Have the consent name the substance use disorder information that may go.",
    ),
    of(
        "part2-recipient",
        "Part 2 consent: names the recipient; for treatment, payment and operations a class is enough",
        "42 CFR 2.31(a)(4)",
        "Name the recipient.",
    ),
    of("part2-purpose", "Part 2 consent: states each purpose", "42 CFR 2.31(a)(5)", "State the purpose."),
    of(
        "part2-revoke",
        "Part 2 consent: states the right to revoke in writing, and how",
        "42 CFR 2.31(a)(6)",
        "Add the statement of the right to revoke in writing, and how it is done.",
    ),
    of(
        "part2-expiry",
        "Part 2 consent: has an expiration date or event, not passed",
        "42 CFR 2.31(a)(7), (c)",
        "State a date or an event, still to come, with which the consent ends.",
    ),
    of("part2-signature", "Part 2 consent: signed", "42 CFR 2.31(a)(8)", "Have it signed by the patient."),
    of("part2-date", "Part 2 consent: dated, not in the future", "42 CFR 2.31(a)(9)", "Have it dated."),
];

pub(super) const PART2_ORDER: &[Element] = &[of(
    "part2-order",
    "The court's order is one under Part 2, and a subpoena or the like goes with it",
    "42 CFR 2.61, 2.64-2.67",
    "Substance use disorder records need an order under 42 CFR part 2, subpart E, and a subpoena with it.",
)];

pub(super) const TREATMENT: &[Element] = &[of(
    "treats",
    "The requester treats the patient, or is about to",
    "45 CFR 164.506(c)(2)",
    "Confirm that you treat the patient.",
)];

pub(super) const PAYMENT: &[Element] = &[
    of(
        "payment-claim",
        "The request belongs to a claim or a payment for this patient",
        "45 CFR 164.506(c)(3)",
        "Name the claim that the request belongs to.",
    ),
    of(
        "self-pay",
        "Nothing asked for was paid in full by the patient with a restriction to the plan",
        "45 CFR 164.522(a)(1)(vi)",
        "Part of the records is under a restriction that the patient asked for.",
    ),
];

const SUBPOENA: Element = of(
    "subpoena",
    "A subpoena, discovery request or other lawful process is at hand",
    "45 CFR 164.512(e)(1)(ii)",
    "Send the subpoena or discovery request.",
);

pub(super) const NOTICE: &[Element] = &[
    SUBPOENA,
    of(
        "notice-given",
        "Written statement and papers: a good-faith attempt at written notice to the patient",
        "45 CFR 164.512(e)(1)(iii)(A)",
        "Send a written statement, with papers, that written notice was given to the patient or mailed to the last known address.",
    ),
    of(
        "notice-enough",
        "The notice says enough of the proceeding for the patient to object",
        "45 CFR 164.512(e)(1)(iii)(B)",
        "Show that the notice said enough of the proceeding for the patient to object.",
    ),
    of(
        "notice-time",
        "The time to object has passed, and no objection stands",
        "45 CFR 164.512(e)(1)(iii)(C)",
        "Show that the time for objections has passed, and that none was filed or all are resolved.",
    ),
];

pub(super) const PROTECTIVE_ORDER: &[Element] = &[
    SUBPOENA,
    of(
        "order-sought",
        "Written statement and papers: the parties agreed to a qualified protective order, or it was asked for",
        "45 CFR 164.512(e)(1)(iv)",
        "Send a written statement, with papers, that a qualified protective order was agreed to and presented, or asked for.",
    ),
    of(
        "order-terms",
        "The order forbids other use and asks for return or destruction at the end",
        "45 CFR 164.512(e)(1)(v)",
        "The order must forbid other uses and ask for return or destruction at the end.",
    ),
];

pub(super) const ORDER: &[Element] = &[
    of(
        "order-signed",
        "The order is signed by a judge or tribunal with authority",
        "45 CFR 164.512(e)(1)(i)",
        "Send the order with the signature of the court or tribunal.",
    ),
    of(
        "order-names",
        "What is asked for is expressly named in the order",
        "45 CFR 164.512(e)(1)(i)",
        "Only what the order expressly names may go; narrow the request.",
    ),
];

pub(super) const PROCESS: &[Element] = &[
    of(
        "process",
        "A warrant, a subpoena or summons of a judicial officer, or a grand jury subpoena is at hand",
        "45 CFR 164.512(f)(1)(ii)(A)-(B)",
        "Send the warrant, the judicial officer's subpoena or the grand jury's.",
    ),
    of(
        "process-names",
        "No more goes than it names",
        "45 CFR 164.512(f)(1)(ii)",
        "Only what the process names may go; narrow the request.",
    ),
];

pub(super) const ADMINISTRATIVE: &[Element] = &[
    of(
        "relevant",
        "Relevant and material to a legitimate inquiry",
        "45 CFR 164.512(f)(1)(ii)(C)(1)",
        "State that the information is relevant and material to a legitimate law enforcement inquiry.",
    ),
    of(
        "limited",
        "Specific and limited in scope",
        "45 CFR 164.512(f)(1)(ii)(C)(2)",
        "Make the request specific and limited to what the purpose needs.",
    ),
    of(
        "not-anonymous",
        "De-identified information could not reasonably be used",
        "45 CFR 164.512(f)(1)(ii)(C)(3)",
        "State that de-identified information could not reasonably be used.",
    ),
];

pub(super) const REPORTING_LAW: &[Element] = &[of(
    "law-named",
    "The law that requires the report is named",
    "45 CFR 164.512(f)(1)(i)",
    "Name the law that requires the report.",
)];

pub(super) const LOCATE: &[Element] = &[
    of(
        "locate-asked",
        "An official asks, to identify or locate a suspect, fugitive, witness or missing person",
        "45 CFR 164.512(f)(2)",
        "State which person is to be identified or located, and why.",
    ),
    of(
        "locate-limited",
        "Nothing goes besides the eight items of the rule; no DNA, dental record or tissue typing",
        "45 CFR 164.512(f)(2)(i)-(ii)",
        "Only name, address, birth, social security number, blood type, injury, times of treatment or death and marks may go.",
    ),
];

pub(super) const VICTIM: &[Element] = &[of(
    "victim-agrees",
    "The victim agrees, or cannot and the official states the need",
    "45 CFR 164.512(f)(3)",
    "Send the victim's agreement, or the statements of 45 CFR 164.512(f)(3)(ii).",
)];

pub(super) const DECEDENT: &[Element] = &[of(
    "suspicion",
    "The hospital suspects that the death comes from a crime",
    "45 CFR 164.512(f)(4)",
    "This way is open only for a death that the hospital suspects to come from a crime.",
)];

pub(super) const PREMISES: &[Element] = &[of(
    "evidence",
    "The hospital believes in good faith that it is evidence of a crime on its premises",
    "45 CFR 164.512(f)(5)",
    "This way is open only for evidence of a crime on the hospital's premises.",
)];

pub(super) const CORONER: &[Element] = &[of(
    "coroner-duty",
    "For identifying a deceased person, a cause of death or another duty by law",
    "45 CFR 164.512(g)(1)",
    "State the duty for which the records are needed.",
)];

pub(super) const PUBLIC_HEALTH: &[Element] = &[
    of(
        "authority-law",
        "The authority may by law collect this information",
        "45 CFR 164.512(b)(1)(i)",
        "Name the law by which your office may collect this information.",
    ),
    of(
        "minimum-stated",
        "It states that no more is asked for than is needed",
        "45 CFR 164.514(d)(3)(iii)(A)",
        "State that the information is the minimum necessary for your purpose.",
    ),
];

pub(super) const WORKERS_COMP: &[Element] = &[
    of(
        "comp-law",
        "A workers' compensation law allows it",
        "45 CFR 164.512(l)",
        "Name the claim, and the law that allows the request.",
    ),
    of(
        "comp-extent",
        "No more goes than that law needs: the injury of the claim",
        "45 CFR 164.512(l)",
        "Narrow the request to the injury of the claim.",
    ),
];

pub(super) const WAIVER: &[Element] = &[
    of(
        "waiver",
        "Board's waiver: date, its criteria, what may be used, signed by the chair",
        "45 CFR 164.512(i)(2)",
        "Send the waiver of the institutional review board or privacy board.",
    ),
    of(
        "waiver-scope",
        "No more goes than the waiver describes",
        "45 CFR 164.512(i)(2)(iii)",
        "Narrow the request to what the waiver describes.",
    ),
];

const TABLES: &[&[Element]] = &[
    IDENTITY,
    AGENT,
    PARENT,
    EXECUTOR,
    DIRECTED,
    AUTHORIZATION,
    SIGNER_AUTHORITY,
    PSYCHOTHERAPY,
    PSYCHOTHERAPY_OUT,
    PART2,
    PART2_ORDER,
    TREATMENT,
    PAYMENT,
    NOTICE,
    PROTECTIVE_ORDER,
    ORDER,
    PROCESS,
    ADMINISTRATIVE,
    REPORTING_LAW,
    LOCATE,
    VICTIM,
    DECEDENT,
    PREMISES,
    CORONER,
    PUBLIC_HEALTH,
    WORKERS_COMP,
    WAIVER,
];

/// An element by its word.
pub fn element(id: &str) -> Option<&'static Element> {
    TABLES.iter().flat_map(|table| table.iter()).find(|element| element.id == id)
}
