WITH listed (report_id, results) AS MATERIALIZED (
  SELECT report_id, count(*) FROM result WHERE patient_id = ?1 AND report_id IS NOT NULL GROUP BY report_id
)
SELECT p.report_id, p.encounter_id, p.system, p.code, p.display, p.category, p.at, p.issued, p.status, p.document_id,
       ifnull(l.results, 0)
FROM report p
LEFT JOIN listed l ON l.report_id = p.report_id
WHERE p.patient_id = ?1
ORDER BY p.at DESC, p.report_id DESC
LIMIT ?2
