SELECT d.encounter_id, d.patient_id, p.family || ', ' || p.given, p.mrn, e.service, e.discharge_at, 0,
       d.deficiency_id, d.name, d.dispute_reason, d.assigned_at
FROM deficiency d INDEXED BY deficiency_upheld JOIN patient p ON p.patient_id = d.patient_id
JOIN encounter e ON e.encounter_id = d.encounter_id
WHERE d.upheld = 1 AND d.assigned_at >= :from AND d.assigned_at < :to
ORDER BY d.assigned_at LIMIT :limit
