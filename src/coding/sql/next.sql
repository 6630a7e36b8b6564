SELECT account_id FROM (
  SELECT account_id, 0 AS turn, discharge_at FROM (
    SELECT account_id, discharge_at FROM coding_account
    WHERE owner_id = :user AND phase = 'work' AND account_id IS NOT :after
    ORDER BY discharge_at, account_id LIMIT 1)
  UNION ALL
  SELECT account_id, 1, discharge_at FROM (
    SELECT account_id, discharge_at FROM coding_account
    WHERE state = 'ready' AND account_id IS NOT :after
    ORDER BY discharge_at, account_id LIMIT 1)
) ORDER BY turn LIMIT 1
