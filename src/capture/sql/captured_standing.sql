SELECT standing, version, max(indexed_by, checked_by, refused_by), max(indexed_at, checked_at, refused_at, at)
FROM captured_document
WHERE captured_id = :id
