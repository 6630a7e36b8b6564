SELECT e.encounter_id, e.patient_id, e.class, e.state, e.service, e.payer, e.admit_at, e.discharge_at, e.disposition_code,
  e.disposition_text, e.attending_id, ifnull(trim(c.given || ' ' || c.family), e.attending_text),
  CASE e.account_number WHEN '' THEN e.visit_number ELSE e.account_number END, p.mrn, p.family || ', ' || p.given, p.sex,
  p.birth_date, a.account_id, ifnull(a.state, ''), ifnull(r.version, 0), ifnull(r.on_list, 0), ifnull(r.sheet, ''),
  ifnull(r.seen, ''), r.first_at, ifnull(r.first_by, ''), r.last_at, ifnull(r.last_by, ''), ifnull(r.n_reviews, 0), r.next_on,
  ifnull(r.score, 0), e.place
FROM encounter e
JOIN patient p ON p.patient_id = e.patient_id
LEFT JOIN practitioner c ON c.practitioner_id = e.attending_id
LEFT JOIN coding_account a ON a.encounter_id = e.encounter_id
LEFT JOIN cdi_review r ON r.encounter_id = e.encounter_id
WHERE e.encounter_id = ?1
