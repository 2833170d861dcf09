import { minutesBetween, now } from '../beijing';
import type { Untold } from '../city/provisional';
import { city, properties, rules, untoldList } from '../city/store';
import { Badge } from '../level/badge';
import { printedUnit, readable } from '../reading';
import { openStation } from '../view';
import { told, words } from '../words';

/** Cards rendered at once; the head says how many there are. */
const SHOWN = 40;

/** What the rules found that is not written yet, above what is; it goes by itself when the journal tells it. */
export function UntoldList() {
  const w = words.value;
  const list = untoldList.value;
  if (list.length === 0) return null;
  return (
    <section class="untold" aria-label={w.untold.title} data-testid="untold">
      <header class="untold-head">
        <h3>
          {w.untold.title} <span class="side-count">{list.length}</span>
        </h3>
        <p>{w.untold.hint}</p>
      </header>
      <ul class="cards" aria-live="polite">
        {list.slice(0, SHOWN).map((each) => (
          <UntoldCard key={each.key} untold={each} />
        ))}
      </ul>
      {list.length > SHOWN ? <p class="untold-more">{w.news.more(list.length - SHOWN)}</p> : null}
    </section>
  );
}

function UntoldCard({ untold }: { readonly untold: Untold }) {
  const w = words.value;
  const { item } = untold;
  const station = city.value.stations.get(item.station);
  const rule = rules.value.find((each) => each.id === item.rule);
  const title = told(rule?.title) || item.rule;
  const name = station?.name ?? item.station;
  return (
    <li class="card is-untold" data-testid={`untold-${item.station}`} data-level={item.level} data-change={item.change}>
      <Badge mark={item.level} size={26} isLost={item.change === 'lost'} isUntold />
      <div class="card-body">
        <div class="card-head">
          <h4>
            <button class="card-title" onClick={() => openStation(item.station, true)}>
              {title.includes(name) ? title : `${name} · ${title}`}
            </button>
          </h4>
          <span class="untold-mark">{w.untold.mark}</span>
        </div>
        <p class="card-why">
          {sentenceOf(untold)}
          <time>{w.age(minutesBetween(Date.parse(item.at), now.value))}</time>
        </p>
      </div>
    </li>
  );
}

/** What changed, in one sentence: reading, threshold, from which level to which. */
function sentenceOf({ item, before }: Untold): string {
  const w = words.value;
  const table = properties.value.get(item.property);
  const unit = printedUnit(table?.unit ?? '');
  const figure = (value: number): string => `${readable(value, table?.unit ?? '')} ${unit}`.trim();
  const reading = item.value === null ? '' : `${table ? told(table) : item.property} ${figure(item.value)}`;
  const limit = item.threshold === null || item.change !== 'raise' ? '' : w.board.threshold(figure(item.threshold));
  const change = item.change === 'lost' ? w.untold.lost : w.untold.change(w.level[before].full, w.level[item.level].full);
  return [change, reading, limit].filter(Boolean).join(w.comma);
}
