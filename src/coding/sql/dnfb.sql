SELECT phase, substr(discharge_at, 1, 13) || CASE WHEN length(discharge_at) > 13 THEN ':00:00Z' ELSE '' END AS hour,
  count(*), sum(charges_cents)
FROM coding_account
WHERE phase IN ('work', 'hold', 'review', 'bill')
GROUP BY phase, hour
