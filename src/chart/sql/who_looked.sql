SELECT a.seq, a.at, a.login, ifnull(u.full_name, ''), a.roles, a.station, a.action, a.detail, a.result = 'refused'
FROM audit a
LEFT JOIN user_account u ON u.user_id = a.user_id
WHERE a.patient_id = ?1 AND a.seq < ?2
ORDER BY a.seq DESC
LIMIT ?3
