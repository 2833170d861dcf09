import { useRef } from 'preact/hooks';

import { SEARCH, Stroke } from '../frame/icons';
import { RAISED } from '../level/level';
import { useSearch } from '../stations/searching';
import { words } from '../words';
import { columns, countyChoices, filter, kindChoices, narrow, shown, total } from './data';
import { ExportMenu } from './export';
import { isNarrowed, NOTHING, type Column, type Filter } from './rows';
import { said } from './words';

/** Search, how many are shown, and what can be done with them. */
export function Bar() {
  const w = said.value;
  const field = useRef<HTMLInputElement>(null);
  useSearch(field, (search) => narrow({ search }));
  return (
    <div class="registry-bar">
      <label class="search">
        <Stroke d={SEARCH} size={16} />
        <input
          ref={field}
          id="station-search"
          type="search"
          aria-label={w.search}
          placeholder={w.search}
          value={filter.value.search}
          data-testid="station-search"
          onInput={(event) => narrow({ search: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === 'Enter' || event.key === 'ArrowDown') document.querySelector<HTMLElement>('.grid')?.focus();
          }}
        />
      </label>
      <p class="registry-count" role="status" data-testid="station-count">
        {w.count(shown.value.length, total.value)}
      </p>
      {isNarrowed(filter.value) ? (
        <button class="link" onClick={() => (filter.value = NOTHING)}>
          {w.clear}
        </button>
      ) : null}
      <span class="gap" />
      <p class="registry-keys">
        <kbd>J</kbd> <kbd>K</kbd> {w.keys.choose} <kbd>Enter</kbd> {w.keys.open} <kbd>/</kbd> {w.keys.search}
      </p>
      <ExportMenu />
    </div>
  );
}

type Choice = readonly [string, string];

/** Below each head that which the column can be narrowed down to. */
export function Filters() {
  return (
    <tr class="grid-filters" aria-rowindex={2}>
      {columns.value.map((each) => (
        <td key={each} class={`is-${each}`}>
          <Narrow column={each} />
        </td>
      ))}
    </tr>
  );
}

function Narrow({ column }: { readonly column: Column }) {
  const w = said.value;
  const { level, mark, hearing, quality } = words.value;
  switch (column) {
    case 'level':
      return <Select label={w.column.level} every={w.every.level} to="level" choices={[['raised', w.raised], ...RAISED.map((each): Choice => [each, level[each].short]), ['none', w.calm], ['void', mark.void]]} />;
    case 'kind':
      return <Select label={w.column.kind} every={w.every.kind} to="kind" choices={kindChoices.value} />;
    case 'place':
      return <Select label={w.column.place} every={w.every.place} to="county" choices={countyChoices.value} />;
    case 'hearing':
      return <Select label={w.column.hearing} every={w.every.hearing} to="hearing" choices={[['unheard', w.unheard], ...Object.entries(hearing)]} />;
    case 'quality':
      return <Select label={w.column.quality} every={w.every.quality} to="quality" choices={[['doubted', w.doubted], ...Object.entries(quality)]} />;
    default:
      return null;
  }
}

interface SelectProps {
  readonly label: string;
  readonly every: string;
  readonly to: keyof Filter;
  readonly choices: readonly Choice[];
}

function Select({ label, every, to, choices }: SelectProps) {
  const held = filter.value[to];
  return (
    <select aria-label={label} class={held ? 'is-set' : ''} value={held} data-testid={`filter-${to}`} onChange={(event) => narrow({ [to]: event.currentTarget.value })}>
      <option value="">{every}</option>
      {choices.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}
