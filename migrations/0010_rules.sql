-- Clocks of the law and of the hospital, as dated rules. A version that was set is never edited: the next one is added, so
-- that a running clock can name the version with which it was started.

CREATE TABLE clock_rule (
  clock_rule_id  INTEGER PRIMARY KEY,       -- what due_rule columns hold: this very version
  rule_id        TEXT NOT NULL,
  version        INTEGER NOT NULL,
  name           TEXT NOT NULL,
  starts         TEXT NOT NULL,             -- the event, in words after "after"
  value          INTEGER NOT NULL CHECK (value BETWEEN 0 AND 36600),
  unit           TEXT NOT NULL CHECK (unit IN ('hours', 'days', 'business-days', 'years', 'year-end-days')),
  extension_days INTEGER NOT NULL DEFAULT 0 CHECK (extension_days >= 0),   -- once
  pause_days     INTEGER NOT NULL DEFAULT 0 CHECK (pause_days >= 0),       -- at most, and only where law has it
  citation       TEXT NOT NULL,
  scope          TEXT NOT NULL DEFAULT '',  -- empty: the whole hospital; else 'facility:…', 'service:…', 'state:…'
  valid_from     TEXT NOT NULL,
  valid_to       TEXT CHECK (valid_to IS NULL OR valid_to >= valid_from),
  note           TEXT NOT NULL DEFAULT '',
  set_by         TEXT NOT NULL,
  set_at         TEXT NOT NULL,
  UNIQUE (rule_id, version)
) STRICT;

INSERT INTO clock_rule (rule_id, version, name, starts, value, unit, extension_days, pause_days, citation, valid_from, note, set_by, set_at)
SELECT column1, 1, column2, column3, column4, column5, column6, column7, column8, column9, column10, 'shipped', '2026-11-28T00:00:00Z' FROM (VALUES
  ('access-request', 'Patient access request', 'receipt anywhere in the organisation', 30, 'days', 30, 0, '45 CFR 164.524(b)(2)', '2013-03-26',
   'Extended once, by a written reason and a new date sent inside the first 30 days. A request on hold does not stop it.'),
  ('amendment-request', 'Amendment request', 'receipt', 60, 'days', 30, 0, '45 CFR 164.526(b)(2)', '2003-04-14',
   'Extended once, by a written reason and a new date sent inside the first 60 days.'),
  ('accounting-request', 'Accounting of disclosures', 'receipt', 60, 'days', 30, 0, '45 CFR 164.528(c)(1)', '2003-04-14',
   'Extended once, by a written reason and a new date sent inside the first 60 days.'),
  ('breach-individuals', 'Breach: notice to individuals', 'discovery', 60, 'days', 0, 0, '45 CFR 164.404', '2009-09-23',
   'Without unreasonable delay, never later. Discovery is the first day known, or that should have been known, to any workforce member or agent.'),
  ('breach-hhs-large', 'Breach of 500 or more: notice to HHS', 'discovery', 60, 'days', 0, 0, '45 CFR 164.408(b)', '2009-09-23',
   'Together with the notice to individuals.'),
  ('breach-hhs-small', 'Breach of fewer than 500: notice to HHS', 'the end of the year of discovery', 60, 'year-end-days', 0, 0, '45 CFR 164.408(c)', '2009-09-23', ''),
  ('breach-media', 'Breach of more than 500 residents of one state: notice to media', 'discovery', 60, 'days', 0, 0, '45 CFR 164.406', '2009-09-23', ''),
  ('breach-associate', 'Breach at a business associate: notice to the hospital', 'discovery by the associate', 60, 'days', 0, 0, '45 CFR 164.410', '2009-09-23', ''),
  ('history-physical', 'History and physical', 'admission', 24, 'hours', 0, 0, '42 CFR 482.22(c)(5), 482.24(c)(4)(i)', '2007-01-26',
   'On the chart within 24 hours after admission and before surgery; done at most 30 days before admission.'),
  ('history-physical-update', 'Update of an earlier history and physical', 'admission', 24, 'hours', 0, 0, '42 CFR 482.22(c)(5), 482.24(c)(4)(i)', '2007-01-26',
   'Before surgery or anesthesia in any case.'),
  ('record-completion', 'Final diagnosis and completion of the record', 'discharge', 30, 'days', 0, 0, '42 CFR 482.24(c)(4)(viii)', '1986-09-15', ''),
  ('operative-report', 'Operative report', 'the end of the operation', 0, 'hours', 0, 0, '42 CFR 482.51(b)(6)', '1986-09-15',
   'Written or dictated immediately. "Within 24 hours" is a policy of some hospitals, not a federal rule.'),
  ('postoperative-note', 'Post-operative note while the full report is not on the chart', 'the end of the operation', 0, 'hours', 0, 0, 'Joint Commission RC.02.01.03', '2009-01-01',
   'Before the move to the next level of care.'),
  ('anesthesia-record', 'Anesthesia record', 'the end of the operation', 48, 'hours', 0, 0, '42 CFR 482.52(b)(2)-(3); time by hospital policy', '1986-09-15',
   'The time is policy: the rule wants the record and, within 48 hours, the evaluation after anesthesia.'),
  ('verbal-order', 'Authentication of a verbal order', 'the order', 48, 'hours', 0, 0, 'hospital policy under 42 CFR 482.24(c)(2)-(3)', '2012-07-16',
   'State law or the hospital sets the time; 48 hours is a common policy.'),
  ('consult-answer', 'Answer to a consultation request', 'the request', 24, 'hours', 0, 0, 'medical staff bylaws', '1986-09-15', 'Policy of the medical staff.'),
  ('overpayment-refund', 'Refund of a Medicare overpayment', 'identification', 60, 'days', 0, 180, '42 CFR 401.305', '2025-01-01',
   'Paused for up to 180 days by a good-faith investigation of related overpayments; looks back 6 years.'),
  ('infeasibility-reply', 'Information blocking: reply that a request is infeasible', 'the request', 10, 'business-days', 0, 0, '45 CFR 171.204', '2021-04-05', 'Read the text before relying on it.'),
  ('disclosure-suspension-oral', 'Suspension of an accounting on an oral statement', 'the official''s statement', 30, 'days', 0, 0, '45 CFR 164.528(a)(2)', '2003-04-14',
   'A written statement holds for the period that it names.'),
  ('keep-hipaa-papers', 'Keeping of HIPAA documentation', 'creation, or the day it was last in effect', 6, 'years', 0, 0, '45 CFR 164.316(b)(2), 164.530(j)', '2003-04-14',
   'Policies, authorizations, accountings, complaints. Not medical records.'),
  ('keep-records', 'Keeping of hospital records', 'discharge or last care', 5, 'years', 0, 0, '42 CFR 482.24(b)(1)', '1986-09-15', 'At least; state law usually asks for longer.')
);
