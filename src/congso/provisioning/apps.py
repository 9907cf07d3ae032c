from django.apps import AppConfig


class ProvisioningConfig(AppConfig):
    name = "congso.provisioning"
    label = "provisioning"
    verbose_name = "Cấp phát tài khoản"
