import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { fences } from '../city/store';
import { aim, pickedStation, tool } from '../map/drawing';
import { divisions, groups, loadDivisions, loadGroups } from './catalogue';
import { Positions } from './positions';
import { aimAt, form, reach, reshape, write } from './state';
import { StretchForm } from './stretch';
import { isDrawn, snapped, toggled } from './target';
import { said } from './words';

/** Rows of a list that are shown; the search finds the others. */
const SHOWN = 40;
/** Most codes that a target takes. */
const MOST = 1000;

const LISTS = { division: Divisions, river: StretchForm, fence: FenceList, coordinates: Positions, group: GroupList, more: Reshaping } as const;
type ListKey = keyof typeof LISTS;
const KEYS = Object.keys(LISTS) as readonly ListKey[];

/** Every act of the map as a list: whoever does not draw chooses here. */
export function Lists() {
  const w = said.value;
  const open = useSignal<ListKey | null>(null);
  useEffect(() => {
    void loadDivisions();
    void loadGroups();
  }, []);
  // A station that was clicked is where a stretch begins.
  useEffect(() => {
    if (tool.value === 'station' && pickedStation.value) open.value = 'river';
  }, [pickedStation.value]);
  const List = open.value ? LISTS[open.value] : null;
  return (
    <div class="compose-lists">
      <div class="compose-keys">
        {KEYS.map((each) => (
          <button key={each} class="link" aria-expanded={open.value === each} aria-controls="compose-list" data-testid={`list-${each}`} onClick={() => (open.value = open.value === each ? null : each)}>
            {w.lists[each]}
          </button>
        ))}
      </div>
      <div id="compose-list">{List ? <List /> : null}</div>
    </div>
  );
}

function Divisions() {
  const w = said.value;
  const sought = useSignal('');
  const all = divisions.value ?? [];
  const text = sought.value.trim();
  const found = all.filter((each) => !text || each.path.includes(text) || each.code.startsWith(text));
  return (
    <>
      <label class="compose-line">
        <span>{w.search}</span>
        <input type="search" value={sought.value} data-testid="compose-division-search" onInput={(event) => (sought.value = event.currentTarget.value)} />
        <small>{w.found(Math.min(found.length, SHOWN), found.length)}</small>
      </label>
      <ul class="compose-options">
        {found.slice(0, SHOWN).map((each) => (
          <li key={each.code}>
            <label>
              <input type="checkbox" checked={aim.value.divisions.includes(each.code)} data-testid={`division-${each.code}`} onChange={() => aimAt({ divisions: toggled(aim.value.divisions, each.code) })} />
              {each.path} <small>{`${w.rank[each.rank] ?? ''} ${each.code}`}</small>
            </label>
          </li>
        ))}
      </ul>
    </>
  );
}

function FenceList() {
  const w = said.value;
  const all = (fences.value?.features ?? []) as readonly { readonly id?: string; readonly properties: Readonly<Record<string, unknown>> }[];
  if (all.length === 0) return <p class="leaf-meta">{w.noFences}</p>;
  return (
    <ul class="compose-options">
      {all.map(({ id = '', properties }) => (
        <li key={id}>
          <label>
            <input type="checkbox" checked={aim.value.fences.includes(id)} data-testid={`fence-${id}`} onChange={() => aimAt({ fences: toggled(aim.value.fences, id) })} />
            {String(properties['name'] ?? id)} <small>{id}</small>
          </label>
        </li>
      ))}
    </ul>
  );
}

function GroupList() {
  const w = said.value;
  const all = groups.value ?? [];
  return (
    <>
      {all.length === 0 ? <p class="leaf-meta">{w.noGroups}</p> : <p class="leaf-meta">{w.groupHint}</p>}
      <ul class="compose-options">
        {all.map((each) => (
          <li key={each.name}>
            <label>
              <input type="checkbox" checked={aim.value.groups.includes(each.name)} onChange={() => aimAt({ groups: toggled(aim.value.groups, each.name) })} />
              {each.name} <small>{w.groupCount(each.contacts)}</small>
            </label>
          </li>
        ))}
      </ul>
      <label class="compose-line">
        <span>{w.owner}</span>
        <select value={form.value.division} data-testid="compose-owner" onChange={(event) => write({ division: event.currentTarget.value })}>
          <option value="">{w.ownerAuto}</option>
          {(divisions.value ?? []).filter((each) => each.rank !== 'village').map((each) => (
            <option key={each.code} value={each.code}>
              {each.path}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

/** Widen what is drawn, or let whole divisions take its place: both as the server knows the ground. */
function Reshaping() {
  const w = said.value;
  const metres = useSignal(500);
  const hit = reach.value?.villages;
  const canSnap = hit !== undefined && hit.count > 0 && hit.count <= Math.min(MOST, hit.items.length) && (isDrawn(aim.value) || aim.value.fences.length > 0);
  return (
    <>
      <div class="compose-line">
        <label>
          <span>{w.buffer}</span>
          <input type="number" min={1} max={50000} step={100} value={metres.value} data-testid="compose-buffer" onInput={(event) => (metres.value = Number(event.currentTarget.value))} />
        </label>
        <button class="button" disabled={!isDrawn(aim.value) || !(metres.value > 0)} data-testid="compose-widen" onClick={() => void reshape({ buffer_m: metres.value })}>
          {w.widen}
        </button>
      </div>
      <div class="compose-line">
        <button class="button" title={w.snapHint} disabled={!canSnap} data-testid="compose-snap" onClick={() => aimAt(snapped(aim.value, hit?.items.map((each) => each.code) ?? []))}>
          {w.snap(hit?.count ?? 0)}
        </button>
        <small>{w.snapHint}</small>
      </div>
    </>
  );
}
