SELECT e.encounter_id, e.patient_id, e.class, e.state, e.service, e.admit_at, e.discharge_at, e.disposition_text,
       ifnull(r.family || ', ' || r.given, e.attending_text), ifnull(c.state, ''), ifnull(c.n_open, 0), ifnull(c.reviewed_by, ''),
       ifnull(c.reviewed_at, ''), ifnull(c.closed_reason, '')
FROM encounter e LEFT JOIN practitioner r ON r.practitioner_id = e.attending_id
LEFT JOIN chart_completion c ON c.encounter_id = e.encounter_id
WHERE e.encounter_id = ?1
