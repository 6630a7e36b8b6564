SELECT stage, drg, title, mdc, weight, grouper, by, at FROM coding_drg WHERE account_id = ?1
ORDER BY CASE stage WHEN 'baseline' THEN 0 WHEN 'working' THEN 1 ELSE 2 END
