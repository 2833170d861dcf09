/** Why a row was refused, in the words of the page; pure. The server says it in English: `row 4: lon, lat: expected degrees …`. */

type Pattern = readonly [RegExp, string];

/** The server's sentences in Chinese; `$1` is what they quote. */
const ZH: readonly Pattern[] = [
  [/^expected degrees \(lon, lat\), got (.*): swapped\?$/, '应为度（先经度后纬度），实为 $1；是否写反了？'],
  [/^expected the id of the station, got nothing$/, '没有写测站编号'],
  [/^expected a duration of more than zero$/, '时长须大于零'],
  [/^expected both or none$/, '须两个都写，或都不写'],
  [/^expected true or false, got (.*)$/, '应为是或否，实为 $1'],
  [/^expected a code of 2, 4, 6, 9 or 12 digits, got (.*)$/, '应为 2、4、6、9 或 12 位代码，实为 $1'],
  [/^expected 1 to 64 of A-Z a-z 0-9 \. _ -, got (.*)$/, '应为 1 至 64 个字母、数字或 . _ -，实为 $1'],
  [/^unknown value (.*), did you mean (.*)\?$/, '不认识 $1，是否指 $2？'],
  [/^unknown value ('[^']*'), expected (.*)$/, '不认识 $1，应为 $2 之一'],
  [/^unknown property (.*), did you mean (.*)\?$/, '没有要素 $1，是否指 $2？'],
  [/^unknown property (.*)$/, '没有要素 $1'],
  [/^(.*) may mean (.*); write which$/, '$1 可能指 $2，请写明'],
  [/^(.*) occurs twice at station (.*)$/, '$1 在测站 $2 出现两次'],
  [/^expected an address, got (.*): format the column as text$/, '地址变成了数字（$1），请把该列设为文本格式'],
  [/^expected a number, got (.*)$/, '应为数字，实为 $1'],
  [/^expected at most (\d+) characters, got (\d+)$/, '最多 $1 个字，实为 $2 个'],
  [/^expected what row (\d+) says of (.*), (.*), got (.*)$/, '第 $1 行对 $2 写的是 $3，这里是 $4，前后矛盾'],
  [/^expected a value, (.*) is a new station$/, '$1 是新测站，须写明'],
  [/^expected something within (\d+), under an id that is free$/, '超出您的辖区（$1），或编号在别处已用'],
  [/^a rule needs what this change takes away.*$/, '有规则要用这里去掉的内容'],
  [/^station id (.*) occurs twice$/, '编号 $1 出现两次'],
  [/^expected (.*), got (.*)$/, '应为 $1，实为 $2'],
];

/**
 * A refusal as people of the page read it; what has no words here stays as the server says it.
 *
 * @param names Words of the fields.
 */
export function reasonOf(detail: string, names: Readonly<Record<string, string>>, isChinese: boolean): string {
  const whole = detail.replace(/^row \d+: /, '');
  const split = /^([a-z_0-9]+(?:, [a-z_0-9]+)*): (.*)$/s.exec(whole);
  const fields = (split?.[1] ?? '').split(', ').filter(Boolean);
  const isNamed = fields.length > 0 && fields.every((field) => field in names);
  const said = isNamed ? (split?.[2] ?? '') : whole;
  const text = isChinese ? inChinese(said) : said;
  if (!isNamed) return text;
  const mark = isChinese ? ['、', '：'] : [', ', ': '];
  return `${fields.map((field) => names[field]).join(mark[0])}${mark[1]}${text}`;
}

function inChinese(text: string): string {
  const found = ZH.find(([pattern]) => pattern.test(text));
  return found ? text.replace(found[0], found[1]) : text;
}
