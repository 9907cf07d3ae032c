"""Two things that only an owner may do, for the application's role, which owns nothing: new months, fresh statistics."""

from django.db import migrations

CREATE = """
-- A month is made as its table is guarded: what stands on the table against TRUNCATE stands on the month too. Whoever
-- may read the table may read the month; rows go in through the table only.
CREATE FUNCTION kernel_make_month(parent regclass, month date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    parent_name text := (SELECT relname FROM pg_class WHERE oid = parent);
    name text := format('%s_%s', parent_name, to_char(month, 'YYYY_MM'));
    one record;
BEGIN
    PERFORM 1 FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
        WHERE p.partrelid = parent AND p.partstrat = 'r' AND c.relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user);
    IF NOT FOUND THEN
        RAISE EXCEPTION '% is no table of months of ours', parent USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF to_regclass(format('public.%I', name)) IS NOT NULL THEN
        RETURN NULL;
    END IF;
    EXECUTE format('CREATE TABLE public.%I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)', name, parent,
        to_char(month, 'YYYY-MM-01') || ' 00:00:00+07',
        to_char(month + interval '1 month', 'YYYY-MM-01') || ' 00:00:00+07');
    FOR one IN SELECT tgname, tgfoid::regproc AS called FROM pg_trigger
               WHERE tgrelid = parent AND NOT tgisinternal AND tgtype & 32 = 32 LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON public.%I FOR EACH STATEMENT EXECUTE FUNCTION %s()',
            one.tgname, name, one.called);
    END LOOP;
    FOR one IN SELECT grantee::regrole AS reader FROM pg_class, aclexplode(relacl)
               WHERE oid = parent AND privilege_type = 'SELECT' AND grantee <> 0 AND grantee <> relowner LOOP
        EXECUTE format('GRANT SELECT ON public.%I TO %s', name, one.reader);
    END LOOP;
    RETURN name;
END;
$$;

CREATE FUNCTION kernel_count_again(counted regclass) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('ANALYZE %s', counted);
END;
$$;
"""

DROP = """
DROP FUNCTION kernel_count_again(regclass);
DROP FUNCTION kernel_make_month(regclass, date);
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_note_housework")]

    operations = [migrations.RunSQL(CREATE, DROP)]
