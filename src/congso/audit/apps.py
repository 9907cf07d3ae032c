from django.apps import AppConfig
from django.db.models.signals import post_migrate

_WRITTEN = (
    "id, at, kind, action, purpose, account_id, officer_id, unit_id, on_behalf_of_officer_id, delegation_id, "
    "mandate_id, client_id, person_id, subject_ids, object_kind, object_id, address, session, agent, request, detail"
)


class AuditConfig(AppConfig):
    name = "congso.audit"
    label = "audit"
    # What the application may do to the trail. Number, transaction, time of writing and era it may not choose.
    guarded = {
        "audit_auditentry": f"SELECT, INSERT ({_WRITTEN})",
        "audit_seal": "SELECT, INSERT",
        "audit_stamp": "SELECT, INSERT (id, seal, day, token, stamped_at, authority)",
        "audit_removal": "SELECT",
        "audit_era": "SELECT",
    }
    guarded_sequences = {"audit_entry_number": "USAGE"}

    def ready(self) -> None:
        from .commands.eras import begin_era_after_restore

        post_migrate.connect(begin_era_after_restore, sender=self)
