SELECT q.query_id, q.version, trim(p.family || ', ' || p.given, ', '), ifnull(p.mrn, ''), ifnull(p.birth_date, ''), q.patient_id, q.title,
       q.state, q.outcome, ifnull(q.sent_at, ''), q.due_at, q.answered_at,
       ifnull(trim(r.family || ', ' || r.given || ' ' || r.credential, ', '), ''), q.provider_id = :me,
       EXISTS (SELECT 1 FROM practitioner_delegate g JOIN practitioner_leave l ON l.practitioner_id = g.practitioner_id
               WHERE g.practitioner_id = q.provider_id AND g.delegate_id = :me AND l.from_day <= :today AND l.to_day >= :today),
       q.author, q.kind
FROM cdi_query q
JOIN patient p ON p.patient_id = q.patient_id
LEFT JOIN practitioner r ON r.practitioner_id = q.provider_id
WHERE q.query_id = :id AND q.state IN ('open', 'answered', 'closed') AND (
  q.provider_id = :me
  OR EXISTS (SELECT 1 FROM practitioner_delegate g JOIN practitioner_leave l ON l.practitioner_id = g.practitioner_id
             WHERE g.practitioner_id = q.provider_id AND g.delegate_id = :me AND l.from_day <= :today AND l.to_day >= :today)
  OR EXISTS (SELECT 1 FROM cdi_query_escalation x WHERE x.query_id = q.query_id AND x.to_id = :me)
  OR EXISTS (SELECT 1 FROM cdi_query_answer a WHERE a.query_id = q.query_id AND a.provider_id = :me)
)
