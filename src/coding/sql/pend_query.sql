SELECT a.account_id FROM coding_account a JOIN coding_pend p ON p.account_id = a.account_id
WHERE a.encounter_id = ?1 AND p.ended_at IS NULL AND p.reason = 'query-open'
  AND NOT EXISTS (SELECT 1 FROM cdi_query q WHERE q.encounter_id = a.encounter_id
                  AND (q.state = 'open' OR (q.state = 'answered' AND q.outcome = 'agreed')))
LIMIT 1
