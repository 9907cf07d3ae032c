"""A session elsewhere ends in the very transaction that ends what it hangs on: the sign-in, or the account.

A trigger, because there are many ways to that end (signing out, a reset password, a remote sign-out, cleaning up) and
none of them may forget it.
"""

from django.db import migrations

END = """
CREATE FUNCTION sso_end_with_sign_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE sso_remotesession SET ended_at = now(), end_reason = 'signed_out', next_attempt_at = now()
   WHERE sign_in_id = OLD.id AND ended_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER end_sessions_elsewhere AFTER UPDATE OF ended_at ON identity_signinsession
  FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION sso_end_with_sign_in();
CREATE TRIGGER end_sessions_elsewhere_when_forgotten AFTER DELETE ON identity_signinsession
  FOR EACH ROW WHEN (OLD.ended_at IS NULL) EXECUTE FUNCTION sso_end_with_sign_in();

CREATE FUNCTION sso_end_with_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE sso_remotesession SET ended_at = now(), end_reason = 'account', next_attempt_at = now()
   WHERE account_id = NEW.id AND ended_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER end_sessions_elsewhere AFTER UPDATE OF is_active, password ON identity_account
  FOR EACH ROW WHEN ((OLD.is_active AND NOT NEW.is_active) OR OLD.password IS DISTINCT FROM NEW.password)
  EXECUTE FUNCTION sso_end_with_account();
"""
UNDO = """
DROP TRIGGER end_sessions_elsewhere ON identity_account;
DROP TRIGGER end_sessions_elsewhere_when_forgotten ON identity_signinsession;
DROP TRIGGER end_sessions_elsewhere ON identity_signinsession;
DROP FUNCTION sso_end_with_account();
DROP FUNCTION sso_end_with_sign_in();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sso", "0001_create_single_sign_on"),
        ("identity", "0002_add_factors_and_sessions"),
    ]

    operations = [migrations.RunSQL(END, UNDO)]
