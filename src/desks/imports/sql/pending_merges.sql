SELECT m.pending_merge_id, m.event, m.kind, m.visit, m.feed, m.at,
       m.survivor_id, ifnull(s.mrn, m.survivor_key), ifnull(trim(s.family || ', ' || s.given, ', '), ''),
       m.loser_id, ifnull(l.mrn, m.loser_key), ifnull(trim(l.family || ', ' || l.given, ', '), '')
FROM pending_merge m
LEFT JOIN patient s ON s.patient_id = m.survivor_id
LEFT JOIN patient l ON l.patient_id = m.loser_id
WHERE m.state = 'pending'
ORDER BY m.pending_merge_id DESC
LIMIT ?1
