-- A title is one line. What is longer goes on in the description, whole.

UPDATE ticket SET description = title || E'\n' || description, title = left(title, 199) || '…'
WHERE char_length(title) > 200;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE ticket ADD CONSTRAINT ticket_title_check CHECK (char_length(title) <= 200);
