import { useEffect, useRef } from 'preact/hooks';

import { city, dismiss, news } from '../city/store';
import type { News } from '../city/reducer';
import { Badge } from '../level/badge';
import { rank } from '../level/level';
import { chooseRollCall } from '../city/rollcalls';
import { incident, isCovering, note, openSheet, openStation, place, sheet, station } from '../view';
import { told, words } from '../words';
import { briefOf, lastWords } from '../board/sentence';
import { CROSS, Stroke } from './icons';

/** More than these are counted, not shown. */
const SHOWN = 3;
const PASSING = 9000;
const BRIEF = 6000;

/** What just happened, over the lower edge of the map; red and orange stay until someone has seen them. */
export function NewsStack() {
  const w = words.value;
  const worth = news.value.filter(isWorthShowing);
  // Over the map there is room; what covers it is to be read.
  const isBeside = sheet.value !== null && !isCovering.value;
  const room = isBeside || isCovering.value ? 1 : SHOWN;
  const shown = [...worth].sort((left, right) => rank(left.level) - rank(right.level)).slice(-room);
  const others = worth.filter((each) => !shown.includes(each));
  const aloud = useNewest(worth.findLast((each) => each.level === 'red' && (each.kind === 'raised' || each.kind === 'help')));
  return (
    <div class={isBeside ? 'news has-sheet' : station.value ? 'news has-drawer' : 'news'}>
      <p class="unseen" role="alert" aria-live="assertive">
        {aloud ? sayNews(aloud) : ''}
      </p>
      <p class="unseen" role="status" aria-live="polite">
        {shown.filter((each) => each !== aloud).map(sayNews).join(' ')}
      </p>
      {others.length > 0 ? (
        <p class="news-more">
          {w.news.more(others.length)}
          <button class="button quiet" onClick={() => others.forEach(dismiss)}>
            {w.close}
          </button>
        </p>
      ) : null}
      {shown.map((each) => (
        <Toast key={`${each.kind}${each.id}${each.level}`} item={each} />
      ))}
      <OwnNote />
    </div>
  );
}

/** The newest of its kind, once: when it is put away, no older one interrupts a person a second time. */
function useNewest(newest: News | undefined): News | undefined {
  const said = useRef(new WeakSet<News>());
  const now = useRef<News>();
  if (newest && !said.current.has(newest)) {
    said.current.add(newest);
    now.current = newest;
  }
  return now.current === newest ? newest : undefined;
}

/** Blue and yellow rises are seen on the board; a pending warning is at the top of the side already. */
const isWorthShowing = (item: News): boolean =>
  item.kind === 'help' || item.kind === 'issued' || item.kind === 'cancelled' || (item.kind === 'raised' && (item.level === 'red' || item.level === 'orange'));

function headlineOf(item: News): string {
  if (item.kind === 'help') return words.value.rollcall.title;
  const found = item.kind === 'raised' ? city.value.incidents.get(item.id) : undefined;
  if (found) return lastWords(found);
  const warning = city.value.warnings.get(item.id);
  return warning ? told(warning.headline) : '';
}

function kindOf(item: News): string {
  const w = words.value;
  if (item.kind === 'help') return w.news.help(item.name ?? '');
  const warning = city.value.warnings.get(item.id);
  if (!warning) return w.level[item.level].full;
  return `${item.kind === 'issued' ? w.news.issued : w.news.cancelled} · ${briefOf(warning)}`;
}

const sayNews = (item: News): string => `${kindOf(item)} ${headlineOf(item)}`;

function Toast({ item }: { readonly item: News }) {
  const w = words.value;
  const isGrave = item.kind !== 'cancelled' && (item.level === 'red' || item.level === 'orange');
  useEffect(() => {
    if (isGrave) return undefined;
    const timer = setTimeout(() => dismiss(item), item.level === 'yellow' ? PASSING : BRIEF);
    return () => clearTimeout(timer);
  }, [item]);
  const show = (): void => {
    dismiss(item);
    if (item.kind === 'help') {
      chooseRollCall(item.id);
      place.value = 'rollcall';
      return;
    }
    const found = city.value.incidents.get(item.id);
    if (!found) {
      place.value = 'warnings';
      openSheet('warning', item.id);
      return;
    }
    place.value = 'map';
    incident.value = found.id;
    openStation(found.station, true);
  };
  return (
    <div class={`toast toast-${item.level}`} data-testid={`news-${item.kind}`}>
      <Badge mark={item.kind === 'cancelled' ? 'none' : item.level} size={26} isSilent />
      <div class="toast-text">
        <p class="toast-kind">{kindOf(item)}</p>
        <p>{headlineOf(item)}</p>
      </div>
      <button class="button" onClick={show}>
        {w.news.show}
      </button>
      <button class="button quiet square" aria-label={w.close} onClick={() => dismiss(item)}>
        <Stroke d={CROSS} size={16} />
      </button>
    </div>
  );
}

/** What the user's own act did; faults stay longer. */
function OwnNote() {
  const said = note.value;
  useEffect(() => {
    if (!said) return undefined;
    const timer = setTimeout(() => (note.value = null), said.isFault ? PASSING : 3500);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <p class={said ? `note${said.isFault ? ' note-fault' : ''}` : 'unseen'} role="status" data-testid="note">
      {said?.text ?? ''}
    </p>
  );
}
