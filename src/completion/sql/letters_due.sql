SELECT d.responsible_id, d.level, d.letter, count(*), count(DISTINCT d.encounter_id)
FROM deficiency d INDEXED BY deficiency_owed
WHERE d.state IN ('open', 'disputed') AND d.responsible_id > 0 AND d.level > 0
GROUP BY d.responsible_id, d.level, d.letter ORDER BY d.responsible_id, d.level DESC
