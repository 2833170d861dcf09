"""The table of observed properties: canonical unit, plausible range, names, and the codes of the field's protocols.

A value is converted to the canonical unit once, at the door. The range is what is physically plausible in
this country, not what is normal: outside it a reading is flagged, never dropped.

Source:
    HJ 212-2017 tables B.1, B.2 (factor codes); SL 651-2014 appendix C (element ids, hexadecimal). The
    unit a device sends is never trusted from the code alone (HJ 212-2017 B.2 prints ng/m³ where µg/m³ is
    sent): it is registered per datastream.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sensing.errors import RegistryError


class Domain(StrEnum):
    """Which part of the world a property describes."""

    HYDROLOGY = "hydrology"
    RAIN = "rain"
    METEOROLOGY = "meteorology"
    AIR = "air"
    WATER_QUALITY = "water_quality"
    SOIL = "soil"
    DEVICE = "device"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedProperty:
    """What can be measured."""

    #: Key on the wire, e.g. ``water_level``.
    key: str
    domain: Domain
    #: Canonical unit, as printed.
    unit: str
    #: Plausible range in the canonical unit, inclusive.
    low: float
    high: float
    zh: str
    en: str
    #: HJ 212-2017 factor code, empty where there is none.
    hj212: str = ""
    #: SL 651-2014 element id in hexadecimal, empty where there is none.
    sl651: str = ""
    #: Other units a device may send: unit → (scale, offset) to the canonical one.
    accepts: dict[str, tuple[float, float]] = field(default_factory=dict)


# Units are looked up by their ASCII spelling (``ug/m3``, ``m3/s``, ``degC``); see ``_ascii``.
_LENGTH = {"cm": (0.01, 0.0), "mm": (0.001, 0.0), "ft": (0.3048, 0.0)}
_FLOW = {"L/s": (0.001, 0.0), "cfs": (0.028316846592, 0.0), "m3/h": (1 / 3600, 0.0)}
_RAIN = {"0.1mm": (0.1, 0.0), "cm": (10.0, 0.0), "in": (25.4, 0.0)}
_TEMPERATURE = {"K": (1.0, -273.15), "degF": (5 / 9, -160 / 9)}
_SPEED = {"km/h": (1 / 3.6, 0.0), "kn": (1852 / 3600, 0.0)}
_PRESSURE = {"kPa": (10.0, 0.0), "Pa": (0.01, 0.0), "mbar": (1.0, 0.0)}
_MICROGRAM = {"mg/m3": (1000.0, 0.0), "ng/m3": (0.001, 0.0)}
_MILLIGRAM = {"ug/m3": (0.001, 0.0)}
_DISSOLVED = {"ug/L": (0.001, 0.0), "g/L": (1000.0, 0.0)}
_CONDUCTIVITY = {"mS/cm": (1000.0, 0.0), "S/m": (10_000.0, 0.0)}

_H, _R, _M, _A, _W, _S, _D = Domain

# A table is read by its columns, one property a line.
# fmt: off
#: Every observed property by key.
PROPERTIES: dict[str, ObservedProperty] = {
    row.key: row
    for row in (
        ObservedProperty(key="water_level", domain=_H, unit="m", low=-10, high=9000, zh="水位", en="Water level", sl651="39", accepts=_LENGTH),
        ObservedProperty(key="reservoir_level", domain=_H, unit="m", low=-10, high=9000, zh="库水位", en="Reservoir level", sl651="3B", accepts=_LENGTH),
        ObservedProperty(key="flow", domain=_H, unit="m³/s", low=-50_000, high=120_000, zh="流量", en="Discharge", hj212="w00000", sl651="27", accepts=_FLOW),
        ObservedProperty(key="flow_velocity", domain=_H, unit="m/s", low=-20, high=20, zh="流速", en="Flow velocity", sl651="37", accepts=_SPEED),
        ObservedProperty(key="rain_5m", domain=_R, unit="mm", low=0, high=80, zh="5分钟雨量", en="Rain, 5 min", accepts=_RAIN),
        ObservedProperty(key="rain_1h", domain=_R, unit="mm", low=0, high=300, zh="1小时雨量", en="Rain, 1 h", sl651="1A", accepts=_RAIN),
        ObservedProperty(key="rain_24h", domain=_R, unit="mm", low=0, high=1800, zh="24小时雨量", en="Rain, 24 h", sl651="1F", accepts=_RAIN),
        ObservedProperty(key="rain_total", domain=_R, unit="mm", low=0, high=99_999.9, zh="累计雨量", en="Rain counter", sl651="26", accepts=_RAIN),
        ObservedProperty(key="air_temperature", domain=_M, unit="°C", low=-60, high=60, zh="气温", en="Air temperature", hj212="a01001", sl651="02", accepts=_TEMPERATURE),
        ObservedProperty(key="humidity", domain=_M, unit="%", low=0, high=100, zh="相对湿度", en="Relative humidity", hj212="a01002", sl651="18"),
        ObservedProperty(key="pressure", domain=_M, unit="hPa", low=450, high=1100, zh="气压", en="Air pressure", hj212="a01006", accepts=_PRESSURE),
        ObservedProperty(key="wind_speed", domain=_M, unit="m/s", low=0, high=100, zh="风速", en="Wind speed", hj212="a01007", sl651="35", accepts=_SPEED),
        ObservedProperty(key="wind_direction", domain=_M, unit="°", low=0, high=360, zh="风向", en="Wind direction", hj212="a01008"),
        ObservedProperty(key="visibility", domain=_M, unit="m", low=0, high=100_000, zh="能见度", en="Visibility", accepts={"km": (1000.0, 0.0)}),
        ObservedProperty(key="pm25", domain=_A, unit="µg/m³", low=0, high=2000, zh="细颗粒物 PM2.5", en="PM2.5", hj212="a34004", accepts=_MICROGRAM),
        ObservedProperty(key="pm10", domain=_A, unit="µg/m³", low=0, high=10_000, zh="可吸入颗粒物 PM10", en="PM10", hj212="a34002", accepts=_MICROGRAM),
        ObservedProperty(key="so2", domain=_A, unit="µg/m³", low=0, high=10_000, zh="二氧化硫", en="Sulphur dioxide", hj212="a21026", accepts=_MICROGRAM),
        ObservedProperty(key="no2", domain=_A, unit="µg/m³", low=0, high=5000, zh="二氧化氮", en="Nitrogen dioxide", hj212="a21004", accepts=_MICROGRAM),
        ObservedProperty(key="co", domain=_A, unit="mg/m³", low=0, high=200, zh="一氧化碳", en="Carbon monoxide", hj212="a21005", accepts=_MILLIGRAM),
        ObservedProperty(key="o3", domain=_A, unit="µg/m³", low=0, high=2000, zh="臭氧", en="Ozone", hj212="a05024", accepts=_MICROGRAM),
        ObservedProperty(key="ph", domain=_W, unit="pH", low=0, high=14, zh="pH值", en="pH", hj212="w01001", sl651="46", accepts={"1": (1.0, 0.0)}),
        ObservedProperty(key="dissolved_oxygen", domain=_W, unit="mg/L", low=0, high=30, zh="溶解氧", en="Dissolved oxygen", hj212="w01009", sl651="47", accepts=_DISSOLVED),
        ObservedProperty(key="water_temperature", domain=_W, unit="°C", low=-5, high=50, zh="水温", en="Water temperature", hj212="w01010", sl651="03", accepts=_TEMPERATURE),
        ObservedProperty(key="conductivity", domain=_W, unit="µS/cm", low=0, high=100_000, zh="电导率", en="Conductivity", hj212="w01014", sl651="48", accepts=_CONDUCTIVITY),
        ObservedProperty(key="turbidity", domain=_W, unit="NTU", low=0, high=10_000, zh="浊度", en="Turbidity", hj212="w01003", sl651="49", accepts={"FNU": (1.0, 0.0)}),
        ObservedProperty(key="cod_mn", domain=_W, unit="mg/L", low=0, high=500, zh="高锰酸盐指数", en="Permanganate index", hj212="w01019", sl651="4A", accepts=_DISSOLVED),
        ObservedProperty(key="ammonia_nitrogen", domain=_W, unit="mg/L", low=0, high=1000, zh="氨氮", en="Ammonia nitrogen", hj212="w21003", sl651="4C", accepts=_DISSOLVED),
        ObservedProperty(key="total_phosphorus", domain=_W, unit="mg/L", low=0, high=100, zh="总磷", en="Total phosphorus", hj212="w21011", sl651="4D", accepts=_DISSOLVED),
        ObservedProperty(key="total_nitrogen", domain=_W, unit="mg/L", low=0, high=1000, zh="总氮", en="Total nitrogen", hj212="w21001", sl651="4E", accepts=_DISSOLVED),
        ObservedProperty(key="soil_moisture_10cm", domain=_S, unit="%", low=0, high=100, zh="10厘米土壤含水率", en="Soil moisture, 10 cm", sl651="10"),
        ObservedProperty(key="soil_moisture_20cm", domain=_S, unit="%", low=0, high=100, zh="20厘米土壤含水率", en="Soil moisture, 20 cm", sl651="11"),
        ObservedProperty(key="soil_moisture_40cm", domain=_S, unit="%", low=0, high=100, zh="40厘米土壤含水率", en="Soil moisture, 40 cm", sl651="13"),
        ObservedProperty(key="battery_voltage", domain=_D, unit="V", low=0, high=60, zh="电源电压", en="Supply voltage", sl651="38", accepts={"mV": (0.001, 0.0)}),
        ObservedProperty(key="signal_strength", domain=_D, unit="dBm", low=-150, high=0, zh="信号强度", en="Signal strength"),
        ObservedProperty(key="device_temperature", domain=_D, unit="°C", low=-60, high=120, zh="设备温度", en="Device temperature", accepts=_TEMPERATURE),
    )
}
# fmt: on


def observed_property(key: str) -> ObservedProperty:
    """Return the observed property of that key.

    Raises:
        RegistryError: If the table has none.
    """
    try:
        return PROPERTIES[key]
    except KeyError:
        message = f"unknown property {key!r}, expected one of {', '.join(PROPERTIES)}"
        raise RegistryError(message) from None


def conversion(key: str, unit: str) -> tuple[float, float]:
    """Return (scale, offset) that turn a value in ``unit`` into the canonical unit of property ``key``.

    Raises:
        RegistryError: If the property is unknown or does not accept the unit.
    """
    observed = observed_property(key)
    spelled = _ascii(unit)
    if spelled in {"", _ascii(observed.unit)}:
        return 1.0, 0.0
    try:
        return observed.accepts[spelled]
    except KeyError:
        known = ", ".join((observed.unit, *observed.accepts))
        message = f"property {key!r} does not accept unit {unit!r}, expected one of {known}"
        raise RegistryError(message) from None


def _ascii(unit: str) -> str:
    """Return a unit in ASCII: both micro signs become ``u``, ``³`` becomes ``3``, ``°`` becomes ``deg``."""
    return unit.strip().translate(_SPELLING)


_SPELLING = str.maketrans({"µ": "u", "μ": "u", "³": "3", "²": "2", "°": "deg", "℃": "degC"})
