-- Queries of store.roles.

-- name: who
-- Who is connected, and whether there is a role of a name.
SELECT current_user::text, current_schema()::text, EXISTS (SELECT FROM pg_roles WHERE rolname = %(role)s)

-- name: append_only
-- Tables that refuse every change.
SELECT c.relname::text
FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
WHERE t.tgfoid = 'refuse_change'::regproc AND c.relnamespace = current_schema()::regnamespace
ORDER BY 1

-- name: standing
-- Whether this role can undo what is append-only: it owns the journal, is of the owner's, or is above all rights.
SELECT pg_has_role(current_user, c.relowner, 'MEMBER')
    OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
    OR has_table_privilege('journal', 'UPDATE') OR has_table_privilege('journal', 'DELETE')
    OR has_table_privilege('journal', 'TRUNCATE') OR has_table_privilege('journal', 'TRIGGER')
FROM pg_class AS c
WHERE c.oid = to_regclass('journal')
