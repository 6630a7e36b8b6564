SELECT system || ':' || code, ifnull(ended, started), performer_id FROM procedure_done
WHERE encounter_id = ?1 AND status NOT IN ('entered in error', 'entered-in-error', 'not-done', 'not done', 'cancelled')
ORDER BY procedure_id
