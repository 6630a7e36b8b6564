SELECT d.denial_id, d.part, d.ground, d.exception, d.reason, d.denied_at, d.denied_by, u.full_name, d.review_asked_on, d.reviewed_at,
       ifnull(v.full_name, ''), d.upheld, d.review_words
FROM release_denial d
JOIN user_account u ON u.user_id = d.denied_by
LEFT JOIN user_account v ON v.user_id = d.reviewed_by
WHERE d.request_id = :id
ORDER BY d.denial_id
