"""Where keys are that sign but are not ours to read: a remote service, a device of the server, the officers' own."""

from pathlib import Path
from urllib.parse import urlsplit

from congso.config.env import read

from .province import DEMO

# The remote signing service (Cloud Signature Consortium API v2), such as https://…/csc/v2. Empty: there is none.
CSC_URL = read("CONGSO_CSC_URL", default="-").removeprefix("-").rstrip("/")
CSC_CLIENT_ID = read("CONGSO_CSC_CLIENT_ID", default="congso")
CSC_CLIENT_SECRET = (
    read("CONGSO_CSC_CLIENT_SECRET", default="demo") if DEMO or not CSC_URL else read("CONGSO_CSC_CLIENT_SECRET")
)

# The server's own device (HSM, token): its PKCS#11 module, and the PIN that opens it. Empty: there is none.
_module = read("CONGSO_PKCS11_MODULE", default="-").removeprefix("-")
PKCS11_MODULE: Path | None = Path(_module) if _module else None
PKCS11_PIN = read("CONGSO_PKCS11_PIN") if PKCS11_MODULE else ""

# The program on an officer's own machine that speaks to their device (docs/operations/ky-so.md). Empty: there is none.
SIGNING_DEVICE_URL = read("CONGSO_SIGNING_DEVICE_URL", default="-").removeprefix("-").rstrip("/")
_device = urlsplit(SIGNING_DEVICE_URL)
SIGNING_DEVICE_ORIGIN = f"{_device.scheme}://{_device.netloc}" if SIGNING_DEVICE_URL else ""
