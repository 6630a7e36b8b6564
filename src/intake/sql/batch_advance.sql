UPDATE import_batch
SET position = :to, read = :read, added = :added, changed = :changed, unchanged = :unchanged, kept = :kept,
    waiting = :waiting, rejected = :rejected, held = :held
WHERE batch_id = :batch AND position = :from
