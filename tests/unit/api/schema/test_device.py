from datetime import UTC, datetime

from api.schema.device import device_json
from sensing.device import Device
from sensing.station import StationId


def test_a_login_is_shown_without_its_hashes():
    now = datetime(2026, 7, 19, tzinfo=UTC)
    device = Device(
        login="d", stations=(StationId("A"),), label="x", bcrypt="$2a$", pbkdf2="$7$", created=now, changed=now
    )
    assert device_json(device) == {
        "login": "d",
        "stations": ["A"],
        "label": "x",
        "created": "2026-07-19T00:00:00Z",
        "changed": "2026-07-19T00:00:00Z",
        "revoked": None,
    }
