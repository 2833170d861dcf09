import { useSignal } from '@preact/signals';

import { isLoaded, missing, openIncidents, untoldList } from '../city/store';
import { isHelpOpen } from '../view';
import { words } from '../words';
import { Empty, Loading } from '../frame/states';
import { Card } from './card';
import { GroupCard } from './group';
import { entries } from './groups';
import { UntoldList } from './untold';

/** Cards rendered at once; a storm of a thousand incidents is a list one asks for. */
const PAGE = 60;

/** Open incidents, worst first. */
export function Board() {
  const w = words.value;
  const shown = useSignal(PAGE);
  const incidents = openIncidents.value;
  return (
    <section class="board" aria-label={w.board.title}>
      <header class="side-head">
        <h2>
          {w.board.title} <span class="side-count">{incidents.length}</span>
        </h2>
        <p class="side-keys">
          <kbd>J</kbd>
          <kbd>K</kbd> {w.board.move} ·{' '}
          <button class="link" onClick={() => (isHelpOpen.value = true)}>
            <kbd>?</kbd> {w.board.allKeys}
          </button>
        </p>
      </header>
      <div class="board-scroll">
        <UntoldList />
        <Body count={incidents.length + untoldList.value.length} />
        <ul class="cards">
          {entries.value.slice(0, shown.value).map((entry) =>
            entry.kind === 'one' ? (
              <Card key={entry.incident.id} incident={entry.incident} />
            ) : (
              <GroupCard key={entry.situation.id} situation={entry.situation} members={entry.members} />
            ),
          )}
        </ul>
        {entries.value.length > shown.value ? (
          <button class="button wide" onClick={() => (shown.value += PAGE)}>
            {w.board.more(Math.min(PAGE, entries.value.length - shown.value))}
          </button>
        ) : null}
      </div>
    </section>
  );
}

function Body({ count }: { readonly count: number }) {
  const w = words.value;
  if (count > 0 || missing.value.has('incidents')) return null;
  if (!isLoaded.value) return <Loading />;
  return <Empty title={w.board.empty} text={w.board.emptyText} />;
}
