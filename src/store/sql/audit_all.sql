SELECT seq, at, login, roles, station, action, patient_id, object_kind, object_id, detail, reason, result, emergency
FROM audit
WHERE seq < :before
ORDER BY seq DESC LIMIT :limit
