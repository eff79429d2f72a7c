-- The fence of a write: fails where the statement that had to change a row has changed none, and with it all that was sent behind it.
CREATE FUNCTION require_row(changed BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
BEGIN
    IF changed = 0 THEN
        RAISE EXCEPTION 'the statement had to change a row and found none' USING ERRCODE = 'PI001';
    END IF;

    RETURN changed;
END $$;
