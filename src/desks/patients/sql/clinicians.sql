SELECT practitioner_id, trim(family || ', ' || trim(given || ' ' || credential), ', '),
       CASE WHEN service <> '' THEN service ELSE specialty END
FROM practitioner
WHERE active = 1
ORDER BY family, given, practitioner_id
LIMIT 5000
