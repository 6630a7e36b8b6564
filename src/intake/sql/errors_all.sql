SELECT e.import_error_id, f.name, f.format, e.kind, e.state, coalesce(b.input, '') AS input, e.line, e.what, e.field, e.reason,
       e.at, e.version
FROM import_error e JOIN feed f USING (feed_id) LEFT JOIN import_batch b USING (batch_id)
WHERE e.import_error_id < ?1
ORDER BY e.import_error_id DESC LIMIT ?2
