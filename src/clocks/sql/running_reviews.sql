SELECT w.item_id, e.discharge_at, w.due_at, ifnull(p.family || ', ' || p.given, ''), ifnull(p.mrn, ''), w.title
FROM work_item w JOIN encounter e ON e.encounter_id = w.encounter_id LEFT JOIN patient p ON p.patient_id = w.patient_id
WHERE w.queue = 'completion' AND w.closed_at IS NULL AND w.due_rule = :rule
