SELECT x.level, ifnull(trim(p.family || ', ' || p.given || ' ' || p.credential, ', '), x.to_words), x.reason, x.by, x.at
FROM cdi_query_escalation x LEFT JOIN practitioner p ON p.practitioner_id = x.to_id
WHERE x.query_id = ?1 ORDER BY x.level
