SELECT payer, source FROM (
  SELECT 0 AS turn, created AS since, 0 AS rank, payer, 'claim' AS source
  FROM claim WHERE encounter_id = ?1 AND payer <> '' AND status <> 'entered in error'
  UNION ALL
  SELECT 1, '', coalesce(c.rank, 99), coalesce(nullif(c.plan, ''), o.name, ''), 'coverage'
  FROM encounter e
  JOIN coverage c ON c.patient_id = e.patient_id
  LEFT JOIN organization o ON o.organization_id = c.payer_id
  WHERE e.encounter_id = ?1 AND c.status NOT IN ('entered in error', 'cancelled')
    AND (c.from_day IS NULL OR e.admit_at IS NULL OR substr(c.from_day, 1, 10) <= substr(e.admit_at, 1, 10))
    AND (c.to_day IS NULL OR e.admit_at IS NULL OR substr(c.to_day, 1, 10) >= substr(e.admit_at, 1, 10))
)
WHERE payer <> ''
ORDER BY turn, since, rank, payer
LIMIT 1
