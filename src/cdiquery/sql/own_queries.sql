SELECT q.query_id, q.version, trim(p.family || ', ' || p.given, ', '), ifnull(p.mrn, ''), ifnull(p.birth_date, ''), q.patient_id, q.title,
       q.state, q.outcome, ifnull(q.sent_at, ''), q.due_at, q.answered_at,
       ifnull(trim(r.family || ', ' || r.given || ' ' || r.credential, ', '), ''), q.provider_id = :me,
       EXISTS (SELECT 1 FROM practitioner_delegate g JOIN practitioner_leave l ON l.practitioner_id = g.practitioner_id
               WHERE g.practitioner_id = q.provider_id AND g.delegate_id = :me AND l.from_day <= :today AND l.to_day >= :today),
       q.author, q.kind
FROM cdi_query q
JOIN patient p ON p.patient_id = q.patient_id
LEFT JOIN practitioner r ON r.practitioner_id = q.provider_id
WHERE q.query_id IN (
  SELECT a.query_id FROM cdi_query a WHERE a.provider_id = :me AND a.state IN ('open', 'answered')
  UNION
  SELECT b.query_id FROM practitioner_delegate g
  JOIN practitioner_leave l ON l.practitioner_id = g.practitioner_id AND l.from_day <= :today AND l.to_day >= :today
  JOIN cdi_query b ON b.provider_id = g.practitioner_id AND b.state IN ('open', 'answered')
  WHERE g.delegate_id = :me
  UNION
  SELECT x.query_id FROM cdi_query_escalation x JOIN cdi_query c ON c.query_id = x.query_id AND c.state = 'open' WHERE x.to_id = :me
)
ORDER BY q.state <> 'open', q.due_at, q.query_id LIMIT 500
