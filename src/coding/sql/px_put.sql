INSERT INTO coding_px (account_id, position, code, day, performer_id, performer_name, source, document_id, start, stop, quote)
VALUES (:account, :position, :code, :day, :performer, :performer_name, :source, :document, :start, :stop, :quote)
