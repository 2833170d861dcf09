/**
 * The invented city of the mock: about 150 stations around Xinyang, schematic counties, rivers.
 *
 * For development of the page only; the demo city of the product lives in `simulators`. Places are rounded, county
 * shapes are drawn by nearest seat, thresholds and values are made up.
 */

export const COUNTIES = [
  ['411502000000', '浉河区', 113.98, 32.0],
  ['411503000000', '平桥区', 114.06, 32.3],
  ['411521000000', '罗山县', 114.47, 32.1],
  ['411522000000', '光山县', 114.85, 31.93],
  ['411523000000', '新县', 114.86, 31.64],
  ['411524000000', '商城县', 115.38, 31.76],
  ['411525000000', '固始县', 115.68, 32.14],
  ['411526000000', '潢川县', 115.1, 32.15],
  ['411527000000', '淮滨县', 115.4, 32.46],
  ['411528000000', '息县', 114.79, 32.4],
];

const OUTLINE = [
  [113.77, 31.83], [113.75, 32.12], [113.8, 32.42], [114.05, 32.46], [114.35, 32.53], [114.6, 32.62], [114.9, 32.66],
  [115.2, 32.58], [115.5, 32.63], [115.75, 32.5], [115.9, 32.28], [115.92, 31.98], [115.7, 31.78], [115.5, 31.6],
  [115.25, 31.44], [114.95, 31.45], [114.6, 31.52], [114.4, 31.68], [114.1, 31.72], [113.9, 31.74],
];

/** Keep the side of a polygon that is nearer to `mine` than to `other`. */
function nearer(ring, mine, other) {
  const side = ([x, y]) => (x - mine[0]) ** 2 + (y - mine[1]) ** 2 - (x - other[0]) ** 2 - (y - other[1]) ** 2;
  return ring.flatMap((from, index) => {
    const to = ring[(index + 1) % ring.length];
    const [a, b] = [side(from), side(to)];
    const cut = a / (a - b);
    const kept = a <= 0 ? [from] : [];
    return a <= 0 === b <= 0 ? kept : [...kept, [from[0] + cut * (to[0] - from[0]), from[1] + cut * (to[1] - from[1])]];
  });
}

const rings = COUNTIES.map(([code, name, lon, lat]) => {
  const ring = COUNTIES.reduce((held, each) => (each[0] === code ? held : nearer(held, [lon, lat], [each[2], each[3]])), OUTLINE);
  return { code, name, ring: [...ring, ring[0]] };
});

const collection = (features) => ({ type: 'FeatureCollection', features });
const feature = (properties, type, coordinates) => ({ type: 'Feature', properties, geometry: { type, coordinates } });

export const DIVISIONS = collection(
  rings.map(({ code, name, ring }) => feature({ code, name, is_schematic: true }, 'Polygon', [ring])),
);

export const RIVERS = collection([
  feature({ name: '淮河' }, 'LineString', [[113.6, 32.45], [113.75, 32.42], [113.98, 32.24], [114.07, 32.32], [114.35, 32.29], [114.73, 32.33], [115.05, 32.4], [115.41, 32.43], [115.6, 32.43], [115.95, 32.5]]),
  feature({ name: '浉河' }, 'LineString', [[113.85, 31.95], [114.0, 32.12], [114.13, 32.1], [114.3, 32.2], [114.42, 32.29]]),
  feature({ name: '竹竿河' }, 'LineString', [[114.45, 31.6], [114.65, 31.83], [114.6, 32.0], [114.65, 32.17], [114.68, 32.32]]),
  feature({ name: '潢河' }, 'LineString', [[114.87, 31.58], [114.88, 31.64], [114.92, 31.79], [115.05, 32.13], [115.2, 32.3], [115.3, 32.42]]),
  feature({ name: '白露河' }, 'LineString', [[115.1, 31.65], [115.3, 31.95], [115.48, 32.27], [115.6, 32.4]]),
  feature({ name: '史灌河' }, 'LineString', [[115.36, 31.6], [115.4, 31.8], [115.65, 32.1], [115.73, 32.3], [115.8, 32.45]]),
]);

const MAIN = [
  ['XY-H01', '大坡岭', 'river_gauge', '淮河', 113.79, 32.41], ['XY-H02', '长台关', 'river_gauge', '淮河', 114.07, 32.32],
  ['XY-H03', '息县', 'river_gauge', '淮河', 114.73, 32.33], ['XY-H04', '淮滨', 'river_gauge', '淮河', 115.41, 32.43],
  ['XY-H05', '王家坝', 'river_gauge', '淮河', 115.6, 32.43], ['XY-H06', '竹竿铺', 'river_gauge', '竹竿河', 114.65, 32.17],
  ['XY-H07', '潢川', 'river_gauge', '潢河', 115.05, 32.13], ['XY-H08', '北庙集', 'river_gauge', '白露河', 115.48, 32.27],
  ['XY-H09', '新县', 'river_gauge', '潢河', 114.88, 31.64], ['XY-H10', '平桥', 'river_gauge', '浉河', 114.13, 32.1],
  ['XY-H11', '蒋家集', 'river_gauge', '史灌河', 115.73, 32.3], ['XY-R01', '南湾水库', 'reservoir', '浉河', 114.0, 32.12],
  ['XY-R02', '石山口水库', 'reservoir', '小潢河', 114.38, 32.03], ['XY-R03', '鲇鱼山水库', 'reservoir', '灌河', 115.36, 31.77],
  ['XY-R04', '泼河水库', 'reservoir', '泼陂河', 114.92, 31.79], ['XY-R05', '五岳水库', 'reservoir', '青龙河', 114.65, 31.83],
  ['XY-R06', '香山水库', 'reservoir', '田铺河', 114.87, 31.6], ['XY-R07', '出山店水库', 'reservoir', '淮河', 113.98, 32.24],
];

