SELECT w.item_id, r.received_on, w.due_at, ifnull(p.family || ', ' || p.given, ''), ifnull(p.mrn, ''), w.title
FROM release_request r INDEXED BY release_running
JOIN work_item w ON w.subject_kind = 'request' AND w.subject_id = r.request_id AND w.queue = 'release' AND w.closed_at IS NULL
LEFT JOIN patient p ON p.patient_id = w.patient_id
WHERE r.due_rule = :rule AND r.closed_at IS NULL AND r.extended_at IS NULL
