SELECT d.responsible_id, d.level, d.letter, count(*), sum(d.delinquent), min(e.discharge_at)
FROM deficiency d INDEXED BY deficiency_owed JOIN encounter e ON e.encounter_id = d.encounter_id
WHERE d.state IN ('open', 'disputed') AND d.state = 'open' AND d.responsible_id > 0 AND d.level > 0
GROUP BY d.responsible_id, d.level, d.letter ORDER BY d.responsible_id, d.level DESC