const STREAMS = {
  river_gauge: [['water_level', 300], ['flow', 300], ['battery_voltage', 3600]],
  reservoir: [['reservoir_level', 300], ['rain_1h', 300], ['battery_voltage', 3600]],
  rain_gauge: [['rain_5m', 300], ['rain_1h', 300], ['battery_voltage', 3600]],
  air: [['pm25', 3600], ['pm10', 3600], ['o3', 3600], ['no2', 3600], ['so2', 3600], ['co', 3600]],
  water_quality: [['dissolved_oxygen', 3600], ['ammonia_nitrogen', 3600], ['ph', 3600], ['turbidity', 3600]],
  weather: [['air_temperature', 600], ['humidity', 600], ['wind_speed', 600], ['rain_1h', 600]],
  soil: [['soil_moisture_10cm', 3600], ['soil_moisture_20cm', 3600]],
  camera: [],
};

let seed = 7;
const random = () => ((seed = (seed * 16807) % 2147483647) / 2147483647);

function inside([x, y], ring) {
  let is = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [[xi, yi], [xj, yj]] = [ring[i], ring[j]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) is = !is;
  }
  return is;
}

const countyOf = (lon, lat) => rings.find((each) => inside([lon, lat], each.ring))?.code ?? '411500000000';

function station([id, name, kind, river, lon, lat], online = true) {
  const datastreams = STREAMS[kind].map(([property, interval_s]) => ({ property, unit: '', canonical_unit: '', interval_s }));
  const notes = kind === 'river_gauge' ? { 阈值: '虚构，仅供演示' } : {};
  return { id, name, kind, division: countyOf(lon, lat), lon, lat, river, demo: true, notes, online, datastreams };
}

/** Small stations strewn over the counties. */
function strew(count, kind, prefix, suffix) {
  const found = [];
  while (found.length < count) {
    const [lon, lat] = [113.77 + random() * 2.15, 31.45 + random() * 1.2];
    if (!inside([lon, lat], OUTLINE)) continue;
    const county = COUNTIES.find((each) => each[0] === countyOf(lon, lat))?.[1].slice(0, -1) ?? '信阳';
    const number = found.length + 1;
    const id = `XY-${prefix}${String(number).padStart(2, '0')}`;
    const online = random() > 0.06 ? true : random() > 0.5 ? false : null;
    found.push(station([id, `${county}${suffix}${number}`, kind, '', +lon.toFixed(4), +lat.toFixed(4)], online));
  }
  return found;
}

export const STATIONS = [
  ...MAIN.map((row) => station(row)),
  ...strew(Number(process.env.FENGHUO_MOCK_GAUGES ?? 60), 'rain_gauge', 'P', '雨量'),
  ...strew(18, 'air', 'A', '空气'),
  ...strew(18, 'water_quality', 'Q', '水质'),
  ...strew(6, 'weather', 'W', '气象'),
  ...strew(6, 'soil', 'S', '墒情'),
  ...strew(24, 'camera', 'C', '视频'),
];

const property = (key, domain, unit, zh, en) => ({ key, domain, unit, zh, en, low: 0, high: 100000 });

export const PROPERTIES = [
  property('water_level', 'hydrology', 'm', '水位', 'Water level'), property('reservoir_level', 'hydrology', 'm', '库水位', 'Reservoir level'),
  property('flow', 'hydrology', 'm³/s', '流量', 'Discharge'), property('rain_5m', 'rain', 'mm', '5分钟雨量', 'Rain, 5 min'),
  property('rain_1h', 'rain', 'mm', '1小时雨量', 'Rain, 1 h'), property('pm25', 'air', 'µg/m³', '细颗粒物 PM2.5', 'PM2.5'),
  property('pm10', 'air', 'µg/m³', '可吸入颗粒物 PM10', 'PM10'), property('o3', 'air', 'µg/m³', '臭氧', 'Ozone'),
  property('no2', 'air', 'µg/m³', '二氧化氮', 'Nitrogen dioxide'), property('so2', 'air', 'µg/m³', '二氧化硫', 'Sulphur dioxide'),
  property('co', 'air', 'mg/m³', '一氧化碳', 'Carbon monoxide'), property('dissolved_oxygen', 'water_quality', 'mg/L', '溶解氧', 'Dissolved oxygen'),
  property('ammonia_nitrogen', 'water_quality', 'mg/L', '氨氮', 'Ammonia nitrogen'), property('ph', 'water_quality', 'pH', 'pH值', 'pH'),
  property('turbidity', 'water_quality', 'NTU', '浊度', 'Turbidity'), property('air_temperature', 'meteorology', '°C', '气温', 'Air temperature'),
  property('humidity', 'meteorology', '%', '相对湿度', 'Relative humidity'), property('wind_speed', 'meteorology', 'm/s', '风速', 'Wind speed'),
  property('soil_moisture_10cm', 'soil', '%', '10厘米土壤含水率', 'Soil moisture, 10 cm'), property('soil_moisture_20cm', 'soil', '%', '20厘米土壤含水率', 'Soil moisture, 20 cm'),
  property('battery_voltage', 'device', 'V', '电源电压', 'Supply voltage'),
];
