SELECT d.responsible_id, count(DISTINCT d.encounter_id),
       (SELECT max(l.to_day) FROM practitioner_leave l
        WHERE l.practitioner_id = d.responsible_id AND l.from_day <= :today AND l.to_day >= :today)
FROM deficiency d INDEXED BY deficiency_suspends
WHERE d.suspends = 1 AND d.state IN ('open', 'disputed') AND d.responsible_id > 0
  AND NOT EXISTS (SELECT 1 FROM suspension s WHERE s.practitioner_id = d.responsible_id AND s.state <> 'lifted')
GROUP BY d.responsible_id
