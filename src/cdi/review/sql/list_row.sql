SELECT e.admit_at, e.discharge_at, e.state, CASE e.account_number WHEN '' THEN e.visit_number ELSE e.account_number END, e.place,
  r.score, r.n_open, r.next_on, r.last_at, r.last_by, r.n_reviews,
  (SELECT d.drg FROM cdi_drg d WHERE d.encounter_id = r.encounter_id AND d.stage = 'working' ORDER BY d.drg_id DESC LIMIT 1)
FROM cdi_review r JOIN encounter e ON e.encounter_id = r.encounter_id
WHERE r.encounter_id = ?1
