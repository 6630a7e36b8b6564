SELECT c.plan, ifnull(o.name, ''), c.member_id, c.from_day, c.to_day, c.status
FROM coverage c
LEFT JOIN organization o ON o.organization_id = c.payer_id
WHERE c.patient_id = ?1
ORDER BY c.rank
LIMIT 20
