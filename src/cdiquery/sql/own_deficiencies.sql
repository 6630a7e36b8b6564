SELECT d.deficiency_id, trim(p.family || ', ' || p.given, ', '), ifnull(p.mrn, ''), ifnull(p.birth_date, ''), d.patient_id, d.name, d.lack,
       d.state, d.start_at, d.due_at, d.reason, d.note, ifnull(o.title, ''), e.discharge_at
FROM deficiency d INDEXED BY deficiency_owed
JOIN patient p ON p.patient_id = d.patient_id
JOIN encounter e ON e.encounter_id = d.encounter_id
LEFT JOIN document o ON o.document_id = d.document_id
WHERE d.responsible_id = :me AND d.state IN ('open', 'disputed')
ORDER BY d.level DESC, d.deficiency_id DESC LIMIT 500
