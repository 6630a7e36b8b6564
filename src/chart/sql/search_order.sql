SELECT document_id
FROM document
WHERE patient_id = ?1
ORDER BY ifnull(written_at, '') DESC, document_id DESC
