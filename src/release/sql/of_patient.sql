SELECT r.request_id, r.version, r.requester_id, q.name AS requester_name, q.address AS requester_address, q.state AS requester_state,
       q.fax, q.verified_at, r.kind, r.basis, r.actor, r.patient_id, ifnull(p.family || ', ' || p.given, r.patient_words) AS patient_name,
       ifnull(p.mrn, '') AS mrn, p.birth_date, r.purpose, r.range_from, r.range_to, r.kinds, r.specify, r.format, r.delivery,
       r.deliver_to, r.part2, r.psychotherapy, r.certify, r.received_on, r.wanted_by, r.due_at, r.due_rule,
       r.extended_at IS NOT NULL AS extended, r.extension_reason, r.state, r.before_wait, r.state_reason, r.signed_on,
       r.expires_on, r.expires_event, r.revoked_on, r.pages, r.gathered, r.sensitive, r.gathered_by,
       ifnull(g.full_name, '') AS gatherer, r.updated_by, r.updated_at
FROM release_request r
JOIN requester q ON q.requester_id = r.requester_id
LEFT JOIN patient p ON p.patient_id = r.patient_id
LEFT JOIN user_account g ON g.user_id = r.gathered_by
WHERE r.patient_id = :patient AND r.request_id < :before
ORDER BY r.request_id DESC
LIMIT :limit
