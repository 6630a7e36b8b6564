INSERT INTO coding_dx (account_id, position, code, poa, source, document_id, start, stop, quote)
VALUES (:account, :position, :code, :poa, :source, :document, :start, :stop, :quote)
