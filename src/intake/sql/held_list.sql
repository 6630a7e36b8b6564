SELECT h.held_edit_id, h.patient_id, p.mrn, p.family, p.given, h.traits, h.proposed, h.by, h.at, h.version
FROM held_edit h JOIN patient p USING (patient_id)
WHERE h.state = 'held' AND h.held_edit_id > :after
ORDER BY h.held_edit_id
LIMIT :limit
