import { computed, signal } from '@preact/signals';
import type { TargetedKeyboardEvent } from 'preact';

import { fences, mapData } from '../city/store';
import { SEARCH, Stroke } from '../frame/icons';
import { shownLooks } from '../history/past';
import { Badge } from '../level/badge';
import { openStation } from '../view';
import { named, words } from '../words';
import { findings, type Found } from './finding';
import { foundPlaces } from './found';
import { positionIn } from './geodesy';
import { said } from './words';

const text = signal('');
const isOpen = signal(false);
const at = signal(0);

const results = computed<readonly Found[]>(() => {
  if (!isOpen.value || !text.value.trim()) return [];
  const position = positionIn(text.value);
  if (position) return [{ kind: 'place', id: position.join(), name: position.join(', '), at: [position] }];
  const kinds = words.value.kind as Record<string, string>;
  return findings(text.value, shownLooks.value, { divisions: mapData.value?.divisions ?? null, fences: fences.value }, (key) => named(kinds, key));
});

function choose(found: Found | undefined): void {
  if (!found) return;
  isOpen.value = false;
  if (found.kind === 'station') openStation(found.id);
  foundPlaces.value = [...found.at];
}

const KEYS: Readonly<Record<string, () => void>> = {
  ArrowDown: () => (at.value = Math.min(results.value.length - 1, at.value + 1)),
  ArrowUp: () => (at.value = Math.max(0, at.value - 1)),
  Enter: () => choose(results.value[at.value]),
  Escape: () => (isOpen.value = false),
};

function press(event: TargetedKeyboardEvent<HTMLInputElement>): void {
  const act = isOpen.value ? KEYS[event.key] : undefined;
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

/** One field for stations, divisions, fences and positions; the map goes to what is chosen. */
export function Search() {
  const s = said.value;
  const list = results.value;
  const isAsked = isOpen.value && text.value.trim() !== '';
  return (
    <div class="map-search" role="search" onFocusOut={(event) => event.currentTarget.contains(event.relatedTarget as Node) || (isOpen.value = false)}>
      <label class="search">
        <Stroke d={SEARCH} size={16} />
        <input
          type="search"
          role="combobox"
          aria-label={s.find}
          aria-expanded={isAsked}
          aria-controls="map-found"
          aria-activedescendant={list.length ? `map-found-${at.value}` : undefined}
          placeholder={s.find}
          value={text.value}
          data-testid="map-search"
          onFocus={() => (isOpen.value = true)}
          onKeyDown={press}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            at.value = 0;
            isOpen.value = true;
          }}
        />
      </label>
      <ul class="map-found" id="map-found" role="listbox" aria-label={s.find} hidden={!isAsked}>
        {list.map((found, index) => (
          <li
            key={found.kind + found.id}
            id={`map-found-${index}`}
            role="option"
            aria-selected={index === at.value}
            data-testid={`found-${found.id}`}
            onPointerDown={(event) => {
              event.preventDefault();
              choose(found);
            }}
          >
            {found.kind === 'station' ? <Badge mark={shownLooks.value.get(found.id)?.mark ?? 'void'} size={16} isSilent /> : null}
            <span>{found.name}</span>
            <small>
              {s.kind[found.kind]}
              {found.kind === 'station' ? ` ${found.id}` : ''}
            </small>
          </li>
        ))}
      </ul>
      <p class={isAsked && list.length === 0 ? 'map-none' : 'unseen'} role="status">
        {isAsked ? (list.length ? s.found(list.length) : s.none) : ''}
      </p>
    </div>
  );
}
