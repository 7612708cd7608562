// The shifted datums of Chinese web maps, and back to WGS-84: the page's copy of `domain/datum.py`,
// which says where the figures come from. Points are [lon, lat] in degrees, of `baiduMetres` metres.
// A test holds the two together.

const { PI, abs, atan, atan2, cos, exp, hypot, max, min, sin, sqrt } = Math;
const RADIANS = PI / 180;
const SEMI_MAJOR = 6378245;
const ECCENTRICITY_2 = 0.00669342162296594323;
const SPHERE = 6378137;
const INSIDE = [
  [79.4462, 42.8899, 96.3300, 49.2204],
  [109.6872, 39.3742, 135.0002, 54.1415],
  [73.1246, 29.5297, 124.1433, 42.8899],
  [82.9684, 26.7186, 97.0352, 29.5297],
  [97.0253, 20.4141, 124.3674, 29.5297],
  [107.9758, 17.8715, 111.7441, 20.4141],
  [111.0000, 15.7000, 113.0000, 17.3000],
];
const OUTSIDE = [
  [119.9213, 21.7850, 122.4976, 25.3986],
  [101.8652, 20.0988, 106.6650, 22.2840],
  [106.4525, 20.4878, 108.0510, 21.5422],
  [109.0323, 50.3257, 119.1270, 55.8175],
  [127.7500, 49.5574, 137.0227, 55.8175],
  [131.2662, 42.5692, 137.0227, 44.8922],
];
const BAIDU_TURN = (PI * 3000) / 180;
const BAIDU_LIMIT = 74;
const BAIDU_BANDS = [
  [75, 82.5, -0.0015702102444, 111320.7020616939, 1704480524535203, -10338987376042340,
    26112667856603880, -35149669176653700, 26595700718403920, -10725012454188240,
    1800819912950474],
  [60, 67.5, 0.0008277824516172526, 111320.7020463578, 647795574.6671607, -4082003173.641316,
    10774905663.51142, -15171875531.51559, 12053065338.62167, -5124939663.577472,
    913311935.9512032],
  [45, 52.5, 0.00337398766765, 111320.7020202162, 4481351.045890365, -23393751.19931662,
    79682215.47186455, -115964993.2797253, 97236711.15602145, -43661946.33752821,
    8477230.501135234],
  [30, 37.5, 0.00220636496208, 111320.7020209128, 51751.86112841131, 3796837.749470245,
    992013.7397791013, -1221952.21711287, 1340652.697009075, -620943.6990984312,
    144416.9293806241],
  [15, 22.5, -0.0003441963504368392, 111320.7020576856, 278.2353980772752, 2485758.690035394,
    6070.750963243378, 54821.18345352118, 9540.606633304236, -2710.55326746645,
    1405.483844121726],
  [0, 7.45, -0.0003218135878613132, 111320.7020701615, 0.00369383431289, 823725.6402795718,
    0.46104986909093, 2351.343141331292, 1.58060784298199, 8.77738589078284,
    0.37238884252424],
];

function inAny(boxes, lon, lat) {
  return boxes.some(([west, south, east, north]) => (
    west <= lon && lon <= east && south <= lat && lat <= north));
}

export function inChina([lon, lat]) {
  return inAny(INSIDE, lon, lat) && !inAny(OUTSIDE, lon, lat);
}

function shift([lon, lat]) {
  const x = lon - 105;
  const y = lat - 35;
  const ripple = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple;
  north += ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3;
  north += ((160 * sin((y / 12) * PI) + 320 * sin((y / 30) * PI)) * 2) / 3;
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple;
  east += ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3;
  east += ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  const phi = lat * RADIANS;
  const root = sqrt(1 - ECCENTRICITY_2 * sin(phi) ** 2);
  return [
    east / ((SEMI_MAJOR / root) * cos(phi)) / RADIANS,
    north / ((SEMI_MAJOR * (1 - ECCENTRICITY_2)) / root ** 3) / RADIANS,
  ];
}

export function toGcj02(place) {
  if (!inChina(place)) return place;
  const [east, north] = shift(place);
  return [place[0] + east, place[1] + north];
}

export function fromGcj02([lon, lat]) {
  let place = [lon, lat];
  for (let round = 0; round < 6; round += 1) {
    const [east, north] = shift(place);
    place = [lon - east, lat - north];
  }
  return inChina(place) ? place : [lon, lat];
}

function gcj02ToBd09([lon, lat]) {
  const reach = hypot(lon, lat) + 0.00002 * sin(lat * BAIDU_TURN);
  const angle = atan2(lat, lon) + 0.000003 * cos(lon * BAIDU_TURN);
  return [reach * cos(angle) + 0.0065, reach * sin(angle) + 0.006];
}

export function toBd09(place) {
  return inChina(place) ? gcj02ToBd09(toGcj02(place)) : place;
}

export function fromBd09([lon, lat]) {
  let guess = [lon - 0.0065, lat - 0.006];
  for (let round = 0; round < 8; round += 1) {
    const got = gcj02ToBd09(guess);
    guess = [guess[0] + lon - got[0], guess[1] + lat - got[1]];
  }
  const place = fromGcj02(guess);
  return inChina(place) ? place : [lon, lat];
}

export function baiduMetres([lon, lat]) {
  const size = min(abs(lat), BAIDU_LIMIT);
  const [, divisor, ...terms] = BAIDU_BANDS.find(([least]) => size >= least);
  const x = terms[0] + terms[1] * abs(lon);
  const y = terms.slice(2).reduceRight((sum, term) => sum * (size / divisor) + term, 0);
  return [lon < 0 ? -x : x, lat < 0 ? -y : y];
}

export function fromBaiduMetres([x, y]) {
  let lon = x / SPHERE / RADIANS;
  let lat = (2 * atan(exp(y / SPHERE)) - PI / 2) / RADIANS;
  for (let round = 0; round < 12; round += 1) {
    const [gotX, gotY] = baiduMetres([lon, lat]);
    lon += (x - gotX) / SPHERE / RADIANS;
    lat += ((y - gotY) / SPHERE / RADIANS) * cos(lat * RADIANS);
    lat = max(-BAIDU_LIMIT, min(BAIDU_LIMIT, lat));
  }
  return [lon, lat];
}
