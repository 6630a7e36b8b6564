SELECT m.medication_id, m.encounter_id, m.display, m.directions, m.started
FROM medication m
WHERE m.patient_id = ?1
ORDER BY m.medication_id
