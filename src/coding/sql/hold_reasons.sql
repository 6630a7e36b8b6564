SELECT h.reason, count(*), sum(a.charges_cents) FROM coding_account a
JOIN coding_pend h ON h.account_id = a.account_id AND h.ended_at IS NULL
WHERE a.phase = 'hold' GROUP BY h.reason ORDER BY 3 DESC
