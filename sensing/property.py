"""The table of observed properties: canonical unit, plausible range, names, and the codes of the field's protocols.

A value is converted to the canonical unit once, at the door. The range is what is physically plausible in
this country, not what is normal: outside it a reading is flagged, never dropped.

Source:
    HJ 212-2017 tables B.1 to B.3 (factor codes); SL 651-2014 appendix C (element ids, hexadecimal). The
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
    NOISE = "noise"


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
_EXHAUST = {"m3/h": (1 / 3600, 0.0), "L/s": (0.001, 0.0)}
_CONDUCTIVITY = {"mS/cm": (1000.0, 0.0), "S/m": (10_000.0, 0.0)}

_H, _R, _M, _A, _W, _S, _D, _N = Domain

# A table is read by its columns, one property a line.
# fmt: off
#: Every observed property by key.
PROPERTIES: dict[str, ObservedProperty] = {
    row.key: row
    for row in (
        ObservedProperty(key="water_level", domain=_H, unit="m", low=-10, high=9000, zh="水位", en="Water level", sl651="39", accepts=_LENGTH),
        ObservedProperty(key="reservoir_level", domain=_H, unit="m", low=-10, high=9000, zh="库水位", en="Reservoir level", sl651="3B", accepts=_LENGTH),
        ObservedProperty(key="downstream_level", domain=_H, unit="m", low=-10, high=9000, zh="下游水位", en="Level below the dam or sluice", sl651="3A", accepts=_LENGTH),
        ObservedProperty(key="relative_level", domain=_H, unit="m", low=0, high=655.34, zh="相对水位", en="Level above the station's base", sl651="F5", accepts=_LENGTH),
        ObservedProperty(key="groundwater_depth", domain=_H, unit="m", low=-10, high=1000, zh="地下水埋深", en="Depth to groundwater", sl651="0E", accepts=_LENGTH),
        ObservedProperty(key="gate_opening", domain=_H, unit="m", low=0, high=100, zh="闸门开启高度", en="Gate opening", sl651="09", accepts=_LENGTH),
        ObservedProperty(key="flow", domain=_H, unit="m³/s", low=-50_000, high=120_000, zh="流量", en="Discharge", hj212="w00000", sl651="27", accepts=_FLOW),
        ObservedProperty(key="flow_velocity", domain=_H, unit="m/s", low=-20, high=20, zh="流速", en="Flow velocity", sl651="37", accepts=_SPEED),
        ObservedProperty(key="rain_5m", domain=_R, unit="mm", low=0, high=80, zh="5分钟雨量", en="Rain, 5 min", sl651="22", accepts=_RAIN),
        ObservedProperty(key="rain_10m", domain=_R, unit="mm", low=0, high=120, zh="10分钟雨量", en="Rain, 10 min", sl651="23", accepts=_RAIN),
        ObservedProperty(key="rain_30m", domain=_R, unit="mm", low=0, high=200, zh="30分钟雨量", en="Rain, 30 min", sl651="24", accepts=_RAIN),
        ObservedProperty(key="rain_1h", domain=_R, unit="mm", low=0, high=300, zh="1小时雨量", en="Rain, 1 h", sl651="1A", accepts=_RAIN),
        ObservedProperty(key="rain_3h", domain=_R, unit="mm", low=0, high=600, zh="3小时雨量", en="Rain, 3 h", sl651="1C", accepts=_RAIN),
        ObservedProperty(key="rain_6h", domain=_R, unit="mm", low=0, high=900, zh="6小时雨量", en="Rain, 6 h", sl651="1D", accepts=_RAIN),
        ObservedProperty(key="rain_12h", domain=_R, unit="mm", low=0, high=1400, zh="12小时雨量", en="Rain, 12 h", sl651="1E", accepts=_RAIN),
        ObservedProperty(key="rain_24h", domain=_R, unit="mm", low=0, high=1800, zh="24小时雨量", en="Rain, 24 h", sl651="1F", accepts=_RAIN),
        ObservedProperty(key="rain_today", domain=_R, unit="mm", low=0, high=1800, zh="当前降水量", en="Rain of the hydrological day so far", sl651="20", accepts=_RAIN),
        ObservedProperty(key="rain_increment", domain=_R, unit="mm", low=0, high=300, zh="雨量增量", en="Rain since the report before", accepts=_RAIN),
        ObservedProperty(key="rain_total", domain=_R, unit="mm", low=0, high=99_999.9, zh="累计雨量", en="Rain counter", sl651="26", accepts=_RAIN),
        ObservedProperty(key="air_temperature", domain=_M, unit="°C", low=-60, high=60, zh="气温", en="Air temperature", hj212="a01001", sl651="02", accepts=_TEMPERATURE),
        ObservedProperty(key="humidity", domain=_M, unit="%", low=0, high=100, zh="相对湿度", en="Relative humidity", hj212="a01002", sl651="18"),
        ObservedProperty(key="pressure", domain=_M, unit="hPa", low=450, high=1100, zh="气压", en="Air pressure", hj212="a01006", accepts=_PRESSURE),
        ObservedProperty(key="wind_speed", domain=_M, unit="m/s", low=0, high=100, zh="风速", en="Wind speed", hj212="a01007", sl651="35", accepts=_SPEED),
        ObservedProperty(key="wind_direction", domain=_M, unit="°", low=0, high=360, zh="风向", en="Wind direction", hj212="a01008"),
        ObservedProperty(key="visibility", domain=_M, unit="m", low=0, high=100_000, zh="能见度", en="Visibility", accepts={"km": (1000.0, 0.0)}),
        ObservedProperty(key="evaporation", domain=_M, unit="mm", low=0, high=50, zh="日蒸发量", en="Evaporation, day", sl651="06"),
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
        ObservedProperty(key="no", domain=_A, unit="µg/m³", low=0, high=5000, zh="一氧化氮", en="Nitrogen monoxide", hj212="a21003", accepts=_MICROGRAM),
        ObservedProperty(key="nox", domain=_A, unit="µg/m³", low=0, high=10000, zh="氮氧化物", en="Nitrogen oxides", hj212="a21002", accepts=_MICROGRAM),
        ObservedProperty(key="tsp", domain=_A, unit="µg/m³", low=0, high=20000, zh="总悬浮颗粒物", en="Total suspended particles", hj212="a34001", accepts=_MICROGRAM),
        ObservedProperty(key="pm1", domain=_A, unit="µg/m³", low=0, high=2000, zh="亚微米颗粒物 PM1", en="PM1", hj212="a34005", accepts=_MICROGRAM),
        ObservedProperty(key="tvoc", domain=_A, unit="mg/m³", low=0, high=1000, zh="总挥发性有机物", en="Total volatile organic compounds", hj212="a99054", accepts=_MILLIGRAM),
        ObservedProperty(key="nmhc", domain=_A, unit="mg/m³", low=0, high=10000, zh="非甲烷总烃", en="Non-methane hydrocarbons", hj212="a24088", accepts=_MILLIGRAM),
        ObservedProperty(key="ammonia", domain=_A, unit="mg/m³", low=0, high=1000, zh="氨气", en="Ammonia", hj212="a21001", accepts=_MILLIGRAM),
        ObservedProperty(key="hydrogen_sulphide", domain=_A, unit="mg/m³", low=0, high=1500, zh="硫化氢", en="Hydrogen sulphide", hj212="a21028", accepts=_MILLIGRAM),
        ObservedProperty(key="chlorine", domain=_A, unit="mg/m³", low=0, high=1000, zh="氯气", en="Chlorine", hj212="a21022", accepts=_MILLIGRAM),
        ObservedProperty(key="hydrogen_chloride", domain=_A, unit="mg/m³", low=0, high=1000, zh="氯化氢", en="Hydrogen chloride", hj212="a21024", accepts=_MILLIGRAM),
        ObservedProperty(key="air_fluoride", domain=_A, unit="mg/m³", low=0, high=1000, zh="氟化物", en="Fluorides in air", hj212="a21018", accepts=_MILLIGRAM),
        ObservedProperty(key="methane", domain=_A, unit="mg/m³", low=0, high=700000, zh="甲烷", en="Methane", hj212="a05002", accepts=_MILLIGRAM),
        ObservedProperty(key="carbon_dioxide", domain=_A, unit="mg/m³", low=0, high=1000000, zh="二氧化碳", en="Carbon dioxide", hj212="a05001", accepts=_MILLIGRAM),
        ObservedProperty(key="benzene", domain=_A, unit="mg/m³", low=0, high=10000, zh="苯", en="Benzene", hj212="a25002", accepts=_MILLIGRAM),
        ObservedProperty(key="toluene", domain=_A, unit="mg/m³", low=0, high=10000, zh="甲苯", en="Toluene", hj212="a25003", accepts=_MILLIGRAM),
        ObservedProperty(key="xylene", domain=_A, unit="mg/m³", low=0, high=10000, zh="二甲苯", en="Xylenes", hj212="a25005", accepts=_MILLIGRAM),
        ObservedProperty(key="formaldehyde", domain=_A, unit="mg/m³", low=0, high=1000, zh="甲醛", en="Formaldehyde", hj212="a31001", accepts=_MILLIGRAM),
        ObservedProperty(key="stack_dust", domain=_A, unit="mg/m³", low=0, high=50000, zh="烟尘", en="Dust, flue gas", hj212="a34013", accepts=_MILLIGRAM),
        ObservedProperty(key="stack_so2", domain=_A, unit="mg/m³", low=0, high=20000, zh="二氧化硫（烟气）", en="Sulphur dioxide, flue gas", accepts=_MILLIGRAM),
        ObservedProperty(key="stack_nox", domain=_A, unit="mg/m³", low=0, high=10000, zh="氮氧化物（烟气）", en="Nitrogen oxides, flue gas", accepts=_MILLIGRAM),
        ObservedProperty(key="stack_flow", domain=_A, unit="m³/s", low=0, high=10000, zh="废气流量", en="Flue gas flow", hj212="a00000", accepts=_EXHAUST),
        ObservedProperty(key="stack_oxygen", domain=_A, unit="%", low=0, high=25, zh="烟气含氧量", en="Oxygen, flue gas", hj212="a19001"),
        ObservedProperty(key="stack_velocity", domain=_A, unit="m/s", low=0, high=100, zh="烟气流速", en="Velocity, flue gas", hj212="a01011", accepts=_SPEED),
        ObservedProperty(key="stack_temperature", domain=_A, unit="°C", low=-50, high=1500, zh="烟气温度", en="Temperature, flue gas", hj212="a01012", accepts=_TEMPERATURE),
        ObservedProperty(key="stack_pressure", domain=_A, unit="hPa", low=-500, high=500, zh="烟气压力", en="Pressure, flue gas", hj212="a01013", accepts=_PRESSURE),
        ObservedProperty(key="stack_humidity", domain=_A, unit="%", low=0, high=100, zh="烟气湿度", en="Humidity, flue gas", hj212="a01014"),
        ObservedProperty(key="cod", domain=_W, unit="mg/L", low=0, high=100000, zh="化学需氧量", en="Chemical oxygen demand", hj212="w01018", accepts=_DISSOLVED),
        ObservedProperty(key="bod5", domain=_W, unit="mg/L", low=0, high=50000, zh="五日生化需氧量", en="Biochemical oxygen demand, 5 d", hj212="w01017", accepts=_DISSOLVED),
        ObservedProperty(key="organic_carbon", domain=_W, unit="mg/L", low=0, high=10000, zh="总有机碳", en="Total organic carbon", hj212="w01020", accepts=_DISSOLVED),
        ObservedProperty(key="suspended_solids", domain=_W, unit="mg/L", low=0, high=100000, zh="悬浮物", en="Suspended solids", hj212="w01012", accepts=_DISSOLVED),
        ObservedProperty(key="dissolved_solids", domain=_W, unit="mg/L", low=0, high=300000, zh="溶解性总固体", en="Total dissolved solids", hj212="w01006", accepts=_DISSOLVED),
        ObservedProperty(key="colour", domain=_W, unit="度", low=0, high=10000, zh="色度", en="Colour", hj212="w01002"),
        ObservedProperty(key="nitrate", domain=_W, unit="mg/L", low=0, high=1000, zh="硝酸盐", en="Nitrate", hj212="w21007", accepts=_DISSOLVED),
        ObservedProperty(key="nitrite", domain=_W, unit="mg/L", low=0, high=100, zh="亚硝酸盐", en="Nitrite", hj212="w21006", accepts=_DISSOLVED),
        ObservedProperty(key="cyanide", domain=_W, unit="mg/L", low=0, high=100, zh="氰化物", en="Cyanide", hj212="w21016", accepts=_DISSOLVED),
        ObservedProperty(key="fluoride", domain=_W, unit="mg/L", low=0, high=1000, zh="氟化物", en="Fluoride", hj212="w21017", accepts=_DISSOLVED),
        ObservedProperty(key="sulphide", domain=_W, unit="mg/L", low=0, high=1000, zh="硫化物", en="Sulphide", hj212="w21019", accepts=_DISSOLVED),
        ObservedProperty(key="chloride", domain=_W, unit="mg/L", low=0, high=200000, zh="氯化物", en="Chloride", hj212="w21022", accepts=_DISSOLVED),
        ObservedProperty(key="sulphate", domain=_W, unit="mg/L", low=0, high=100000, zh="硫酸盐", en="Sulphate", hj212="w21038", accepts=_DISSOLVED),
        ObservedProperty(key="petroleum", domain=_W, unit="mg/L", low=0, high=10000, zh="石油类", en="Petroleum", hj212="w22001", accepts=_DISSOLVED),
        ObservedProperty(key="volatile_phenol", domain=_W, unit="mg/L", low=0, high=1000, zh="挥发酚", en="Volatile phenols", hj212="w23002", accepts=_DISSOLVED),
        ObservedProperty(key="surfactants", domain=_W, unit="mg/L", low=0, high=1000, zh="阴离子表面活性剂", en="Anionic surfactants", hj212="w19002", accepts=_DISSOLVED),
        ObservedProperty(key="mercury", domain=_W, unit="mg/L", low=0, high=10, zh="总汞", en="Mercury", hj212="w20111", accepts=_DISSOLVED),
        ObservedProperty(key="cadmium", domain=_W, unit="mg/L", low=0, high=100, zh="总镉", en="Cadmium", hj212="w20115", accepts=_DISSOLVED),
        ObservedProperty(key="chromium", domain=_W, unit="mg/L", low=0, high=1000, zh="总铬", en="Chromium", hj212="w20116", accepts=_DISSOLVED),
        ObservedProperty(key="chromium_6", domain=_W, unit="mg/L", low=0, high=1000, zh="六价铬", en="Chromium (VI)", hj212="w20117", accepts=_DISSOLVED),
        ObservedProperty(key="arsenic", domain=_W, unit="mg/L", low=0, high=1000, zh="总砷", en="Arsenic", hj212="w20119", accepts=_DISSOLVED),
        ObservedProperty(key="lead", domain=_W, unit="mg/L", low=0, high=1000, zh="总铅", en="Lead", hj212="w20120", accepts=_DISSOLVED),
        ObservedProperty(key="nickel", domain=_W, unit="mg/L", low=0, high=1000, zh="总镍", en="Nickel", hj212="w20121", accepts=_DISSOLVED),
        ObservedProperty(key="copper", domain=_W, unit="mg/L", low=0, high=1000, zh="总铜", en="Copper", hj212="w20122", accepts=_DISSOLVED),
        ObservedProperty(key="zinc", domain=_W, unit="mg/L", low=0, high=1000, zh="总锌", en="Zinc", hj212="w20123", accepts=_DISSOLVED),
        ObservedProperty(key="manganese", domain=_W, unit="mg/L", low=0, high=1000, zh="总锰", en="Manganese", hj212="w20124", accepts=_DISSOLVED),
        ObservedProperty(key="iron", domain=_W, unit="mg/L", low=0, high=1000, zh="总铁", en="Iron", hj212="w20125", accepts=_DISSOLVED),
        ObservedProperty(key="antimony", domain=_W, unit="mg/L", low=0, high=100, zh="锑", en="Antimony", accepts=_DISSOLVED),
        ObservedProperty(key="thallium", domain=_W, unit="mg/L", low=0, high=10, zh="铊", en="Thallium", hj212="w20089", accepts={**_DISSOLVED, "ng/L": (1e-6, 0.0)}),
        ObservedProperty(key="coliforms", domain=_W, unit="1/L", low=0, high=1000000000, zh="粪大肠菌群", en="Faecal coliforms", hj212="w02003"),
        ObservedProperty(key="chlorophyll_a", domain=_W, unit="µg/L", low=0, high=10000, zh="叶绿素a", en="Chlorophyll a", hj212="w01016", accepts={"mg/L": (1000.0, 0.0), "mg/m3": (1.0, 0.0)}),
        ObservedProperty(key="algae_density", domain=_W, unit="1/L", low=0, high=1000000000000.0, zh="藻密度", en="Algal density", hj212="w19011", accepts={"1/mL": (1000.0, 0.0)}),
        ObservedProperty(key="selenium", domain=_W, unit="mg/L", low=0, high=100, zh="硒", en="Selenium", accepts=_DISSOLVED),
        ObservedProperty(key="water_class", domain=_W, unit="1", low=1, high=6, zh="水质类别", en="Surface-water class"),
        ObservedProperty(key="aqi_daily", domain=_A, unit="1", low=0, high=500, zh="空气质量指数（日）", en="Air quality index, day"),
        ObservedProperty(key="aqi", domain=_A, unit="1", low=0, high=500, zh="空气质量指数", en="Air quality index"),
        ObservedProperty(key="noise", domain=_N, unit="dB", low=0, high=160, zh="A权声级", en="Sound level, A-weighted", hj212="LA", accepts={"dB(A)": (1.0, 0.0)}),
        ObservedProperty(key="noise_leq", domain=_N, unit="dB", low=0, high=160, zh="等效声级", en="Equivalent sound level", hj212="Leq", accepts={"dB(A)": (1.0, 0.0)}),
        ObservedProperty(key="noise_max", domain=_N, unit="dB", low=0, high=160, zh="最大瞬时声级", en="Highest sound level", hj212="LMx", accepts={"dB(A)": (1.0, 0.0)}),
        ObservedProperty(key="noise_min", domain=_N, unit="dB", low=0, high=160, zh="最小瞬时声级", en="Lowest sound level", hj212="LMn", accepts={"dB(A)": (1.0, 0.0)}),
        ObservedProperty(key="noise_l5", domain=_N, unit="dB", low=0, high=160, zh="累计百分声级L5", en="Sound level exceeded 5 %", hj212="L5", accepts={"dB(A)": (1.0, 0.0)}),
        ObservedProperty(key="noise_l10", domain=_N, unit="dB", low=0, high=160, zh="累计百分声级L10", en="Sound level exceeded 10 %", hj212="L10", accepts={"dB(A)": (1.0, 0.0)}),
        ObservedProperty(key="noise_l50", domain=_N, unit="dB", low=0, high=160, zh="累计百分声级L50", en="Sound level exceeded 50 %", hj212="L50", accepts={"dB(A)": (1.0, 0.0)}),
        ObservedProperty(key="noise_l90", domain=_N, unit="dB", low=0, high=160, zh="累计百分声级L90", en="Sound level exceeded 90 %", hj212="L90", accepts={"dB(A)": (1.0, 0.0)}),
        ObservedProperty(key="noise_l95", domain=_N, unit="dB", low=0, high=160, zh="累计百分声级L95", en="Sound level exceeded 95 %", hj212="L95", accepts={"dB(A)": (1.0, 0.0)}),
        ObservedProperty(key="noise_day", domain=_N, unit="dB", low=0, high=160, zh="昼间等效声级", en="Equivalent sound level, day", hj212="Ld", accepts={"dB(A)": (1.0, 0.0)}),
        ObservedProperty(key="noise_night", domain=_N, unit="dB", low=0, high=160, zh="夜间等效声级", en="Equivalent sound level, night", hj212="Ln", accepts={"dB(A)": (1.0, 0.0)}),
        ObservedProperty(key="noise_day_night", domain=_N, unit="dB", low=0, high=160, zh="昼夜等效声级", en="Day-night sound level", hj212="Ldn", accepts={"dB(A)": (1.0, 0.0)}),
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
