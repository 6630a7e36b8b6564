-- By way of the chart: a report has few results, but nothing else asks for them, so that no index is kept for it.
SELECT r.result_id, r.encounter_id, r.system, r.code, r.display, r.panel, r.category, r.at, r.comparator, r.number,
       r.text, r.absent, r.unit, r.range_low, r.range_high, r.range_text, r.flag, r.status
FROM result r
WHERE r.patient_id = ?1 AND r.report_id = ?2
ORDER BY r.result_id
