"""The elements of SL 651: what each identifier means, and which property of ours it is.

The number of bytes and decimals of a value is never taken from here: the definition byte of the frame decides. The
usual one serves who builds frames. Elements without a property of ours are passed on under their identifier and become
readings where a datastream is registered with it as ``source``.

Source:
    SL 651-2014, appendix C.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sensing.property import PROPERTIES


class Element(NamedTuple):
    """One row of the table."""

    #: Identifier in the HEX form, two hexadecimal characters.
    id: str
    #: Identifier in the ASCII form.
    ascii: str
    zh: str
    #: Usual definition byte: bytes × 8 + decimals.
    definition: int
    #: Key of the property; empty where we have none.
    property: str


# Identifier, ASCII identifier, usual definition byte, name.
_TABLE: Final = """
01 AC 22 断面面积
02 AI 11 瞬时气温
03 C 11 瞬时水温
04 DR 18 时间步长码
05 DT 12 时段长
06 ED 19 日蒸发量
07 EJ 19 当前蒸发
08 FL 18 气压
09 GH 1A 闸门开启高度
0A GN 10 输水设备、闸门编号
0B GS 08 输水设备类别
0C GT 10 闸门开启孔数
0D GTP 11 地温
0E H 1A 地下水瞬时埋深
0F HW 1A 波浪高度
10 M10 11 10厘米处土壤含水量
11 M20 11 20厘米处土壤含水量
12 M30 11 30厘米处土壤含水量
13 M40 11 40厘米处土壤含水量
14 M50 11 50厘米处土壤含水量
15 M60 11 60厘米处土壤含水量
16 M80 11 80厘米处土壤含水量
17 M100 11 100厘米处土壤含水量
18 MST 11 湿度
19 NS 08 开机台数
1A P1 19 1小时时段降水量
1B P2 19 2小时时段降水量
1C P3 19 3小时时段降水量
1D P6 19 6小时时段降水量
1E P12 19 12小时时段降水量
1F PD 19 日降水量
20 PJ 19 当前降水量
21 PN01 19 1分钟时段降水量
22 PN05 19 5分钟时段降水量
23 PN10 19 10分钟时段降水量
24 PN30 19 30分钟时段降水量
25 PR 19 暴雨量
26 PT 19 降水量累计值
27 Q 2B 瞬时流量、抽水流量
28 Q1 2B 取(排)水口流量1
29 Q2 2B 取(排)水口流量2
2A Q3 2B 取(排)水口流量3
2B Q4 2B 取(排)水口流量4
2C Q5 2B 取(排)水口流量5
2D Q6 2B 取(排)水口流量6
2E Q7 2B 取(排)水口流量7
2F Q8 2B 取(排)水口流量8
30 QA 2B 总出库流量、过闸总流量
31 QZ 2B 输水设备流量、过闸(组)流量
32 SW 33 输沙量
33 UC 08 风向
34 UE 08 风力(级)
35 US 11 风速
36 VA 1B 断面平均流速
37 VJ 1B 当前瞬时流速
38 VT 12 电源电压
39 Z 23 瞬时河道水位、潮位
3A ZB 23 库(闸、站)下水位
3B ZU 23 库(闸、站)上水位
3C Z1 23 取(排)水口水位1
3D Z2 23 取(排)水口水位2
3E Z3 23 取(排)水口水位3
3F Z4 23 取(排)水口水位4
40 Z5 23 取(排)水口水位5
41 Z6 23 取(排)水口水位6
42 Z7 23 取(排)水口水位7
43 Z8 23 取(排)水口水位8
44 SQ 2B 含沙量
45 ZT 20 遥测站状态及报警信息
46 pH 12 pH值
47 DO 11 溶解氧
48 COND 18 电导率
49 TURB 10 浊度
4A CODMN 11 高锰酸盐指数
4B REDOX 19 氧化还原电位
4C NH4N 1A 氨氮
4D TP 1B 总磷
4E TN 1A 总氮
4F TOC 12 总有机碳
50 CU 24 铜
51 ZN 1C 锌
52 SE 25 硒
53 AS 25 砷
54 THG 25 总汞
55 CD 25 镉
56 PB 25 铅
57 CHLA 12 叶绿素a
58 WP1 1A 水压1
59 WP2 1A 水压2
5A WP3 1A 水压3
5B WP4 1A 水压4
5C WP5 1A 水压5
5D WP6 1A 水压6
5E WP7 1A 水压7
5F WP8 1A 水压8
60 SYL1 33 水表1剩余水量
61 SYL2 33 水表2剩余水量
62 SYL3 33 水表3剩余水量
63 SYL4 33 水表4剩余水量
64 SYL5 33 水表5剩余水量
65 SYL6 33 水表6剩余水量
66 SYL7 33 水表7剩余水量
67 SYL8 33 水表8剩余水量
68 SBL1 2A 水表1每小时水量
69 SBL2 2A 水表2每小时水量
6A SBL3 2A 水表3每小时水量
6B SBL4 2A 水表4每小时水量
6C SBL5 2A 水表5每小时水量
6D SBL6 2A 水表6每小时水量
6E SBL7 2A 水表7每小时水量
6F SBL8 2A 水表8每小时水量
70 VTA 11 交流A相电压
71 VTB 11 交流B相电压
72 VTC 11 交流C相电压
73 VIA 11 交流A相电流
74 VIB 11 交流B相电流
75 VIC 11 交流C相电流
F4 DRP 60 1小时内每5分钟时段雨量
F5 DRZ1 C0 1小时内5分钟间隔相对水位1
F6 DRZ2 C0 1小时内5分钟间隔相对水位2
F7 DRZ3 C0 1小时内5分钟间隔相对水位3
F8 DRZ4 C0 1小时内5分钟间隔相对水位4
F9 DRZ5 C0 1小时内5分钟间隔相对水位5
FA DRZ6 C0 1小时内5分钟间隔相对水位6
FB DRZ7 C0 1小时内5分钟间隔相对水位7
FC DRZ8 C0 1小时内5分钟间隔相对水位8
"""

# Beyond the code that ``sensing.property`` gives for a property: groups, and what water quality stations add.
_MORE: Final = {
    "4F": "organic_carbon",
    "50": "copper",
    "51": "zinc",
    "53": "arsenic",
    "54": "mercury",
    "55": "cadmium",
    "56": "lead",
    "F4": "rain_5m",
}
_PROPERTIES: Final = {row.sl651: key for key, row in PROPERTIES.items() if row.sl651} | _MORE


def _element(line: str) -> Element:
    identifier, ascii_id, definition, name = line.split(" ", 3)
    return Element(identifier, ascii_id, name, int(definition, 16), _PROPERTIES.get(identifier, ""))


#: Element by its identifier in the HEX form.
ELEMENTS: Final[dict[str, Element]] = {row.id: row for row in map(_element, _TABLE.strip().splitlines())}
#: Identifier in the HEX form by the one in the ASCII form, upper case.
BY_ASCII: Final[dict[str, str]] = {row.ascii.upper(): row.id for row in ELEMENTS.values()}
#: Elements that many devices send and most stations do not register: nobody is told when they are not.
OPTIONAL: Final = frozenset({"20", "38"})


def property_of(identifier: str) -> str:
    """Return the property of ours that an element is, empty when it is none."""
    element = ELEMENTS.get(identifier)
    return element.property if element else ""
