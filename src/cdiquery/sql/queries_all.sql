SELECT q.query_id, q.version, q.encounter_id, q.patient_id, trim(p.family || ', ' || p.given, ', '), ifnull(p.mrn, ''),
       ifnull(p.birth_date, ''), e.visit_number, q.title, q.kind, q.timing, q.way, q.state, q.outcome, q.level, q.provider_id,
       ifnull(trim(r.family || ', ' || r.given || ' ' || r.credential, ', '), ''),
       (SELECT max(l.to_day) FROM practitioner_leave l
        WHERE l.practitioner_id = q.provider_id AND l.from_day <= :today AND l.to_day >= :today),
       g.delegate_id, ifnull(trim(d.family || ', ' || d.given || ' ' || d.credential, ', '), ''),
       q.author, q.created_at, q.sent_at, q.due_at, q.due_rule, q.remind_at, q.peer_at, q.advisor_at, q.answered_at, q.ended_at,
       q.n_reminders, q.service, q.finding, q.document_id, q.author_id
FROM cdi_query q
JOIN patient p ON p.patient_id = q.patient_id
JOIN encounter e ON e.encounter_id = q.encounter_id
LEFT JOIN practitioner r ON r.practitioner_id = q.provider_id
LEFT JOIN practitioner_delegate g ON g.practitioner_id = q.provider_id
LEFT JOIN practitioner d ON d.practitioner_id = g.delegate_id
WHERE q.query_id > :id
ORDER BY q.query_id DESC LIMIT :limit
