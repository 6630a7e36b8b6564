SELECT c.encounter_id, c.patient_id, p.family || ', ' || p.given, p.mrn, c.service, c.discharge_at, c.n_open
FROM chart_completion c INDEXED BY chart_completion_state JOIN patient p ON p.patient_id = c.patient_id
WHERE c.state = 'delinquent' AND c.class IN ('inpatient', 'observation') AND (:service IS NULL OR c.service = :service)
  AND (NOT :by_attending OR c.attending_id IS :attending)
ORDER BY c.discharge_at LIMIT :limit
