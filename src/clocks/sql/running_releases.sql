SELECT r.request_id, r.received_on, r.due_at, ifnull(p.family || ', ' || p.given, r.patient_words), ifnull(p.mrn, ''),
       'Request for records ' || r.request_id
FROM release_request r INDEXED BY release_running
LEFT JOIN patient p ON p.patient_id = r.patient_id
WHERE r.due_rule = :rule AND r.closed_at IS NULL AND r.extended_at IS NULL
ORDER BY r.request_id
