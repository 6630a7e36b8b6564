SELECT w.item_id, a.received_on, w.due_at, ifnull(p.family || ', ' || p.given, ''), ifnull(p.mrn, ''), w.title
FROM work_item w JOIN amendment a ON a.amendment_id = w.subject_id LEFT JOIN patient p ON p.patient_id = w.patient_id
WHERE w.queue = 'amendments' AND w.closed_at IS NULL AND w.due_rule = :rule AND a.extended_at IS NULL
