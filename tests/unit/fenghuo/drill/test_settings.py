from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.warning import CapStatus
from fenghuo.drill.settings import drill_settings, ignored

#: What a live installation sets, each as it would be and as it would be wrong.
LIVE = {
    "FENGHUO_ISSUER__STATUS": st.sampled_from([*CapStatus, "nonsense"]),
    "FENGHUO_DATABASE__URL": st.just("postgresql://live:secret@live.example/live"),
    "FENGHUO_SMS__HOST": st.just("gateway.example"),
    "FENGHUO_SMS__PASSWORD": st.just("secret"),
    "FENGHUO_SMS_HTTP__PROVIDER": st.sampled_from(["aliyun", "tencent", "nobody"]),
    "FENGHUO_MAIL__HOST": st.just("mail.example"),
    "FENGHUO_WEBHOOK__HOSTS": st.just("*.example"),
    "FENGHUO_SIRENS__HOST": st.just("broker.example"),
    "FENGHUO_MQTT__HOST": st.just("broker.example"),
    "FENGHUO_ROBOTS": st.sampled_from([json.dumps({"duty": {"kind": "wecom", "url": "https://r.example"}}), "{"]),
    "FENGHUO_CAP__SIGN": st.sampled_from(["true", "false"]),
    "FENGHUO_CAP__PUBLIC_URL": st.just("https://live.example"),
    "FENGHUO_ROLES": st.just('["ingest", "dispatcher", "warden", "api"]'),
    "FENGHUO_DRILL__FOLDER": st.just("/live/drills"),
    "FENGHUO_PERSONAL__KEY_FILE": st.just("/live/keys.json"),
    "fenghuo_name": st.just("live"),
}
environments = st.fixed_dictionaries({}, optional=LIVE)


def test_nothing_of_the_live_installation_reaches_a_drill(monkeypatch):
    for name, value in {
        "FENGHUO_ISSUER__STATUS": "Actual",
        "FENGHUO_SMS__HOST": "gateway.example",
        "FENGHUO_CAP__SIGN": "true",
        "FENGHUO_DATABASE__URL": "postgresql://live/",
        "FENGHUO_NAME": "live",
    }.items():
        monkeypatch.setenv(name, value)
    settings = drill_settings("洪水", port=8700, hours=120)
    assert settings.issuer.status is CapStatus.EXERCISE
    assert not settings.sms.host
    assert not settings.cap.sign
    assert not settings.database.url.get_secret_value() if hasattr(settings.database.url, "get_secret_value") else True
    assert settings.name == "【演练】洪水"
    assert (settings.http.port, settings.http.session_hours) == (8700, 144)


@given(environments, environments)
def test_a_drill_is_the_same_in_every_environment_and_after_every_restart(before, after):
    with pytest.MonkeyPatch.context() as patch:
        for name in LIVE:
            patch.delenv(name, raising=False)
        alone = drill_settings("洪水", port=8700)
        for environment in (before, after):
            for name in LIVE:
                patch.delenv(name, raising=False)
            for name, value in environment.items():
                patch.setenv(name, value)
            assert drill_settings("洪水", port=8700) == alone
    assert alone.issuer.status is CapStatus.EXERCISE


@given(environments)
def test_what_is_ignored_is_named_and_its_value_is_not(environment):
    assert ignored({"PATH": "/bin", **environment}) == sorted(environment)
