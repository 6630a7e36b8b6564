SELECT finding, reason, by, at FROM coding_overrule WHERE account_id = ?1 ORDER BY finding
