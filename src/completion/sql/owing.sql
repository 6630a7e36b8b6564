SELECT d.responsible_id, ifnull(r.family || ', ' || r.given, 'nobody named'), ifnull(r.service, ''), count(*),
       count(DISTINCT d.encounter_id), sum(d.delinquent), max(d.level), min(d.assigned_at)
FROM deficiency d INDEXED BY deficiency_owed LEFT JOIN practitioner r ON r.practitioner_id = d.responsible_id
WHERE d.state IN ('open', 'disputed')
GROUP BY d.responsible_id ORDER BY max(d.level) DESC, count(*) DESC
